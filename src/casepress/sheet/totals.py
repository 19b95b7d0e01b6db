"""Totals of the summary sheet, counted from the very rows that are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casepress.records import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepress.records import SummaryRow

UNKNOWN: Final = "（未定）"


@dataclass(slots=True)
class Totals:
    """How many applications there are: in all, by theme, by kind of unit, by conclusion."""

    rows: int = 0
    themes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, row: SummaryRow) -> None:
        """Count a row."""
        self.rows += 1
        self.themes[row.theme or UNKNOWN] += 1
        self.kinds[row.unit_kind or UNKNOWN] += 1
        self.outcomes[row.conclusion or UNKNOWN] += 1

    def blocks(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Each block of totals: what it is by, and its lines; the unknown last."""
        yield "主题", _largest_first(self.themes)
        yield "单位类别", _largest_first(self.kinds)
        unjudged = {name: count for name, count in self.outcomes.items() if name not in OUTCOMES.values()}
        yield (
            "审查结论",
            [(name, self.outcomes[name]) for name in OUTCOMES.values()] + _largest_first(Counter(unjudged)),
        )


def _largest_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (one[0] == UNKNOWN, -one[1], one[0]))
