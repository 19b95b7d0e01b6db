"""Files what came: to a new case, as a further revision of one that is there, or with a case by a clerk's hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, note_line, open_case
from casecall.cases.models import Case, Revision
from casecall.files.rules import safe_name
from casecall.receiving import queries, rules
from casecall.receiving.actions import file_to, have_screened, keep_parcel, note_repeat
from casecall.receiving.adding import add_to_case
from casecall.receiving.belonging import case_for
from casecall.receiving.models import Filing, Parcel, ReceivedLetter, Suggestion
from casecall.receiving.records import Belonging, Came, Hint, ReceivedFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SAYS = rules.SAYS
WORKER = "worker"


def file_parcel(parcel_id: int, *, now: datetime) -> Case:
    """File a delivery to the case that it belongs to, else to a new one; a second time gives the same case."""
    with write_atomic():
        parcel = Parcel.objects.select_for_update().get(pk=parcel_id)
        if (filed := queries.case_of(parcel_id)) is not None:
            return Case.objects.get(pk=filed)
        letter = ReceivedLetter.objects.filter(parcel=parcel).first()
        belonging = case_for(letter, call_id=parcel.call_id) if letter else Belonging()
        case = _filed_as(parcel, belonging, now=now)
        if letter:
            _settle_letter(letter, case, belonging, now=now)
    return case


def suggest(  # what software would not do by itself
    hints: Iterable[Hint], *, case_id: int | None = None, letter_id: int | None = None, now: datetime
) -> None:
    """Put hints before a clerk, each once, inside the caller's transaction."""
    for one in hints:
        if one.case_id != case_id:
            about = {"case_id": case_id, "letter_id": letter_id, "other_id": one.case_id, "what": rules.BELONGS}
            Suggestion.objects.get_or_create(**about, defaults={"why": one.why[:200], "at": now})


def file_letter(letter_id: int, case_id: int, *, now: datetime, by: str) -> None:
    """A clerk files a letter with a case; the application that it brings becomes a further revision of that case."""
    with write_atomic():
        letter = ReceivedLetter.objects.select_for_update().get(pk=letter_id)
        if letter.case_id == case_id:
            return
        _must_wait(letter)
        case = Case.objects.get(pk=case_id)
        if brings_material(letter):
            letter.parcel = letter.parcel or parcel_of(letter, call_id=case.call_id, now=now, by=by)
            _add(letter.parcel, case_id, SAYS["by_clerk"], now=now, by=by)
        else:
            note_line(case_id, SAYS["letter"], by=by, at=now, why=SAYS["by_clerk"])
        _keep_filed(letter, case_id, SAYS["by_clerk"])
        _settled(letter_id=letter.pk, taken=case_id, now=now, by=by)
        record(at=now, actor=by, verb="letter.file", object=f"received:{letter_id}", note=f"case:{case_id}")


def open_letter(letter_id: int, *, call_id: int, now: datetime, by: str) -> Case:
    """A clerk opens a new case for a letter that waited. Raises NotAllowed for one that was dealt with."""
    with write_atomic():
        letter = ReceivedLetter.objects.select_for_update().get(pk=letter_id)
        _must_wait(letter)
        parcel = letter.parcel or parcel_of(letter, call_id=letter.call_id or call_id, now=now, by=by)
        letter.parcel = parcel
        case = _opened(parcel, now=now)
        _keep_filed(letter, case.pk, SAYS["by_clerk"])
        _settled(letter_id=letter.pk, taken=None, now=now, by=by)
        record(at=now, actor=by, verb="letter.open", object=f"received:{letter_id}", note=f"case:{case.pk}")
    return case


def set_aside(letter_id: int, why: str, *, now: datetime, by: str) -> None:
    """A clerk needs a letter no more that belongs to no case; it is kept, and not shown as waiting."""
    with write_atomic():
        letter = ReceivedLetter.objects.select_for_update().get(pk=letter_id)
        _must_wait(letter)
        letter.aside, letter.why = True, (why.strip() or SAYS["set_aside"])[:200]
        letter.save(update_fields=["aside", "why"])
        _settled(letter_id=letter.pk, taken=None, now=now, by=by)
        record(at=now, actor=by, verb="letter.aside", object=f"received:{letter_id}")


def dismiss(suggestion_id: int, *, now: datetime, by: str) -> None:
    """A clerk says that a suggestion is not so."""
    with write_atomic():
        waiting = Suggestion.objects.filter(pk=suggestion_id, taken=None)
        if waiting.update(taken=False, settled_at=now, settled_by=by):
            record(at=now, actor=by, verb="suggestion.dismiss", object=f"suggestion:{suggestion_id}")


