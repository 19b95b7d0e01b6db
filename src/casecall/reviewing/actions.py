"""Gives cases their labels, and takes labels back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases import rules as states
from casecall.cases.actions import keep_labels
from casecall.cases.models import Case
from casecall.reviewing import rules
from casecall.reviewing.models import Label

if TYPE_CHECKING:
    from datetime import datetime


def give_label(case_id: int, kind: str, reason: str, *, by: str, now: datetime) -> int:
    """Give a chosen case a label with its reason; its id. Raises rules.Unfit with a sentence."""
    if says := rules.fault(kind, reason):
        raise rules.Unfit(says)
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if case.state not in states.CHOSEN:
            raise rules.Unfit(rules.NOT_CHOSEN)
        if Label.objects.filter(case=case, kind=kind, taken_back_at=None).exists():
            raise rules.Unfit(rules.TWICE)
        reason = reason.strip()[: rules.MOST_REASON]
        made = Label.objects.create(case=case, kind=kind, reason=reason, given_at=now, given_by=by)
        _keep(case_id)
        record(at=now, actor=by, verb="label.give", object=f"case:{case_id}", note=kind)
    return made.pk


def take_back(label_id: int, why: str, *, by: str, now: datetime) -> None:
    """Take a label back, with a reason; it stays on record. Twice is once. Raises rules.Unfit without a reason."""
    if not why.strip():
        raise rules.Unfit(rules.NO_BACK)
    with write_atomic():
        label = Label.objects.select_for_update().get(pk=label_id)
        if label.taken_back_at is not None:
            return
        label.taken_back_at, label.taken_back_by, label.taken_back_why = now, by, why.strip()[: rules.MOST_BACK]
        label.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
        _keep(label.case_id)
        record(at=now, actor=by, verb="label.take_back", object=f"case:{label.case_id}", note=label.kind)


def _keep(case_id: int) -> None:
    """Write the labels that stand into the row of the case, in the order of the notice."""
    kinds = set(Label.objects.filter(case_id=case_id, taken_back_at=None).values_list("kind", flat=True))
    keep_labels(case_id, " ".join(name for kind, name in rules.LABELS.items() if kind in kinds))
