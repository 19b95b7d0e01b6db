"""Takes a letter in whose bytes are kept: one transaction writes the letter, where it lay, its delivery and the job."""

from __future__ import annotations

import mmap
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from casecall.audit.writing import write_atomic
from casecall.cases.actions import note_line
from casecall.cases.models import Case
from casecall.files.queries import open_blob, path_of
from casecall.files.rules import MAIL
from casecall.jobs.actions import enqueue
from casecall.letters.actions import bounced
from casecall.letters.models import Letter as SentLetter
from casecall.letters.rules import MOST_TEXT
from casecall.letters.sheets import sender
from casecall.letters.wording import one_line, shown
from casecall.receiving import ledger, rules
from casecall.receiving.actions import FILE
from casecall.receiving.belonging import MOST_REFERENCES, case_for, ours_for
from casecall.receiving.filing import brings_material, parcel_of, suggest
from casecall.receiving.models import Filing, ParcelFile, ReceivedLetter
from casepaper.opening.letter.understanding import understand

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.receiving.records import Belonging, Place
    from casepaper.records import Letter

SAYS = rules.SAYS
DAY = timedelta(days=1)


def take(  # a letter, and all that is known of how it came
    sha256: str,
    place: Place,
    *,
    call_id: int | None,
    ours: bool = False,
    border: str = "",
    settled: bool = True,
    left_out: int | None = None,
    now: datetime,
) -> ReceivedLetter:
    """Take in the letter kept under a hash, which lay at a place; the same Message-ID and bytes are one letter.

    ``border`` is the host whose word on SPF and DKIM counts. ``settled``: nothing is to be done in the mailbox.
    ``left_out``: only the headers are kept, of a letter of that many bytes that is above the limit.
    """
    letter = _understood(sha256, border)
    ours = ours or _came_back(letter)
    kind = rules.OTHER if ours or left_out is not None else letter.kind
    with write_atomic():
        row, made = ReceivedLetter.objects.get_or_create(
            message_id=letter.message_id[:500],
            file_id=sha256,
            defaults={**_columns(letter), "call_id": call_id, "ours": ours, "kind": kind, "came_at": now},
        )
        if made:
            _file(row, letter, now=now)
        ledger.enter(place, row.pk, settled=settled, now=now)
    return row


def bring(sha256: str, *, call_id: int, name: str, now: datetime, by: str) -> bool:
    """Take in a kept letter that a person put among the applications; False where it was taken in before.

    It counts as an application even where it does not read like one; a bounce or an automatic reply stays what it is.
    """
    letter = _understood(sha256, "")
    kind = rules.APPLICATION if letter.kind == rules.OTHER else letter.kind
    with write_atomic():
        row, made = ReceivedLetter.objects.get_or_create(
            message_id=letter.message_id[:500],
            file_id=sha256,
            defaults={**_columns(letter), "call_id": call_id, "kind": kind, "came_at": now},
        )
        if made and kind == rules.APPLICATION:
            _deliver(row, name=name, now=now, by=by)
        elif made:
            _file(row, letter, now=now)
    return made


def take_within(parcel_id: int, *, now: datetime) -> int:
    """Keep as letters too the letters among the files of a delivery that came by another door; how many are new."""
    made = 0
    for one in ParcelFile.objects.filter(parcel_id=parcel_id, file__media_type=MAIL).select_related("parcel"):
        if ReceivedLetter.objects.filter(file_id=one.file_id).exists():
            continue
        letter = _understood(one.file_id, "")
        case_id = Filing.objects.filter(parcel_id=parcel_id).values_list("revision__case_id", flat=True).first()
        with write_atomic(recorded=False):
            columns = {**_columns(letter), "call_id": one.parcel.call_id, "case_id": case_id, "came_at": now}
            ReceivedLetter.objects.get_or_create(
                message_id=letter.message_id[:500],
                file_id=one.file_id,
                defaults={**columns, "kind": rules.APPLICATION},
            )
        made += 1
    return made


def _came_back(letter: Letter) -> bool:
    """Whether a letter is one that this program sent, which lies in a mailbox of its own: it is not answered."""
    sent = bool(letter.message_id) and SentLetter.objects.filter(message_id=letter.message_id).exists()
    return sent and letter.sender_address.lower() == sender().sender_address.lower()


