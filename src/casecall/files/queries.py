"""Finds kept bytes by their hash."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.files.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

SAYS = {
    "hash": "不是 SHA-256：{said!r}",
}

PIECE = 256 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


def blobs() -> Path:
    """The folder of all blobs."""
    return Path(settings.BLOBS)


def path_of(sha256: str) -> Path:
    """Where the blob of that hash stands or would stand. Raises ValueError for what is no hash."""
    if not _HASH.fullmatch(sha256):
        raise ValueError(SAYS["hash"].format(said=sha256[:80]))
    return blobs() / sha256[:2] / sha256


def exists(sha256: str) -> bool:
    """Whether the blob is there."""
    return bool(_HASH.fullmatch(sha256)) and path_of(sha256).is_file()


def read(sha256: str) -> bytes:
    """The bytes of that hash. Raises FileNotFoundError."""
    return path_of(sha256).read_bytes()


def open_blob(sha256: str) -> BufferedReader:
    """The blob, open for reading. Raises FileNotFoundError."""
    return path_of(sha256).open("rb")


def pieces_of(sha256: str) -> Iterator[bytes]:
    """The bytes of that hash in pieces, read as they are asked for. Raises FileNotFoundError."""
    with open_blob(sha256) as blob:
        while piece := blob.read(PIECE):
            yield piece


def stored(sha256: str) -> StoredFile | None:
    """The row of that hash, or None."""
    return StoredFile.objects.filter(pk=sha256).first() if _HASH.fullmatch(sha256) else None


def verify(sha256: str) -> bool:
    """Whether the blob is there and is what its name says."""
    if not exists(sha256):
        return False
    with open_blob(sha256) as blob:
        return hashlib.file_digest(blob, "sha256").hexdigest() == sha256
