"""Working days are counted as the State Council's notices have them, and as the operator adds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecall.correcting import calendar
from casecall.correcting.calendar import CalendarFaults, Day, Extra, add_working_days, is_working_day, load, note_on

if TYPE_CHECKING:
    from pathlib import Path

NONE = Extra()
BEYOND = calendar.LAST + 1


def write(folder: Path, text: str) -> Path:
    path = folder / "holidays.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(CalendarFaults) as caught:
        load(path)
    return [str(one) for one in caught.value.faults]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 9, 30), True),
        (date(2022, 10, 3), False),  # a Monday of 国庆
        (date(2022, 10, 8), True),  # a Saturday that is worked for it
        (date(2022, 10, 9), True),  # and the Sunday
        (date(2022, 10, 15), False),
    ],
)
def test_a_holiday_is_no_working_day_and_a_worked_weekend_is_one(day: date, works: bool) -> None:
    assert is_working_day(day, extra=NONE) is works


def test_five_working_days_before_the_national_day_end_after_it() -> None:
    assert add_working_days(date(2022, 9, 28), 5, extra=NONE) == Day(date(2022, 10, 10), sure=True)


def test_the_day_itself_does_not_count() -> None:
    assert add_working_days(date(2022, 9, 1), 1, extra=NONE).day == date(2022, 9, 2)
    assert add_working_days(date(2022, 9, 3), 1, extra=NONE).day == date(2022, 9, 5)  # asked on a Saturday


def test_the_working_day_before_a_monday_is_the_friday() -> None:
    assert add_working_days(date(2022, 9, 19), -1, extra=NONE).day == date(2022, 9, 16)
    assert add_working_days(date(2022, 10, 8), -1, extra=NONE).day == date(2022, 9, 30)


def test_beyond_the_last_known_year_weekdays_count_and_the_day_is_not_sure() -> None:
    found = add_working_days(date(BEYOND, 9, 29), 5, extra=NONE)
    assert not found.sure
    assert found.day == date(BEYOND, 9, 29) + timedelta(days=7)
    assert str(BEYOND) in note_on(date(BEYOND, 9, 29), found.day, extra=NONE)


def test_a_period_that_runs_into_an_unknown_year_is_not_sure() -> None:
    assert not add_working_days(date(calendar.LAST, 12, 30), 5, extra=NONE).sure
    assert add_working_days(date(calendar.LAST, 3, 2), 5, extra=NONE).sure
    assert note_on(date(2022, 9, 1), date(2022, 9, 8), extra=NONE) == "按工作日计算"


def test_what_the_operator_adds_goes_before_the_notice() -> None:
    extra = Extra(holidays=frozenset({date(2022, 9, 2)}), workdays=frozenset({date(2022, 9, 3)}))
    assert not is_working_day(date(2022, 9, 2), extra=extra)
    assert is_working_day(date(2022, 9, 3), extra=extra)
    assert add_working_days(date(2022, 9, 1), 1, extra=extra).day == date(2022, 9, 3)


def test_a_year_that_is_written_whole_is_sure(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"""
        [[year]]
        year = {BEYOND}
        complete = true
        holidays = [{BEYOND}-10-01, {BEYOND}-10-04]
        workdays = [{BEYOND}-10-09]
        """,
    )
    extra = load(path)
    assert add_working_days(date(BEYOND, 9, 29), 5, extra=extra).sure
    assert not is_working_day(date(BEYOND, 10, 4), extra=extra)
    assert is_working_day(date(BEYOND, 10, 9), extra=extra)


def test_without_a_file_nothing_is_added(settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    assert load() == NONE


def test_every_fault_of_the_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    second = "[[year]]\nholiday = [2028-10-01]"
    first = '[[year]]\nyear = 2027\nholidays = ["2027-10-01"]\nworkdays = [2028-10-09]'
    path = write(tmp_path, f"{first}\n\n{second}")
    told = faults(path)
    assert [one.split("：")[0] for one in told] == ["第 3 行", "第 4 行", "第 6 行", "第 7 行"]
    assert "一组日期" in told[0]
    assert "2028-10-09 不在 2027 年" in told[1]
    assert "缺少" in told[2]
    assert "无法识别" in told[3]


def test_a_day_is_either_off_or_worked_and_a_year_is_written_once(tmp_path: Path) -> None:
    one = "[[year]]\nyear = 2027\nholidays = [2027-10-09]\nworkdays = [2027-10-09]\n"
    told = " ".join(faults(write(tmp_path, one * 2)))
    assert "请只留一处" in told
    assert "2027 年写了两节" in told


def test_a_file_that_is_no_text_or_far_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "holidays.toml"
    path.write_bytes("放假".encode("gb18030"))
    assert "UTF-8" in faults(path)[0]
    path.write_text("#" * 300_000)
    assert "200 KB" in faults(path)[0]
    assert "无法读取" in faults(tmp_path / "none.toml")[0]


@given(day=st.dates(date(2015, 1, 1), date(2040, 12, 31)), n=st.integers(1, 60))
def test_counting_ends_on_a_working_day_with_as_many_on_the_way(day: date, n: int) -> None:
    end = add_working_days(day, n, extra=NONE).day
    between = [day + timedelta(days=one) for one in range(1, (end - day).days + 1)]
    assert sum(is_working_day(one, extra=NONE) for one in between) == n
    assert is_working_day(end, extra=NONE)
