"""MIME taken apart without recursion and without copying: parts of a letter in order, with raw headers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.headers import parameter, raw_parameter, value_of
from casepaper.opening.letter.transfer import Buffer, find, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


DEEPEST: Final = 12
HEAD: Final = 16 * 1024 * 1024  # bytes of a part's headers that are looked at
HEADERS: Final = 1000  # headers of a part that are kept, and again as many of those that matter
LONGEST: Final = 1000  # bytes of a boundary
VALUE: Final = 256 * 1024  # bytes of a header's value that are kept
_SHORT: Final = 64 * 1024
_BLANK = re.compile(rb"\n\r*\n")
_AFTER = re.compile(rb"(--)?[ \t]*+(?:\r*\n|\Z)")
_NOTHING = re.compile(rb"\r*\n")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.MULTILINE)
_MATTERS = re.compile(
    rb"^(?=content-|subject|from|to|cc|date|received|message-id|references|in-reply-to|auto|list-)"
    rb"([!-9;-~]+)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)",
    re.MULTILINE | re.IGNORECASE,
)
_GUESSED_BOUNDARY = re.compile(
    rb"\s{0,99}--([!-~][ -~]{0,120}?)[ \t]*\r?\n(?:content-[a-z-]+[ \t]*:|\r?\n)", re.IGNORECASE
)
_HTML = re.compile(rb"\s{0,99}<(?:!doctype html|html|head|body|meta|div|p|table|style|font|span)\b", re.IGNORECASE)
_OF_LETTERS: Final = frozenset({"from", "to", "subject", "date", "received", "message-id"})
_OTHER_LETTER: Final = ("message/rfc822", "message/global", "message/news")


@dataclass(slots=True)
class Faults:
    """What kept parts from being taken, as codes of troubles, each once; and how many may still be taken."""

    left: int
    codes: list[str] = field(default_factory=list)

    def add(self, code: str) -> None:
        """Note a code."""
        if code not in self.codes:
            self.codes.append(code)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: headers with lower-case names as they came, and where in the data its body lies, still encoded."""

    data: Buffer
    start: int
    end: int
    headers: tuple[tuple[str, bytes], ...] = ()
    first: Mapping[str, bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the first header of each name ready."""
        object.__setattr__(self, "first", dict(reversed(self.headers)))

    def header(self, name: str) -> bytes:
        """The first header of that name, empty where there is none."""
        return self.first.get(name, b"")

    def all(self, name: str) -> tuple[bytes, ...]:
        """Every header of that name, from the top."""
        return tuple(value for known, value in self.headers if known == name)

    @property
    def type(self) -> str:
        """The media type in lower case; text/plain where none is given, or multipart/mixed where it looks like one."""
        given = "".join(value_of(self.header("content-type")).split())
        if given.count("/") == 1 and given.strip("/") == given:
            return given
        return "multipart/mixed" if _GUESSED_BOUNDARY.match(self.data, self.start, self.end) else "text/plain"

    @property
    def has_head(self) -> bool:
        """Whether any header says that it is a letter."""
        return not _OF_LETTERS.isdisjoint(self.first)

    @property
    def disposition(self) -> str:
        """inline, attachment or nothing."""
        return value_of(self.header("content-disposition"))

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter within the letter."""
        return self.type in _OTHER_LETTER

    @property
    def begins_as_html(self) -> bool:
        """Whether its body begins with a tag of HTML, which it may without saying so."""
        return bool(_HTML.match(self.data, self.start, self.end))

    @property
    def charset(self) -> str | None:
        """The label of the charset, as given."""
        return self.parameter("charset")

    def parameter(self, name: str) -> str | None:
        """A parameter of its type."""
        return _parameter(self.header("content-type"), name)

    @property
    def filename(self) -> str | None:
        """The name of the file, from the disposition or the type: the first of them that reads without gaps."""
        names = [_parameter(self.header("content-disposition"), "filename"), self.parameter("name")]
        names += [_parameter(self.header("content-disposition"), "name"), self.parameter("filename")]
        found = [one.strip() for one in names if one and one.strip()]
        return next((one for one in found if "\ufffd" not in one and "??" not in one), found[0] if found else None)

    @property
    def way(self) -> str:
        """How the body is encoded, in lower case."""
        return value_of(self.header("content-transfer-encoding"))

    def pieces(self) -> Iterator[bytes]:
        """The decoded body in pieces."""
        return pieces(self.data, self.start, self.end, self.way)

    def content(self, most: int) -> bytes:
        """The decoded body, no more of it than is wanted."""
        whole = bytearray()
        for piece in pieces(self.data, self.start, min(self.end, self.start + 4 * most), self.way):
            whole += piece
            if len(whole) >= most:
                break
        return bytes(whole[:most])


def _parameter(header: bytes, name: str) -> str | None:
    return parameter(b";" + header.partition(b";")[2], name) if b";" in header else None


def take_apart(data: Buffer, start: int = 0, end: int | None = None) -> Part:
    """Headers and body of a letter. A mark of UTF-8 and the line that mailboxes put before it are passed over."""
    end = len(data) if end is None else end
    if end - start <= HEAD and find(data, b"\n", start, end) < 0:  # lines that end as on the first Macintosh
        data, start, end = bytes(data[start:end]).replace(b"\r", b"\n"), 0, end - start
    first = bytes(data[start : min(start + 1024, end)])
    skipped = len(first) - len(first.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    if first[skipped:].startswith((b"From ", b">From ")):
        skipped = first.find(b"\n", skipped) + 1 or skipped
    part = _part(data, start + skipped, end)
    return part if part.headers else Part(data, start + skipped, end)


def _part(data: Buffer, start: int, end: int) -> Part:
    """One part: without headers where it begins with a blank line."""
    if at_once := _NOTHING.match(data, start, end):
        return Part(data, at_once.end(), end)
    last = min(end, start + HEAD)
    blank = _BLANK.search(data, start, last)
    head_end, body = (blank.start() + 1, blank.end()) if blank else (last, last)
    head = bytes(data[start:head_end])
    kept = tuple((name.lower().decode("ascii"), value[:VALUE].rstrip()) for name, value in _fields(head))
    return Part(data, body, end, kept)


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    """Names and values of headers: the first ones, and further down those that matter."""
    if len(head) < _SHORT:
        return _FIELD.findall(head)[:HEADERS]
    found = list(islice(_FIELD.finditer(head), HEADERS))
    if len(found) == HEADERS:
        found += islice(_MATTERS.finditer(head, found[-1].end()), HEADERS)
    return [(one[1], head[one.start(2) : min(one.end(2), one.start(2) + VALUE)]) for one in found]


def leaves(letter: Part, faults: Faults) -> Iterator[Part]:
    """The parts of a letter that are no multipart, in order; a letter within is a leaf too."""
    waiting = [(letter, 0)]
    while waiting:
        part, depth = waiting.pop()
        faults.left -= 1
        if faults.left < 0:
            faults.add("too_many")
            return
        inner = _inner(part, most=faults.left + 1)
        if inner is None:
            yield part
        elif depth >= DEEPEST:
            faults.add("too_deep")
        else:
            waiting.extend((one, depth + 1) for one in reversed(inner))


def _inner(part: Part, *, most: int) -> list[Part] | None:
    """The first ``most`` parts of a multipart; None for a leaf, or for one whose boundary is not to be found."""
    if not part.type.startswith("multipart/"):
        return None
    given = raw_parameter(b";" + part.header("content-type").partition(b";")[2], "boundary")
    guessed = _GUESSED_BOUNDARY.match(part.data, part.start, part.end)
    for boundary in (given, given.rstrip(), guessed[1] if guessed else b""):
        if not 0 < len(boundary) <= LONGEST:
            continue
        marks = _marks(part, boundary)
        if first := next(marks, None):
            spans = islice(_between(chain((first,), marks), part.end), most)
            return [_of_multipart(part, start, end) for start, end in spans]
    return None


def _of_multipart(part: Part, start: int, end: int) -> Part:
    """A part between boundaries; one whose first line is no header has none."""
    has_fields = _FIELD.match(bytes(part.data[start : min(start + 256, end)]))
    one = _part(part.data, start, end) if has_fields or _NOTHING.match(part.data, start, end) else None
    if one is None:
        return Part(part.data, start, end)
    if not one.header("content-type") and part.type == "multipart/digest":
        return Part(one.data, one.start, one.end, (*one.headers, ("content-type", b"message/rfc822")))
    return one


def _between(marks: Iterable[tuple[int, int, bool]], last: int) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, no further than the caller asks; what follows a closing mark is no part."""
    begun: int | None = None
    for start, end, closing in marks:
        if begun is not None:
            yield begun, max(begun, start)
        begun = None if closing else end
    if begun is not None:
        yield begun, last


def _marks(part: Part, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """The lines that are a boundary: where the text before them ends, where what follows begins, whether one closes."""
    line = b"--" + boundary
    for place in _beginnings(part, line):
        if after := _AFTER.match(part.data, place + len(line), part.end):
            before = bytes(part.data[max(part.start, place - 2) : place])
            yield place - (2 if before == b"\r\n" else len(before[-1:])), after.end(), bool(after[1])


def _beginnings(part: Part, line: bytes) -> Iterator[int]:
    """Where lines begin with these bytes."""
    if bytes(part.data[part.start : part.start + len(line)]) == line:
        yield part.start
    place = part.start
    while (place := find(part.data, b"\n" + line, place, part.end)) >= 0:
        yield place + 1
        place += len(line)
