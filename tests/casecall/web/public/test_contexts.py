"""The window of a call counts its days as people do, and a theme's last sentence is its gist."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casecall.web.public.contexts import Window, call_page, home_page
from casepaper.forms.callfile import load_call
from casepaper.forms.rules import Theme

RULES = load_call("cace-2022")


def on(day: str) -> Window:
    return Window(date(2022, 8, 1), date(2022, 11, 1), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "state", "days", "passed"),
    [
        ("2022-07-31", "before", 1, 0),
        ("2022-08-01", "open", 92, 1),
        ("2022-10-05", "open", 27, 66),
        ("2022-10-31", "open", 1, 92),
        ("2022-11-01", "open", 0, 93),
        ("2022-11-02", "closed", -1, 93),
    ],
)
def test_both_ends_of_the_window_count_whole(day: str, state: str, days: int, passed: int) -> None:
    window = on(day)
    assert (window.state, window.days, window.passed, window.length) == (state, days, passed, 93)


def test_the_day_is_the_calls_own_and_not_greenwichs() -> None:
    late = datetime(2022, 11, 1, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert call_page(RULES, (), late).window.state == "open"
    assert call_page(RULES, (), late.replace(hour=16, minute=0)).window.state == "closed"


def test_the_last_sentence_of_a_theme_says_what_belongs_to_it() -> None:
    first = call_page(RULES, (), datetime(2022, 9, 1, tzinfo=UTC)).themes[0]
    assert first.gist.startswith("案例主题包括")
    assert first.why.startswith("习近平总书记强调")
    assert first.why + first.gist == first.theme.text


def test_a_theme_of_one_sentence_has_nothing_to_fold_away() -> None:
    rules = replace(RULES, themes=(Theme("a", "甲", "甲", "只有一句。"), Theme("b", "乙", "乙")))
    page = call_page(rules, (), datetime(2022, 9, 1, tzinfo=UTC))
    assert [(one.why, one.gist) for one in page.themes] == [("", "只有一句。"), ("", "")]
    assert page.how_many == "二"


def test_calls_that_can_be_answered_stand_first() -> None:
    calls = [
        replace(RULES, key="over", opens=date(2021, 1, 1), closes=date(2021, 2, 1)),
        replace(RULES, key="soon", opens=date(2022, 12, 1), closes=date(2022, 12, 2)),
        RULES,
    ]
    page = home_page(calls, (), datetime(2022, 9, 1, tzinfo=UTC))
    assert [one.key for one in page.calls] == ["cace-2022", "soon", "over"]
