"""Notices and nudges: a page shows who gets what, a person ticks, and each unit gets each letter once."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.inviting import actions, notices, rules
from casecall.inviting.notices import (
    Chosen,
    Refused,
    attach,
    chosen,
    drafts,
    plan,
    write_letters,
    write_notice,
    write_nudges,
)
from casecall.letters import rules as letters
from casecall.letters import templates
from casecall.letters.models import Letter, LetterFile
from casecall.letters.templates import TemplateFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries, Settings

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Recipient


@pytest.fixture
def noticed(call: CallRow, add: Callable[..., int], sent: Callable[..., None], now: datetime) -> int:
    """A unit to which the notice went out."""
    one = add("甲公司", email="a@example.com")
    sent(*write_notice(call.id, [one], now=now, by="user:1").letters, at=now)
    return one


def planned(call: CallRow, kind: str, addressee_id: int, now: datetime) -> Recipient:
    return next(one for one in plan(call.id, kind, now=now).recipients if one.row.id == addressee_id)


def test_the_notice_says_what_the_call_lays_down_and_brings_the_blank_form(
    call: CallRow, add: Callable[..., int], settings: Settings, now: datetime
) -> None:
    settings.BASE_URL = "https://cases.example.org"
    settings.CONTACT = {**settings.CONTACT, "mailbox": "cases@example.org", "telephone": "010-00000000"}
    one = add("云岫省通信行业协会", email="a@example.com", contact="闻人舒")
    written = write_notice(
        call.id, [one], now=now, by="user:1", files=[attach(io.BytesIO(b"%PDF-1.7"), "通知.pdf", now=now)]
    )
    letter = Letter.objects.get(pk=written.letters[0])
    assert (letter.kind, letter.state, letter.key) == (letters.NOTICE, letters.DRAFT, f"notice:{one}")
    assert (letter.to_address, letter.to_name, letter.call_id) == ("a@example.com", "闻人舒", call.id)
    for words in (
        "云岫省通信行业协会：", "通企〔2022〕128 号", "2022 年 8 月 1 日", "2022 年 11 月 1 日", "助力乡村振兴",
        "https://cases.example.org/c/cace-2022/", "cases@example.org", "010-00000000", "通知.pdf",
        "履责实践案例申报表.docx",
    ):  # fmt: skip
        assert words in letter.text
    names = LetterFile.objects.filter(letter=letter).values_list("name", "file__media_type")
    assert [name for name, _ in names] == ["通知.pdf", "履责实践案例申报表.docx"]
    assert names[1][1].endswith("wordprocessingml.document")


def test_the_same_notice_is_never_written_twice(call: CallRow, add: Callable[..., int], now: datetime) -> None:
    one = add("甲公司", email="a@example.com")
    ticks = [Chosen(one, 1, rules.SILENT)]
    assert len(write_letters(call.id, letters.NOTICE, ticks, now=now, by="user:1").letters) == 1
    again = write_letters(call.id, letters.NOTICE, [*ticks, *ticks], now=now, by="user:1")
    assert (again.letters, again.skipped) == ((), (("甲公司", "通知已写好，尚未发出"),))
    assert Letter.objects.count() == 1


def test_who_has_no_address_is_shown_and_gets_nothing(call: CallRow, add: Callable[..., int], now: datetime) -> None:
    one, other = add("甲公司"), add("乙公司", email="b@example.com")
    found = plan(call.id, letters.NOTICE, now=now)
    assert [(r.row.id, r.hinders) for r in found.hindered] == [(one, "没有邮箱")]
    assert [r.row.id for r in found.ready] == [other]
    assert write_notice(call.id, [one, other], now=now, by="user:1").skipped == (("甲公司", "没有邮箱"),)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (letters.APPROVED, "尚未发出"), (letters.SENT, "已于 09-01 发出"), (letters.FAILED, "未能发出"),
        (letters.UNKNOWN, "尚不明"), (letters.BOUNCED, "被退回"),
    ],
)  # fmt: skip
def test_a_notice_that_stands_hinders_another(
    call: CallRow, noticed: int, sent: Callable[..., None], now: datetime, state: str, says: str
) -> None:
    sent(*Letter.objects.values_list("id", flat=True), state=state)
    assert says in planned(call, letters.NOTICE, noticed, now).hinders


def test_a_notice_that_was_dropped_or_came_back_can_be_written_anew(
    call: CallRow, noticed: int, sent: Callable[..., None], now: datetime
) -> None:
    sent(*Letter.objects.values_list("id", flat=True), state=letters.BOUNCED)
    actions.edit(noticed, "甲公司", email="better@example.com", now=now, by="user:1")
    written = write_notice(call.id, [noticed], now=now, by="user:1")
    assert Letter.objects.get(pk=written.letters[0]).key == f"notice:{noticed}:2"
    sent(*written.letters, state=letters.DROPPED)
    assert planned(call, letters.NOTICE, noticed, now).n == 3


def test_a_nudge_goes_to_the_silent_and_counts(
    call: CallRow, noticed: int, sent: Callable[..., None], now: datetime
) -> None:
    later = now + timedelta(days=40)
    first = write_nudges(call.id, [noticed], now=later, by="user:1").letters
    letter = Letter.objects.get(pk=first[0])
    assert (letter.key, letter.kind) == (f"nudge:{noticed}:1", letters.NUDGE)
    assert "2022 年 9 月 1 日" in letter.text
    assert "还有 21 天" in letter.text
    assert planned(call, letters.NUDGE, noticed, later).hinders == "已有一封催报函尚未发出"
    sent(*first, at=later)
    soon, late = (planned(call, letters.NUDGE, noticed, later + timedelta(days=days)) for days in (1, 4))
    assert (soon.advised, soon.doubt, soon.n) == (False, "10-11 刚催过", 2)
    assert (late.advised, late.doubt) == (True, "")


def test_those_who_applied_answered_or_bounced_are_ticked_by_nobody_but_a_person(
    call: CallRow, add: Callable[..., int], sent: Callable[..., None], came: Callable[..., object],
    applied: Callable[..., int], now: datetime,
) -> None:  # fmt: skip
    ids = [
        add(name, email=f"{n}@{n}.example.com")
        for n, name in enumerate(("青川数智科技有限公司", "乙公司", "丙公司", "丁公司"))
    ]
    written = write_notice(call.id, ids[:3], now=now, by="user:1").letters
    sent(*written[:2])
    sent(written[2], state=letters.BOUNCED)
    applied("青川数智科技有限公司")
    came("1@1.example.com")
    found = plan(call.id, letters.NUDGE, now=now)
    assert [(one.advised, one.hinders, one.doubt) for one in found.recipients] == [
        (False, "", "已申报"), (False, "", "已回复"), (False, "", "上一封信被退回，请先更正邮箱"),
        (False, "", "尚未发过通知"),
    ]  # fmt: skip
    assert len(write_nudges(call.id, [ids[0]], now=now, by="user:1").letters) == 1


def test_who_applied_since_the_page_was_drawn_is_left_alone(
    call: CallRow, noticed: int, applied: Callable[..., int], now: datetime
) -> None:
    actions.edit(noticed, "青川数智科技有限公司", now=now, by="user:1")
    ticks = chosen([planned(call, letters.NUDGE, noticed, now).mark])
    applied("青川数智科技有限公司")
    written = write_letters(call.id, letters.NUDGE, ticks, now=now, by="user:1")
    assert (written.letters, written.skipped) == ((), (("青川数智科技有限公司", "情况已变为“已申报”，没有写"),))


def test_two_people_at_once_nudge_once(call: CallRow, noticed: int, sent: Callable[..., None], now: datetime) -> None:
    ticks = chosen([planned(call, letters.NUDGE, noticed, now).mark])
    sent(*write_letters(call.id, letters.NUDGE, ticks, now=now, by="user:1").letters)
    assert write_letters(call.id, letters.NUDGE, ticks, now=now, by="user:2").letters == ()
    assert Letter.objects.filter(kind=letters.NUDGE).count() == 1


def test_nobody_is_nudged_after_the_close(call: CallRow, noticed: int, now: datetime) -> None:
    last = datetime(2022, 11, 1, 15, 59, tzinfo=UTC)
    assert not plan(call.id, letters.NUDGE, now=last).late
    after = last + timedelta(minutes=1)
    assert plan(call.id, letters.NUDGE, now=after).late
    with pytest.raises(Refused, match="已于 2022 年 11 月 1 日 截止"):
        write_letters(call.id, letters.NUDGE, [Chosen(noticed, 1, rules.SILENT)], now=after, by="user:1")
    assert not plan(call.id, letters.NOTICE, now=after).late


def test_nobody_or_too_many_ticked_is_refused(call: CallRow, now: datetime) -> None:
    with pytest.raises(Refused, match="没有选择"):
        write_letters(call.id, letters.NOTICE, [], now=now, by="user:1")
    many = [Chosen(n, 1, rules.SILENT) for n in range(rules.MOST_AT_ONCE + 1)]
    with pytest.raises(Refused, match="至多写 500 封"):
        write_letters(call.id, letters.NOTICE, many, now=now, by="user:1")


def test_an_addressee_of_another_call_is_no_recipient(call: CallRow, now: datetime) -> None:
    written = write_letters(call.id, letters.NOTICE, [Chosen(987, 1, rules.SILENT)], now=now, by="user:1")
    assert (written.letters, written.skipped) == ((), (("987", "已不在名单中"),))


def test_ticks_that_we_did_not_draw_are_left_out() -> None:
    assert chosen(["1:2:silent", "x", "1", "1:x:silent", "-1:1:silent", "9" * 13 + ":1:silent"]) == (
        Chosen(1, 2, "silent"),
    )


def test_a_template_that_cannot_be_filled_writes_nothing(
    call: CallRow, add: Callable[..., int], monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    ids = [add("甲公司", email="a@example.com"), add("乙公司", email="b@example.com")]
    monkeypatch.setattr(templates, "text_of", lambda _kind: "主题：通知\n{{编号}}")
    with pytest.raises(TemplateFault):
        write_notice(call.id, ids, now=now, by="user:1")
    assert not Letter.objects.exists()


def test_drafts_are_approved_here_but_no_other_letter(call: CallRow, add: Callable[..., int], now: datetime) -> None:
    written = write_notice(call.id, [add("甲公司", email="a@example.com")], now=now, by="user:1").letters
    other = Letter.objects.create(
        kind=letters.FREE, key="x", to_address="x@example.com", subject="a", text="b", message_id="<x@y>", made_at=now
    )
    assert drafts(call.id) == written
    done = notices.approve(call.id, [*written, other.pk], now=now, by="user:1")
    assert (done.approved, done.refused) == (written, ())
    assert Letter.objects.get(pk=other.pk).state == letters.DRAFT


def test_our_own_words_are_no_hint_where_an_answer_quotes_them() -> None:
    for kind in (letters.NOTICE, letters.NUDGE):
        assert not [word for word in rules.FORWARDED_WORDS if word in templates.shipped(kind)]


@pytest.mark.parametrize("data", [b"MZ\x90\x00", b"<html>", b"PK\x03\x04"])
def test_only_papers_go_with_the_notice(data: bytes, now: datetime, db: None) -> None:
    with pytest.raises(Refused, match="只能附"):
        attach(io.BytesIO(data), "a.exe", now=now)


def test_a_paper_that_is_too_large_is_refused(now: datetime, db: None) -> None:
    with pytest.raises(Refused, match="超过 10 MB"):
        attach(io.BytesIO(b"%PDF" + bytes(notices.MOST_FILE)), "a.pdf", now=now)


def test_the_plan_takes_four_statements_however_many_there_are(
    call: CallRow, add: Callable[..., int], now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(3):
        add(f"第{n}公司", email=f"{n}@example.com")
    with django_assert_num_queries(4):
        plan(call.id, letters.NUDGE, now=now, call=call)
