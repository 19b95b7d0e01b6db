"""Nothing leaves unseen: drafts wait for a person, only drafts change, what goes by itself keeps within bounds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casecall.audit.queries import latest, verify
from casecall.cases.queries import history
from casecall.flow.steps import JOBS
from casecall.jobs.actions import claim
from casecall.jobs.queries import for_key
from casecall.letters import actions, links, queries, rules
from casecall.letters.models import Letter
from casecall.people.links import make_link
from tests.casecall.factory import an_unread_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import Settings

    from casecall.calls.queries import CallRow
    from casecall.letters.records import LetterRow

pytestmark = pytest.mark.django_db


def row(letter_id: int) -> LetterRow:
    found = queries.letter(letter_id)
    assert found is not None
    return found


@pytest.fixture
def automatic(account: Any, now: datetime) -> None:
    actions.set_habit(rules.RECEIPT, automatic=True, now=now, by="user:1")


def test_the_same_key_gives_the_same_letter_unchanged(write: Callable[..., Letter]) -> None:
    first = write(key="receipt:7", subject="一")
    second = write(key="receipt:7", subject="二")
    assert (second.pk, second.subject) == (first.pk, "一")
    assert len(row(first.pk).lines) == 1


def test_a_letter_is_a_draft_and_has_no_job_until_somebody_approves_it(
    write: Callable[..., Letter], now: datetime
) -> None:
    letter = write()
    assert letter.state == rules.DRAFT
    assert for_key(actions.SEND, str(letter.pk)) is None
    actions.approve(letter.pk, now=now, by="user:2")
    assert for_key(actions.SEND, str(letter.pk)) is not None
    assert (row(letter.pk).approved_by, row(letter.pk).state) == ("user:2", rules.APPROVED)


def test_every_letter_has_a_message_id_of_the_senders_domain_from_the_start(
    write: Callable[..., Letter], account: Any
) -> None:
    first, second = write(), write()
    assert first.message_id.endswith("@example.org>")
    assert first.message_id != second.message_id


def test_without_an_account_the_message_id_is_of_the_site(write: Callable[..., Letter], settings: Settings) -> None:
    settings.BASE_URL = "https://cases.example.net"
    assert write().message_id.endswith("@cases.example.net>")


def test_an_unknown_kind_is_refused(write: Callable[..., Letter]) -> None:
    with pytest.raises(actions.NotAllowed, match="没有“poem”这种信"):
        write("poem")


def test_only_a_draft_can_be_edited(write: Callable[..., Letter], now: datetime) -> None:
    letter = write()
    change = {"subject": "新主题", "text": "新正文", "to_address": "b@example.com", "now": now, "by": "user:1"}
    actions.edit(letter.pk, **change)  # type: ignore[arg-type]
    assert (row(letter.pk).subject, row(letter.pk).to_address) == ("新主题", "b@example.com")
    actions.approve(letter.pk, now=now, by="user:1")
    with pytest.raises(actions.NotAllowed, match="只有草稿可以修改"):
        actions.edit(letter.pk, **change)  # type: ignore[arg-type]
    actions.put_back(letter.pk, now=now, by="user:1")
    actions.edit(letter.pk, **change)  # type: ignore[arg-type]
    assert [line.what for line in row(letter.pk).lines] == ["写成草稿", "修改草稿", "批准发送", "退回草稿", "修改草稿"]


def test_many_are_approved_at_once_and_those_that_cannot_say_why(write: Callable[..., Letter], now: datetime) -> None:
    good, bad, done = write(), write(to_address=""), write()
    actions.approve(done.pk, now=now, by="user:1")
    found = actions.approve_all([good.pk, bad.pk, done.pk], now=now, by="user:1")
    assert found.approved == (good.pk,)
    assert dict(found.refused) == {bad.pk: "请填写收件邮箱", done.pk: "信件现为“待发送”，不能转为“待发送”"}


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"to_address": ""}, "请填写收件邮箱"),
        ({"to_address": "wenrens＠example"}, ""),
        ({"to_address": "wenrens#example.com"}, "写法有误"),
        ({"to_address": "闻人@example.com"}, "写法有误"),
        ({"to_address": "a@example.com,b@example.com"}, "写法有误"),
        ({"to_address": "MAILER-DAEMON@example.com"}, "不收信的系统地址"),
        ({"to_address": "no-reply@example.com"}, "不收信的系统地址"),
        ({"to_address": "noreply+7@example.com"}, "不收信的系统地址"),
        ({"subject": " "}, "请填写主题"),
        ({"text": " \n "}, "没有正文"),
        ({"text": "编号 {{编号}}"}, "没有填入内容"),
        ({"subject": "关于 {{ 案例名称 }}"}, "没有填入内容"),
    ],
)
def test_a_letter_that_cannot_arrive_is_not_approved(
    write: Callable[..., Letter], now: datetime, what: dict[str, str], why: str
) -> None:
    letter = write(**what)
    if not why:
        actions.approve(letter.pk, now=now, by="user:1")
        return
    with pytest.raises(actions.NotAllowed, match=why):
        actions.approve(letter.pk, now=now, by="user:1")


def test_a_line_end_in_a_name_a_subject_or_an_address_adds_nothing(write: Callable[..., Letter]) -> None:
    letter = write(subject="甲\r\nBcc: x@example.org", to_name="乙\n丙\u202e", to_address="a@example.com\r\nBcc: b@c.d")
    assert (letter.subject, letter.to_name) == ("甲 Bcc: x@example.org", "乙 丙")
    assert not rules.is_address(letter.to_address)


def test_a_dropped_letter_stays_with_its_reason(write: Callable[..., Letter], now: datetime) -> None:
    letter = write()
    with pytest.raises(actions.NotAllowed, match="请写明理由"):
        actions.drop(letter.pk, " ", now=now, by="user:1")
    actions.drop(letter.pk, "重复", now=now, by="user:1")
    assert (row(letter.pk).state, row(letter.pk).lines[-1].why) == (rules.DROPPED, "重复")
    with pytest.raises(actions.NotAllowed):
        actions.approve(letter.pk, now=now, by="user:1")


def test_receipts_leave_by_themselves_once_an_administrator_says_so_and_that_is_recorded(
    write: Callable[..., Letter], account: Any, now: datetime
) -> None:
    assert write(rules.RECEIPT).state == rules.DRAFT
    actions.set_habit(rules.RECEIPT, automatic=True, now=now, by="user:1")
    letter = row(write(rules.RECEIPT).pk)
    assert (letter.state, letter.automatic, letter.approved_by) == (rules.APPROVED, True, "worker")
    assert letter.lines[-1].what == "按设置自动发出"
    habit = latest(1, object="letters:receipt")[0]
    assert (habit.actor, habit.verb, habit.note) == ("user:1", "letter.habit", "on")


@pytest.mark.parametrize("kind", [rules.CORRECTION, rules.NOTICE, rules.NUDGE, rules.FREE])
def test_other_kinds_never_leave_by_themselves(write: Callable[..., Letter], now: datetime, kind: str) -> None:
    with pytest.raises(actions.NotAllowed, match="须经人批准"):
        actions.set_habit(kind, automatic=True, now=now, by="user:1")
    from casecall.letters.models import Habit  # lazy: as if somebody wrote into the table

    Habit.objects.create(kind=kind, automatic=True)
    assert write(kind).state == rules.DRAFT


@pytest.mark.usefixtures("automatic")
def test_no_address_gets_more_automatic_letters_a_day_than_the_bound(
    write: Callable[..., Letter], now: datetime
) -> None:
    many = [write(rules.RECEIPT, to_address="Loop@example.com") for _ in range(rules.MOST_AUTOMATIC_A_DAY + 2)]
    assert [one.state for one in many] == [rules.APPROVED] * rules.MOST_AUTOMATIC_A_DAY + [rules.DRAFT] * 2
    assert "等人批准" in row(many[-1].pk).error
    assert write(rules.RECEIPT, to_address="loop@EXAMPLE.com").state == rules.DRAFT
    assert write(rules.RECEIPT).state == rules.APPROVED
    later = now + timedelta(days=1, minutes=1)
    assert write(rules.RECEIPT, to_address="loop@example.com", now=later).state == rules.APPROVED


@pytest.mark.usefixtures("automatic")
@pytest.mark.parametrize("kind", sorted(rules.SYSTEM_ANSWERS))
def test_what_a_system_sent_is_not_answered_by_itself(write: Callable[..., Letter], kind: str) -> None:
    letter = write(rules.RECEIPT, answers=kind, in_reply_to="<1@example.com>")
    assert (letter.state, letter.automatic) == (rules.DRAFT, False)
    assert "不自动回复" in row(letter.pk).error


@pytest.mark.usefixtures("automatic")
@pytest.mark.parametrize(
    "address", ["", "mailer-daemon@example.com", "bounces+7@example.com", "owner-list@example.com"]
)
def test_nothing_goes_by_itself_to_where_nobody_reads(write: Callable[..., Letter], address: str) -> None:
    assert write(rules.RECEIPT, to_address=address).state == rules.DRAFT


@pytest.mark.parametrize(("sent", "state"), [(True, rules.SENT), (False, rules.APPROVED)])
def test_a_person_says_what_became_of_an_unknown_letter(
    write: Callable[..., Letter], account: Any, now: datetime, *, sent: bool, state: str
) -> None:
    letter = write()
    with pytest.raises(actions.NotAllowed):
        actions.resolve(letter.pk, was_sent=sent, why="看过", now=now, by="user:1")
    Letter.objects.filter(pk=letter.pk).update(state=rules.UNKNOWN, handed_at=now, phase=rules.CLOSING)
    with pytest.raises(actions.NotAllowed, match="请写明理由"):
        actions.resolve(letter.pk, was_sent=sent, why="", now=now, by="user:1")
    actions.resolve(letter.pk, was_sent=sent, why="致电收件人", now=now, by="user:1")
    assert row(letter.pk).state == state
    assert (for_key(actions.SEND, str(letter.pk)) is None) is sent
    assert row(letter.pk).lines[-1].why == "致电收件人"


@pytest.fixture
def unknown(write: Callable[..., Letter], now: datetime) -> Letter:
    letter = write()
    Letter.objects.filter(pk=letter.pk).update(state=rules.UNKNOWN, handed_at=now, phase=rules.CLOSING)
    return letter


def test_an_unknown_letter_that_is_found_was_sent(unknown: Letter, now: datetime) -> None:
    assert actions.look(unknown.pk, find=lambda _: "秘书处·已发送", now=now, by="user:1") == "秘书处·已发送"
    assert (row(unknown.pk).state, row(unknown.pk).sent_at) == (rules.SENT, now)
    assert "秘书处·已发送" in row(unknown.pk).lines[-1].what


def test_one_that_is_not_found_stays_unknown_for_a_person_to_say(unknown: Letter, now: datetime) -> None:
    assert actions.look(unknown.pk, find=lambda _: "", now=now) == ""
    assert row(unknown.pk).state == rules.UNKNOWN
    assert "未在“已发送”中找到" in row(unknown.pk).lines[-1].what


def test_without_a_place_to_look_that_is_said(unknown: Letter, now: datetime) -> None:
    def nowhere(_: str) -> str:
        raise LookupError

    with pytest.raises(actions.NotAllowed, match="没有可供查找的"):
        actions.look(unknown.pk, find=nowhere, now=now)


def test_somebody_who_asks_has_it_looked_for_at_once_and_reads_in_the_log_what_came_of_it(
    unknown: Letter, now: datetime
) -> None:
    actions.ask_to_look(unknown.pk, now=now, by="user:2")
    job = claim(now=now, names=[actions.LOOK])
    assert job is not None
    JOBS[actions.LOOK](job.payload, now, lambda _: None)  # without a mailbox there is nowhere to look
    assert (row(unknown.pk).lines[-1].by, row(unknown.pk).lines[-1].what) == ("user:2", "没有可供查找的 IMAP 邮箱")
    actions.look_for(unknown.pk, find=lambda _: "秘书处·已发送", now=now, by="user:2")
    assert row(unknown.pk).state == rules.SENT


def test_it_is_looked_for_by_itself_some_times_and_then_given_up(unknown: Letter, now: datetime) -> None:
    from casecall.jobs.rules import Later  # lazy: Django must be set up first

    with pytest.raises(Later) as later:
        actions.look_again(unknown.pk, find=lambda _: "", now=now + timedelta(minutes=3))
    assert later.value.due == now + timedelta(minutes=10)
    actions.look_again(unknown.pk, find=lambda _: "", now=now + timedelta(hours=7))
    assert row(unknown.pk).state == rules.UNKNOWN
    actions.look_again(unknown.pk, find=lambda _: "秘书处·已发送", now=now + timedelta(hours=7))
    assert row(unknown.pk).state == rules.SENT


def test_a_letter_that_comes_back_is_marked_with_the_words_of_the_server(
    write: Callable[..., Letter], call: CallRow, now: datetime
) -> None:
    case = an_unread_case(call, now=now)
    letter = write(case_id=case)
    Letter.objects.filter(pk=letter.pk).update(state=rules.SENT)
    assert actions.bounced(letter.message_id, "other@example.com", "550", now=now) == 0
    assert actions.bounced(f" {letter.message_id} ", "WenRenS@example.com", "550 no such user", now=now) == 1
    assert actions.bounced(letter.message_id, "", "550", now=now) == 0
    assert (row(letter.pk).state, row(letter.pk).error) == (rules.BOUNCED, "550 no such user")
    assert history(case)[-1].what == "信件被退回：普通信件"


def test_a_note_of_a_call_is_kept_with_whom(call: CallRow, now: datetime) -> None:
    case = an_unread_case(call, now=now)
    actions.add_phone_note(case, " 已告知补盖公章\n ", with_whom="闻人舒", now=now, by="user:1")
    note = queries.phone_notes(case)[0]
    assert (note.text, note.with_whom, note.by) == ("已告知补盖公章", "闻人舒", "user:1")
    with pytest.raises(actions.NotAllowed):
        actions.add_phone_note(case, " ", with_whom="", now=now, by="user:1")


def test_every_act_stands_in_the_record_without_names_or_addresses(
    write: Callable[..., Letter], account: Any, now: datetime
) -> None:
    letter = write()
    actions.approve(letter.pk, now=now, by="user:1")
    actions.put_back(letter.pk, now=now, by="user:1")
    lines = latest(object=f"letter:{letter.pk}")
    assert [line.verb for line in reversed(lines)] == ["letter.write", "letter.approve", "letter.put_back"]
    assert not [line for line in lines if "@" in line.note or "闻人" in line.note]
    assert verify().whole


def test_a_pasted_link_of_ours_is_kept_as_a_mark(
    write: Callable[..., Letter], call: CallRow, settings: Settings, now: datetime
) -> None:
    settings.BASE_URL = "https://cases.example.org"
    case = an_unread_case(call, now=now)
    token = make_link("case", str(case))
    letter = write(case_id=case, text=f"见 https://cases.example.org/a/{token}/ 与 /a/{token.replace('~', '%7E')}/。")
    assert letter.text == f"见 {links.mark('case', case)} 与 {links.mark('case', case)}。"


def test_an_editor_cannot_add_a_link_that_opens_something_else(
    write: Callable[..., Letter], call: CallRow, now: datetime
) -> None:
    case = an_unread_case(call, now=now)
    letter = write(rules.CORRECTION, case_id=case, text="请补正 [[link:correction:7]]")
    same = {"subject": "题", "to_address": "a@example.com", "now": now, "by": "user:1"}
    actions.edit(letter.pk, text="[[link:correction:7]] 请补正", **same)  # type: ignore[arg-type]
    actions.edit(letter.pk, text=f"[[link:correction:7]] {links.mark('case', case)}", **same)  # type: ignore[arg-type]
    for foreign in ("[[link:correction:8]]", "[[link:case:999999]]"):
        with pytest.raises(actions.NotAllowed, match="不能另行添加"):
            actions.edit(letter.pk, text=foreign, **same)  # type: ignore[arg-type]
