"""The bytes of a letter, kept: small ones at once, large ones in parts straight to the disk, resumed after a cut."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from casecall.files.actions import TooBig, keep
from casecall.receiving.mailboxes.box import STEP
from casecall.receiving.mailboxes.saying import LetterTrouble, MailboxTrouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casecall.files.models import StoredFile
    from casecall.receiving.mailboxes.box import Box, Listed
    from casecall.receiving.mailboxes.lease import Lease
    from casecall.receiving.records import Place

LARGE = 8 * 1024 * 1024  # bytes from which on a letter is never held whole in memory


def bring(box: Box, listed: Listed, place: Place, *, lease: Lease, now: datetime) -> tuple[StoredFile, int | None]:
    """Keep a letter, whole; beyond the limit its headers alone, with the size that was left out.

    Raises LetterTrouble where it is gone or not given, MailboxTrouble where the line or the disk fails.
    """
    most = settings.LETTER_BYTES
    if listed.size > most:
        return _keep(_some(box.head(listed.uid)), now=now), listed.size
    if listed.size <= LARGE and box.resumes():
        return _keep(_some(box.whole(listed.uid)), now=now), None
    part = part_of(place)
    try:
        size = _parts(box, listed.uid, part, lease=lease, most=most)
    except TooBig:
        part.unlink(missing_ok=True)
        return _keep(_some(box.head(listed.uid)), now=now), most + 1
    if not size:
        part.unlink(missing_ok=True)
        raise LetterTrouble("letter_gone")
    with _on_disk(), part.open("rb") as whole:
        kept = keep(whole, now=now)
    part.unlink(missing_ok=True)
    return kept, None


def part_of(place: Place) -> Path:
    """Where the parts of a letter are gathered: a name of its own, cleared away like every half-received file."""
    whole = repr((place.account, place.folder, place.validity, place.uid))
    return Path(settings.INCOMING) / f"mail-{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


def _parts(box: Box, uid: str, part: Path, *, lease: Lease, most: int) -> int:
    """Write a letter to the disk as it comes, from where the last try ended; its size. Raises TooBig."""
    with _on_disk():
        part.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        out = part.open("ab", buffering=0)
    with out:
        size = _sure(out.tell()) if box.resumes() else 0
        out.truncate(size)
        for piece in box.pieces(uid, start=size):
            size += len(piece)
            if size > most:
                raise TooBig
            with _on_disk():
                _write(out, piece)
            if box.resumes():
                lease.step()
    return size


def _sure(size: int) -> int:
    """How much of a part is surely whole: the step before the last was flushed before the last was asked for."""
    return max(0, (size - 1) // STEP * STEP)


def _write(out: BinaryIO, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[out.write(left) :]
    if len(piece) >= STEP:
        os.fsync(out.fileno())


def _some(data: bytes) -> bytes:
    if not data:
        raise LetterTrouble("letter_gone")
    return data


def _keep(data: bytes, *, now: datetime) -> StoredFile:
    with _on_disk():
        return keep(data, now=now)


@contextmanager
def _on_disk() -> Iterator[None]:
    """What the disk refuses is no fault of the letter."""
    try:
        yield
    except OSError as wrong:
        raise MailboxTrouble("disk", words=wrong.strerror or str(wrong)) from wrong
