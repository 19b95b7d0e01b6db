"""Another year's call like this one: what its form begins with, what is different, what still names the old year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.calls.rules import numbering_after, years_on
from casecall.web.office.contexts.calls import LINES, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casecall.calls.queries import CallRow
    from casepaper.forms.rules import CallRules

SAYS = {
    "requirements": "申报要求",
    "theme": "主题“{label}”",
}

COMPARED = (
    ("key", "编号"),
    ("number", "文号"),
    ("title", "名称"),
    ("opens", "开始"),
    ("closes", "截止"),
    ("scope_since", "事迹不早于"),
    ("numbering", "申报编号的写法"),
    ("signed_on", "落款日期"),
)
OPEN = "未填"


@dataclass(frozen=True, slots=True)
class CloneForm:
    """What the form for another year begins with: everything a year later."""

    key: str
    number: str
    title: str
    opens: str
    closes: str
    scope_since: str


@dataclass(frozen=True, slots=True)
class Change:
    """A point in which a call differs from the one it was made after."""

    label: str
    before: str
    after: str


def clone_form(call: CallRow, typed: Mapping[str, str] | None = None) -> CloneForm:
    """The form; ``typed`` is what was just sent and refused."""
    rules, kept = call.rules, typed or {}
    year = rules.opens.year
    likely = {
        "key": numbering_after(rules.key, year, year + 1),
        "number": "",
        "title": numbering_after(rules.title, year, year + 1),
        "opens": f"{years_on(rules.opens, 1)}",
        "closes": f"{years_on(rules.closes, 1)}",
        "scope_since": f"{years_on(rules.scope_since, 1)}" if rules.scope_since else "",
    }
    likely["key"] = "" if likely["key"] == rules.key else likely["key"]
    return CloneForm(**{name: kept.get(name, value) for name, value in likely.items()})


def changes(old: CallRules, new: CallRules) -> tuple[Change, ...]:
    """What of the window, the scope and the names became different."""
    pairs = ((label, getattr(old, name), getattr(new, name)) for name, label in COMPARED)
    return tuple(Change(label, f"{one or OPEN}", f"{two or OPEN}") for label, one, two in pairs if one != two)


def stale(old: CallRow, new: CallRow) -> tuple[str, ...]:
    """The parts that stayed as they were and still name the year of the old call."""
    if old.opens.year == new.opens.year:
        return ()
    texts = [(label, getattr(new.rules, name)) for name, label, _ in (*LINES, *TEXTS)]
    texts.append((SAYS["requirements"], "\n".join(new.rules.requirements)))
    texts += [(SAYS["theme"].format(label=theme.label), theme.text) for theme in new.rules.themes]
    return tuple(label for label, text in texts if str(old.opens.year) in text)
