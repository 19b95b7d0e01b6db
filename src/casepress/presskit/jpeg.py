"""A JPEG with other words inside and the same picture: segments are copied or left out, nothing is decoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casepress.presskit.labels import Label, orientation_only, photoshop, xmp
from casepress.presskit.records import Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

START, END, SCAN = 0xD8, 0xD9, 0xDA
#: A marker inside the coded picture: no stuffed zero, no filling, no restart.
_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PICTURE: Final = _FRAMES | {0xC4, 0xCC, SCAN, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}  # what a decoder wants
_XMP_HEAD: Final = b"http://ns.adobe.com/xap/1.0/\x00"
_JFIF, _JFIF_BYTES = b"JFIF\x00", 12  # up to the size of the thumbnail
_LONGEST: Final = 65533
BROKEN: Final = "图片不完整或已损坏"


def relabelled(data: bytes, label: Label, *, orientation: int = 1, adobe_rgb: bool = False) -> bytes:
    """The JPEG with ``label`` as its only words, and the coded picture byte for byte.

    Kept beside the picture: the colour profile (ICC), JFIF without its thumbnail, Adobe's note of the colour
    transform, and ``orientation`` (EXIF 1 to 8). Everything else goes: EXIF with GPS and the camera's notes, XMP,
    IPTC, comments, further pictures (MPO) and whatever follows the end. Raises Unfit for one that is not whole.
    """
    words = [_segment(0xE1, orientation_only(orientation, adobe_rgb=adobe_rgb))]
    words += [_segment(0xE1, _XMP_HEAD + xmp(label)), _segment(0xED, photoshop(label))]
    first, *rest = _kept(data)
    is_jfif = first[:2] == b"\xff\xe0"
    return b"".join([b"\xff\xd8", *([first] if is_jfif else []), *words, *([] if is_jfif else [first]), *rest])


def exif_of(data: bytes) -> bytes:
    """The EXIF block of a JPEG, empty where it has none. Raises Unfit if it is not whole."""
    blocks = (segment[4:] for segment in _segments(data) if segment[1] == 0xE1)  # noqa: PLR2004 - APP1
    return next((block for block in blocks if block.startswith(b"Exif\x00\x00")), b"")


def pixels_of(data: bytes) -> int:
    """How many pixels a JPEG says that it has. Raises Unfit if it is not whole."""
    frame = next(segment for segment in _segments(data) if segment[1] in _FRAMES)
    return int.from_bytes(frame[5:7]) * int.from_bytes(frame[7:9])


def _kept(data: bytes) -> Iterator[bytes]:
    return (piece for segment in _segments(data) if (piece := _piece(segment)))


def _segments(data: bytes) -> Iterator[bytes]:
    """The segments, each with the coded data that follows it, up to the end of the first picture."""
    if data[:2] != b"\xff\xd8":
        raise Unfit(BROKEN)
    at, seen = 2, set[int]()
    while True:
        at, marker = _next(data, at)
        if marker == END:
            if not (seen & _FRAMES and SCAN in seen):
                raise Unfit(BROKEN)
            yield b"\xff\xd9"
            return
        body = int.from_bytes(data[at + 2 : at + 4])
        after = at + 2 + body
        if body < 2 or after > len(data):  # noqa: PLR2004 - the length counts its own two bytes
            raise Unfit(BROKEN)
        if marker == SCAN:
            found = _MARKER.search(data, after)
            if not found:
                raise Unfit(BROKEN)
            after = found.start()
        seen.add(marker)
        yield data[at:after]
        at = after


def _next(data: bytes, at: int) -> tuple[int, int]:
    """Where the next marker stands, filling passed over, and which it is."""
    while data[at : at + 2] == b"\xff\xff":
        at += 1
    if at + 2 > len(data) or data[at] != 0xFF:  # noqa: PLR2004 - what a marker begins with
        raise Unfit(BROKEN)
    return at, data[at + 1]


def _piece(segment: bytes) -> bytes:
    """The segment as it stays, empty where it goes."""
    marker = segment[1]
    if marker in _PICTURE or marker == END:
        return segment
    content = segment[4:]
    if marker == 0xE0 and content.startswith(_JFIF):  # noqa: PLR2004 - APP0
        return _segment(marker, content[:_JFIF_BYTES].ljust(_JFIF_BYTES, b"\x00") + b"\x00\x00")
    profile = marker == 0xE2 and content.startswith(b"ICC_PROFILE\x00")  # noqa: PLR2004 - APP2
    transform = marker == 0xEE and content.startswith(b"Adobe")  # noqa: PLR2004 - APP14
    return segment if profile or transform else b""


def _segment(marker: int, content: bytes) -> bytes:
    """A segment, empty where it would say nothing; what is too long for one cannot be said. Raises Unfit."""
    if len(content) > _LONGEST:
        raise Unfit(BROKEN)
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content if content else b""
