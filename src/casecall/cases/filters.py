"""The query line of the inbox: words, and conditions such as 主题:绿色 公章:无 字数:>500 状态:待认定."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from casecall.cases import rules

SAYS = {
    "key": "不认识的条件“{key}”，可用：{known}",
    "empty": "“{key}：”后面缺少内容",
    "number": "“{key}”应为数字，如 {key}:>500",
    "flag": "“{key}”应为“有”或“无”",
    "named": "没有“{value}”这种{key}，可用：{known}",
}

_NUMBER = re.compile(r"(>=|<=|≥|≤|>|<|=)?(\d{1,6})")
_SPAN = re.compile(r"(\d{1,6})[-–~](\d{1,6})")
_SIGNS = {"≥": ">=", "≤": "<=", None: "="}
_YES, _NO = {"有", "是"}, {"无", "没有", "否", "缺"}
EXAMPLES = {  # each condition as somebody would write it
    "主题": "主题:绿色",
    "状态": "状态:待认定",
    "问题": "问题:公章",
    "公章": "公章:无",
    "字数": "字数:>500",
    "照片": "照片:2-5",
    "单位": "单位:铁塔",
    "类别": "类别:地方",
    "省份": "省份:贵州",
    "渠道": "渠道:邮件",
    "编号": "编号:0042",
    "补正": "补正:>1",
    "补件": "补件:有",
    "标签": "标签:创新性",
}
KEYS = tuple(EXAMPLES)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole numbers from ``low`` to ``high``, both counting; None is open."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """A query line as typed conditions that hold together; ``faults`` are sentences about what was not understood."""

    words: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    sealed: bool | None = None
    waits: bool | None = None
    words_count: Span | None = None
    photos: Span | None = None
    labelled: bool | None = None
    times_asked: Span | None = None
    faults: tuple[str, ...] = ()


_TEXTS = {"主题": "themes", "单位": "units", "类别": "unit_kinds", "省份": "provinces", "编号": "numbers",
          "问题": "findings", "标签": "labels"}  # fmt: skip
_NAMED = {"状态": ("states", rules.STATES), "渠道": ("doors", rules.DOORS)}
_SPANS = {"字数": "words_count", "照片": "photos", "补正": "times_asked"}
_COUNTED = frozenset({"照片", "补正"})  # of these 有 and 无 can be said too
_FLAGS = {"公章": "sealed", "补件": "waits"}
_PRESENT = {"标签": "labelled"}  # of these texts 有 and 无 ask whether there is any


def parse_line(line: str) -> Filters:
    """A query line as filters; a condition that is not understood is said in ``faults`` and left out."""
    found = Filters()
    for token in unicodedata.normalize("NFKC", line).split():  # wide signs and digits are typed as often
        key, value = _split(token)
        found = _with(found, key, value) if key else replace(found, words=(*found.words, token))
    return found


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query line as it was written: a condition with its key, or a word. ``rest`` is the line without."""

    key: str
    value: str
    rest: str


def tokens(line: str) -> tuple[Token, ...]:
    """The pieces of a query line, in their order.

    >>> [(one.key, one.value, one.rest) for one in tokens("主题：绿色 云岫")]
    [('主题:', '绿色', '云岫'), ('', '云岫', '主题：绿色')]
    """
    written = line.split()
    found = []
    for n, token in enumerate(written):
        key, value = _split(unicodedata.normalize("NFKC", token))
        rest = " ".join(written[:n] + written[n + 1 :])
        found.append(Token(f"{key}:", value, rest) if key in KEYS else Token("", token, rest))
    return tuple(found)


def _split(token: str) -> tuple[str, str]:
    key, colon, value = token.partition(":")
    return (key, value) if colon and key else ("", token)


def _with(found: Filters, key: str, value: str) -> Filters:
    if key not in KEYS or not value:
        return _fault(found, SAYS["empty" if key in KEYS else "key"].format(key=key, known="、".join(KEYS)))
    if key in _PRESENT and value in _YES | _NO:
        return _set(found, _PRESENT[key], value in _YES)
    if key in _TEXTS:
        return _set(found, _TEXTS[key], (*getattr(found, _TEXTS[key]), value))
    if key in _SPANS:
        span = _span(value) or (_presence(value) if key in _COUNTED else None)
        return _set(found, _SPANS[key], span) if span else _fault(found, SAYS["number"].format(key=key))
    if key in _FLAGS:
        flag = True if value in _YES else False if value in _NO else None
        return _fault(found, SAYS["flag"].format(key=key)) if flag is None else _set(found, _FLAGS[key], flag)
    return _named(found, key, value)


def _set(found: Filters, column: str, value: object) -> Filters:
    changes: dict[str, Any] = {column: value}
    return replace(found, **changes)


def _named(found: Filters, key: str, value: str) -> Filters:
    column, names = _NAMED[key]
    meant = tuple(one for one, name in names.items() if value in (name, one))
    if not meant:
        return _fault(found, SAYS["named"].format(value=value, key=key, known="、".join(names.values())))
    return _set(found, column, (*getattr(found, column), *meant))


def _span(value: str) -> Span | None:
    if both := _SPAN.fullmatch(value):
        return Span(int(both[1]), int(both[2]))
    one = _NUMBER.fullmatch(value)
    if not one:
        return None
    n = int(one[2])
    bounds = {">": Span(n + 1), ">=": Span(n), "<": Span(None, n - 1), "<=": Span(None, n), "=": Span(n, n)}
    return bounds[_SIGNS.get(one[1], one[1])]


def _presence(value: str) -> Span | None:
    if value in _YES:
        return Span(1)
    return Span(0, 0) if value in _NO else None


def _fault(found: Filters, says: str) -> Filters:
    return replace(found, faults=(*found.faults, says))
