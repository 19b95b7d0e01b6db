"""Questions about labels: those of a case, and those of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.reviewing import rules
from casecall.reviewing.models import Label
from casecall.reviewing.records import LabelRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def labels_of(case_id: int) -> tuple[LabelRow, ...]:
    """Every label that a case was ever given, in order, those that were taken back too."""
    return tuple(_row(one) for one in Label.objects.filter(case_id=case_id))


def standing_labels(case_ids: Iterable[int]) -> Mapping[int, tuple[LabelRow, ...]]:
    """The labels that cases bear now, by case, in one statement; a case without any is not in it."""
    found: dict[int, list[LabelRow]] = {}
    for one in Label.objects.filter(case_id__in=list(case_ids), taken_back_at=None):
        found.setdefault(one.case_id, []).append(_row(one))
    return {case_id: tuple(rows) for case_id, rows in found.items()}


def _row(one: Label) -> LabelRow:
    return LabelRow(
        id=one.pk,
        case_id=one.case_id,
        kind=one.kind,
        name=rules.LABELS.get(one.kind, one.kind),
        reason=one.reason,
        given_at=one.given_at,
        given_by=one.given_by,
        taken_back_at=one.taken_back_at,
        taken_back_by=one.taken_back_by,
        taken_back_why=one.taken_back_why,
    )
