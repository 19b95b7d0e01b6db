"""Reads the record and walks its chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.audit import rules
from casecall.audit.models import AuditLine

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain is whole; if not, the number of the first line that does not fit. ``head`` is the last hash."""

    whole: bool
    lines: int
    broken_at: int | None = None
    head: str = rules.START


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown."""

    n: int
    at: datetime
    actor: str
    verb: str
    object: str
    note: str


def verify() -> Verdict:
    """Walk the whole chain: numbers without a gap, each line holding the hash of the one before and its own."""
    previous, lines = rules.START, 0
    for line in AuditLine.objects.order_by("n").iterator(chunk_size=2000):
        words = (line.actor, line.verb, line.object, line.note)
        own = rules.digest(line.n, line.at, words, line.previous)
        if line.n != lines + 1 or line.previous != previous or line.hash != own:
            return Verdict(whole=False, lines=AuditLine.objects.count(), broken_at=line.n, head=previous)
        previous, lines = line.hash, lines + 1
    return Verdict(whole=True, lines=lines, head=previous)


def latest(most: int = 100, *, object: str = "") -> tuple[LineRow, ...]:  # noqa: A002 - its name in the record
    """The newest lines, newest first; of one object where it is given."""
    lines = AuditLine.objects.order_by("-n")
    if object:
        lines = lines.filter(object=object)
    return tuple(LineRow(line.n, line.at, line.actor, line.verb, line.object, line.note) for line in lines[:most])
