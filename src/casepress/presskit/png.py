"""A PNG with other words inside and the same picture: chunks are copied or left out, nothing is decoded."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from casepress.presskit.labels import Label, orientation_only, xmp
from casepress.presskit.records import Unfit, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: Chunks that say what the picture is and how its colours are meant; a moving one keeps its still.
_KEPT: Final = frozenset(
    (
        b"IHDR",
        b"PLTE",
        b"tRNS",
        b"IDAT",
        b"IEND",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    )
)
_OVERHEAD: Final = 12
BROKEN: Final = "图片不完整或已损坏"


def relabelled(data: bytes, label: Label, *, orientation: int = 1) -> bytes:
    """The PNG with ``label`` as its only words, the coded picture byte for byte. Raises Unfit if it is not whole."""
    words = [_chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + xmp(label))]
    if caption := clean(label.caption):
        words.append(_chunk(b"iTXt", b"Description" + bytes(5) + caption.encode()))
    if turn := orientation_only(orientation):
        words.append(_chunk(b"eXIf", turn.removeprefix(b"Exif\x00\x00")))
    first, *rest = _kept(data)
    return b"".join([SIGNATURE, first, *words, *rest])


def exif_of(data: bytes) -> bytes:
    """The EXIF block of a PNG, empty where it has none. Raises Unfit if it is not whole."""
    return next((b"Exif\x00\x00" + chunk[8:-4] for chunk in _chunks(data) if chunk[4:8] == b"eXIf"), b"")


def pixels_of(data: bytes) -> int:
    """How many pixels a PNG says that it has. Raises Unfit if it is not whole."""
    head = next(_chunks(data))
    return int.from_bytes(head[8:12]) * int.from_bytes(head[12:16])


def _kept(data: bytes) -> Iterator[bytes]:
    return (chunk for chunk in _chunks(data) if chunk[4:8] in _KEPT)


def _chunks(data: bytes) -> Iterator[bytes]:
    """Every chunk up to the end of the picture."""
    if not data.startswith(SIGNATURE):
        raise Unfit(BROKEN)
    at, kinds = len(SIGNATURE), set[bytes]()
    while b"IEND" not in kinds:
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        chunk = data[at : at + size + _OVERHEAD]
        if len(chunk) < size + _OVERHEAD or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            raise Unfit(BROKEN)
        if not kinds and kind != b"IHDR":
            raise Unfit(BROKEN)
        kinds.add(kind)
        yield chunk
        at += len(chunk)
    if b"IDAT" not in kinds:
        raise Unfit(BROKEN)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)
