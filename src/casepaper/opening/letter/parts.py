"""MIME taken apart without recursion: parts of a letter in order, with raw headers and decoded content."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.charsets import parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepaper.opening.limits import Limits

DEEPEST: Final = 12
HEAD: Final = 1024 * 1024  # bytes of a part's headers that are looked at
HEADERS: Final = 1000  # headers of a part that are kept
_BLANK = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)


class LetterError(Exception):
    """A letter is nested too deeply or has too many parts; the text is the trouble's code."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: headers with lower-case names as they came, and the body still encoded."""

    headers: tuple[tuple[str, bytes], ...]
    body: bytes

    def header(self, name: str) -> bytes:
        """The first header of that name, empty where there is none."""
        return next((value for known, value in self.headers if known == name), b"")

    @property
    def type(self) -> str:
        """The media type in lower case; text/plain where none is given."""
        given = self.header("content-type").partition(b";")[0].strip().lower().decode("ascii", "replace")
        return given if "/" in given else "text/plain"

    @property
    def disposition(self) -> str:
        """inline, attachment or nothing."""
        return self.header("content-disposition").partition(b";")[0].strip().lower().decode("ascii", "replace")

    @property
    def charset(self) -> str | None:
        """The label of the charset, as given."""
        return parameter(b";" + self.header("content-type").partition(b";")[2], "charset")

    @property
    def filename(self) -> str | None:
        """The name of the file, from the disposition or else from the type."""
        for header, name in (("content-disposition", "filename"), ("content-type", "name")):
            found = parameter(b";" + self.header(header).partition(b";")[2], name)
            if found and found.strip():
                return found.strip()
        return None

    def content(self) -> bytes:
        """The body decoded from base64 or quoted-printable; what does not decode stays as it is."""
        way = self.header("content-transfer-encoding").strip().lower()
        if way == b"base64":
            return _from_base64(self.body)
        return binascii.a2b_qp(self.body) if way == b"quoted-printable" else self.body


def take_apart(data: bytes) -> Part:
    """Headers and body of a letter or part."""
    data = data.lstrip(b"\r\n")
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    if data.startswith((b"\r\n", b"\n")):
        return Part((), data.lstrip(b"\r\n"))
    end = _BLANK.search(data)
    head, body = (data[: min(end.start(), HEAD)], data[end.end() :]) if end else (data[:HEAD], b"")
    fields = islice(_FIELD.finditer(head), HEADERS)
    return Part(tuple((m[1].decode("ascii").lower(), m[2].rstrip()) for m in fields), body)


def leaves(letter: Part, limits: Limits) -> Iterator[Part]:
    """The parts of a letter that are no multipart, in order. A letter within is a leaf too; raises LetterError."""
    waiting, seen = [(letter, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > limits.parts:
            raise LetterError("too_many")
        inner = _inner(part, most=limits.parts - seen + 1)
        if inner is None:
            yield part
        elif depth >= DEEPEST:
            raise LetterError("too_deep")
        else:
            waiting.extend((one, depth + 1) for one in reversed(inner))


def _inner(part: Part, *, most: int) -> list[Part] | None:
    """The first ``most`` parts of a multipart; None for a leaf, or for one whose boundary is not to be found."""
    if not part.type.startswith("multipart/"):
        return None
    boundary = parameter(b";" + part.header("content-type").partition(b";")[2], "boundary")
    if not boundary:
        return None
    line = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|$)")
    if not line.search(part.body):
        return None
    return [_part(part.body[start:end]) for start, end in islice(_between(line.finditer(part.body), part), most)]


def _between(marks: Iterator[re.Match[bytes]], part: Part) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, no further than the caller asks; what follows a closing mark is no part."""
    begun: int | None = None
    for mark in marks:
        if begun is not None:
            yield begun, mark.start()
        begun = None if mark[1] else mark.end()
    if begun is not None:
        yield begun, len(part.body)


def _part(data: bytes) -> Part:
    """One part between boundaries: without headers where it begins with a blank line."""
    data = data.removeprefix(b"\r").removeprefix(b"\n")
    return Part((), data.lstrip(b"\r\n")) if data[:2].startswith((b"\n", b"\r\n")) else take_apart(data)


def _from_base64(data: bytes) -> bytes:
    for padding in (b"", b"=", b"=="):
        try:
            return binascii.a2b_base64(data.rstrip() + padding)
        except binascii.Error:
            continue
    return binascii.a2b_base64(data[: len(data) // 4 * 4] or b"")
