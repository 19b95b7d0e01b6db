"""What a person reads of an examined application: its name, what it comes to, and what is missing and where."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from casecli.saying import harmless
from casepress.records import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casecli.examining import Result
    from casepaper.forms.rules import CallRules

LEVELS: Final = {"fault": "须改", "doubt": "待认定", "note": "提示"}
ROLES: Final = {
    "form": "申报表",
    "twin": "Word 版",
    "annex": "附页",
    "photo": "照片",
    "letter": "来信",
    "other": "其他",
}


def told(result: Result, rules: CallRules) -> str:
    """A short block of lines for one application, whatever stands in its names and values."""
    return "\n".join(harmless(" ".join(line.split("\n"))) for line in _lines(result, rules))


def _lines(result: Result, rules: CallRules) -> Iterator[str]:
    data = result.json
    fields = data["fields"]
    yield f"{OUTCOMES[data['outcome']]}  {data['source']}"
    themes = "、".join(theme.label if (theme := rules.theme(key)) else key for key in fields["theme"])
    about = [fields["unit"], fields["title"] and f"《{fields['title']}》", themes, _words(data["words"])]
    if any(about):
        yield f"  {'  '.join(filter(None, about))}"
    parts = Counter(ROLES[one["role"]] for one in data["files"])
    if parts:
        yield f"  文件：{'、'.join(f'{name} {count}' for name, count in parts.items())}；照片 {result.photos} 张"
    for finding in data["findings"]:
        yield f"  [{LEVELS[finding['level']]}] {finding['says']}"
    said = {finding["says"] for finding in data["findings"]}
    yield from (f"  [提示] {remark}" for remark in result.remarks if not any(remark in one for one in said))


def _words(words: dict[str, int] | None) -> str:
    if not words:
        return ""
    low, high = words["low"], words["high"]
    return f"{low} 字" if low == high else f"{low}–{high} 字"


def summed(results: Iterable[Result]) -> str:
    """One line for all: how many applications came to what."""
    counts = Counter(result.json["outcome"] for result in results)
    parts = "，".join(f"{name} {counts[key]}" for key, name in OUTCOMES.items() if counts[key])
    return f"共 {counts.total()} 件：{parts}" if parts else "没有可审查的来件"
