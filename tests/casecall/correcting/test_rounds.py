"""A round lives until it is answered, closed or late: reminders, silence as the call says, later dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.correcting import actions, rules
from casecall.correcting.actions import LinkSpent, NotAllowed
from casecall.correcting.models import Extension, Round
from casecall.correcting.queries import round_by_token, round_row
from casecall.correcting.stock import keep_up, remind_due, settle_silence, take_stock
from casecall.letters import actions as letters
from casecall.letters.models import Letter
from casecall.people.links import make_link
from casecall.receiving.applying import add_files
from casecall.receiving.records import ReceivedFile
from casecall.screening.actions import accept

if TYPE_CHECKING:
    from collections.abc import Callable

    from casecall.calls.queries import CallRow

BY = "user:1"
AFTER = datetime(
    2022, 9, 8, 16, 30, tzinfo=UTC
)  # half past midnight of the 9th in Beijing; the round was due on the 8th
EVE = datetime(2022, 9, 7, 1, 0, tzinfo=UTC)


def a_file(now: datetime, data: bytes = b"scan") -> ReceivedFile:
    from casecall.files.actions import keep  # lazy: Django must be set up first

    return ReceivedFile("盖章件.jpg", keep(data, now=now).sha256)


def standing(one: Round, now: datetime) -> str:
    visit = round_by_token(make_link("correction", str(one.pk)), now=now)
    return visit.standing if visit else ""


def state(case_id: int) -> str:
    return cases.case_row(case_id).state


def silence(call: CallRow, how: str, now: datetime) -> None:
    from casecall.calls.actions import change_call  # lazy: Django must be set up first

    change_call(call.id, call.source.replace('silence = "keep"', f'silence = "{how}"'), now=now, by=BY)


def test_an_approval_in_the_outbox_has_the_case_wait_too(
    ask: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = ask()
    letters.approve(one.letter_id or 0, now=now, by=BY)
    assert state(case_id) == states.FAULTY
    assert take_stock(now=now) == 1
    assert state(case_id) == states.WAITING
    assert take_stock(now=now) == 0


def test_a_letter_that_is_dropped_closes_its_round(ask: Callable[..., Round], case_id: int, now: datetime) -> None:
    one = ask()
    letters.drop(one.letter_id or 0, "先打电话", now=now, by=BY)
    take_stock(now=now)
    row = round_row(one.pk)
    assert row is not None
    assert (row.state, row.why) == (rules.CLOSED, "补正通知不再发送")
    assert state(case_id) == states.FAULTY


def test_a_revision_by_mail_or_post_answers_the_round(sent: Callable[..., Round], case_id: int, now: datetime) -> None:
    one = sent()
    came = add_files(case_id, [a_file(now)], now=now + timedelta(days=1), by="user:2")
    take_stock(now=now + timedelta(days=1))
    one.refresh_from_db()
    assert (one.state, one.answer_id) == (rules.ANSWERED, came.pk)
    assert state(case_id) == states.RECEIVED
    assert standing(one, now) == "sent"


def test_what_comes_before_the_letter_left_closes_the_round_and_its_draft(
    ask: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = ask()
    add_files(case_id, [a_file(now)], now=now, by="user:2")
    take_stock(now=now)
    one.refresh_from_db()
    assert one.state == rules.CLOSED
    assert Letter.objects.get(pk=one.letter_id).state == "dropped"


def test_a_decision_closes_the_round_and_its_link(sent: Callable[..., Round], case_id: int, now: datetime) -> None:
    one = sent()
    accept(case_id, "原件齐全", by=BY, now=now)
    assert standing(one, now) == "closed"
    take_stock(now=now)
    one.refresh_from_db()
    assert one.state == rules.CLOSED
    with pytest.raises(LinkSpent):
        actions.answer(one.pk, {}, [a_file(now)], now=now)
    assert state(case_id) == states.ACCEPTED


def test_a_reminder_is_written_on_the_working_day_before_and_once(sent: Callable[..., Round], now: datetime) -> None:
    one = sent()
    assert remind_due(now=EVE - timedelta(days=1)) == 0
    assert remind_due(now=EVE) == 1
    assert remind_due(now=EVE + timedelta(hours=2)) == 0
    letter = Letter.objects.get(kind="reminder")
    assert letter.key == f"reminder:{one.pk}:20220908"
    assert letter.state == "draft"
    assert f"[[link:correction:{one.pk}]]" in letter.text
    assert "2022 年 9 月 8 日（星期四）24:00" in letter.text
    assert letter.to_address == "wenrens@example.com"


def test_a_reminder_leaves_by_itself_where_reminders_do(sent: Callable[..., Round], now: datetime) -> None:
    letters.set_habit("reminder", automatic=True, now=now, by=BY)
    sent()
    remind_due(now=EVE)
    assert Letter.objects.get(kind="reminder").state == "approved"


def test_nobody_is_reminded_of_a_letter_that_went_out_the_same_day_or_never(
    sent: Callable[..., Round], now: datetime
) -> None:
    one = sent()
    Letter.objects.filter(pk=one.letter_id).update(sent_at=EVE)
    assert remind_due(now=EVE + timedelta(hours=3)) == 0
    Letter.objects.filter(pk=one.letter_id).update(sent_at=None, state="bounced")
    assert remind_due(now=EVE + timedelta(hours=3)) == 0


@pytest.mark.parametrize(
    ("how", "to"), [("keep", states.FAULTY), ("lapse", states.LAPSED), ("decline", states.DECLINED)]
)
def test_silence_means_what_the_call_says(
    sent: Callable[..., Round], call: CallRow, case_id: int, now: datetime, how: str, to: str
) -> None:
    silence(call, how, now)
    one = sent()
    assert settle_silence(now=AFTER - timedelta(hours=1)) == 0  # the day itself counts whole
    assert settle_silence(now=AFTER) == 1
    one.refresh_from_db()
    assert one.state == rules.LATE
    assert state(case_id) == to
    assert any("逾期未回复" in line.what for line in cases.history(case_id))
    assert standing(one, AFTER) == "late"


def test_silence_after_a_letter_that_did_not_arrive_ends_nothing_but_the_round(
    sent: Callable[..., Round], call: CallRow, case_id: int, now: datetime
) -> None:
    silence(call, "lapse", now)
    one = sent()
    Letter.objects.filter(pk=one.letter_id).update(state="bounced", error="无此用户")
    row = round_row(one.pk)
    assert row is not None
    assert row.trouble == "补正通知被退回：无此用户"
    settle_silence(now=AFTER)
    assert state(case_id) == states.FAULTY


def test_a_draft_that_never_left_is_no_silence(ask: Callable[..., Round], now: datetime) -> None:
    one = ask()
    assert settle_silence(now=AFTER) == 0
    one.refresh_from_db()
    assert one.state == rules.OPEN


def test_an_answer_that_came_just_before_is_no_silence(
    sent: Callable[..., Round], case_id: int, call: CallRow, now: datetime
) -> None:
    silence(call, "lapse", now)
    one = sent()
    add_files(case_id, [a_file(now)], now=AFTER - timedelta(hours=1), by="mail")
    keep_up(now=AFTER)
    one.refresh_from_db()
    assert one.state == rules.ANSWERED
    assert state(case_id) == states.RECEIVED


def test_a_later_date_with_a_reason_makes_the_link_good_again(
    sent: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = sent()
    keep_up(now=AFTER)
    actions.extend(one.pk, date(2022, 9, 16), "经办人出差", now=AFTER, by=BY)
    assert standing(one, AFTER) == "open"
    assert state(case_id) == states.WAITING
    assert Extension.objects.get(round=one).why == "经办人出差"
    assert remind_due(now=datetime(2022, 9, 15, 2, 0, tzinfo=UTC)) == 1


@pytest.mark.parametrize("how", ["lapse", "decline"])
def test_a_case_that_silence_had_ended_comes_back_with_a_later_date(
    sent: Callable[..., Round], call: CallRow, case_id: int, now: datetime, how: str
) -> None:
    one = sent()
    silence(call, how, now)
    settle_silence(now=AFTER)
    actions.extend(one.pk, date(2022, 9, 16), "来电说明", now=AFTER, by=BY)
    assert state(case_id) == states.RECEIVED
    cases_move(case_id, AFTER)  # as its screening would, once the worker came to it
    take_stock(now=AFTER)
    assert state(case_id) == states.WAITING
    assert standing(one, AFTER) == "open"


def cases_move(case_id: int, now: datetime) -> None:
    from casecall.cases.actions import move  # lazy: Django must be set up first

    move(case_id, states.FAULTY, by="worker", at=now)


def test_a_later_date_wants_a_reason_and_has_to_be_later(sent: Callable[..., Round], now: datetime) -> None:
    one = sent()
    with pytest.raises(NotAllowed, match="理由"):
        actions.extend(one.pk, date(2022, 9, 16), " ", now=now, by=BY)
    with pytest.raises(NotAllowed, match="晚于"):
        actions.extend(one.pk, date(2022, 9, 8), "再等等", now=now, by=BY)


def test_the_unit_is_told_of_a_later_date_where_the_clerk_wants_it(sent: Callable[..., Round], now: datetime) -> None:
    one = sent()
    actions.extend(one.pk, date(2022, 9, 16), "来电说明", tell=True, now=now, by=BY)
    letter = Letter.objects.get(kind="reminder")
    assert "2022 年 9 月 16 日（星期五）" in letter.text
    assert letter.key.startswith("extension:")


def test_a_round_is_closed_with_a_reason_and_its_link_with_it(
    sent: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = sent()
    with pytest.raises(NotAllowed, match="理由"):
        actions.close(one.pk, "", now=now, by=BY)
    actions.close(one.pk, "单位来电说明，不再补正", now=now, by=BY)
    assert standing(one, now) == "closed"
    assert state(case_id) == states.FAULTY
    with pytest.raises(NotAllowed, match="已结束"):
        actions.extend(one.pk, date(2022, 9, 16), "再开", now=now, by=BY)


def test_a_round_that_is_late_is_not_asked_for_again_without_a_later_date(
    sent: Callable[..., Round], now: datetime
) -> None:
    one = sent()
    Letter.objects.filter(pk=one.letter_id).update(state="failed")
    settle_silence(now=AFTER)
    with pytest.raises(NotAllowed, match="逾期"):
        actions.approve(one.pk, now=AFTER, by=BY)
    actions.extend(one.pk, date(2022, 9, 16), "发信账户停用了几天", now=AFTER, by=BY)
    actions.approve(one.pk, now=AFTER, by=BY)
    assert Letter.objects.get(pk=one.letter_id).state == "approved"


def test_nothing_of_a_round_that_is_over_leaves_later(ask: Callable[..., Round], now: datetime) -> None:
    one = ask()
    actions.approve(one.pk, now=now, by=BY)
    actions.extend(one.pk, date(2022, 9, 16), "来电说明", tell=True, now=now, by=BY)
    actions.close(one.pk, "不再补正", now=now, by=BY)
    assert set(Letter.objects.values_list("kind", "state")) == {("correction", "dropped"), ("reminder", "dropped")}
    with pytest.raises(letters.NotAllowed):
        letters.approve(one.letter_id or 0, now=now, by=BY)


def test_a_reminder_that_waits_is_not_sent_once_the_answer_came(sent: Callable[..., Round], now: datetime) -> None:
    one = sent()
    actions.extend(one.pk, date(2022, 9, 16), "来电说明", tell=True, now=now, by=BY)
    actions.answer(one.pk, {"email": "wenrens@example.com"}, [], now=now)
    assert Letter.objects.get(kind="reminder").state == "dropped"
    assert Letter.objects.get(kind="correction").state == "sent"


def test_a_letter_that_came_back_is_written_once_more_to_another_address(
    sent: Callable[..., Round], now: datetime
) -> None:
    one = sent()
    with pytest.raises(NotAllowed, match="没有被退回"):
        actions.send_again(one.pk, "new@example.com", now=now, by=BY)
    first = Letter.objects.get(pk=one.letter_id)
    letters.bounced(first.message_id, "", "无此用户", now=now)
    again = actions.send_again(one.pk, "new@example.com", now=now, by=BY)
    assert again.letter is not None
    assert (again.letter.key, again.letter.to_address, again.letter.state) == (
        f"correction:{one.pk}:2", "new@example.com", "draft",
    )  # fmt: skip
    assert again.letter.text == first.text


def test_a_link_is_nobodys_before_its_letter_was_let_go(ask: Callable[..., Round], now: datetime) -> None:
    one = ask()
    assert standing(one, now) == ""
    actions.approve(one.pk, now=now, by=BY)
    assert standing(one, now) == "open"


def test_an_answer_is_a_revision_with_what_was_typed_and_spends_the_link(
    sent: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = sent()
    revision = actions.answer(one.pk, {"email": "wenren.shu@example.com"}, [], now=now)
    row = round_row(one.pk)
    assert row is not None
    assert {item.state for item in row.items} == {rules.UNSEEN}  # it is not read yet
    assert revision.typed is not None
    assert revision.typed["email"] == "wenren.shu@example.com"
    with pytest.raises(LinkSpent):
        actions.answer(one.pk, {"email": "other@example.com"}, [], now=now)


def test_how_often_a_case_was_asked_to_mend_can_be_looked_for(ask: Callable[..., Round], call: CallRow) -> None:
    assert cases.inbox(call.id, query="补正:有").total == 0
    ask()
    assert cases.inbox(call.id, query="补正:1").total == 1
