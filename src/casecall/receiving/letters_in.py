"""Takes a letter in whose bytes are kept: one transaction writes the letter, where it lay, its delivery and the job."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING

from casecall.audit.writing import write_atomic
from casecall.files.queries import open_blob, path_of
from casecall.files.rules import safe_name
from casecall.jobs.actions import enqueue
from casecall.receiving import ledger, rules
from casecall.receiving.actions import FILE, keep_parcel
from casecall.receiving.models import ReceivedLetter
from casecall.receiving.records import ReceivedFile
from casepaper.opening.letter.understanding import understand

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.receiving.models import Parcel
    from casecall.receiving.records import Place
    from casepaper.records import Letter


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
    kind = rules.OTHER if ours or left_out is not None else letter.kind
    with write_atomic():
        row, made = ReceivedLetter.objects.get_or_create(
            message_id=letter.message_id[:500],
            file_id=sha256,
            defaults={
                "call_id": call_id,
                "ours": ours,
                "kind": kind,
                "subject": letter.subject,
                "sender_name": letter.sender_name[:200],
                "sender_address": letter.sender_address[:254],
                "to_address": letter.recipients[0][:254] if letter.recipients else "",
                "text": letter.text,
                "in_reply_to": letter.in_reply_to,
                "checks": dict(letter.checks),
                "sent_at": letter.sent,
                "came_at": now,
            },
        )
        if made and kind == rules.APPLICATION and call_id is not None:
            row.parcel = _parcel(sha256, letter, call_id=call_id, now=now)
            row.save(update_fields=["parcel"])
        ledger.enter(place, row.pk, settled=settled, now=now)
    return row


def _parcel(sha256: str, letter: Letter, *, call_id: int, now: datetime) -> Parcel:
    name = safe_name(f"{letter.subject or sha256[:12]}.eml")
    parcel = keep_parcel(
        [ReceivedFile(name, sha256)],
        call_id=call_id,
        door=rules.LETTER,
        sent_at=letter.sent,
        marks=(rules.fingerprint([sha256]), ""),
        now=now,
        by="mail",
        name=name,
    )
    enqueue(FILE, str(parcel.pk), {"parcel": parcel.pk}, now=now)
    return parcel


def _understood(sha256: str, border: str) -> Letter:
    """What a kept letter says; a large one is read where it lies and never held whole."""
    if not path_of(sha256).stat().st_size:
        return understand(b"", name=sha256, border=border)
    with open_blob(sha256) as blob, mmap.mmap(blob.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return understand(whole, name=sha256, border=border)
