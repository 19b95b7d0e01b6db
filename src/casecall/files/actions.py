"""Keeps bytes: the blob is on the disk, whole and flushed, before any row speaks of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from casecall.audit.writing import write_atomic
from casecall.files import rules
from casecall.files.models import StoredFile
from casecall.files.queries import blobs, path_of

if TYPE_CHECKING:
    from datetime import datetime

SAYS = {
    "big": "文件超过 {most} MB",
}

STEP = 1024 * 1024


class TooBig(ValueError):  # noqa: N818 - it says what the file is
    """Raised when a file is larger than it may be; nothing of it is kept."""


def keep(data: bytes | BinaryIO, *, now: datetime, most: int | None = None) -> StoredFile:
    """Keep bytes once, under their SHA-256, and give their row. Raises TooBig beyond ``most`` bytes."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    incoming = blobs() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o750)
    half = incoming / secrets.token_hex(12)
    try:
        sha256, size, head = _write(stream, half, most)
        _settle(half, path_of(sha256), size)
    finally:
        half.unlink(missing_ok=True)
    with write_atomic(recorded=False):
        row, _ = StoredFile.objects.select_for_update().get_or_create(
            sha256=sha256,
            defaults={"size": size, "media_type": rules.media_type(head), "kept_at": now},
        )
    return row


def _write(stream: BinaryIO, to: Path, most: int | None) -> tuple[str, int, bytes]:
    digest, size, head = hashlib.sha256(), 0, b""
    with to.open("xb") as out:
        while piece := stream.read(STEP):
            size += len(piece)
            if most is not None and size > most:
                raise TooBig(SAYS["big"].format(most=most // (1024 * 1024)))
            head = (head + piece)[: rules.HEAD] if len(head) < rules.HEAD else head
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size, head


def _settle(half: Path, whole: Path, size: int) -> None:
    """Move a blob to its place; one that stands there with the right size is left, and marked as wanted anew."""
    with contextlib.suppress(FileNotFoundError):
        if whole.stat().st_size == size:
            os.utime(whole)
            return
    whole.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    half.chmod(0o440)
    half.replace(whole)
    _flush_folder(whole.parent)
    _flush_folder(whole.parent.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop_halves(*, now: datetime, age: timedelta = timedelta(days=1)) -> int:
    """Remove what half-received files a crash left behind, once they are old; how many."""
    folders = blobs() / "incoming", Path(settings.INCOMING)  # ours, and that of uploads still under way
    halves = [one for folder in folders for one in folder.glob("*") if one.stat().st_mtime < (now - age).timestamp()]
    for one in halves:
        one.unlink(missing_ok=True)
    return len(halves)
