"""What stands in the place of a field, tidied to its value: print removed, lines joined, dates as YYYY-MM-DD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casepaper.forms.labels import is_print, normal, without_own_print
from casepaper.reading.values import read_date, tidy

if TYPE_CHECKING:
    from casepaper.forms.rules import Form, FormField

_BLANKS: Final = " \t\r\n　_\uff3f\ufe4d…"
_NO_DATE: Final = frozenset({"", "年月日", "年月"})
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9,.;]$"), re.compile(r"^[A-Za-z0-9]")
_WIDE_GAP = re.compile(r"[ \t]{2,}")


def tidy_value(text: str, field: FormField, form: Form) -> str | None:
    """The value of a field as it was written, None where nothing stands there.

    Body lines are joined by a line feed, lines of other fields run on. A date that is one day of the calendar becomes
    YYYY-MM-DD; one that is not, and a telephone number or address of whatever shape, is given as written.
    Not for themes.
    """
    text = without_own_print(text, field, form)
    if field.kind == "body":
        return _body(text, form)
    value = _one_line(text)
    if not value or is_print(value, form):
        return None
    if field.kind == "date":
        day = read_date(value)
        return day.isoformat() if day else None if normal(value) in _NO_DATE else value
    if field.kind in {"phone", "email"}:
        return tidy(value) or None
    return value


def _body(text: str, form: Form) -> str | None:
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip(_BLANKS) and not is_print(line, form)) or None


def _one_line(text: str) -> str:
    """Lines run on, with a space only between Latin words."""
    joined, *lines = (line.strip(_BLANKS) for line in text.split("\n"))
    for line in lines:
        gap = " " if _LATIN_END.search(joined) and _LATIN_START.search(line) and not _splits(joined, line) else ""
        joined += gap + line
    return _WIDE_GAP.sub(" ", joined.strip(_BLANKS))


def _splits(before: str, after: str) -> bool:
    """Whether a line break stands inside a number or an address rather than between words."""
    return "@" in before + after or (before[-1:].isdigit() and after[:1].isdigit()) or before[-1:] in ".,;"
