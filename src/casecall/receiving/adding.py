"""Adds what came to a case that is there: a further revision of its files so far and these, and never a second case."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from casecall.audit.writing import write_atomic
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, move, note_line
from casecall.cases.models import Case
from casecall.receiving import form, rules
from casecall.receiving.actions import file_to, have_screened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from casecall.cases.models import Revision
    from casecall.receiving.models import Parcel
    from casecall.receiving.records import Came

Files = list[tuple[str, str]]


def add_to_case(  # what came, and on whose word it is put there
    case_id: int,
    files: Sequence[tuple[str, str]],
    *,
    parcels: Iterable[Parcel] = (),
    came: Came,
    line: str,
    why: str,
    now: datetime,
    by: str,
) -> Revision:
    """A revision of all files so far and these (sha256, name), with a line of history that says why they are here.

    What the case has already is not doubled. Raises NotAllowed for a case that has ended.
    """
    twin = form.twin_of(case_id, now=now)
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if case.state in states.ENDED:
            raise states.NotAllowed(rules.SAYS["over"].format(state=states.STATES[case.state]))
        before = cases.newest_revision(case_id)
        kept = [*twin, *(one for one in files_of(case_id) if one[1] not in {name for _, name in twin})]
        whole = [*kept, *fresh(files, kept)]
        typed = before.typed if before else None
        revision = renewed(case_id, whole, came=came, typed=typed, now=now, by=by)
        for parcel in parcels:
            file_to(parcel, revision, now=now, by=by)
        note_line(case_id, line, by=by, at=now, why=why)
    return revision


def renewed(  # a revision, and the state that it puts its case into
    case_id: int,
    files: Sequence[tuple[str, str]],
    *,
    came: Came,
    typed: Mapping[str, str] | None = None,
    now: datetime,
    by: str,
) -> Revision:
    """A further revision of just these files, to be screened; a decided case stays so and waits for a clerk."""
    state = Case.objects.values_list("state", flat=True).get(pk=case_id)
    revision = add_revision(case_id, files, door=came.door, sent_at=came.sent_at, typed=typed, now=now, by=by)
    if state not in states.DECIDED | {states.RECEIVED}:
        move(case_id, states.RECEIVED, by=by, at=now)
    have_screened(revision.pk, now=now)
    return revision


def files_of(case_id: int) -> Files:
    """The files of a case's newest revision, as (sha256, name)."""
    revision = cases.newest_revision(case_id)
    return [(one.sha256, one.name) for one in revision.files] if revision else []


def fresh(files: Iterable[tuple[str, str]], kept: Iterable[tuple[str, str]]) -> Files:
    """The files that are not among the kept, each under a name that is free; readers know files by their names."""
    found: Files = []
    have, names = {sha256 for sha256, _ in kept}, {name for _, name in kept}
    for sha256, name in files:
        if sha256 not in have:
            found.append((sha256, free_name(name, names)))
            names.add(found[-1][1])
            have.add(sha256)
    return found


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, or the next one with a number where it is taken.

    >>> free_name("表.docx", {"表.docx", "表（2）.docx"})
    '表（3）.docx'
    """
    path, have, n = PurePosixPath(name), set(taken), 1
    while name in have:
        n += 1
        name = f"{path.stem}（{n}）{path.suffix}"
    return name
