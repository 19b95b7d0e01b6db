"""What the parts of a letter are: texts, files, reports of delivery; packets of Outlook and uuencode opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from casepaper.opening.letter import tnef
from casepaper.opening.letter.charsets import decode, decode_html
from casepaper.opening.letter.endings import ending_of, type_of
from casepaper.opening.letter.headers import decode_header
from casepaper.opening.letter.parts import Part, leaves, take_apart
from casepaper.opening.letter.transfer import uu_files
from casepaper.opening.limits import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepaper.opening.letter.parts import Faults
    from casepaper.opening.limits import Limits

TEXT: Final = 4 * 1024 * 1024  # bytes of a text that are read
_REPORTS: Final = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report", "text/rfc822-headers"}
    | {"message/global-delivery-status", "message/global-disposition-notification", "message/global-headers"}
)
#: Other versions of a text for programs that nobody here has, and the second halves of Macintosh files.
_NO_FILES: Final = frozenset(
    {"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext", "text/calendar", "application/applefile"}
)
_CID = re.compile(r"""cid:([^"'\s>)]+)""", re.IGNORECASE)
_FORWARDED: Final = "转发邮件"
_STUB = re.compile(
    r"(?:不支持|无法显示|请(?:使用|用)支持|do(?:es not|esn't) support|HTML[- ]?(?:enabled|capable)"
    r"|view (?:this|it) in HTML).{0,80}$|^this is a multi-?part message",
    re.IGNORECASE,
)
_LONGEST_STUB: Final = 200
_DEEPEST_PACKET: Final = 3
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a letter: a part of it, or bytes that were packed into one. ``letter``: it is a letter within."""

    name: str
    type: str
    source: Part | bytes
    inline: bool = False
    letter: bool = False
    renamed: bool = False

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, decoded in pieces."""
        return iter((self.source,)) if isinstance(self.source, bytes) else self.source.pieces()

    def opened(self, limits: Limits) -> Part:
        """The letter that it is, taken apart; one that is encoded is decoded up to the limit of a member."""
        if isinstance(self.source, bytes):
            return take_apart(self.source)
        if self.source.way in {"base64", "quoted-printable", "x-uuencode"} or not self.source.is_letter:
            return take_apart(self.source.content(limits.member_bytes))
        return take_apart(self.source.data, self.source.start, self.source.end)


@dataclass(slots=True)
class Contents:
    """The texts of a letter in order, plain ones and those of HTML, its files, and the parts of a report."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    reports: list[Part] = field(default_factory=list)


def contents(letter: Part, limits: Limits, faults: Faults) -> Contents:
    """What a letter holds. Letters within are files; what they hold is asked of them."""
    found = Contents()
    reporting = letter.type == "multipart/report"
    for part in leaves(letter, faults):
        if part.type in _REPORTS or (reporting and part.is_letter):
            found.reports.append(part)
        else:
            _take(part, found, limits)
    shown_in_text = _shown_in_text(found.html)
    found.files = [_placed(one, shown_in_text, html=bool(found.html)) for one in found.files]
    return found


def _take(part: Part, found: Contents, limits: Limits) -> None:
    kind, filename = part.type, part.filename
    kind = "text/plain" if kind.startswith("multipart/") else kind  # one of which no boundary was found
    attached = bool(filename) or part.disposition == "attachment"
    if kind in {"application/ms-tnef", "application/vnd.ms-tnef"} or (filename or "").lower() == "winmail.dat":
        _unpack(part, found, limits)
    elif part.is_letter:
        within = File("", kind, part, letter=True)
        subject = decode_header(within.opened(limits).header("subject"))
        found.files.append(_named(within, filename or f"{subject or _FORWARDED}.eml"))
    elif kind in _NO_FILES and not attached:
        return
    elif attached or kind not in {"text/plain", "text/html"}:
        name = filename or f"附件{len(found.files) + 1}{ending_of(kind)}"
        letter = name.lower().endswith(".eml") and not kind.startswith("image/")
        found.files.append(_named(File("", kind, part, letter=letter), name))
    elif kind == "text/html" or (not part.header("content-type") and part.begins_as_html):
        found.html.append(decode_html(part.content(TEXT), part.charset))
    else:
        _take_text(part, found)


def _take_text(part: Part, found: Contents) -> None:
    """A plain text, and the files that were uuencoded into it."""
    data, files = uu_files(part.content(TEXT))
    for raw, packed in files:
        name = decode_header(raw)
        kind = type_of(name)
        found.files.append(_named(File("", kind, packed), name))
    text = decode(data, part.charset)
    found.plain.append(_unflowed(text, part) if b"flowed" in part.header("content-type").lower() else text)


def _unflowed(text: str, part: Part) -> str:
    """Lines of format=flowed joined to paragraphs (RFC 3676); quoted lines and the line of a signature stay lines."""
    glue = "" if (part.parameter("delsp") or "").lower() == "yes" else " "
    paragraphs: list[list[str]] = []
    open_line = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        quoted = raw.startswith(">")
        line = raw.removeprefix(" ")
        flows = line.endswith(" ") and line != "-- " and not quoted
        if not open_line or quoted or line == "-- ":
            paragraphs.append([])
        paragraphs[-1].append(line[:-1] + glue if flows else line)
        open_line = flows
    return "\n".join(map("".join, paragraphs))


def _unpack(part: Part, found: Contents, limits: Limits) -> None:
    """What lies in a packet of Outlook; a packet that holds nothing readable stays a file."""
    packet = tnef.unpack(part.content(limits.member_bytes))
    if packet.text:
        found.plain.append(packet.text)
    if packet.html:
        found.html.append(decode_html(packet.html, packet.codepage))
    found.files += _packed(packet, prefix="", depth=0)
    if not (packet.files or packet.text or packet.html):
        found.files.append(_named(File("", part.type, part), part.filename or "winmail.dat"))


def _packed(packet: tnef.Packet, *, prefix: str, depth: int) -> Iterator[File]:
    for number, one in enumerate(packet.files, 1):
        name = one.name or f"附件{number}{ending_of(one.type)}"
        if one.letter and depth < _DEEPEST_PACKET:
            inner = tnef.unpack(one.data)
            yield from _packed(inner, prefix=f"{prefix}{_clean(name)}.eml/", depth=depth + 1)
            continue
        kind = one.type if "/" in one.type else type_of(name)
        file = _named(File("", kind, one.data), name)
        yield replace(file, name=prefix + file.name)


def _named(file: File, name: str) -> File:
    plain = _clean(name)
    return replace(file, name=plain, renamed=plain != name)


def _clean(name: str) -> str:
    """A name of a file and no more: of a path its end; control and direction-turning characters taken out."""
    parts = [one for one in re.split(r"[/\\]", name) if one.strip(" .")]
    absolute = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or bool(_DRIVE.match(name))
    return shown(parts[-1] if absolute and parts else "_".join(parts))


def _shown_in_text(html: list[str]) -> frozenset[str]:
    """The identifiers of pictures that the HTML shows in its place."""
    return frozenset(unquote(one) for text in html for one in _CID.findall(text))


def _placed(file: File, referred: frozenset[str], *, html: bool) -> File:
    """The file, told whether it came inside the text: the HTML refers to it, or its own headers say so."""
    if not file.type.startswith("image/") or isinstance(file.source, bytes):
        return file
    identifier = decode_header(file.source.header("content-id")).strip("<> ")
    if not identifier:
        return file
    said = file.source.disposition == "inline" or (not html and file.source.disposition != "attachment")
    return replace(file, inline=identifier in referred or said)


def readable(found: Contents) -> tuple[list[str], bool]:
    """The texts to read, and whether they are HTML: the plain ones, unless they are empty or only say to look there."""
    plain = [one for one in found.plain if one.strip() and not (found.html and _is_stub(one))]
    return (plain, False) if plain else (found.html, True)


def _is_stub(text: str) -> bool:
    flat = " ".join(text.split())
    return len(flat) <= _LONGEST_STUB and bool(_STUB.search(flat))
