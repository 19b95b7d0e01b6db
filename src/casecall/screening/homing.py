"""What a reading tells of where a revision belongs: handed down to receiving, which joins, takes apart or suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.calls.queries import rules_in
from casecall.cases import rules as states
from casecall.cases.models import Case, RevisionFile
from casecall.receiving.joining import spread, was_split_off
from casecall.receiving.records import Told
from casecall.receiving.rules import SAYS
from casecall.receiving.settling import note_many, settle
from casepaper.packing import unpack_paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casecall.cases.models import Revision
    from casecall.screening.models import Screening
    from casepaper.records import Paper

WORKER = "worker"
TOLD = ("title", "unit", "contact", "phone", "email")
LOOSE = frozenset({"photo", "annex", "letter"})


def find_home(revision: Revision, screening: Screening, *, several: int, now: datetime) -> int | None:
    """Join the case of a revision that was read to the one it belongs to, inside the caller's transaction."""
    if several:
        note_many(revision.case_id, several, now=now)
    paper = unpack_paper(screening.examination, rules_in(revision.case.call.source))
    return settle(revision.pk, told_of(paper), now=now)


def told_of(paper: Paper) -> Told:
    """What a paper tells of where it belongs."""
    fields = paper.reading.fields if paper.reading else {}
    values = {key: (fields[key].value or "") if key in fields else "" for key in TOLD}
    silent = not (paper.reading or paper.trouble or paper.marks) and any(one.role == "photo" for one in paper.files)
    loose = silent and all(one.role in LOOSE or _is_container(one.name, paper) for one in paper.files)
    return Told(has_form=paper.reading is not None, loose=loose, marks=paper.marks, **values)


def take_apart(revision: Revision, groups: Sequence[Sequence[tuple[str, str]]], *, now: datetime) -> bool:
    """Let the case of a revision go on with the first of several applications and open a case for each other.

    False where that is for a clerk: the case was made by taking another apart. A second time finds that it was done:
    the case has a newer revision then.
    """
    case = Case.objects.get(pk=revision.case_id)
    if was_split_off(case.pk):
        return False
    if case.state not in states.ENDED and not case.revisions.filter(n__gt=revision.n).exists():
        why = SAYS["several"].format(count=len(groups))
        spread(case.pk, [group for group in groups if group], why=why, now=now, by=WORKER)
    return True


def ages_of(revision: Revision) -> dict[str, int]:
    """For each file of a revision by its name, the revision with which it first came."""
    rows = RevisionFile.objects.filter(revision__case_id=revision.case_id, revision__n__lte=revision.n)
    came: dict[str, int] = {}
    for sha256, n in rows.order_by("revision__n").values_list("file_id", "revision__n"):
        came.setdefault(sha256, n)
    return {name: came[sha256] for name, sha256 in revision.files.values_list("name", "file_id")}


def _is_container(name: str, paper: Paper) -> bool:
    return any(one.name.startswith(f"{name}/") for one in paper.files)
