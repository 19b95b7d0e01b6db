"""Where each addressee stands: by its cases and those below it, by a person's word, by its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.cases import rules as states
from casecall.inviting import actions, queries, rules
from casecall.inviting.notices import write_notice
from casecall.letters import rules as letters
from casecall.letters.models import Letter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Standing


def row(call: CallRow, addressee_id: int) -> Standing:
    return next(one for one in queries.board(call.id).rows if one.id == addressee_id)


def test_whoever_is_heard_nothing_of_is_silent(call: CallRow, add: Callable[..., int]) -> None:
    one = row(call, add("甲公司", email="a@example.com"))
    assert (one.standing, one.by, one.standing_name) == (rules.SILENT, rules.BY_NOTHING, "尚无回音")


def test_a_case_of_the_unit_is_its_application_however_the_name_is_spaced(
    call: CallRow, add: Callable[..., int], applied: Callable[..., int]
) -> None:
    applied("青川 数智（网络）科技有限公司")
    one = row(call, add("青川数智(网络)科技有限公司"))
    assert (one.standing, one.by, one.own, one.below) == (rules.APPLIED, rules.BY_CASE, 1, 0)


@pytest.mark.parametrize("state", [states.DRAFT, states.WITHDRAWN, states.LAPSED])
def test_what_was_not_sent_or_taken_back_is_no_application(
    call: CallRow, add: Callable[..., int], applied: Callable[..., int], state: str
) -> None:
    applied("青川数智科技有限公司", state=state)
    assert row(call, add("青川数智科技有限公司")).standing == rules.SILENT


def test_cases_of_units_below_count_for_group_association_and_member(
    call: CallRow, add: Callable[..., int], applied: Callable[..., int]
) -> None:
    applied("中国电信股份有限公司南京分公司")
    applied("中国电信股份有限公司南京分公司")
    applied("中国移动通信集团江苏有限公司")
    applied("青川数智科技有限公司灵川分公司")
    group, association = add("中国电信集团有限公司"), add("江苏省通信行业协会")
    branch, member = add("中国电信江苏公司", kind=rules.MEMBER), add("青川数智科技有限公司")
    found = {one.id: (one.standing, one.own, one.below) for one in queries.board(call.id).rows}
    assert found == {
        group: (rules.APPLIED, 0, 2), association: (rules.APPLIED, 0, 3),
        branch: (rules.APPLIED, 0, 2), member: (rules.APPLIED, 0, 1),
    }  # fmt: skip


def test_a_short_name_has_no_branches(call: CallRow, add: Callable[..., int], applied: Callable[..., int]) -> None:
    applied("青川数智科技有限公司")
    assert row(call, add("青川公司")).below == 0


def test_a_letter_from_the_address_is_an_answer(
    call: CallRow, add: Callable[..., int], came: Callable[..., object]
) -> None:
    came("Office@Example.com")
    one = row(call, add("甲公司", email="office@example.com"))
    assert (one.standing, one.by, one.answers[0].how) == (rules.ANSWERED, rules.BY_LETTER, "address")


def test_a_letter_from_the_domain_is_an_answer_where_the_domain_is_of_one_alone(
    call: CallRow, add: Callable[..., int], came: Callable[..., object]
) -> None:
    came("somebody@own.example.com")
    came("somebody@shared.example.com")
    came("somebody@163.com")
    own = add("甲公司", email="office@own.example.com")
    shared = [add(name, email=f"{n}@shared.example.com") for n, name in enumerate(("乙公司", "丙公司"))]
    public = add("丁公司", email="ding@163.com")
    assert row(call, own).answers[0].how == "domain"
    assert {row(call, one).standing for one in (*shared, public)} == {rules.SILENT}


def test_a_reply_to_our_letter_is_an_answer_from_wherever_it_comes(
    call: CallRow, add: Callable[..., int], came: Callable[..., object], now: datetime
) -> None:
    one, other = add("甲公司", email="a@example.com"), add("乙公司", email="b@example.com")
    write_notice(call.id, [one, other], now=now, by="user:1")
    ours = Letter.objects.get(key=f"notice:{one}").message_id
    came("private@qq.com", in_reply_to=ours, call_id=None)
    came("b@example.com", references=["<x@y>", ours])
    assert [letter.how for letter in row(call, one).answers] == ["reply", "reply"]
    assert row(call, other).standing == rules.SILENT


@pytest.mark.parametrize("kind", ["auto-reply", "bounce", "bulk"])
def test_what_a_system_sends_is_no_answer(
    call: CallRow, add: Callable[..., int], came: Callable[..., object], kind: str
) -> None:
    came("a@example.com", kind=kind)
    assert row(call, add("甲公司", email="a@example.com")).standing == rules.SILENT


def test_a_letter_of_ours_or_of_another_call_is_no_answer(
    call: CallRow, add: Callable[..., int], came: Callable[..., object]
) -> None:
    came("a@example.com", ours=True)
    came("x@b.example.com", call_id=None)
    one, other = add("甲公司", email="a@example.com"), add("乙公司", email="b@b.example.com")
    assert {row(call, one).standing, row(call, other).standing} == {rules.SILENT}


def test_an_answer_that_says_forwarded_is_a_hint_until_a_person_says_so(
    call: CallRow, add: Callable[..., int], came: Callable[..., object], now: datetime
) -> None:
    came("a@example.com", text="通知收悉，已转发各分公司。")
    one = add("甲公司", email="a@example.com")
    assert (row(call, one).standing, row(call, one).hints_forwarded) == (rules.ANSWERED, True)
    actions.say(one, rules.FORWARDED, "", now=now, by="user:1")
    assert (row(call, one).standing, row(call, one).by, row(call, one).hints_forwarded) == (
        rules.FORWARDED, rules.BY_HAND, False,
    )  # fmt: skip


def test_a_persons_word_beats_a_letter_and_a_case_beats_both(
    call: CallRow, add: Callable[..., int], came: Callable[..., object], applied: Callable[..., int], now: datetime
) -> None:
    one = add("青川数智科技有限公司", email="a@example.com")
    came("a@example.com")
    actions.say(one, rules.SILENT, "是外出的自动回复", now=now, by="user:1")
    assert row(call, one).standing == rules.SILENT
    applied("青川数智科技有限公司")
    assert row(call, one).standing == rules.APPLIED


def test_a_notice_that_came_back_is_seen_until_the_address_is_mended(
    call: CallRow, add: Callable[..., int], sent: Callable[..., None], now: datetime
) -> None:
    one = add("甲公司", email="a@example.com")
    sent(*write_notice(call.id, [one], now=now, by="user:1").letters, state=letters.BOUNCED)
    assert (row(call, one).bounced, queries.board(call.id).bounced) == (True, 1)
    actions.edit(one, "甲公司", email="b@example.com", now=now, by="user:1")
    assert not row(call, one).bounced


def test_each_kind_is_counted_by_standing(call: CallRow, add: Callable[..., int], applied: Callable[..., int]) -> None:
    add("江苏省通信行业协会")
    add("浙江省通信行业协会")
    add("青川数智科技有限公司")
    applied("浙江联通")
    board = queries.board(call.id)
    assert board.by_kind[rules.PROVINCIAL] == {"silent": 1, "answered": 0, "forwarded": 0, "applied": 1}
    assert (board.counts, list(board.by_kind)) == (
        {"silent": 2, "answered": 0, "forwarded": 0, "applied": 1}, [rules.PROVINCIAL, rules.MEMBER],
    )  # fmt: skip


def test_groups_and_provinces_meet_in_a_table(
    call: CallRow, add: Callable[..., int], applied: Callable[..., int]
) -> None:
    applied("中国电信股份有限公司南京分公司")
    applied("中国铁塔股份有限公司江苏省分公司")
    add("中国移动江苏公司")
    found = queries.board(call.id).matrix
    cells = dict(zip(found.groups, next(row for name, row, _ in found.rows if name == "江苏"), strict=True))
    assert found.groups == ("中国电信", "中国移动", "中国联通", "中国铁塔", "中国广电")
    assert [cells[name].cases for name in found.groups] == [1, 0, 0, 1, 0]
    assert cells["中国移动"].standings == ("尚无回音",)
    assert (found.totals, found.total) == ((1, 0, 0, 1, 0), 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_four_statements_however_many_there_are(
    call: CallRow, add: Callable[..., int], came: Callable[..., object], applied: Callable[..., int],
    django_assert_num_queries: DjangoAssertNumQueries, now: datetime, count: int,
) -> None:  # fmt: skip
    ids = [add(f"第{n}公司", email=f"u{n}@example.com") for n in range(count)]
    write_notice(call.id, ids, now=now, by="user:1")
    for n in range(count):
        came(f"u{n}@example.com")
        applied(f"第{n}公司")
    with django_assert_num_queries(4):
        assert len(queries.board(call.id, call=call).rows) == count
