"""Joins a case into another and splits one into several; both are kept in the history, and joining can be undone."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, move, note_line, open_case
from casecall.cases.models import Case, Revision
from casecall.files.actions import keep
from casecall.files.queries import open_blob
from casecall.files.rules import HEAD, MAIL, media_type, safe_name
from casecall.receiving import form, rules
from casecall.receiving.actions import file_to, have_screened
from casecall.receiving.adding import add_to_case, files_of, free_name, fresh, renewed
from casecall.receiving.models import Filing, Joining, Parcel, ReceivedLetter, Splitting, Suggestion
from casecall.receiving.records import Came
from casepaper.opening.letter.understanding import attachment, understand

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from casecall.receiving.adding import Files

SAYS = rules.SAYS


def join(case_id: int, into: int, *, why: str, now: datetime, by: str) -> Revision:
    """Put a case's files and deliveries to another case as a further revision; it becomes MERGED under its number.

    Raises NotAllowed without a reason, between calls, for a chosen case, and where either has ended.
    """
    typed = form.twin_of(case_id, now=now)
    with write_atomic():
        case, target = _both(case_id, into)
        _judge(case, target, why)
        newest = cases.newest_revision(case_id)
        files = [*typed, *(one for one in files_of(case_id) if one[1] not in {name for _, name in typed})]
        revision = add_to_case(
            into,
            files,
            parcels=_parcels_of(case_id),
            came=Came(newest.door if newest else case.door, newest.sent_at if newest else None),
            line=SAYS["joined"].format(number=case.number),
            why=why.strip(),
            now=now,
            by=by,
        )
        move(case_id, states.MERGED, by=by, at=now, why=SAYS["into"].format(number=target.number, why=why.strip()))
        Joining.objects.create(case=case, into=target, revision=revision, why=why.strip(), at=now, by=by)
        _settled(case_id, into, now=now, by=by)
        record(at=now, actor=by, verb="case.join", object=f"case:{case_id}", note=f"case:{into}")
    return revision


def part(case_id: int, *, why: str, now: datetime, by: str) -> Case:
    """Undo that a case was joined: it stands again, and the other goes on without its files. Filings stay.

    Raises NotAllowed for a case that is not joined, and without a reason.
    """
    if not why.strip():
        raise states.NotAllowed(SAYS["no_reason"])
    with write_atomic():
        joined = Joining.objects.select_for_update().filter(case_id=case_id, undone_at=None).first()
        if joined is None:
            raise states.NotAllowed(SAYS["not_joined"])
        joined.undone_at, joined.undone_by = now, by
        joined.save(update_fields=["undone_at", "undone_by"])
        case = move(case_id, states.RECEIVED, by=by, at=now, why=why.strip())
        newest = cases.newest_revision(case_id)
        if newest:
            have_screened(newest.id, now=now, again=True)
        _without(joined, now=now, by=by)
        note_line(joined.into_id, SAYS["parted"].format(number=case.number), by=by, at=now, why=why.strip())
        record(at=now, actor=by, verb="case.part", object=f"case:{case_id}", note=f"case:{joined.into_id}")
    return case


def split(case_id: int, groups: Sequence[Sequence[str]], *, why: str, now: datetime, by: str) -> tuple[Case, ...]:
    """Take files of a case, by hash, out into new cases, one for each group; what is left stays its own.

    Files that came with a letter may be chosen one by one; the letter then gives way to the rest of its files. Raises
    NotAllowed without a reason, for files that are not there, and where nothing would be left.
    """
    pieces = pieces_of(case_id)
    chosen = {sha256 for group in groups for sha256 in group}
    if not why.strip():
        raise states.NotAllowed(SAYS["no_reason"])
    if not groups or not all(groups):
        raise states.NotAllowed(SAYS["no_group"])
    if not chosen <= {sha256 for sha256, _ in pieces}:
        raise states.NotAllowed(SAYS["not_there"])
    rest = _rest(case_id, chosen, pieces)
    if not rest:
        raise states.NotAllowed(SAYS["nothing_left"])
    parts = [[one for one in pieces if one[0] in set(group)] for group in groups]
    _keep_pieces(case_id, {sha256 for part in (rest, *parts) for sha256, _ in part}, now=now)
    return spread(case_id, [rest, *parts], why=why.strip(), now=now, by=by)


def spread(
    case_id: int, groups: Sequence[Sequence[tuple[str, str]]], *, why: str, now: datetime, by: str
) -> tuple[Case, ...]:
    """Let a case go on with the first of several groups of kept files (sha256, name), and open a case for each other.

    Its deliveries are filed to those whose files they brought.
    """
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if case.state in states.ENDED:
            raise states.NotAllowed(SAYS["over"].format(state=states.STATES[case.state]))
        newest = cases.newest_revision(case_id)
        came = Came(newest.door if newest else case.door, newest.sent_at if newest else None)
        parcels, last = _parcels_of(case_id), newest.id if newest else 0
        typed = newest.typed if newest else None
        first = renewed(case_id, fresh(groups[0], ()), came=came, typed=typed, now=now, by=by)
        revisions = [first]
        for group in groups[1:]:
            revisions.append(_opened(case, group, came=came, now=now, by=by))
            Splitting.objects.create(case_id=revisions[-1].case_id, origin=case, at=now, by=by)
            note_line(revisions[-1].case_id, SAYS["from"].format(number=case.number), by=by, at=now, why=why)
        for revision, group in zip(revisions, groups, strict=True):
            for parcel in _brought(group, parcels, last):
                file_to(parcel, revision, now=now, by=by)
        made = tuple(Case.objects.get(pk=one.case_id) for one in revisions[1:])
        numbers = SAYS["and"].join(one.number for one in made)
        note_line(case_id, SAYS["split"].format(numbers=numbers), by=by, at=now, why=why)
        record(at=now, actor=by, verb="case.split", object=f"case:{case_id}", note=f"{len(made)}")
    return made


def was_split_off(case_id: int) -> bool:
    """Whether a case was made of files of another."""
    return Splitting.objects.filter(case_id=case_id).exists()


def pieces_of(case_id: int) -> tuple[tuple[str, str], ...]:
    """The files of a case that can be split off, as (sha256, name): its own, and those that came with its letters."""
    pieces: list[tuple[str, str]] = []
    for sha256, name in files_of(case_id):
        pieces.append((sha256, name))
        pieces += _within(sha256)
    return tuple(dict(pieces).items())


def _both(case_id: int, into: int) -> tuple[Case, Case]:
    found = {one.pk: one for one in Case.objects.select_for_update().filter(pk__in=[case_id, into]).order_by("id")}
    return found[case_id], found[into]


def _judge(case: Case, target: Case, why: str) -> None:
    if case.pk == target.pk:
        raise states.NotAllowed(SAYS["itself"])
    if not why.strip():
        raise states.NotAllowed(SAYS["no_reason"])
    if case.call_id != target.call_id:
        raise states.NotAllowed(SAYS["other_call"])
    if case.state in states.CHOSEN:
        raise states.NotAllowed(SAYS["chosen"].format(state=states.STATES[case.state]))
    states.judge(case.state, states.MERGED, why)


def _parcels_of(case_id: int) -> list[Parcel]:
    filed = Filing.objects.filter(revision__case_id=case_id).values("parcel")
    return list(Parcel.objects.filter(pk__in=filed).order_by("id"))


def _brought(group: Iterable[tuple[str, str]], parcels: Iterable[Parcel], revision_id: int) -> list[Parcel]:
    """The deliveries that files came with; those filed to a revision where that cannot be told, as of an archive."""
    hashes = {sha256 for sha256, _ in group}
    found = [one for one in parcels if hashes & _inside(one)]
    return found or list(Parcel.objects.filter(filings__revision_id=revision_id).distinct().order_by("id"))


def _inside(parcel: Parcel) -> set[str]:
    """The files of a delivery, and those that came with it as a letter."""
    letter = ReceivedLetter.objects.filter(parcel=parcel).first()
    own = set(parcel.files.values_list("file_id", flat=True))
    return own | {one["sha256"] for one in letter.attachments} if letter else own


def _without(joined: Joining, *, now: datetime, by: str) -> None:
    """The other case goes on without the files that came by the joining, where anything is left."""
    target = Case.objects.select_for_update().get(pk=joined.into_id)
    newest = cases.newest_revision(target.pk)
    before = Revision.objects.filter(case=target, n__lt=joined.revision.n).order_by("-n").first()
    had = {one.file_id for one in before.files.all()} if before else set()
    came = {one.file_id for one in joined.revision.files.all()} - had
    if newest is None or target.state in states.ENDED:
        return
    left = [(one.sha256, one.name) for one in newest.files if one.sha256 not in came]
    if left and len(left) < len(newest.files):
        renewed(target.pk, left, came=Came(newest.door, newest.sent_at), typed=newest.typed, now=now, by=by)


def _opened(case: Case, group: Iterable[tuple[str, str]], *, came: Came, now: datetime, by: str) -> Revision:
    files = fresh(group, ())
    new = open_case(case.call_id, door=case.door, state=states.RECEIVED, now=now, by=by, came_as=files[0][1])
    revision = add_revision(new.pk, files, door=came.door, sent_at=came.sent_at, now=now, by=by)
    have_screened(revision.pk, now=now)
    return revision


def _rest(case_id: int, chosen: set[str], pieces: Sequence[tuple[str, str]]) -> Files:
    """What a case keeps: its files that were not chosen, a letter in pieces where some of its files were."""
    names, left = dict(pieces), list[tuple[str, str]]()
    for sha256, name in files_of(case_id):
        inner = _within(sha256)
        if sha256 in chosen:
            continue
        if chosen & {one for one, _ in inner}:
            left += [(one, names[one]) for one, _ in inner if one not in chosen]
        else:
            left.append((sha256, name))
    return left


def _within(sha256: str) -> Files:
    """The files that came with a letter, under free names; nothing for any other file."""
    with open_blob(sha256) as blob:
        if not _is_letter(blob.read(HEAD)):
            return []
        with mmap.mmap(blob.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            letter = understand(whole, name=sha256)
    found = list[tuple[str, str]]()
    for one in letter.attachments:
        if not one.inline:
            found.append((one.sha256, free_name(safe_name(one.name), (name for _, name in found))))
    return found


def _keep_pieces(case_id: int, wanted: set[str], *, now: datetime) -> None:
    """Keep as blobs of their own the files within letters that are wanted."""
    whole = {sha256 for sha256, _ in files_of(case_id)}
    for sha256 in whole:
        if not (missing := wanted - whole):
            return
        with open_blob(sha256) as blob:
            if not _is_letter(blob.read(HEAD)):
                continue
            with mmap.mmap(blob.fileno(), 0, access=mmap.ACCESS_READ) as data:
                letter = understand(data, name=sha256)
                for index, one in enumerate(letter.attachments):
                    if one.sha256 in missing:
                        keep(b"".join(attachment(data, letter, index)), now=now)


def _is_letter(head: bytes) -> bool:
    return media_type(head) == MAIL


def _settled(case_id: int, into: int, *, now: datetime, by: str) -> None:
    """What was suggested of a case that is joined now: the other case was right, or it was not."""
    for one in Suggestion.objects.filter(case_id=case_id, taken=None):
        one.taken, one.settled_at, one.settled_by = one.other_id == into, now, by
        one.save(update_fields=["taken", "settled_at", "settled_by"])
