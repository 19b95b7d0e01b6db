"""Screens revisions, keeps rulings and corrections, and moves cases to where these put them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def screen(revision_id: int, *, now: datetime, progress: Callable[[str], None] | None = None) -> int | None:
    """Screen a revision and put its case where the outcome says; the screening's id, None where none is due."""
    raise NotImplementedError


def rule(finding_id: int, verdict: str, why: str, *, by: str, now: datetime) -> None:
    """Keep what a person made of a finding (``stands`` or ``cleared``) and weigh the case anew."""
    raise NotImplementedError


def correct(revision_id: int, field: str, value: str, *, by: str, now: datetime) -> None:
    """Keep a value as a person read it and run the checks again; the machine's reading stays beside it."""
    raise NotImplementedError


def accept(case_id: int, why: str, *, by: str, now: datetime) -> None:
    """Take a case in; a reason is wanted where findings stand against it. Raises cases.rules.NotAllowed."""
    raise NotImplementedError


def decline(case_id: int, why: str, *, by: str, now: datetime) -> None:
    """Leave a case out, with a reason. Raises cases.rules.NotAllowed, or ValueError without a reason."""
    raise NotImplementedError
