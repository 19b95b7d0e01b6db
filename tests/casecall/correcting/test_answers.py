"""What a unit types behind its link, read anew by the true reader beside the form that it had sent."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.correcting import actions, rules
from casecall.correcting.queries import round_row
from casecall.correcting.stock import take_stock
from casecall.flow.steps import JOBS
from casecall.screening import reader
from casecall.screening.queries import desk
from tests.casecall.screening.papers import GOOD, form, photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.correcting.models import Round

BY = "user:1"


@pytest.fixture(autouse=True, scope="module")
def _one_reader_without_office() -> Iterator[None]:
    """One reading process for all of these, without LibreOffice, whether this machine has it or not."""
    reader.close_all()
    whole = reader._environment
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_environment", lambda room: {**whole(room), "PATH": ""})
        yield
    reader.close_all()


@pytest.fixture
def asked(call: CallRow, now: datetime) -> Callable[..., Round]:
    """A Word form with values of its own, read, and a round for the findings of some checks."""
    from casecall.cases.actions import add_revision, open_case  # lazy: Django must be set up first
    from casecall.files.actions import keep  # lazy: the same

    def ask(*checks: str, **values: str) -> Round:
        files = [(keep(form(**values), now=now).sha256, "申报表.docx"), (keep(photo(), now=now).sha256, "现场.jpg")]
        case = open_case(call.id, door="letter", state=states.RECEIVED, now=now, by="mail")
        revision = add_revision(case.pk, files, door="letter", sent_at=now, now=now, by="mail")
        JOBS["screen"]({"revision": revision.pk}, now, lambda _: None)
        ids = [one.id for one in desk(case.pk).findings if one.check in checks]
        assert len(ids) == len(checks), [one.check for one in desk(case.pk).findings]
        one = actions.ask(case.pk, ids, now=now, by=BY)
        actions.approve(one.pk, now=now, by=BY)
        return one

    return ask


def read(one: Round, now: datetime) -> dict[str, str]:
    """Have the answer read; the values that count after it."""
    one.refresh_from_db()
    JOBS["screen"]({"revision": one.answer_id}, now, lambda _: None)
    return {value.key: value.value for value in desk(one.case_id).values}


def standing(one: Round) -> dict[str, str]:
    row = round_row(one.pk)
    assert row is not None
    return {item.check: item.state for item in row.items}


def test_a_telephone_number_is_mended_and_the_rest_stays_as_it_was_sent(
    asked: Callable[..., Round], now: datetime
) -> None:
    one = asked("phone_missing", phone="")
    actions.answer(one.pk, {"phone": "0851-86001234"}, [], now=now)
    values = read(one, now)
    assert standing(one) == {"phone_missing": rules.MENDED}
    assert values["phone"] == "0851-86001234"
    assert {key: values[key] for key in ("unit", "title", "theme", "email")} == {
        key: GOOD[key] for key in ("unit", "title", "theme", "email")
    }
    assert not [found for found in desk(one.case_id).findings if found.check in {"unreadable", "field_uncertain"}]


def test_a_text_that_was_too_long_is_shortened_and_counted_anew(asked: Callable[..., Round], now: datetime) -> None:
    one = asked("words_over", body=GOOD["body"] * 12)
    actions.answer(one.pk, {"body": GOOD["body"]}, [], now=now)
    values = read(one, now)
    assert standing(one) == {"words_over": rules.MENDED}
    assert values["body"].splitlines()[0] == GOOD["body"].splitlines()[0]
    assert len(cases.case_ids(desk_call(one))) == 1  # it is no second application


def test_a_title_that_was_missing_is_typed_and_the_case_is_called_by_it(
    asked: Callable[..., Round], now: datetime
) -> None:
    one = asked("title_missing", title="")
    actions.answer(one.pk, {"title": "网络村医"}, [], now=now)
    read(one, now)
    assert standing(one) == {"title_missing": rules.MENDED}
    assert cases.case_row(one.case_id).title == "网络村医"


def test_an_answer_that_mends_nothing_is_told_and_a_second_round_can_follow(
    asked: Callable[..., Round], now: datetime
) -> None:
    from casecall.files.actions import keep  # lazy: Django must be set up first
    from casecall.receiving.records import ReceivedFile  # lazy: the same

    one = asked("seal_missing")
    again = ReceivedFile("申报表2.docx", keep(form(phone="0851-86009999"), now=now).sha256)
    actions.answer(one.pk, {}, [again], note="章在外地。", now=now)
    values = read(one, now)
    assert standing(one) == {"seal_missing": rules.STANDS}
    assert values["phone"] == "0851-86009999"  # the later form counts
    assert cases.case_row(one.case_id).state == states.FAULTY
    take_stock(now=now)
    seal = next(found.id for found in desk(one.case_id).findings if found.check == "seal_missing")
    assert actions.ask(one.case_id, [seal], now=now, by=BY).n == 2


def test_what_was_typed_on_the_web_is_mended_in_its_form(asked: Callable[..., Round], now: datetime) -> None:
    first = asked("phone_missing", phone="")
    actions.answer(first.pk, {"phone": "123456789012345"}, [], now=now)
    read(first, now)
    ids = [found.id for found in desk(first.case_id).findings if found.check == "phone_invalid"]
    second = actions.ask(first.case_id, ids, now=now, by=BY)
    actions.approve(second.pk, now=now, by=BY)
    actions.answer(second.pk, {"phone": "13900004417"}, [], now=now)
    assert read(second, now)["phone"] == "13900004417"
    names = [file.name for file in cases.newest_revision(first.case_id).files]  # type: ignore[union-attr]
    assert len(names) == len(set(names))


def desk_call(one: Round) -> int:
    return cases.case_row(one.case_id).call_id


def test_a_reply_by_mail_with_a_mended_form_answers_the_round(
    asked: Callable[..., Round], call: CallRow, now: datetime
) -> None:
    from casecall.files.actions import keep  # lazy: Django must be set up first
    from casecall.letters.models import Letter  # lazy: the same
    from casecall.receiving.letters_in import take  # lazy: the same
    from casecall.receiving.records import Place  # lazy: the same

    one = asked("phone_missing", phone="")
    ours = Letter.objects.get(pk=one.letter_id)
    reply = EmailMessage()
    reply["From"], reply["To"] = "韦青禾 <weiqinghe@example.org>", "cases@example.org"
    reply["Subject"], reply["Message-ID"] = f"回复：{ours.subject}", "<reply@example.org>"
    reply["Date"], reply["In-Reply-To"] = "Fri, 02 Sep 2022 09:00:00 +0800", ours.message_id
    reply.set_content("您好，申报表已补填，请查收。")
    reply.add_attachment(form(), maintype="application", subtype="octet-stream", filename="申报表（改）.docx")
    came = take(keep(reply.as_bytes(), now=now).sha256, Place("秘书处", "INBOX", "1", "7"), call_id=call.id, now=now)
    assert came.parcel_id is not None
    JOBS["file-parcel"]({"parcel": came.parcel_id}, now, lambda _: None)
    take_stock(now=now)
    one.refresh_from_db()
    assert one.state == rules.ANSWERED
    assert read(one, now)["phone"] == GOOD["phone"]
    assert standing(one) == {"phone_missing": rules.MENDED}
    assert len(cases.case_ids(call.id)) == 1