def _columns(letter: Letter) -> dict[str, Any]:
    return {
        "subject": one_line(letter.subject),
        "sender_name": one_line(letter.sender_name)[:200],
        "sender_address": letter.sender_address[:254],
        "to_address": letter.recipients[0][:254] if letter.recipients else "",
        "text": shown(letter.text[:MOST_TEXT]),
        "in_reply_to": letter.in_reply_to,
        "references": list(letter.references[-MOST_REFERENCES:]),
        "attachments": [
            {"name": one.name, "size": one.size, "sha256": one.sha256, "inline": one.inline}
            for one in letter.attachments
        ],
        "links": [
            {
                "provider": one.provider,
                "url": one.url,
                "expires": one.expires.isoformat() if one.expires else None,
                "says": one.says,
            }
            for one in letter.large_file_links
        ],
        "checks": dict(letter.checks),
        "sent_at": letter.sent,
    }


def _file(row: ReceivedLetter, letter: Letter, *, now: datetime) -> None:
    """File a letter that is new by what it is, inside the caller's transaction."""
    if row.call_id is None and row.kind != rules.BOUNCE:
        _take_call(row)
    if row.ours:
        _file_with(row, ours_for(row, call_id=row.call_id), now=now)
    elif row.kind == rules.BOUNCE:
        _note_bounce(row, letter, now=now)
    elif row.kind == rules.APPLICATION and row.call_id is not None:
        _file_application(row, now=now)
    elif row.kind in {rules.OTHER, rules.AUTO_REPLY}:
        _file_question(row, now=now)


def _take_call(row: ReceivedLetter) -> None:
    """A letter to a mailbox of several calls is of the call whose case it answers."""
    if case_id := case_for(row, call_id=None).case_id:
        row.call_id = Case.objects.values_list("call_id", flat=True).get(pk=case_id)
        row.save(update_fields=["call"])


def _file_application(row: ReceivedLetter, *, now: datetime) -> None:
    """A delivery and its job; what one address sends beyond a day's measure waits for a clerk."""
    if _is_flood(row):
        row.held, row.why = True, SAYS["held"].format(most=rules.MOST_A_DAY)
        row.save(update_fields=["held", "why"])
    else:
        _deliver(row, now=now)


def _file_question(row: ReceivedLetter, *, now: datetime) -> None:
    """A letter that is no application goes with its case; files that came with it are added there."""
    belonging = case_for(row, call_id=row.call_id)
    if row.kind == rules.AUTO_REPLY or belonging.case_id is None or not brings_material(row):
        _file_with(row, belonging, now=now)
    elif row.call_id is not None:
        _file_application(row, now=now)


def _deliver(row: ReceivedLetter, *, now: datetime, by: str = "mail", name: str = "") -> None:
    row.parcel = parcel_of(row, call_id=int(row.call_id or 0), name=name, now=now, by=by)
    row.save(update_fields=["parcel"])
    enqueue(FILE, str(row.parcel.pk), {"parcel": row.parcel.pk}, now=now)


def _file_with(row: ReceivedLetter, belonging: Belonging, *, now: datetime) -> None:
    if belonging.case_id:
        row.case_id, row.why = belonging.case_id, belonging.why[:200]
        row.save(update_fields=["case", "why"])
        line = SAYS["letter_ours"] if row.ours else SAYS["letter"]
        note_line(belonging.case_id, line, by="mail", at=now, why=belonging.why)
    elif row.kind == rules.OTHER:
        suggest(belonging.hints, letter_id=row.pk, now=now)


def _note_bounce(row: ReceivedLetter, letter: Letter, *, now: datetime) -> None:
    """A delivery report marks the letter of ours that came back, and lies with its case."""
    if letter.bounce is None:
        return
    mark = letter.bounce.message_id.strip()
    bounced(mark, letter.bounce.address, letter.bounce.says or letter.bounce.status, now=now)
    sent = SentLetter.objects.filter(message_id=mark).first() if mark else None
    if sent and sent.case_id:
        row.case_id, row.why = sent.case_id, SAYS["reply"]
        row.save(update_fields=["case", "why"])


def _is_flood(row: ReceivedLetter) -> bool:
    """Whether a sender's deliveries of one day, this one among them, are beyond measure."""
    sent = row.sent_at or row.came_at
    same = ReceivedLetter.objects.filter(
        Q(kind=rules.APPLICATION) | Q(parcel__isnull=False),
        sender_address=row.sender_address,
        sent_at__gt=sent - DAY,
        sent_at__lte=sent,
    )
    return bool(row.sender_address) and same.exclude(pk=row.pk).count() >= rules.MOST_A_DAY


def _understood(sha256: str, border: str) -> Letter:
    """What a kept letter says; a large one is read where it lies and never held whole."""
    if not path_of(sha256).stat().st_size:
        return understand(b"", name=sha256, border=border)
    with open_blob(sha256) as blob, mmap.mmap(blob.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return understand(whole, name=sha256, border=border)
