"""How large a picture is by its first bytes, and whether it is a photo or only decorates the text."""

from __future__ import annotations

import re
import struct
from typing import Final

HEAD: Final = 64 * 1024
_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..\x08(....)", re.DOTALL)
_LONG, _SHORT = 480, 320  # pixels: a photo has at least as many
_BYTES_OF_JPEG, _BYTES_OF_OTHERS, _BYTES_OF_UNKNOWN = 4_000, 40_000, 30_000


def decorates(head: bytes, size: int) -> bool:
    """Whether a picture shown inside the text is a logo, an emoticon or a rule rather than a photo, by size alone."""
    shape = shape_of(head)
    if shape is None:
        return size < _BYTES_OF_UNKNOWN
    if min(shape) < _SHORT or max(shape) < _LONG:
        return True
    return size < (_BYTES_OF_JPEG if head.startswith(b"\xff\xd8") else _BYTES_OF_OTHERS)


def shape_of(head: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, BMP or JPEG; None where they are not told."""
    try:
        if head.startswith(b"\x89PNG"):
            width, height = struct.unpack_from(">II", head, 16)
        elif head.startswith(b"GIF8"):
            width, height = struct.unpack_from("<HH", head, 6)
        elif head.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", head, 18)
        elif head.startswith(b"\xff\xd8") and (frame := _FRAME.search(head)):
            height, width = struct.unpack(">HH", frame[1])
        else:
            return None
    except struct.error:
        return None
    return abs(width), abs(height)
