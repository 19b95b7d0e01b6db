"""Adds lines to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit import rules
from casecall.audit.models import AuditLine
from casecall.audit.writing import take_turn, write_atomic

if TYPE_CHECKING:
    from datetime import datetime


def record(*, at: datetime, actor: str, verb: str, object: str, note: str = "") -> None:  # noqa: A002 - its name in the record
    """Add a line to the chain, inside the caller's transaction. Keys only: no name, no words of a person."""
    with write_atomic():
        take_turn()
        last = AuditLine.objects.order_by("-n").values_list("n", "hash").first()
        n, previous = (last[0] + 1, last[1]) if last else (1, rules.START)
        AuditLine(
            n=n,
            at=at,
            actor=actor,
            verb=verb,
            object=object,
            note=note,
            previous=previous,
            hash=rules.digest(n, at, (actor, verb, object, note), previous),
        ).save()
