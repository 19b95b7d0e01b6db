"""The words that a photo carries inside it: IPTC (IIM 4.2) for old programs, XMP for all others, saying the same."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from casepress.presskit.records import clean

_UTF8: Final = b"\x1b%G"
_CHARSET, _VERSION = (1, 90), (2, 0)
#: Records of IIM with the most bytes that each may have.
_RECORDS: Final = (
    ("headline", (2, 105), 256),
    ("caption", (2, 120), 2000),
    ("credit", (2, 110), 32),
    ("source", (2, 115), 32),
    ("usage", (2, 40), 256),
    ("reference", (2, 103), 32),
)
_IPTC, _IPTC_DIGEST = 0x0404, 0x0425  # resources of Photoshop's block
_PACKET: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
    '{plain}>{worded}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_WORDED: Final = '<{0}><rdf:Alt><rdf:li xml:lang="x-default">{1}</rdf:li></rdf:Alt></{0}>'


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a photo: ``source`` gave it, ``usage`` says on what terms, ``reference`` is its case's number."""

    headline: str = ""
    caption: str = ""
    alt: str = ""
    credit: str = ""
    source: str = ""
    usage: str = ""
    reference: str = ""


def iptc(label: Label) -> bytes:
    """The label as IIM records in UTF-8; what is too long for a record is cut at a character (XMP has it whole)."""
    made = _record(_CHARSET, _UTF8) + _record(_VERSION, b"\x00\x04")
    for name, key, most in _RECORDS:
        if text := clean(getattr(label, name)):
            made += _record(key, text.encode()[:most].decode(errors="ignore").encode())
    return made


def photoshop(label: Label) -> bytes:
    """The IIM records as Photoshop's resource block, with the digest by which readers know that they are in step."""
    records = iptc(label)
    digest = hashlib.md5(records, usedforsecurity=False).digest()
    return b"Photoshop 3.0\x00" + _resource(_IPTC, records) + _resource(_IPTC_DIGEST, digest)


def xmp(label: Label) -> bytes:
    """The label as an XMP packet in UTF-8, read-only and without padding."""
    plain = "".join(
        f" {name}={quoteattr(clean(value))}"
        for name, value in (
            ("photoshop:Headline", label.headline),
            ("photoshop:Credit", label.credit),
            ("photoshop:Source", label.source),
            ("photoshop:TransmissionReference", label.reference),
        )
        if value
    )
    worded = "".join(
        _WORDED.format(name, escape(clean(value)))
        for name, value in (
            ("dc:description", label.caption),
            ("xmpRights:UsageTerms", label.usage),
            ("Iptc4xmpCore:AltTextAccessibility", label.alt),
        )
        if value
    )
    return _PACKET.format(plain=plain, worded=worded).encode()


def orientation_only(orientation: int, *, adobe_rgb: bool = False) -> bytes:
    """The few things of an EXIF block that change how a picture is shown: which way is up, and whether it is Adobe RGB.

    Empty where both are as everybody takes them to be.
    """
    upright = orientation not in range(2, 9)
    if upright and not adobe_rgb:
        return b""
    turn = struct.pack(">HHIHH", 0x0112, 3, 1, 1 if upright else orientation, 0)
    head = b"Exif\x00\x00MM\x00*" + struct.pack(">I", 8)
    if not adobe_rgb:
        return head + struct.pack(">H", 1) + turn + bytes(4)
    first = 8 + 2 + 2 * 12 + 4  # where the second directory begins
    second = first + 2 + 2 * 12 + 4
    pointer = struct.pack(">HHII", 0x8769, 4, 1, first)
    space = struct.pack(">HHIHH", 0xA001, 3, 1, 0xFFFF, 0) + struct.pack(">HHII", 0xA005, 4, 1, second)
    index = struct.pack(">HHI4s", 0x0001, 2, 4, b"R03\x00")
    pieces = ((2, turn + pointer), (2, space), (1, index))
    return head + b"".join(struct.pack(">H", count) + entries + bytes(4) for count, entries in pieces)


def _record(key: tuple[int, int], value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, *key, len(value)) + value


def _resource(number: int, value: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(value)) + value + bytes(len(value) % 2)
