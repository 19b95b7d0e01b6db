"""Serves kept bytes so that they can do no harm: a known type or none, never run, never cached where it is private."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from django.http import FileResponse, HttpResponse

from casecall.files.rules import disposition

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN: Final = "application/octet-stream"
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})  # a browser may draw these in place
KNOWN: Final = SHOWN | {
    DOCX, XLSX, "application/msword", "application/pdf", "application/zip", "text/csv", "image/heic", "image/tiff",
    "message/rfc822",
}  # fmt: skip
Answer = TypeVar("Answer", FileResponse, HttpResponse)


def serve_file(
    source: Path | BinaryIO | Iterator[bytes], *, name: str, media_type: str, shown: bool = False
) -> FileResponse:
    """A kept file as it is, or one in pieces as they are made; ``shown`` only holds for pictures."""
    stream = source.open("rb") if isinstance(source, Path) else source
    return _guard(FileResponse(stream), name=name, media_type=media_type, shown=shown)


def serve_bytes(data: bytes, *, name: str, media_type: str, shown: bool = False) -> HttpResponse:
    """Bytes that were made just now, as a file."""
    return _guard(HttpResponse(data), name=name, media_type=media_type, shown=shown)


def _guard(response: Answer, *, name: str, media_type: str, shown: bool) -> Answer:
    drawn = shown and media_type in SHOWN
    response["Content-Type"] = media_type if media_type in KNOWN else UNKNOWN
    response["Content-Disposition"] = disposition(name, inline=drawn)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response
