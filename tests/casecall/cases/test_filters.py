"""The query line's later conditions: what stands against a case, how often it was asked to mend; and its pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.cases import filters
from casecall.cases.actions import count_asked
from casecall.cases.models import Case
from casecall.cases.queries import inbox
from casecall.screening import actions as screening
from casecall.screening.queries import desk
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

LONG = Application(title="字数过多", words=(538, 538))


@pytest.fixture
def both(call: CallRow, now: datetime) -> dict[str, int]:
    """A case without a seal, and one that is too long and was asked twice to mend."""
    unsealed = a_case(call, Application(title="未盖公章", sealed=False), now=now)
    long = a_case(call, LONG, now=now)
    count_asked(long, 2)
    return {"unsealed": unsealed, "long": long}


def found(call: CallRow, query: str) -> list[str]:
    page = inbox(call.id, query=query)
    assert not page.faults
    return sorted(row.title for row in page.rows)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("问题:公章", ["未盖公章"]),
        ("问题:seal_missing", ["未盖公章"]),
        ("问题:words_over", ["字数过多"]),
        ("问题:公章 问题:words_over", ["字数过多", "未盖公章"]),
        ("问题:没有这样的", []),
        ("补正:有", ["字数过多"]),
        ("补正:无", ["未盖公章"]),
        ("补正:>1", ["字数过多"]),
        ("补正:>2", []),
    ],
)
def test_findings_and_corrections_are_looked_for(call: CallRow, query: str, titles: list[str]) -> None:
    assert found(call, query) == titles


def test_what_a_person_cleared_is_found_no_more(call: CallRow, both: dict[str, int], now: datetime) -> None:
    finding = next(one for one in desk(both["unsealed"]).findings if one.check == "seal_missing")
    screening.rule(finding.id, "cleared", "原件有章", by="user:1", now=now)
    assert found(call, "问题:公章") == []


def test_what_is_kept_to_be_looked_for_holds_no_contact_data(call: CallRow, now: datetime) -> None:
    case_id = a_case(call, Application(email="zhaoyq88@example.com", email_other="zhaoyqB8@example.com"), now=now)
    kept = Case.objects.get(pk=case_id).findings
    assert "field_uncertain" in kept
    assert "zhaoyq" not in kept


def test_every_condition_has_an_example_that_is_understood() -> None:
    assert set(filters.KEYS) == set(filters.EXAMPLES)
    for example in filters.EXAMPLES.values():
        assert not filters.parse_line(example).faults, example


def test_the_line_comes_apart_into_pieces_each_of_which_can_be_taken_away() -> None:
    pieces = filters.tokens("主题：绿色 云岫 颜色:红")
    assert [(one.key, one.value) for one in pieces] == [("主题:", "绿色"), ("", "云岫"), ("", "颜色:红")]
    assert pieces[1].rest == "主题：绿色 颜色:红"
    assert filters.tokens("  ") == ()