def brings_material(letter: ReceivedLetter) -> bool:
    """Whether a letter holds what may be part of an application: it reads like one, or files came with it."""
    return letter.kind == rules.APPLICATION or any(not one["inline"] for one in letter.attachments)


def parcel_of(letter: ReceivedLetter, *, call_id: int, now: datetime, by: str, name: str = "") -> Parcel:
    """The delivery that a letter is: itself as its one file, known again by what it brought."""
    name = name or safe_name(f"{letter.subject or letter.file_id[:12]}.eml")
    return keep_parcel(
        [ReceivedFile(name, letter.file_id)],
        call_id=call_id,
        door=rules.LETTER,
        sent_at=letter.sent_at,
        marks=(rules.fingerprint(_brought(letter)), ""),
        now=now,
        by=by,
        name=name,
    )


def _brought(letter: ReceivedLetter) -> list[str]:
    """What makes a letter known again in another mailbox, whose host wrote into its head: its files, else its words."""
    files = [one["sha256"] for one in letter.attachments if not one["inline"]]
    said = "\n".join((letter.subject, letter.text, *(one["url"] for one in letter.links)))
    return files or [hashlib.sha256(said.encode()).hexdigest() if letter.text.strip() else letter.file_id]


def _filed_as(parcel: Parcel, belonging: Belonging, *, now: datetime) -> Case:
    """The case that a delivery was added to, or opened."""
    if belonging.case_id is None:
        return _opened(parcel, now=now)
    case = Case.objects.select_for_update().get(pk=belonging.case_id)
    if belonging.same:
        revision = _revision_with(parcel, case.pk)
        file_to(parcel, revision, now=now, by=WORKER)
        note_line(case.pk, SAYS["again"], by=WORKER, at=now, why=belonging.why)
    elif case.state in states.ENDED:
        return _opened(parcel, now=now)
    else:
        _add(parcel, case.pk, belonging.why, now=now, by=WORKER)
    return case


def _opened(parcel: Parcel, *, now: datetime) -> Case:
    files = [(one.file_id, one.name) for one in parcel.files.all()]
    case = open_case(
        parcel.call_id,
        door=parcel.door,
        state=states.RECEIVED,
        now=parcel.came_at,
        by=parcel.by,
        came_as=parcel.name or files[0][1],
    )
    revision = add_revision(case.pk, files, door=parcel.door, sent_at=parcel.sent_at, now=parcel.came_at, by=parcel.by)
    file_to(parcel, revision, now=now, by=WORKER)
    note_repeat(parcel, case, now=now)
    have_screened(revision.pk, now=now)
    return case


def _add(parcel: Parcel, case_id: int, why: str, *, now: datetime, by: str) -> Revision:
    files = [(one.file_id, one.name) for one in parcel.files.all()]
    came = Came(parcel.door, parcel.sent_at)
    return add_to_case(case_id, files, parcels=[parcel], came=came, line=SAYS["filed_line"], why=why, now=now, by=by)


def _revision_with(parcel: Parcel, case_id: int) -> Revision:
    """The revision of a case that this same content was filed to before."""
    same = Filing.objects.filter(parcel__fingerprint=parcel.fingerprint, revision__case_id=case_id)
    return same.order_by("id").select_related("revision")[0].revision


def _settle_letter(letter: ReceivedLetter, case: Case, belonging: Belonging, *, now: datetime) -> None:
    """Keep by what a letter was filed; what was not followed is put before a clerk."""
    followed = belonging.case_id == case.pk
    _keep_filed(letter, case.pk, belonging.why if followed else "")
    hints = list(belonging.hints)
    if belonging.case_id and not followed:
        ended = Case.objects.get(pk=belonging.case_id)
        why = SAYS["ended"].format(why=belonging.why, state=states.STATES[ended.state])
        hints.insert(0, Hint(ended.pk, why))
    suggest(hints, case_id=case.pk, letter_id=letter.pk, now=now)


def _keep_filed(letter: ReceivedLetter, case_id: int, why: str) -> None:
    letter.case_id, letter.why, letter.held, letter.aside = case_id, why[:200], False, False
    letter.save(update_fields=["case", "parcel", "why", "held", "aside"])


def _settled(*, letter_id: int, taken: int | None, now: datetime, by: str) -> None:
    """What was suggested of a letter is decided: the case that it went to, and the others not."""
    for one in Suggestion.objects.filter(letter_id=letter_id, taken=None):
        one.taken, one.settled_at, one.settled_by = one.other_id == taken, now, by
        one.save(update_fields=["taken", "settled_at", "settled_by"])


def _must_wait(letter: ReceivedLetter) -> None:
    if letter.ours or letter.case_id or (letter.parcel_id and queries.case_of(letter.parcel_id)):
        raise states.NotAllowed(SAYS["not_letter"])
