"""Takes deliveries in: bytes are kept before; one transaction writes the parcel and the job that files it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, move, note_line
from casecall.cases.models import Case
from casecall.jobs.actions import enqueue
from casecall.receiving import queries, rules
from casecall.receiving.models import Filing, Parcel, ParcelFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from casecall.cases.models import Revision
    from casecall.receiving.records import ReceivedFile

SAYS = {"same": "文件与 {number} 完全相同"}

FILE, SCREEN = "file-parcel", "screen"  # the jobs that follow; flow knows what they do


class NothingReceived(ValueError):  # noqa: N818 - it says what came
    """Raised for a delivery without a file, or with too many."""


def receive(  # what came, for which call, how and when
    files: Sequence[ReceivedFile],
    *,
    call_id: int,
    door: str,
    sent_at: datetime | None,
    now: datetime,
    by: str,
    name: str = "",
    once: str = "",
) -> Parcel:
    """Take a delivery of kept files in and have it filed.

    ``once`` is the token of one form: with it the same files are the same delivery whenever they are sent again.
    """
    if not files:
        raise NothingReceived(rules.NO_FILES)
    mark = rules.fingerprint(one.sha256 for one in files)
    with write_atomic():
        if same := queries.sent_again(call_id, rules.click(mark, once)):
            return same
        marks = mark, rules.click(mark, once)
        parcel = keep_parcel(files, call_id=call_id, door=door, sent_at=sent_at, marks=marks, now=now, by=by, name=name)
        enqueue(FILE, str(parcel.pk), {"parcel": parcel.pk}, now=now)
    return parcel


def have_screened(revision_id: int, *, now: datetime, again: bool = False) -> None:
    """Put the screening of a revision into the ledger, inside the caller's transaction."""
    enqueue(SCREEN, str(revision_id), {"revision": revision_id}, now=now, again=again)


def keep_parcel(  # a parcel and its files
    files: Sequence[ReceivedFile],
    *,
    call_id: int,
    door: str,
    sent_at: datetime | None,
    marks: tuple[str, str],
    now: datetime,
    by: str,
    name: str = "",
) -> Parcel:
    """Write a parcel with its files and its marks (content, click), inside the caller's transaction."""
    mark, click = marks
    parcel = Parcel.objects.create(
        call_id=call_id, door=door, came_at=now, sent_at=sent_at, by=by, name=name[:255], fingerprint=mark, click=click
    )
    ParcelFile.objects.bulk_create(
        ParcelFile(parcel=parcel, file_id=one.sha256, name=one.name[:255], order=order)
        for order, one in enumerate(files)
    )
    record(at=now, actor=by, verb="parcel.receive", object=f"parcel:{parcel.pk}", note=f"{door} {len(files)}")
    return parcel


def file_to(parcel: Parcel, revision: Revision, *, now: datetime, by: str) -> None:
    """Note that a parcel went to a revision, inside the caller's transaction."""
    Filing.objects.create(parcel=parcel, revision=revision, at=now, by=by)
    record(at=now, actor=by, verb="parcel.file", object=f"parcel:{parcel.pk}", note=f"revision:{revision.pk}")


def further_revision(  # what a unit or a clerk adds to a case
    case_id: int,
    files: Sequence[ReceivedFile],
    *,
    kept: Sequence[tuple[str, str]] = (),
    door: str,
    sent_at: datetime | None,
    typed: Mapping[str, str] | None = None,
    now: datetime,
    by: str,
) -> Revision:
    """A parcel filed as a further revision: the ``kept`` files first, then those that came. Has it screened."""
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        mark = rules.fingerprint((one.sha256 for one in files), typed)
        parcel = keep_parcel(files, call_id=case.call_id, door=door, sent_at=sent_at, marks=(mark, ""), now=now, by=by)
        whole = [*kept, *((one.sha256, one.name) for one in files)]
        revision = add_revision(case_id, whole, door=door, sent_at=sent_at, typed=typed, now=now, by=by)
        file_to(parcel, revision, now=now, by=by)
        if case.state not in states.DECIDED | {states.RECEIVED, states.DRAFT}:
            move(case_id, states.RECEIVED, by=by, at=now)
        if case.state != states.DRAFT:
            have_screened(revision.pk, now=now)
    return revision


def note_repeat(parcel: Parcel, case: Case, *, now: datetime) -> None:
    """Identical bytes are noted, not hidden: the earlier case is named in the history of the new one."""
    earlier = Filing.objects.filter(parcel__call_id=parcel.call_id, parcel__fingerprint=parcel.fingerprint)
    first = earlier.exclude(parcel=parcel).order_by("id").values_list("revision__case__number", flat=True).first()
    if first:
        note_line(case.pk, SAYS["same"].format(number=first), by="worker", at=now)
