"""Labels: the notice's own words for a chosen case, each with a reason; nothing is removed when one is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.audit.models import AuditLine
from casecall.cases import filters
from casecall.cases.models import Case
from casecall.cases.queries import case_ids, inbox, neighbours
from casecall.reviewing import rules
from casecall.reviewing.actions import give_label, take_back
from casecall.reviewing.queries import labels_of, standing_labels
from casecall.screening.actions import accept, end
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db
BY = "user:1"
WHY = "首次把机房余电用于村里的路灯"


@pytest.fixture
def chosen(call: CallRow, now: datetime) -> list[int]:
    """Three accepted cases."""
    made = [a_case(call, Application(title=f"案例之{n}", photos=0), now=now) for n in range(3)]
    for case_id in made:
        accept(case_id, "做法可学", by=BY, now=now)
    return made


def test_a_chosen_case_bears_a_label_with_its_reason(chosen: list[int], now: datetime) -> None:
    give_label(chosen[0], "innovative", f" {WHY} ", by=BY, now=now)
    (label,) = labels_of(chosen[0])
    assert (label.name, label.reason, label.given_by, label.given_at, label.stands) == ("创新性", WHY, BY, now, True)
    assert AuditLine.objects.filter(verb="label.give", object=f"case:{chosen[0]}", note="innovative").count() == 1


@pytest.mark.parametrize(
    ("kind", "reason", "says"),
    [("best", "好", rules.NO_SUCH), ("innovative", "", rules.NO_REASON), ("innovative", " \n", rules.NO_REASON)],
)
def test_a_label_wants_one_of_the_three_words_and_a_reason(
    chosen: list[int], now: datetime, kind: str, reason: str, says: str
) -> None:
    with pytest.raises(rules.Unfit, match=says):
        give_label(chosen[0], kind, reason, by=BY, now=now)
    assert labels_of(chosen[0]) == ()


def test_a_case_bears_all_three_but_none_twice(chosen: list[int], now: datetime) -> None:
    for kind in ("innovative", "representative", "exemplary"):
        give_label(chosen[0], kind, WHY, by=BY, now=now)
    with pytest.raises(rules.Unfit, match=rules.TWICE):
        give_label(chosen[0], "exemplary", WHY, by=BY, now=now)
    assert Case.objects.get(pk=chosen[0]).labels == "代表性 示范性 创新性"


def test_only_a_chosen_case_can_be_labelled(call: CallRow, chosen: list[int], now: datetime) -> None:
    waiting = a_case(call, Application(title="尚未入选", photos=0), now=now)
    end(chosen[1], "单位来电撤回", to="withdrawn", by=BY, now=now)
    for case_id in (waiting, chosen[1]):
        with pytest.raises(rules.Unfit, match=rules.NOT_CHOSEN):
            give_label(case_id, "exemplary", WHY, by=BY, now=now)


def test_a_label_that_was_taken_back_stays_on_record_and_can_be_given_anew(chosen: list[int], now: datetime) -> None:
    made = give_label(chosen[0], "exemplary", WHY, by=BY, now=now)
    with pytest.raises(rules.Unfit, match=rules.NO_BACK):
        take_back(made, "  ", by=BY, now=now)
    take_back(made, "数据有误", by="user:2", now=now)
    take_back(made, "再撤一次", by="user:3", now=now)
    (label,) = labels_of(chosen[0])
    assert (label.stands, label.taken_back_why, label.taken_back_by) == (False, "数据有误", "user:2")
    assert Case.objects.get(pk=chosen[0]).labels == ""
    give_label(chosen[0], "exemplary", "复核后仍可示范", by=BY, now=now)
    assert [one.stands for one in labels_of(chosen[0])] == [False, True]


def test_the_standing_labels_of_many_cases_come_in_one_statement(
    chosen: list[int], now: datetime, django_assert_num_queries: object
) -> None:
    for case_id in chosen[:2]:
        give_label(case_id, "representative", WHY, by=BY, now=now)
    take_back(give_label(chosen[2], "innovative", WHY, by=BY, now=now), "误加", by=BY, now=now)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = standing_labels(chosen)
    assert {case_id: [one.name for one in rows] for case_id, rows in found.items()} == {
        chosen[0]: ["代表性"],
        chosen[1]: ["代表性"],
    }


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("标签:创新性", {1}),
        ("标签：示范", {1, 2}),
        ("标签:示范性 标签:创新性", {1, 2}),
        ("标签:有", {1, 2}),
        ("标签:无", {0}),
        ("标签:无 案例之1", set()),
        ("标签:示范性 案例之2", {2}),
    ],
)
def test_the_inbox_looks_for_labels(
    call: CallRow, chosen: list[int], now: datetime, query: str, wanted: set[int]
) -> None:
    give_label(chosen[1], "innovative", WHY, by=BY, now=now)
    for case_id in chosen[1:]:
        give_label(case_id, "exemplary", WHY, by=BY, now=now)
    page = inbox(call.id, query=query)
    assert not page.faults
    assert {chosen.index(row.id) for row in page.rows} == wanted
    assert {chosen.index(one) for one in case_ids(call.id, query=query)} == wanted


def test_the_neighbours_on_the_desk_are_those_of_the_label(call: CallRow, chosen: list[int], now: datetime) -> None:
    for case_id in (chosen[0], chosen[2]):
        give_label(case_id, "exemplary", WHY, by=BY, now=now)
    assert neighbours(chosen[0], query="标签:示范性").above == chosen[2]


def test_a_label_condition_without_a_word_is_said() -> None:
    assert filters.parse_line("标签:").faults
