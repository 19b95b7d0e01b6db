"""The window is kept by when it was sent; a date written on the form only raises a doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.casepaper.papers import IN_TIME, findings, levels, paper

LAST_MOMENT = datetime(2022, 11, 1, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
FIRST_LATE = datetime(2022, 11, 1, 16, 0, tzinfo=UTC)


def test_the_last_day_counts_whole() -> None:
    assert levels(replace(paper(), sent=LAST_MOMENT)) == {}


def test_what_was_sent_after_the_last_day_is_a_fault() -> None:
    finding = findings(replace(paper(), sent=FIRST_LATE))["date_late"]
    assert (finding.level, finding.field) == ("fault", None)
    assert "2022 年 11 月 2 日 00:00" in finding.says
    assert "2022 年 11 月 1 日" in finding.says


@pytest.mark.parametrize("date", ["2022-07-31", "2022-11-02"])
@pytest.mark.parametrize("sent", [None, IN_TIME])
def test_a_date_written_outside_the_window_is_a_doubt(date: str, sent: datetime | None) -> None:
    assert levels(replace(paper(date=date), sent=sent)) == {"date_late": "doubt"}


def test_a_folder_of_unknown_time_is_never_late() -> None:
    assert levels(replace(paper(), sent=None)) == {}


def test_a_late_sending_is_said_once_though_the_date_is_late_too() -> None:
    assert levels(replace(paper(date="2022-11-05"), sent=FIRST_LATE)) == {"date_late": "fault"}


def test_a_date_that_is_none_is_left_to_its_own_check() -> None:
    assert levels(paper(date="2022年13月")) == {"date_invalid": "fault"}
