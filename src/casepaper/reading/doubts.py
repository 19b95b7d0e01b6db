"""When a value read from pixels is sure: two readings agree, no character is one that ink alone cannot tell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casepaper.reading.values import email_is_valid, phone_is_valid, read_date, read_email, read_phone, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import FieldKind

LIKELY: Final = 0.5  # both readings agree and no character is less likely: sure
STRONG: Final = 0.8  # a reading that outweighs a weaker one that differs
CERTAIN: Final = 0.9
STRICT: Final = frozenset({"phone", "email", "date"})  # one digit makes another value: no clear voice may be against
STRAY: Final = re.compile(r"^[□☐☑☒■|｜_—~·\s]+|[□☐☑☒■|｜_~·\s]+$")
UNREAD: Final = 0.15  # ink beside what was read, as a share of the ink read

DOMAINS: Final = frozenset(
    {"163.com", "126.com", "yeah.net", "qq.com", "vip.qq.com", "foxmail.com", "sina.com", "sina.cn", "sohu.com"}
    | {"139.com", "189.cn", "wo.cn", "21cn.com", "aliyun.com", "outlook.com", "hotmail.com", "gmail.com"}
    | {"chinatelecom.cn", "chinaunicom.cn", "chinamobile.com", "chinatowercom.cn", "cbn.cn"}
)
ENDINGS: Final = frozenset({"cn", "com", "net", "org", "gov", "edu", "info"})
_BLANK_DATE: Final = re.compile(r"^(?:[年月日]|[\W_])+$")  # what is printed where a date is to be written
YEAR: Final = 3  # digits after the first
_RUN: Final = re.compile(r"[A-Za-z0-9|]+")

SAYS: Final = {
    "differ": "两次辨认的结果不一致，请对照原件核对。",
    "weak": "原件此处不清楚，请对照原件核对。",
    "glyph": "字母与数字外形相近（如 l 与 1、O 与 0），请对照原件核对。",
    "shape": "辨认出的内容不完整或格式不对，请对照原件核对。",
    "ink": "此处有盖住或未能辨认的字迹，请对照原件核对。",
    "none": "此处有字迹但未能辨认，请对照原件核对。",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading of a value: the text and the likelihood of its least sure character."""

    text: str
    weakest: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What to take for the value, whether that is sure, the readings left over, and why it is not sure."""

    value: str | None
    sure: bool
    confidence: float
    others: tuple[str, ...] = ()
    doubt: str | None = None


def judge(kind: FieldKind, seen: Sequence[Seen], *, unread: float = 0.0) -> Judged:
    """Judge the readings of one value, the page's own first.

    Sure: the first two agree and neither has a character under ``LIKELY``; or they differ and the third settles it
    for a strong one. Never sure: a value without the shape of its kind, an ambiguous glyph, ink left unread.
    """
    readings = [_weighed(kind, cleaned(kind, one.text), one.weakest) for one in seen]
    best, agreed = _best(kind, readings)
    if not best.text:
        return Judged(None, sure=False, confidence=0.0, others=_others("", seen), doubt=SAYS["none"])
    others = _others(best.text, readings)
    doubt = None
    if kind in STRICT and not shaped(kind, best.text):
        doubt = "shape"
    elif not agreed:
        doubt = "differ" if others else "weak"
    elif kind == "email" and unclear_email(best.text):
        doubt = "glyph"
    elif unread > UNREAD and kind != "date":
        doubt = "ink"
    value = best.text
    if kind == "email" and doubt:
        value, others = _mended(best.text, others)
    if kind == "date" and not shaped(kind, value):
        return Judged(None, sure=False, confidence=best.weakest, others=(value, *others), doubt=SAYS["shape"])
    return Judged(value, doubt is None, best.weakest, others, SAYS[doubt] if doubt else None)


def _weighed(kind: FieldKind, text: str, weakest: float) -> Seen:
    """A reading for judging. A whole day is told by its digits: how surely its label was read does not matter."""
    return Seen(text, max(weakest, LIKELY) if kind == "date" and shaped(kind, text) else weakest)


def _best(kind: FieldKind, readings: Sequence[Seen]) -> tuple[Seen, bool]:
    """The reading to take, and whether readings agree on it."""
    shaped_ones = [one for one in readings if shaped(kind, one.text)] or list(readings)
    if kind == "email":  # examp1e and example: the one that can be told is the likelier
        shaped_ones = [one for one in shaped_ones if not unclear_email(one.text)] or shaped_ones
    groups: dict[str, list[Seen]] = {}
    for one in shaped_ones:
        if one.text:
            groups.setdefault(comparable(one.text), []).append(one)
    if not groups:
        return Seen("", 0.0), False
    first = readings[0]
    most = max(groups.values(), key=lambda group: (len(group), max(one.weakest for one in group)))
    best = next((one for one in most if one is first), max(most, key=lambda one: one.weakest))
    against = [one.weakest for one in readings if _differ(one, best)]
    if kind in STRICT and any(
        one.weakest >= LIKELY and shaped(kind, one.text) for one in readings if _differ(one, best)
    ):
        return best, False
    support = sorted((one.weakest for one in most), reverse=True)
    if len(support) < 2:  # noqa: PLR2004
        return best, False
    if _differ(first, best) and first.weakest >= LIKELY:  # outvoted: sure only where it had a stray mark too many
        return best, comparable(best.text) in comparable(first.text) and support[0] >= CERTAIN
    needed = STRONG if against and max(against) > LIKELY else LIKELY
    agreed = support[1] >= LIKELY and support[0] >= needed and max(against, default=0.0) < max(support[0], STRONG)
    return best, agreed


def _differ(one: Seen, other: Seen) -> bool:
    return comparable(one.text) != comparable(other.text)


def cleaned(kind: FieldKind, text: str) -> str:
    """A reading without stray marks at its ends, in the plain form of its kind."""
    text = STRAY.sub("", text.strip())
    if kind == "phone":
        return read_phone(text) or tidy(text)
    if kind == "email":
        return read_email(tidy(text).replace(" ", "")) or tidy(text).replace(" ", "")
    if kind == "date":
        found = read_date(text)
        return found.isoformat() if found else _BLANK_DATE.sub("", text)
    return text


def comparable(text: str) -> str:
    """A reading for comparing: width, spaces and kinds of dashes and quotes do not count."""
    plain = tidy(unicodedata.normalize("NFKC", text))
    return re.sub(r"[“”\"‘’']", '"', re.sub(r"\s+", "", plain))


def shaped(kind: FieldKind, text: str) -> bool:
    """Whether a reading has the shape of its kind."""
    if kind == "phone":
        return phone_is_valid(text)
    if kind == "email":
        return email_is_valid(text) and all(
            one.rpartition(".")[2] in ENDINGS for one in re.split(r"[；;,，、\s]+", text) if one
        )
    if kind == "date":
        return read_date(text) is not None
    return bool(text)


def unclear_email(text: str) -> bool:
    """Whether an address holds a glyph that ink alone cannot tell: 1 l I, 0 O, where its neighbours do not say which.

    l among letters and 1 among digits are clear; an l that ends a name after a consonant (zhangl, as people write),
    a 1 or 0 beside letters, any I or O are not.
    """
    local, _, domain = text.partition("@")
    if any(unclear_run(run) for run in _RUN.findall(local)):
        return True
    return domain.lower() not in DOMAINS and any(unclear_run(run, ends=False) for run in _RUN.findall(domain))


def unclear_run(run: str, *, ends: bool = True) -> bool:
    """Whether a run of letters and digits has a glyph that its neighbours do not settle."""
    if run.isdigit():
        return False
    return any(_unclear_at(run, place, ends=ends) for place in range(len(run)))


def _unclear_at(run: str, place: int, *, ends: bool) -> bool:
    one, before, after = run[place], run[:place][-1:], run[place + 1 :]
    if one in "IO|":
        return True
    if one in "10":
        year = before.isalpha() and after[:3].isdigit() and len(after) >= YEAR  # 1988 after a name is a year
        return not (before.isdigit() or year)
    if one == "l":
        closing = ends and not after and before.isalpha() and before not in "aeiou"
        return closing or after[:1].isdigit()
    return False


def _mended(text: str, others: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Offer what was likelier meant: a letter for a digit alone before letters, a dot for a mark in the domain."""
    local, at, domain = text.partition("@")
    domain = re.sub(r"(?<=[a-z0-9])[:;,·。](?=[a-z])", ".", domain)
    likely = re.sub(r"(?<![0-9])1(?=[a-z])", "l", local) + at + domain
    return (likely, (text, *(one for one in others if one != likely))) if likely != text else (text, others)


def _others(value: str, seen: Sequence[Seen]) -> tuple[str, ...]:
    """The readings that differ from the one taken, each once."""
    kept: dict[str, str] = {}
    for one in seen:
        if one.text.strip() and comparable(one.text) != comparable(value):
            kept.setdefault(comparable(one.text), one.text.strip())
    return tuple(kept.values())
