"""When a letter was written and when it was received."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casepaper.opening.letter.parts import Part

_NUMBERS = re.compile(
    r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})\s*日?[T\s]*(?:(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?)?"
)
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)([0-5]\d)(?: \([^()]*\))?$"
)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})\b")
_LONGEST = 200


def sent(letter: Part) -> datetime | None:
    """When the letter was received, by the topmost Received line that says so; else when it says it was written."""
    for value in letter.all("received"):
        if when := moment(value.rpartition(b";")[2]):
            return when
    return written(letter)


def written(letter: Part) -> datetime | None:
    """When the letter says it was written, in UTC."""
    return moment(letter.header("date"))


def moment(value: bytes) -> datetime | None:
    """A date of a header in UTC; one without a zone is taken as UTC."""
    text = value[:_LONGEST].decode("utf-8", "replace").strip()
    if not text:
        return None
    try:
        if usual := _USUAL.match(text):
            return _of_usual(usual)
        when = parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, LookupError, OverflowError):
        return _by_numbers(text)


def _of_usual(found: re.Match[str]) -> datetime:
    """A date as nearly all letters bear it, several times faster than by the whole grammar."""
    day, name, year, hour, minute, second, sign, hours, minutes = found.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes))
    moment_ = datetime(int(year), _MONTHS[name], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=UTC)
    return moment_ - away if sign == "+" else moment_ + away


def _by_numbers(text: str) -> datetime | None:
    """A date in numbers alone, as some programs write it: 2022-10-25 09:12:33 +0800."""
    found = _NUMBERS.search(text)
    if not found:
        return None
    zone = _ZONE.search(text, found.end())
    try:
        year, month, day, hour, minute, second = (int(one or 0) for one in found.groups())
        offset = datetime.strptime("".join(zone.groups()), "%z").tzinfo if zone else UTC
        return datetime(year, month, day, hour, minute, second, tzinfo=offset).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
