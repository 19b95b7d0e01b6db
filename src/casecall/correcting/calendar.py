"""Working days by the State Council's notices, 调休 included, with what the operator adds in holidays.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import chinese_calendar
from chinese_calendar import constants
from django.conf import settings

from casepaper.forms.callfile import parsed
from casepaper.forms.calltable import CallFileFault, Table, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE: Final = "holidays.toml"
MOST_BYTES: Final = 200_000
SATURDAY: Final = 5
FIRST, LAST = min(constants.holidays).year, max(constants.holidays).year  # the years whose notices are known
SAYS: Final = {
    "unreadable": "找不到或无法读取",
    "no_text": "不是 UTF-8 编码的文本文件",
    "too_big": "超过 200 KB，不像是节假日文件",
    "year": "里的 {day} 不在 {year} 年",
    "both": "里的 {day} 同时写在 holidays 里，请只留一处",
    "twice": "{year} 年写了两节，请并作一节",
    "header": "节假日文件 {path} 有 {count} 处需要修改：",
    "by_days": "按工作日计算",
    "unsure": "{years}年的放假安排尚未收录，该年暂按周一至周五计算",
}


@dataclass(frozen=True, slots=True)
class Extra:
    """What the operator adds: days off, days worked, and the years whose arrangement is written there whole."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    complete: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was counted to. ``sure``: every year on the way is known by a notice, not by its weekdays alone."""

    day: date
    sure: bool


class CalendarFaults(ValueError):  # noqa: N818 - it holds every fault of a file
    """Everything that is wrong with holidays.toml, each with its line."""

    def __init__(self, path: Path, faults: Iterable[CallFileFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        head = SAYS["header"].format(path=path, count=len(self.faults))
        super().__init__("\n".join((head, *map(str, self.faults))))


def load(path: Path | None = None) -> Extra:
    """The operator's file, DATA/holidays.toml unless a path is given; nothing where that is not there.

    Raises CalendarFaults with every fault at once.
    """
    asked, path = path is not None, path or Path(settings.DATA) / FILE
    if not asked and not path.exists():
        return Extra()
    text = _text(path)
    data, broken = parsed(text)
    top = Table(data, path=(), lines=lines_of(text))
    years = [_year(table) for table in top.tables("year")]
    top.done()
    named = [year for year, *_ in years]
    again = sorted({year for year in named if year and named.count(year) > 1})
    twice = [CallFileFault(None, "year", SAYS["twice"].format(year=year)) for year in again]
    if faults := [*broken, *top.faults, *twice, *([] if broken else top.absent)]:
        raise CalendarFaults(path, faults)
    return Extra(
        holidays=frozenset(day for _, off, _, _ in years for day in off),
        workdays=frozenset(day for _, _, worked, _ in years for day in worked),
        complete=frozenset(year for year, _, _, complete in years if complete and year),
    )


def is_working_day(day: date, *, extra: Extra) -> bool:
    """Whether people work on a day: as the operator says, else as the notice says, else Monday to Friday."""
    if day in extra.workdays:
        return True
    if day in extra.holidays:
        return False
    if day.year not in extra.complete and FIRST <= day.year <= LAST:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def add_working_days(day: date, n: int, *, extra: Extra) -> Day:
    """The n-th working day after a day; the day itself does not count. A negative n counts back.

    >>> add_working_days(date(2022, 9, 29), 5, extra=Extra())  # 国庆 1 to 7 October; Saturday 8 and Sunday 9 are worked
    Day(day=datetime.date(2022, 10, 11), sure=True)
    """
    step, left, years = timedelta(days=1 if n > 0 else -1), abs(n), {day.year}
    while left:
        day += step
        years.add(day.year)
        left -= is_working_day(day, extra=extra)
    return Day(day, sure=not unsure_years(years, extra=extra))


def unsure_years(years: Iterable[int], *, extra: Extra) -> tuple[int, ...]:
    """Those of some years whose arrangement is not known."""
    return tuple(sorted(year for year in set(years) if not FIRST <= year <= LAST and year not in extra.complete))


def note_on(first: date, last: date, *, extra: Extra) -> str:
    """How a period is counted, in words, and which of its years are not known."""
    unsure = unsure_years(range(first.year, last.year + 1), extra=extra)
    if not unsure:
        return SAYS["by_days"]
    return f"{SAYS['by_days']}；{SAYS['unsure'].format(years='、'.join(f'{year} ' for year in unsure))}"


def _year(table: Table) -> tuple[int | None, tuple[date, ...], tuple[date, ...], bool]:
    year = table.number("year", None, most=9999)
    if year is None and "year" not in table.names():
        table.missing("year")
    off, worked, complete = table.days("holidays"), table.days("workdays"), table.flag("complete", default=False)
    for key, days in (("holidays", off), ("workdays", worked)):
        for day in (one for one in days if year and one.year != year):
            table.fault(key, SAYS["year"].format(day=day, year=year))
    for day in sorted(set(off) & set(worked)):
        table.fault("workdays", SAYS["both"].format(day=day))
    table.done()
    return year, off, worked, complete


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, "too_big")
        return path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        raise _refused(path, "no_text") from wrong
    except OSError as wrong:
        raise _refused(path, "unreadable") from wrong


def _refused(path: Path, why: str) -> CalendarFaults:
    return CalendarFaults(path, [CallFileFault(None, "", f"{path} {SAYS[why]}")])
