"""Cases: one table of moves, one function that moves, a line for each, and no case moved twice at once."""

from __future__ import annotations

import ast
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

import casecall
from casecall.audit.queries import latest, verify
from casecall.calls.models import Call
from casecall.cases import actions, rules
from casecall.cases.actions import (
    add_revision,
    describe,
    lapse_drafts,
    move,
    open_case,
    place,
    set_rank,
    settle_clerk,
    write_note,
)
from casecall.cases.queries import (
    case_numbered,
    case_row,
    find_case,
    history,
    newest_revision,
    newest_revisions,
    revision,
    revisions,
)
from casecall.files.actions import keep

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

WAY = (rules.RECEIVED, rules.IN_ORDER, rules.ACCEPTED, rules.COMPILED, rules.PUBLISHED)


@pytest.fixture
def case(call: CallRow, now: datetime) -> int:
    return open_case(call.id, door="upload", state=rules.RECEIVED, now=now, by="applicant", came_as="申报表.docx").pk


def to(case_id: int, state: str, *, now: datetime) -> None:
    """Bring a case to a state along the table."""
    for one in WAY[1 : WAY.index(state) + 1]:
        move(case_id, one, by="user:1", at=now)


def test_the_table_speaks_of_known_states_only() -> None:
    assert set(rules.MOVES) == set(rules.STATES)
    assert all(targets <= set(rules.STATES) for targets in rules.MOVES.values())


def test_no_state_moves_to_itself() -> None:
    assert not [state for state, targets in rules.MOVES.items() if state in targets]


def test_every_state_but_the_first_two_is_reached_from_one_of_them() -> None:
    reached, edge = {rules.DRAFT, rules.RECEIVED}, {rules.DRAFT, rules.RECEIVED}
    while edge:
        edge = {one for state in edge for one in rules.MOVES[state]} - reached
        reached |= edge
    assert reached == set(rules.STATES)


def test_a_unit_can_withdraw_from_every_state_that_has_not_ended() -> None:
    assert all(rules.may_move(state, rules.WITHDRAWN) for state in set(rules.STATES) - rules.ENDED)
    assert not rules.MOVES[rules.WITHDRAWN]


def test_a_case_can_lapse_from_every_state_that_has_not_ended() -> None:
    assert all(rules.may_move(state, rules.LAPSED) for state in set(rules.STATES) - rules.ENDED)


def test_nobody_but_move_writes_a_state() -> None:
    """In all rooms, the attribute ``state_since`` of a case is set in ``cases.actions`` alone."""
    source = Path(casecall.__file__).parent
    writers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr == "state_since" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.keyword) and node.arg == "state_since")
    }
    assert writers == {"cases/actions.py"}


def test_a_new_case_has_the_next_number_and_its_first_lines(case: int, call: CallRow, now: datetime) -> None:
    row = case_row(case)
    assert (row.number, row.state_name, row.shown_title) == ("LZ2022-0001", "识别中", "申报表.docx")
    assert (row.came_at, row.state_since) == (now, now)
    assert [line.says for line in history(case)] == ["登记：识别中"]
    assert latest(1)[0].verb == "case.open"
    assert case_numbered(call.id, "LZ2022-0001") == row
    assert find_case(0) is None


def test_a_number_that_was_given_before_is_passed_over(case: int, call: CallRow, now: datetime) -> None:
    Call.objects.filter(pk=call.id).update(next_number=1)
    again = open_case(call.id, door="upload", state=rules.RECEIVED, now=now, by="applicant")
    assert (case_row(case).number, again.number) == ("LZ2022-0001", "LZ2022-0002")


@pytest.mark.usefixtures("db")
def test_a_case_begins_as_a_draft_or_received(call: CallRow, now: datetime) -> None:
    with pytest.raises(rules.NotAllowed):
        open_case(call.id, door="upload", state=rules.ACCEPTED, now=now, by="user:1")


def test_a_move_writes_state_history_and_record_together(case: int, now: datetime) -> None:
    move(case, rules.IN_ORDER, by="worker", at=now)
    line = history(case)[-1]
    assert (line.left, line.to, line.by, line.says) == (rules.RECEIVED, rules.IN_ORDER, "worker", "转为：合格")
    assert latest(1)[0].note == "received > in_order"
    assert case_row(case).state == rules.IN_ORDER


