"""Calls: opened from a file, changed, cloned for another year, and giving out numbers without a gap."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from casecall.audit.queries import latest
from casecall.audit.writing import write_atomic
from casecall.calls.actions import change_call, clone_call, open_call, take_number
from casecall.calls.models import Call
from casecall.calls.queries import call_by_key, call_row, current_of, list_calls, rules_of
from casecall.calls.rules import numbering_after, years_on
from casepaper.forms.callfile import CallFileFaults, dump_call

if TYPE_CHECKING:
    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db


def another(call: CallRow, key: str, *, opens: date, closes: date, now: datetime) -> CallRow:
    return call_row(clone_call(call.id, key=key, opens=opens, closes=closes, now=now, by="user:1").pk)


def test_a_call_is_opened_from_its_file(call: CallRow) -> None:
    assert (call.key, call.rules.organiser) == ("cace-2022", "社会责任工作委员会")
    assert (call.opens, call.closes) == (date(2022, 8, 1), date(2022, 11, 1))
    assert [theme.key for theme in call.rules.themes] == ["rural", "digital-divide", "green"]
    assert latest(1)[0].object == f"call:{call.id}"


def test_a_key_is_given_once(call: CallRow, now: datetime) -> None:
    with pytest.raises(CallFileFaults) as wrong:
        open_call(call.source, now=now, by="user:1")
    assert wrong.value.faults[0].key == "key"
    assert "cace-2022" in wrong.value.faults[0].says
    assert Call.objects.count() == 1


@pytest.mark.usefixtures("db")
def test_a_broken_file_opens_nothing(now: datetime) -> None:
    with pytest.raises(CallFileFaults) as wrong:
        open_call("key = 'x'\ntitle = ", now=now, by="user:1")
    assert wrong.value.faults
    assert not Call.objects.exists()


def test_a_change_shows_at_once_and_is_recorded(call: CallRow, now: datetime) -> None:
    change_call(call.id, call.source.replace("words = 500", "words = 800"), now=now, by="user:1")
    assert rules_of(call.id).word_limit == 800
    assert latest(1)[0].verb == "call.change"


def test_a_change_keeps_the_key(call: CallRow, now: datetime) -> None:
    with pytest.raises(CallFileFaults, match="key"):
        change_call(call.id, call.source.replace('key = "cace-2022"', 'key = "other"'), now=now, by="user:1")
    assert call_row(call.id).source == call.source


def test_a_faulty_change_changes_nothing(call: CallRow, now: datetime) -> None:
    with pytest.raises(CallFileFaults):
        change_call(call.id, call.source.replace("words = 500", "words = -1"), now=now, by="user:1")
    assert call_row(call.id).source == call.source


def test_last_years_call_is_cloned_with_this_years_dates(call: CallRow, now: datetime) -> None:
    new = another(call, "cace-2023", opens=date(2023, 8, 1), closes=date(2023, 11, 1), now=now)
    assert new.rules.numbering == "LZ2023-{n:04d}"
    assert new.rules.themes == call.rules.themes
    assert new.rules.form == call.rules.form
    assert (new.opens, new.closes) == (date(2023, 8, 1), date(2023, 11, 1))
    assert dump_call(new.rules) == new.source
    assert take_number(new.id) == "LZ2023-0001"


def test_the_day_since_when_facts_count_moves_along_with_the_window(call: CallRow, now: datetime) -> None:
    new = another(call, "cace-2024", opens=date(2024, 8, 1), closes=date(2024, 11, 1), now=now)
    assert (call.rules.scope_since, new.rules.scope_since) == (date(2022, 1, 1), date(2024, 1, 1))
    assert call.rules.signed_on is not None
    assert new.rules.signed_on is None, "nobody signed the new notice yet"


@pytest.mark.parametrize("since", [date(2022, 6, 1), None])
def test_another_day_for_facts_or_none_can_be_given(call: CallRow, now: datetime, since: date | None) -> None:
    window = {"opens": date(2023, 8, 1), "closes": date(2023, 11, 1)}
    made = clone_call(call.id, key="cace-2023", **window, scope_since=since, now=now, by="user:1")
    assert rules_of(made.pk).scope_since == since


def test_a_leap_day_a_year_on_is_the_last_of_february() -> None:
    assert years_on(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_on(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_a_clone_that_ends_before_it_opens_is_refused(call: CallRow, now: datetime) -> None:
    with pytest.raises(CallFileFaults):
        clone_call(call.id, key="x", opens=date(2023, 2, 1), closes=date(2023, 1, 1), now=now, by="user:1")


def test_the_year_in_a_pattern_moves_with_the_window() -> None:
    assert numbering_after("LZ2022-{n:04d}", 2022, 2024) == "LZ2024-{n:04d}"
    assert numbering_after("{key}-{n:04d}", 2022, 2024) == "{key}-{n:04d}"


def test_the_last_day_counts_whole_in_the_zone_of_the_call(call: CallRow) -> None:
    last = datetime(2022, 11, 1, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Beijing
    assert call.is_open(last)
    assert not call.is_open(last + timedelta(seconds=1))
    assert not call.is_open(datetime(2022, 7, 31, 15, 59, tzinfo=UTC))
    assert call.is_open(datetime(2022, 7, 31, 16, 0, tzinfo=UTC))


def test_a_visitor_is_shown_the_open_call_else_the_next_else_the_last(call: CallRow, now: datetime) -> None:
    next_year = another(call, "cace-2023", opens=date(2023, 8, 1), closes=date(2023, 11, 1), now=now)
    found = {
        at: (current_of(list_calls(), at) or call).key
        for at in (
            datetime(2022, 9, 1, tzinfo=UTC),
            datetime(2022, 12, 1, tzinfo=UTC),
            datetime(2024, 1, 1, tzinfo=UTC),
        )
    }
    assert list(found.values()) == ["cace-2022", "cace-2023", "cace-2023"]
    assert [one.stage(now) for one in list_calls()] == ["before", "open"]
    assert next_year.stage(datetime(2024, 1, 1, tzinfo=UTC)) == "after"


@pytest.mark.usefixtures("db")
def test_without_any_call_there_is_none_to_show(now: datetime) -> None:
    assert current_of(list_calls(), now) is None
    assert call_by_key("cace-2022") is None


def test_numbers_follow_one_another(call: CallRow) -> None:
    assert [take_number(call.id) for _ in range(3)] == ["LZ2022-0001", "LZ2022-0002", "LZ2022-0003"]


def test_a_number_taken_in_an_undone_transaction_is_given_again(call: CallRow) -> None:
    def undone() -> None:
        with write_atomic():
            take_number(call.id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert take_number(call.id) == "LZ2022-0001"


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_twice_to_many_at_once(call: CallRow) -> None:
    taken: list[str] = []

    def taker() -> None:
        try:
            for _ in range(5):
                with write_atomic():
                    taken.append(take_number(call.id))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=taker) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(taken) == [f"LZ2022-{n:04d}" for n in range(1, 31)]


def test_the_rules_are_read_once_for_each_text(call: CallRow) -> None:
    assert rules_of(call.id) is rules_of(call.id)
