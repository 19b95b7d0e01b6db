"""The date is no day of the calendar, or only a part of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casepaper.asking import invalid_of_kind

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "date_invalid"
ABOUT: Final = "日期不完整，或没有这一天"
SAYS: Final = {
    "fault": "{label}「{value}」不完整，或没有这一天，请写明年、月、日{place}。",
    "doubt": "{label}读作「{value}」，不是完整的日期，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """What stands as the date is none."""
    return invalid_of_kind(paper, "date", valid=_is_day, check=ID, says=SAYS)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