def test_a_move_that_cannot_be_recorded_does_not_happen(
    case: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(**_: object) -> None:
        raise OSError

    monkeypatch.setattr(actions, "record", crash)
    with pytest.raises(OSError):  # noqa: PT011 - any will do
        move(case, rules.IN_ORDER, by="worker", at=now)
    assert case_row(case).state == rules.RECEIVED
    assert len(history(case)) == 1


def test_what_the_table_does_not_hold_is_refused_in_words(case: int, now: datetime) -> None:
    with pytest.raises(rules.NotAllowed, match=r"识别中.*已发布"):
        move(case, rules.PUBLISHED, by="user:1", at=now)
    with pytest.raises(rules.NotAllowed):
        move(case, "nowhere", by="user:1", at=now)


@pytest.mark.parametrize("to_state", [rules.DECLINED, rules.WITHDRAWN])
def test_declining_and_withdrawing_want_a_reason(case: int, now: datetime, to_state: str) -> None:
    to(case, rules.IN_ORDER, now=now)
    with pytest.raises(rules.NotAllowed, match="理由"):
        move(case, to_state, by="user:1", at=now, why="  ")
    move(case, to_state, by="user:1", at=now, why="与主题不符")
    assert history(case)[-1].why == "与主题不符"


def test_the_reason_stands_in_the_history_and_not_in_the_record(case: int, now: datetime) -> None:
    move(case, rules.WITHDRAWN, by="user:1", at=now, why="林青来电撤回")
    assert "林青" not in " ".join(line.note for line in latest())


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_decide_at_once_one_is_told(call: CallRow, now: datetime) -> None:
    case = open_case(call.id, door="upload", state=rules.RECEIVED, now=now, by="applicant").pk
    move(case, rules.DOUBTFUL, by="worker", at=now)
    start = threading.Barrier(2)
    said: list[str] = []

    def clerk(state: str) -> None:
        try:
            start.wait()
            move(case, state, by="user:1", at=now, why="已核对")
            said.append("done")
        except rules.NotAllowed:
            said.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=clerk, args=(rules.WITHDRAWN,)) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["done", "told"]
    assert len([line for line in history(case) if line.to == rules.WITHDRAWN]) == 1
    assert verify().whole


def test_a_revision_keeps_its_files_in_their_order(case: int, now: datetime) -> None:
    files = [(keep(text.encode(), now=now).sha256, name) for text, name in (("b", "乙.pdf"), ("a", "甲.docx"))]
    made = add_revision(case, files, door="upload", sent_at=now, now=now, by="applicant:1")
    row = newest_revision(case)
    assert row is not None
    assert [(file.sha256, file.name) for file in row.files] == files
    assert (row.n, row.sent_at, row.typed) == (1, now, None)
    assert revision(made.pk) == row
    assert newest_revisions(rules.RECEIVED) == ((case, made.pk),)


def test_a_further_revision_counts_on_and_the_earlier_one_stays(case: int, now: datetime) -> None:
    for _ in range(2):
        add_revision(case, [(keep(b"x", now=now).sha256, "x")], door="upload", now=now, by="applicant:1")
    assert [row.n for row in revisions(case)] == [2, 1]
    assert history(case)[-1].what == "收到第 2 稿，文件 1 个"


@pytest.mark.parametrize("state", [rules.ACCEPTED, rules.PUBLISHED])
def test_a_revision_of_a_decided_case_leaves_its_state_and_waits_for_a_clerk(
    case: int, now: datetime, state: str
) -> None:
    to(case, state, now=now)
    add_revision(case, [], door="upload", now=now, by="applicant:1")
    assert case_row(case).state == state
    assert case_row(case).waits_for_clerk
    settle_clerk(case, by="user:1", now=now)
    assert not case_row(case).waits_for_clerk


def test_a_withdrawn_case_takes_no_revision(case: int, now: datetime) -> None:
    move(case, rules.WITHDRAWN, by="user:1", at=now, why="撤回")
    with pytest.raises(rules.NotAllowed, match="撤回"):
        add_revision(case, [], door="upload", now=now, by="applicant:1")


def test_kind_of_unit_and_province_follow_the_unit_until_set_by_hand(case: int, now: datetime) -> None:
    describe(case, title="老年人手机课堂", unit="江西移动赣州分公司", theme="digital-divide", words=309, seals=1)
    row = case_row(case)
    assert (row.province, row.words, row.seals, row.photos) == ("江西", 309, 1, None)
    place(case, unit_kind="基础电信企业", province="广东", by="user:1", now=now)
    describe(case, title="老年人手机课堂", unit="江西移动赣州分公司", theme="digital-divide")
    row = case_row(case)
    assert (row.unit_kind, row.province, row.placed_by_hand) == ("基础电信企业", "广东", True)


def test_overlong_values_are_cut_and_not_refused(case: int) -> None:
    describe(case, title="题" * 999, unit="单" * 999, theme="green", reason="因" * 999)
    row = case_row(case)
    assert (len(row.title), len(row.unit), len(row.reason)) == (300, 200, 300)


def test_rank_and_note_are_kept(case: int, now: datetime) -> None:
    set_rank(case, 2, by="user:1", now=now)
    write_note(case, " 电话已核 ", by="user:1", now=now)
    assert (case_row(case).rank, case_row(case).note) == (2, "电话已核")
    set_rank(case, None, by="user:1", now=now)
    assert case_row(case).rank is None


def test_drafts_lapse_when_the_window_has_closed_and_not_before(call: CallRow, now: datetime) -> None:
    draft = open_case(call.id, door="web", state=rules.DRAFT, now=now, by="applicant").pk
    sent = open_case(call.id, door="web", state=rules.RECEIVED, now=now, by="applicant").pk
    closes = call.rules.closes_before
    assert lapse_drafts(now=closes.replace(hour=15)) == 0
    assert lapse_drafts(now=closes) == 1
    assert lapse_drafts(now=closes) == 0
    assert (case_row(draft).state, case_row(sent).state) == (rules.LAPSED, rules.RECEIVED)
    assert "未收到盖章件" in history(draft)[-1].why
