"""What findings come to once people have ruled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ENGINE = "1"  # raised when casepaper reads or judges otherwise, so that papers are screened anew
STANDS, CLEARED = "stands", "cleared"
VERDICTS = {STANDS: "存在问题", CLEARED: "没有问题"}


def verdict_choices() -> list[tuple[str, str]]:
    """The verdicts with their names on screen."""
    return list(VERDICTS.items())


def outcome(findings: Iterable[tuple[str, str, str | None]]) -> str:
    """The outcome of (check, level, newest verdict) rows; a doubt that stands weighs as a fault, a cleared one nothing.

    >>> outcome([("seal_missing", "fault", "cleared"), ("scope_old", "doubt", None)])
    'doubtful'
    >>> outcome([("unreadable", "doubt", None)])  # a file beside a form that was read
    'doubtful'
    """
    weights = {_weight(check, level, verdict) for check, level, verdict in findings}
    for heaviest in ("unreadable", "faulty", "doubtful"):
        if heaviest in weights:
            return heaviest
    return "in order"


def _weight(check: str, level: str, verdict: str | None) -> str:
    if verdict == CLEARED or level == "note":
        return "in order"
    if check == "unreadable" and level == "fault":
        return "unreadable"
    return "faulty" if level == "fault" or verdict == STANDS else "doubtful"
