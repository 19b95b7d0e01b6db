"""A letter is handed over once, or it is visibly unknown; what the server says decides what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from casecall.files.actions import keep
from casecall.files.queries import path_of
from casecall.jobs import rules as jobs
from casecall.jobs.actions import claim
from casecall.jobs.queries import for_key
from casecall.jobs.rules import Later
from casecall.letters import actions, queries, rules, sending
from casecall.letters.models import Letter, Rest
from tests.casecall.letters.servers import DROP

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import Settings

    from casecall.letters.records import LetterRow
    from tests.casecall.letters.servers import Script

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(write: Callable[..., Letter], account: Any, now: datetime) -> Callable[..., int]:
    def approved(**other: Any) -> int:
        letter = write(**other)
        actions.approve(letter.pk, now=now, by="user:1")
        return int(letter.pk)

    return approved


def row(letter_id: int) -> LetterRow:
    found = queries.letter(letter_id)
    assert found is not None
    return found


def said(letter_id: int) -> list[str]:
    return [line.what for line in row(letter_id).lines]


def cut_off(letter_id: int, phase: str, *, now: datetime) -> None:
    """As a crash leaves it."""
    Letter.objects.filter(pk=letter_id).update(state=rules.SENDING, phase=phase, attempt="dead", handed_at=now)


def test_an_approved_letter_arrives_as_it_was_written_with_every_step_in_its_log(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    one = approved()
    sending.send(one, now=now)
    found = message_from_bytes(script.taken[0], policy=policy.default)
    assert found["Subject"] == "关于案例 LZ2022-0042"
    assert str(found["From"]) == "征案秘书处 <office@example.org>"
    assert found["Message-ID"] == row(one).message_id
    text = found.get_body(("plain",))
    assert text is not None
    assert "材料收到" in text.get_content()
    assert said(one) == ["写成草稿", "批准发送", "开始交接", "服务器已接收"]
    assert row(one).lines[-1].why == "250 queued as 7A"
    assert (row(one).state, row(one).sent_at) == (rules.SENT, now)


def test_a_draft_is_never_sent(write: Callable[..., Letter], account: Any, script: Script, now: datetime) -> None:
    letter = write()
    sending.send(letter.pk, now=now)
    assert (script.heard, row(letter.pk).state) == ([], rules.DRAFT)


def test_a_letter_that_was_sent_is_not_sent_again_when_its_job_runs_twice(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    one = approved()
    sending.send(one, now=now)
    sending.send(one, now=now)
    assert len(script.taken) == 1


def test_a_server_that_takes_the_letter_and_drops_the_line_leaves_it_unknown_and_it_is_not_repeated(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    script.replies["DOT"] = DROP
    one = approved()
    sending.send(one, now=now)
    sending.send(one, now=now)
    sending.settle(now=now)
    assert row(one).state == rules.UNKNOWN
    assert "不会自动重发" in row(one).error
    assert len(script.ended) == 1


def test_an_answer_after_the_time_limit_leaves_the_letter_unknown(
    approved: Callable[..., int], account: Callable[..., None], script: Script, now: datetime
) -> None:
    account(answer_seconds=1)
    script.replies["DOT"] = (1.5, "250 late")
    one = approved()
    sending.send(one, now=now)
    assert row(one).state == rules.UNKNOWN
    assert len(script.ended) == 1


def test_a_letter_that_the_server_puts_off_waits_longer_each_time_and_arrives_once(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    script.replies["RCPT"] = ["450 4.2.0 greylisted", "450 4.2.0 greylisted"]
    one = approved()
    for minutes in (5, 10):
        with pytest.raises(Later) as later:
            sending.send(one, now=now)
        assert later.value.due == now + timedelta(minutes=minutes)
        assert (row(one).state, row(one).error) == (rules.APPROVED, "服务器要求稍后再试，答复：450 4.2.0 greylisted")
    sending.send(one, now=now)
    assert (len(script.taken), row(one).state) == (1, rules.SENT)


def test_a_letter_that_is_put_off_for_days_has_failed_and_says_so(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    script.replies["DOT"] = "451 try later"
    one = approved()
    Letter.objects.filter(pk=one).update(tries=rules.MOST_TRIES - 1)
    sending.send(one, now=now)
    assert row(one).state == rules.FAILED
    assert row(one).error.startswith("试了 12 次，服务器均未接收")


@pytest.mark.parametrize("where", ["RCPT", "DATA", "DOT"])
def test_a_refusal_is_for_good_with_the_words_of_the_server(
    approved: Callable[..., int], script: Script, now: datetime, where: str
) -> None:
    script.replies[where] = "550 5.1.1 User unknown"
    one = approved()
    sending.send(one, now=now)
    assert (row(one).state, row(one).error) == (rules.FAILED, "服务器拒收，答复：550 5.1.1 User unknown")
    assert script.taken == []


def test_a_refused_letter_can_be_mended_and_sent(approved: Callable[..., int], script: Script, now: datetime) -> None:
    script.replies["RCPT"] = ["550 no such user"]
    one = approved()
    sending.send(one, now=now)
    actions.put_back(one, now=now, by="user:1")
    actions.edit(one, subject="改", text="正文", to_address="zhuoyc@example.com", now=now, by="user:1")
    actions.approve(one, now=now, by="user:1")
    sending.send(one, now=now)
    assert row(one).state == rules.SENT


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_end_of_the_letter_is_safe_to_try_again(
    approved: Callable[..., int], script: Script, now: datetime, where: str
) -> None:
    script.replies[where] = [DROP]
    one = approved()
    with pytest.raises(Later):
        sending.send(one, now=now)
    assert row(one).state == rules.APPROVED
    Rest.objects.all().delete()
    sending.send(one, now=now + timedelta(hours=1))
    assert len(script.taken) == 1


def test_a_crash_before_the_end_of_the_letter_sends_it_again(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    one = approved()
    cut_off(one, rules.BEFORE, now=now)
    sending.send(one, now=now)
    assert (len(script.taken), row(one).state) == (1, rules.SENT)
    assert "上次交接中断，信件尚未交出，重新等待发送" in said(one)


def test_a_letter_whose_hand_over_breaks_off_every_time_has_failed_and_does_not_go_round_for_ever(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    one = approved()
    for _ in range(rules.MOST_TRIES):
        cut_off(one, rules.BEFORE, now=now)
        sending.settle(now=now)
    assert row(one).state == rules.FAILED
    assert "一再中断" in row(one).error
    sending.send(one, now=now)
    assert script.heard == []


def test_a_letter_whose_file_is_gone_says_which(approved: Callable[..., int], script: Script, now: datetime) -> None:
    kept = keep(b"%PDF-1.7", now=now).sha256
    one = approved(files=[(kept, "征集通知.pdf")])
    path_of(kept).unlink()
    sending.send(one, now=now)
    assert (row(one).state, row(one).error) == (rules.FAILED, "附件“征集通知.pdf”的内容已不在系统中")
    assert script.heard == []


def test_a_crash_at_the_end_of_the_letter_is_unknown_and_nothing_is_sent(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    one = approved()
    cut_off(one, rules.CLOSING, now=now)
    sending.send(one, now=now)
    assert (script.heard, row(one).state) == ([], rules.UNKNOWN)


@pytest.mark.parametrize(("phase", "state"), [(rules.BEFORE, rules.APPROVED), (rules.CLOSING, rules.UNKNOWN)])
def test_upkeep_settles_what_a_crash_left_whose_job_is_not_running(
    approved: Callable[..., int], now: datetime, phase: str, state: str
) -> None:
    one = approved()
    cut_off(one, phase, now=now)
    assert sending.settle(now=now) == 1
    assert row(one).state == state


def test_upkeep_leaves_a_hand_over_alone_whose_job_runs(approved: Callable[..., int], now: datetime) -> None:
    one = approved()
    assert claim(now=now, names=[actions.SEND]) is not None
    cut_off(one, rules.CLOSING, now=now)
    assert sending.settle(now=now) == 0
    assert row(one).state == rules.SENDING


def test_upkeep_gives_an_approved_letter_its_job_again_where_that_was_given_up(
    approved: Callable[..., int], now: datetime
) -> None:
    from casecall.jobs.models import Job  # lazy: Django must be set up first

    one = approved()
    Job.objects.filter(name=actions.SEND).update(state=jobs.FAILED)
    assert sending.settle(now=now) == 1
    job = for_key(actions.SEND, str(one))
    assert job is not None
    assert job.state == jobs.WAITING


def test_what_was_on_its_way_in_a_backup_is_unknown_once_it_is_brought_back_and_nothing_is_sent_again(
    approved: Callable[..., int], write: Callable[..., Letter], script: Script, settings: Settings, now: datetime
) -> None:
    waiting, cut, draft = approved(), approved(), write().pk
    cut_off(cut, rules.BEFORE, now=now)
    settings.DATA.mkdir(parents=True, exist_ok=True)
    (settings.DATA / sending.RESTORED).touch()
    sending.send(waiting, now=now)
    sending.settle(now=now)
    assert [row(one).state for one in (waiting, cut, draft)] == [rules.UNKNOWN, rules.UNKNOWN, rules.DRAFT]
    assert "备份之后这封信可能已经发出" in row(waiting).error
    assert script.heard == []
    actions.resolve(waiting, was_sent=False, why="收件人未收到", now=now, by="user:1")
    sending.send(waiting, now=now)
    assert row(waiting).state == rules.SENT


def test_an_attempt_that_lost_its_letter_does_not_end_it(
    approved: Callable[..., int], script: Script, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = approved()
    real = sending._closing

    def closing(taken: Any) -> bool:
        Letter.objects.filter(pk=one).update(attempt="another")
        return real(taken)

    monkeypatch.setattr(sending, "_closing", closing)
    sending.send(one, now=now)
    assert script.ended == []
    assert row(one).state == rules.SENDING


def test_the_word_of_the_server_counts_even_where_it_comes_late(
    approved: Callable[..., int], script: Script, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = approved()
    real = sending._write_sent

    def late(*given: Any, **more: Any) -> None:
        Letter.objects.filter(pk=one).update(state=rules.UNKNOWN)
        actions.resolve(one, was_sent=False, why="收件人说没有收到", now=now, by="user:1")
        real(*given, **more)

    monkeypatch.setattr(sending, "_write_sent", late)
    sending.send(one, now=now)
    sending.send(one, now=now)
    assert row(one).state == rules.SENT
    assert len(script.taken) == 1


def test_no_more_letters_leave_in_a_minute_than_the_account_bears(
    approved: Callable[..., int], account: Callable[..., None], script: Script, now: datetime
) -> None:
    account(per_minute=2)
    many = [approved() for _ in range(5)]
    for one in many[:2]:
        sending.send(one, now=now)
    due = []
    for one in many[2:]:
        with pytest.raises(Later) as later:
            sending.send(one, now=now + timedelta(seconds=10))
        due.append(later.value.due)
    minute = timedelta(minutes=1)
    assert due == [now + minute, now + minute, now + 2 * minute]
    sending.send(many[2], now=now + minute)
    assert len(script.taken) == 3


def test_no_more_letters_leave_in_a_day_than_the_account_bears(
    approved: Callable[..., int], account: Callable[..., None], now: datetime
) -> None:
    account(per_day=1)
    first, second = approved(), approved()
    sending.send(first, now=now)
    with pytest.raises(Later) as later:
        sending.send(second, now=now + timedelta(hours=3))
    assert later.value.due == now + timedelta(days=1)


def test_an_account_that_is_refused_rests_and_no_letter_is_lost_or_fails(
    approved: Callable[..., int], account: Callable[..., None], script: Script, now: datetime
) -> None:
    account(user="office@example.org", password="wrong")
    script.replies["AUTH"] = "535 Error: authentication failed"
    first, second = approved(), approved()
    for one in (first, second):
        with pytest.raises(Later) as later:
            sending.send(one, now=now)
        assert later.value.due == now + timedelta(minutes=1)
    assert sum(line.startswith("AUTH") for line in script.heard) <= 2  # PLAIN, then LOGIN: one attempt alone
    rest = queries.rest(now=now)
    assert rest is not None
    assert "授权码" in rest.why
    assert {row(first).state, row(second).state} == {rules.APPROVED}


def test_an_account_rests_longer_after_each_failure_and_is_well_after_a_success(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    script.replies["GREET"] = ["554 too many connections", "554 too many connections"]
    one = approved()
    with pytest.raises(Later) as first:
        sending.send(one, now=now)
    with pytest.raises(Later) as second:
        sending.send(one, now=first.value.due)
    assert second.value.due - first.value.due == timedelta(minutes=2)
    sending.send(one, now=second.value.due)
    assert row(one).state == rules.SENT
    assert not Rest.objects.exists()


@pytest.mark.parametrize("words", ["421 closing", "550 Connection frequency limited", "451 too much fail"])
def test_a_server_that_asks_for_slowness_lets_the_account_rest_and_no_letter_fails(
    approved: Callable[..., int], script: Script, now: datetime, words: str
) -> None:
    script.replies["RCPT"] = [words]
    one = approved()
    with pytest.raises(Later):
        sending.send(one, now=now)
    assert row(one).state == rules.APPROVED
    rest = queries.rest(now=now)
    assert rest is not None
    assert words in rest.why


def test_a_rest_can_be_ended_by_a_person(approved: Callable[..., int], script: Script, now: datetime) -> None:
    script.replies["GREET"] = ["554 no"]
    one = approved()
    with pytest.raises(Later):
        sending.send(one, now=now)
    actions.resume(now=now, by="user:1")
    sending.send(one, now=now)
    assert row(one).state == rules.SENT


def test_without_an_account_letters_wait(write: Callable[..., Letter], now: datetime) -> None:
    letter = write()
    actions.approve(letter.pk, now=now, by="user:1")
    with pytest.raises(Later, match="尚未设置发信账户"):
        sending.send(letter.pk, now=now)
    assert row(letter.pk).state == rules.APPROVED


def test_a_copy_to_oneself_travels_with_the_letter(
    approved: Callable[..., int], account: Callable[..., None], script: Script, now: datetime
) -> None:
    account(keep_copy="bcc")
    sending.send(approved(), now=now)
    assert [line for line in script.heard if line.startswith("rcpt")] == [
        "rcpt TO:<wenrens@example.com>",
        "rcpt TO:<office@example.org>",
    ]
    assert b"office@example.org" not in script.taken[0].split(b"To:")[1].split(b"\n")[0]


def test_a_copy_is_put_into_sent_only_after_the_letter_went_and_its_failure_harms_nothing(
    approved: Callable[..., int], account: Callable[..., None], now: datetime
) -> None:
    account(keep_copy="imap")
    one = approved()
    copies: list[bytes] = []
    sending.send(one, now=now, copy=lambda data: copies.append(data) or "连接不上")
    assert len(copies) == 1
    assert row(one).state == rules.SENT
    assert row(one).lines[-1].what == "未能在“已发送”中留底"


def test_a_letter_whose_address_went_bad_fails_before_the_server_is_asked(
    approved: Callable[..., int], script: Script, now: datetime
) -> None:
    one = approved()
    Letter.objects.filter(pk=one).update(to_address="不是地址")
    sending.send(one, now=now)
    assert row(one).state == rules.FAILED
    assert script.heard == []
