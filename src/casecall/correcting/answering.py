"""What a further revision is made of that answers a round: what the unit typed, on its form anew, and what it sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.files.actions import keep
from casecall.receiving import form
from casecall.receiving.adding import fresh
from casecall.receiving.records import ReceivedFile
from casecall.screening import queries as screening
from casepress.form.word import filled_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from casecall.cases.records import CaseRow, RevisionRow

Kept = list[tuple[str, str]]


def typed_with(revision: RevisionRow, values: Mapping[str, str]) -> dict[str, str] | None:
    """What stands typed once these values are corrected; None where nothing ever was.

    A case that came as files gets a form of its own: what was surely read, and the unit's word where that was wanting.
    What was not surely read stays out of it, so that nothing doubtful becomes certain by being typed again.
    """
    if not values:
        return dict(revision.typed) if revision.typed is not None else None
    if revision.typed is not None:
        return {**revision.typed, **values}
    read = screening.desk(revision.case_id, revision=revision.n).values
    return {**{one.key: one.value for one in read if one.sure and one.value}, **values}


def files_with(  # what is kept of before, and what of what was sent is new
    case: CaseRow,
    before: RevisionRow,
    sent: Sequence[ReceivedFile],
    *,
    typed: Mapping[str, str] | None,
    now: datetime,
) -> tuple[Kept, list[ReceivedFile]]:
    """All files so far with the form as it is typed now in place of the one before, and the files that are new.

    An older page stays beside a newer one: readers take the newer by when each came.
    """
    twin = twin_of(case, typed, n=before.n + 1, now=now) if typed is not None else []
    name = form.twin_name(case)
    kept = [*twin, *((one.sha256, one.name) for one in before.files if not twin or one.name != name)]
    new = fresh([(one.sha256, one.name) for one in sent], kept)
    return kept, [ReceivedFile(name, sha256) for sha256, name in new]


def twin_of(case: CaseRow, typed: Mapping[str, str], *, n: int, now: datetime) -> Kept:
    """The form as typed for a revision, kept as a Word file; the one there is where the same was typed before."""
    newest = cases.newest_revision(case.id)
    if newest is not None and newest.typed == dict(typed):
        return form.twin_of(case.id, now=now)
    call = rules_of(case.call_id)
    data = filled_form(call, typed, number=case.number, revision=n, proof=form.proof_of(call.key, case.number, n))
    return [(keep(data, now=now).sha256, form.twin_name(case))]
