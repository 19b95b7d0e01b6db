"""Bodies decoded from base64, quoted-printable or uuencode in pieces, so that a large one is never held whole."""

from __future__ import annotations

import binascii
import mmap
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Buffer = bytes | memoryview | mmap.mmap

PIECE: Final = 1024 * 1024
WINDOW: Final = 32 * PIECE  # of a mapped file that is searched before it is let go
_DONTNEED: Final[int | None] = getattr(mmap, "MADV_DONTNEED", None)
_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOISE: Final = bytes(one for one in range(256) if one not in _ALPHABET)
_QUAD: Final = 4
#: How PDF, ZIP, JPEG, PNG and old Word files begin in base64, for parts that do not say that they are encoded.
_BEGINNINGS: Final = (b"JVBERi0", b"UEsDB", b"/9j/", b"iVBORw0K", b"0M8R4KGx")
_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_MOST_FILES: Final = 100


def find(data: Buffer, what: bytes, start: int, end: int) -> int:
    """Where something stands between two places, -1 where it does not."""
    if isinstance(data, memoryview):
        found = re.compile(re.escape(what)).search(data, start, end)
        return found.start() if found else -1
    for place in range(start, end, WINDOW):
        last = min(place + WINDOW + len(what) - 1, end)
        if (at := data.find(what, place, last)) >= 0:
            return at
        _let_go(data, place, last)
    return -1


def pieces(data: Buffer, start: int, end: int, way: str) -> Iterator[bytes]:
    """The decoded body between two places. What does not decode is passed over; an unknown way leaves it as it is."""
    if "base64" in way or (not way.startswith("q") and _is_base64(data, start, end)):
        return _from_base64(data, start, end)
    if "quoted" in way:
        return _from_quoted(data, start, end)
    return _from_uu(data, start, end) if "uue" in way else _raw(data, start, end)


def _raw(data: Buffer, start: int, end: int) -> Iterator[bytes]:
    for place in range(start, end, PIECE):
        last = min(place + PIECE, end)
        yield bytes(data[place:last])
        _let_go(data, place, last)


def _let_go(data: Buffer, start: int, end: int) -> None:
    """Pages of a mapped file that were read need not stay in memory; they can be had from the file again."""
    if isinstance(data, mmap.mmap) and len(data) > WINDOW and _DONTNEED is not None:
        start -= start % mmap.PAGESIZE
        data.madvise(_DONTNEED, start, end - start)


def _is_base64(data: Buffer, start: int, end: int) -> bool:
    head = bytes(data[start : min(start + 160, end)]).lstrip()
    return head.startswith(_BEGINNINGS) and not head.translate(None, _ALPHABET + b"\r\n")


def _from_base64(data: Buffer, start: int, end: int) -> Iterator[bytes]:
    group = b""
    for piece in _raw(data, start, end):
        before, padding, _ = piece.translate(None, _NOISE).partition(b"=")
        group += before
        if padding:
            break
        cut = len(group) // _QUAD * _QUAD
        yield binascii.a2b_base64(group[:cut])
        group = group[cut:]
    group = group[: len(group) - (len(group) % _QUAD == 1)]
    yield binascii.a2b_base64(group + b"=" * (-len(group) % _QUAD))


def _from_quoted(data: Buffer, start: int, end: int) -> Iterator[bytes]:
    """Cut at ends of lines, for a line may go on in the next."""
    place = start
    while place < end:
        piece = bytes(data[place : min(place + PIECE, end)])
        cut = piece.rfind(b"\n") + 1
        piece = piece[: cut or None] if place + len(piece) < end else piece
        yield binascii.a2b_qp(piece)
        place += len(piece)


def _from_uu(data: Buffer, start: int, end: int) -> Iterator[bytes]:
    whole = b"".join(_raw(data, start, end))
    begin = _BEGIN.search(whole)
    yield from _uu_lines(whole[begin.end() if begin else 0 :])


def uu_files(text: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A text without the files that were uuencoded into it, and those with their names."""
    kept, files, place = bytearray(), list[tuple[bytes, bytes]](), 0
    while (
        len(files) < _MOST_FILES and (begin := _BEGIN.search(text, place)) and (end := _END.search(text, begin.end()))
    ):
        kept += text[place : begin.start()]
        files.append((begin[1], b"".join(_uu_lines(text[begin.end() : end.start()]))))
        place = end.end()
    return bytes(kept + text[place:]), files


def _uu_lines(data: bytes) -> Iterator[bytes]:
    """The lines up to an empty one; a damaged line gives what its length allows, or nothing."""
    for line in data.splitlines():
        if line.strip() in {b"end", b"`", b""}:
            break
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3 + 1  # some writers put more on a line than it holds
        for one in (line, line[:wanted]):
            try:
                decoded = binascii.a2b_uu(one)
            except binascii.Error:
                continue
            yield decoded
            break
