"""Values inside a text: dates in all their ways, telephone numbers, e-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN_DIGITS: Final = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN = "〇○零一二三四五六七八九"
_S = r"[ \t]*"
_YEAR = rf"(?P<year>(?:19|20)\d{{2}}|[{_HAN}]{{4}})"
_MONTH = r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})"
_WRITTEN = re.compile(rf"(?<!\d){_YEAR}{_S}年{_S}{_MONTH}{_S}月{_S}{_DAY}{_S}[日号]?")
_MARKED = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}|\d{{2}}){_S}(?P<mark>[./-]){_S}(?P<month>\d{{1,2}}){_S}(?P=mark){_S}(?P<day>\d{{1,2}})(?!\d)"
)
_RUN = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_LOOSE = re.compile(
    rf"(?P<year>(?:19|20)\d{{2}}|[{_HAN}]{{4}}){_S}年(?:{_S}{_MONTH}{_S}月(?:{_S}{_DAY}{_S}[日号])?)?"
    rf"(?:{_S}(?:至|到|[-—~]+){_S}(?:(?P<year2>(?:19|20)\d{{2}}){_S}年{_S})?(?P<month2>\d{{1,2}}){_S}月(?:{_S}(?P<day2>\d{{1,2}}){_S}[日号])?)?"
    rf"|(?P<same>同年|当年|次年){_S}(?P<same_month>\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_S}月"
    r"|(?<![\d./-])(?P<dot_year>(?:19|20)\d{2})[./-](?P<dot_month>\d{1,2})(?:[./-](?P<dot_day>\d{1,2}))?(?![\d.])"
)

_MOBILE = r"(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}"
_AREA = r"(?:(?:\+|00)?86[- ]?\(?0?|\(?0)(?:10|2\d|[3-9]\d{2})\)?[- ]?"
_LANDLINE = _AREA + r"[1-9](?:\d{7}|\d{6}|\d{3}[- ]\d{4}|\d{2}[- ]\d{4})"
_SERVICE = r"[48]00(?:[- ]?\d){7}"
_ABROAD = r"(?:\+|00)(?:852|853|886)[- ]?\d(?:[- ]?\d){6,9}"
_EXTENSION = r"(?:\s*(?:转|分机|ext\.?|x|#|-)\s*:?\s*\d{1,6})?"
_PHONE = re.compile(
    rf"(?<![\d+])(?:{_ABROAD}|{_MOBILE}|{_SERVICE}|{_LANDLINE}{_EXTENSION})(?!\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[/、,;，；|]\s*|\s+(?:或|和)?\s*")
_DASHES = re.compile("[‐‑‒–—―−－﹣]+")  # noqa: RUF001 - the dashes that people type
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?!\.))*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a running text: the words, and the first and last day they can mean."""

    text: str
    first: date
    last: date


def read_date(text: str) -> date | None:
    """The one full date of a text (二〇二二年十月二十日, 2022.10.20, 22/10/20, 20221020 …); None if none or two."""
    plain = unicodedata.normalize("NFKC", text)
    found = {
        _date(match["year"], match["month"], match["day"])
        for pattern in (_WRITTEN, _MARKED, _RUN)
        for match in pattern.finditer(plain)
    }
    return found.pop() if len(found) == 1 else None


def dates_in(text: str) -> Iterator[Dated]:
    """Every explicit date of a running text, in order, with 同年9月 taken from the year before it.

    2022年 is the whole year, 2022年3月 the month, 2022年4月至9月 both ends; 近年来 and the like are no dates.
    """
    return _dated(unicodedata.normalize("NFKC", text))


def read_phone(text: str) -> str | None:
    """The telephone numbers of a text, tidied, extensions kept (010-88886666转802); None where there is none."""
    found = [re.sub(r"\s+", "", one.group()) for one in _PHONE.finditer(tidy(text))]
    return "、".join(found) or None


def phone_is_valid(text: str) -> bool:
    """Whether a text is one or several telephone numbers that can be dialled from elsewhere, and nothing else."""
    left = _PHONE.sub(" ", tidy(text))
    return left != tidy(text) and not _BETWEEN.sub("", left)


def read_email(text: str) -> str | None:
    """The e-mail addresses of a text, joined by ；; None where there is none."""
    return "；".join(_EMAIL.findall(tidy(text))) or None


def email_is_valid(text: str) -> bool:
    """Whether a text is one or several well-formed e-mail addresses, and nothing else."""
    left = _EMAIL.sub(" ", tidy(text))
    return left != tidy(text) and not _BETWEEN.sub("", left)


def tidy(text: str) -> str:
    """A number or address in plain characters: NFKC, one kind of hyphen, no space at the ends."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


def _dated(text: str) -> Iterator[Dated]:
    year: int | None = None
    for match in _LOOSE.finditer(text):
        parts = match.groupdict()
        if parts["same"]:
            if year is None:
                continue
            parts |= {"year": str(year + (parts["same"] == "次年")), "month": parts["same_month"]}
        elif parts["dot_year"]:
            parts |= {"year": parts["dot_year"], "month": parts["dot_month"], "day": parts["dot_day"]}
        first = _date(parts["year"], parts["month"] or "1", parts["day"] or "1")
        last = _last(parts)
        if first and last and first <= last:
            year = first.year
            yield Dated(match.group().strip(), first, last)


def _last(parts: dict[str, str | None]) -> date | None:
    """The last day that the words can mean."""
    year = parts["year2"] or parts["year"] or ""
    month = parts["month2"] or parts["month"]
    day = parts["day2"] if parts["month2"] else parts["day"]
    if day:
        return _date(year, month or "", day)
    start = _date(year, month or "12", "1")
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if start else None


def _date(year: str | None, month: str, day: str) -> date | None:
    try:
        whole = _number(year or "")
        return date(whole + 2000 if whole < 100 else whole, _number(month), _number(day))  # noqa: PLR2004 - 22 is 2022
    except ValueError:
        return None


def _number(text: str) -> int:
    """A number in digits, in Han digits (二〇二二) or counted (二十一)."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _HAN_DIGITS.get(tens, 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)
    return int("".join(str(_HAN_DIGITS[one]) for one in text))
