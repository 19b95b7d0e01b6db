"""What a file is, told from its bytes and never from its name: a small table of signatures and a look inside."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casepaper.records import Kind


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind of opener a file needs, and more closely what it is (jpeg, rtf, rar, exe …)."""

    kind: Kind
    what: str


SIGNATURES: Final[tuple[tuple[bytes, Kind, str], ...]] = (
    (b"%PDF-", "pdf", "pdf"),
    (b"\xff\xd8\xff", "picture", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "picture", "png"),
    (b"GIF87a", "picture", "gif"),
    (b"GIF89a", "picture", "gif"),
    (b"II*\x00", "picture", "tiff"),
    (b"MM\x00*", "picture", "tiff"),
    (b"{\\rtf", "doc", "rtf"),
    (b"Rar!\x1a\x07", "unknown", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "unknown", "7z"),
    (b"\x1f\x8b", "unknown", "gzip"),
    (b"\x78\x9f\x3e\x22", "unknown", "tnef"),
    (b"MZ", "unknown", "program"),
    (b"\x7fELF", "unknown", "program"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "unknown", "jpeg2000"),
)
_HEIC: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"}
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("EncryptedPackage", "unknown", "encrypted-office"),
    ("WordDocument", "doc", "doc"),
    ("Workbook", "unknown", "xls"),
    ("PowerPoint Document", "unknown", "ppt"),
    ("__properties_version1.0", "unknown", "msg"),
)
_INSIDE: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("word/document", "docx", "docx"),
    ("OFD.xml", "unknown", "ofd"),
    ("xl/workbook", "unknown", "xlsx"),
    ("ppt/presentation", "unknown", "pptx"),
    ("content.xml", "doc", "odt"),
)
_HEADER = re.compile(
    rb"(?:^|\n)(return-path|received|delivered-to|from|to|cc|subject|date|message-id|mime-version|content-type|reply-to"
    rb"|dkim-signature|sender|x-[\w-]+):",
    re.IGNORECASE,
)
_HEAD = 4096


def sniff(data: bytes) -> Sniffed:
    """The kind of a file by its content. An empty file is ``empty``; what nobody knows is ``unknown``."""
    if not data.strip(b"\x00 \t\r\n"):
        return Sniffed("unknown", "empty")
    if data.startswith(b"PK\x03\x04"):
        return _zip(data)
    if data.startswith(_COMPOUND):
        return _compound(data)
    return _signed(data) or _text(data)


def _signed(data: bytes) -> Sniffed | None:
    """What a signature at its usual place says."""
    for signature, kind, what in SIGNATURES:
        if data.startswith(signature):
            return Sniffed(kind, what)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return Sniffed("picture", "heic")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Sniffed("picture", "webp")
    if data.startswith(b"BM") and data[6:10] == b"\x00\x00\x00\x00":
        return Sniffed("picture", "bmp")
    return Sniffed("pdf", "pdf") if b"%PDF-" in data[:1024] else None


def _zip(data: bytes) -> Sniffed:
    names = _zip_names(data)
    if names is None:
        return Sniffed("docx", "docx") if b"[Content_Types].xml" in data[:_HEAD] else Sniffed("archive", "zip")
    for start, kind, what in _INSIDE:
        if any(name.startswith(start) for name in names):
            return Sniffed(kind, what)
    return Sniffed("archive", "zip")


def _zip_names(data: bytes) -> list[str] | None:
    """Names in the central directory, read without unpacking; None where there is no whole directory."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        return None
    count, size, offset = struct.unpack_from("<HII", data, end + 10)
    place = end - size if end - size >= 0 else offset
    names: list[str] = []
    for _ in range(count):
        if data[place : place + 4] != b"PK\x01\x02" or place + 46 > end:
            return None
        name, extra, comment = struct.unpack_from("<HHH", data, place + 28)
        names.append(data[place + 46 : place + 46 + name].decode("latin-1"))
        place += 46 + name + extra + comment
    return names


def _compound(data: bytes) -> Sniffed:
    for name, kind, what in _STREAMS:
        if name.encode("utf-16-le") in data:
            return Sniffed(kind, "encrypted-office" if what == "doc" and _locked(data) else what)
    return Sniffed("unknown", "ole")


def _locked(data: bytes) -> bool:
    """Whether a Word 97 file has a password: the flag in its information block, which stands in the first sector."""
    return data[512:514] == b"\xec\xa5" and bool(data[523] & 0x01)


def _text(data: bytes) -> Sniffed:
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lower.startswith(b"<?xml") and (
        b"word.document" in lower or b"worddocument" in lower or b"pkg:package" in lower
    ):
        return Sniffed("doc", "word2003xml")
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower[:1024]:
        return Sniffed("doc", "html")
    if _is_letter(head):
        return Sniffed("letter", "eml")
    return Sniffed("text", "text") if _reads(head) else Sniffed("unknown", "unknown")


def _is_letter(head: bytes) -> bool:
    """Whether a text begins as a letter does: a header on its first line and two that letters have."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    first = first if b"\n" in first else first.replace(b"\r", b"\n")
    seen = {name.lower() for name in _HEADER.findall(first.replace(b"\r\n\r\n", b"\n\n").split(b"\n\n")[0])}
    return bool(re.match(rb"(?:From \S+ |[A-Za-z][\w-]*:)", first)) and len(seen) > 1


def _reads(head: bytes) -> bool:
    """Whether bytes read as text: no control characters, and UTF-8 or GB18030 but for a character cut at the end."""
    if any(one < 9 or 13 < one < 32 for one in head if one != 27):  # noqa: PLR2004 - tab to carriage return are text
        return False
    for charset in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(charset)
            except UnicodeDecodeError:
                continue
            return True
    return False
