"""A receipt says what was recognised, what was found so far, how to mend it and until when; contact data is masked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casecall.cases import queries as cases
from casecall.correcting.receipts import receipt_wanted, write_receipt
from casecall.files.actions import keep
from casecall.flow.steps import JOBS
from casecall.letters import actions as letters
from casecall.letters.models import Letter
from casecall.receiving.models import Filing, Parcel, ReceivedLetter
from casecall.screening.actions import rule
from casecall.screening.queries import desk
from tests.casecall.correcting.conftest import FAULTY
from tests.casecall.factory import Application, a_case, an_unread_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from tests.casecall.letters.servers import Script

BY = "user:1"
SECRETS = ("闻人舒", "13900004417", "wenrens@example.com", "wenrensh@example.com", "综合部主任")


@pytest.fixture
def by_letter(call: CallRow, now: datetime) -> Callable[..., int]:
    """A case that a letter brought, of whatever kind and sender."""

    def come(application: Application = FAULTY, **letter: Any) -> int:
        case_id = a_case(call, application, now=now, door="letter")
        revision = cases.newest_revision(case_id)
        assert revision is not None
        parcel = Parcel.objects.create(call_id=call.id, door="letter", came_at=now, by="mail", fingerprint="f")
        Filing.objects.create(parcel=parcel, revision_id=revision.id, at=now, by="worker")
        usual = {"kind": "application", "sender_name": "鲁砚", "sender_address": "luyan@example.net"}
        ReceivedLetter.objects.create(
            file_id=keep(b"eml", now=now).sha256, message_id="<in@example.net>", parcel=parcel, case_id=case_id,
            call_id=call.id, came_at=now, **{**usual, **letter},
        )  # fmt: skip
        return case_id

    return come


def test_it_goes_to_who_wrote_and_answers_the_letter(
    by_letter: Callable[..., int], account: Script, now: datetime
) -> None:
    case_id = by_letter()
    letter = write_receipt(case_id, now=now)
    revision = cases.newest_revision(case_id)
    assert letter is not None
    assert revision is not None
    assert (letter.to_address, letter.to_name) == ("luyan@example.net", "鲁砚")
    assert (letter.kind, letter.state, letter.key) == ("receipt", "draft", f"receipt:{revision.id}")
    assert letter.in_reply_to == "<in@example.net>"


def test_it_says_number_values_findings_remedy_and_until_when(
    by_letter: Callable[..., int], account: Script, now: datetime
) -> None:
    case_id = by_letter()
    letter = write_receipt(case_id, now=now)
    assert letter is not None
    case = cases.case_row(case_id)
    assert case.number in letter.subject
    body = f"正文：{case.words} 字"
    for words in (
        case.number,
        "绿色低碳发展",
        FAULTY.title,
        FAULTY.unit,
        body,
        "没有见到公章",
        "加盖单位公章",
        "申报表盖章扫描件.jpg",
    ):
        assert words in letter.text
    assert "2022 年 11 月 1 日（星期二）24:00" in letter.text
    assert f"[[link:case:{case_id}]]" in letter.text
    assert "请对照原件认定" not in letter.text


def test_contact_data_is_masked_even_where_a_finding_quotes_it(
    by_letter: Callable[..., int], account: Script, now: datetime
) -> None:
    letter = write_receipt(by_letter(), now=now)
    assert letter is not None
    assert not [one for one in SECRETS if one in letter.text + letter.subject]
    for mask in ("闻**", "139****4417", "w****@example.com"):
        assert mask in letter.text


def test_a_case_in_order_is_told_so(by_letter: Callable[..., int], account: Script, now: datetime) -> None:
    letter = write_receipt(by_letter(Application()), now=now)
    assert letter is not None
    assert "暂未见不齐之处" in letter.text


def test_what_a_person_cleared_is_not_told(by_letter: Callable[..., int], account: Script, now: datetime) -> None:
    case_id = by_letter()
    seal = next(one.id for one in desk(case_id).findings if one.check == "seal_missing")
    rule(seal, "cleared", "原件上有章", by=BY, now=now)
    letter = write_receipt(case_id, now=now)
    assert letter is not None
    assert "没有见到公章" not in letter.text


def test_there_is_one_for_a_revision_however_often_it_is_read(
    by_letter: Callable[..., int], account: Script, now: datetime
) -> None:
    case_id = by_letter()
    first, again = write_receipt(case_id, now=now), write_receipt(case_id, now=now + timedelta(hours=1))
    assert first == again
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("kind", ["auto-reply", "bulk", "bounce"])
def test_no_system_is_answered(by_letter: Callable[..., int], account: Script, now: datetime, kind: str) -> None:
    assert write_receipt(by_letter(kind=kind), now=now) is None


@pytest.mark.parametrize(
    "letter",
    [
        {"sender_address": "no-reply@example.net"},
        {"sender_address": ""},
        {"checks": {"dmarc": "fail"}},
        {"ours": True},
    ],
)
def test_nobody_behind_the_address_or_behind_the_name_is_answered(
    by_letter: Callable[..., int], account: Script, now: datetime, letter: dict[str, Any]
) -> None:
    assert write_receipt(by_letter(**letter), now=now) is None


def test_what_came_by_the_web_is_answered_at_the_address_of_the_form(
    call: CallRow, account: Script, now: datetime
) -> None:
    letter = write_receipt(a_case(call, Application(), now=now), now=now)
    assert letter is not None
    assert letter.to_address == "wenrens@example.com"


def test_an_address_that_was_not_surely_read_is_not_written_to(call: CallRow, account: Script, now: datetime) -> None:
    assert write_receipt(a_case(call, FAULTY, now=now), now=now) is None


@pytest.mark.parametrize("door", ["folder", "desk"])
def test_what_the_office_brought_in_is_not_answered(call: CallRow, account: Script, now: datetime, door: str) -> None:
    case_id = a_case(call, Application(), now=now, door=door)
    revision = cases.newest_revision(case_id)
    assert revision is not None
    assert receipt_wanted(revision.id) is None
    assert write_receipt(case_id, now=now) is None


def test_without_an_account_that_sends_nothing_is_written(call: CallRow, now: datetime) -> None:
    assert write_receipt(a_case(call, Application(), now=now), now=now) is None


def test_a_case_that_was_not_read_yet_or_has_ended_is_not_answered(
    call: CallRow, account: Script, now: datetime
) -> None:
    from casecall.screening.actions import end  # lazy: Django must be set up first

    assert write_receipt(an_unread_case(call, now=now), now=now) is None
    case_id = a_case(call, Application(), now=now)
    end(case_id, "单位来电撤回", to="withdrawn", by=BY, now=now)
    assert write_receipt(case_id, now=now) is None


def test_it_leaves_by_itself_where_receipts_do(by_letter: Callable[..., int], account: Script, now: datetime) -> None:
    letters.set_habit("receipt", automatic=True, now=now, by=BY)
    letter = write_receipt(by_letter(), now=now)
    assert letter is not None
    letter.refresh_from_db()
    assert letter.state == "approved"
    assert letter.automatic


def test_screening_has_it_written(call: CallRow, account: Script, now: datetime) -> None:
    case_id = a_case(call, Application(), now=now)
    revision = cases.newest_revision(case_id)
    assert revision is not None
    JOBS["screen"]({"revision": revision.id}, now, lambda _: None)
    JOBS["write-receipt"]({"case": case_id}, now, lambda _: None)
    assert Letter.objects.get().kind == "receipt"


def test_after_the_window_no_date_is_named(by_letter: Callable[..., int], account: Script, now: datetime) -> None:
    letter = write_receipt(by_letter(), now=now + timedelta(days=90))
    assert letter is not None
    assert "前补充或更换" not in letter.text
