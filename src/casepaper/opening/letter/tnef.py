"""Outlook's attachment packet (winmail.dat, TNEF): the files in it under their Chinese names, and the text."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.charsets import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
# The attributes of MS-OXTNEF that are read …
_TEXT, _CODEPAGE, _MAPI = 0x0002800C, 0x00069007, 0x00069003
_NEXT_FILE, _FILE_TITLE, _FILE_DATA, _FILE_MAPI = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_OF_FILES: Final = frozenset({_FILE_TITLE, _FILE_DATA, _FILE_MAPI})
# … and the properties of MS-OXPROPS.
_BODY, _BODY_HTML = 0x1000, 0x1013
_FILE_BYTES, _SHORT_NAME, _LONG_NAME, _FILE_TYPE, _DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x370E, 0x3001
_OBJECT, _STRING, _UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_VARIABLE: Final = frozenset({_OBJECT, _STRING, _UNICODE, _BINARY})
_FIXED: Final = {
    0x01: 4,
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x0A: 4,
    0x0B: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_MANY, _NAMED, _GUID = 0x1000, 0x8000, 16
_MOST: Final = 10_000


@dataclass(slots=True)
class Packed:
    """A file in the packet. ``letter``: it is a message of Outlook's own, whose files lie in a packet of their own."""

    name: str = ""
    type: str = ""
    data: bytes = b""
    letter: bool = False
    titled: bool = False


@dataclass(slots=True)
class Packet:
    """What a packet holds; ``text`` and ``html`` are empty where the letter has its text outside of it."""

    files: list[Packed] = field(default_factory=list)
    text: str = ""
    html: bytes = b""
    codepage: str = ""


def unpack(data: bytes) -> Packet:
    """The files and the text of a packet. A damaged packet gives what stands before the damage."""
    packet = Packet()
    for attribute, value in _attributes(data):
        if attribute == _CODEPAGE and len(value) >= 4:  # noqa: PLR2004 – a number of four bytes
            packet.codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif attribute == _TEXT:
            packet.text = packet.text or decode(value.rstrip(b"\x00"), packet.codepage)
        elif attribute == _MAPI:
            _take_message(packet, value)
        elif attribute == _NEXT_FILE and len(packet.files) < _MOST:
            packet.files.append(Packed())
        elif attribute in _OF_FILES and len(packet.files) < _MOST:
            if not packet.files or (attribute == _FILE_TITLE and packet.files[-1].titled):
                packet.files.append(Packed())
            _take_file(packet.files[-1], attribute, value, packet.codepage)
    return packet


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Level (1), attribute (4), length (4), value, checksum (2), after a signature (4) and a key (2)."""
    place = 6
    while data.startswith(SIGNATURE) and place + 9 <= len(data):
        attribute, length = struct.unpack_from("<II", data, place + 1)
        yield attribute, data[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _take_message(packet: Packet, value: bytes) -> None:
    for key, kind, one in _properties(value):
        if key == _BODY:
            packet.text = _string(kind, one, packet.codepage) or packet.text
        elif key == _BODY_HTML:
            packet.html = _string(kind, one, packet.codepage).encode() if kind in {_STRING, _UNICODE} else one


def _take_file(file: Packed, attribute: int, value: bytes, codepage: str) -> None:
    if attribute == _FILE_TITLE:
        file.name, file.titled = file.name or decode(value.rstrip(b"\x00"), codepage), True
    elif attribute == _FILE_DATA:
        file.data = value
    elif attribute == _FILE_MAPI:
        known = {key: (kind, one) for key, kind, one in _properties(value)}
        names = (_string(*known[key], codepage) for key in (_LONG_NAME, _DISPLAY_NAME, _SHORT_NAME) if key in known)
        file.name = next(filter(None, names), file.name)
        if _FILE_TYPE in known:
            file.type = _string(*known[_FILE_TYPE], codepage).lower()
        if _FILE_BYTES in known:
            kind, one = known[_FILE_BYTES]
            file.data = one[_GUID:] if kind == _OBJECT else one
            file.letter = file.data.startswith(SIGNATURE)


def _string(kind: int, value: bytes, codepage: str) -> str:
    return (value.decode("utf-16-le", "replace") if kind == _UNICODE else decode(value, codepage)).rstrip("\x00")


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Key, kind and first value of each property. A kind that is not known ends the list: its length is not known."""
    try:
        (count,), place = struct.unpack_from("<I", value), 4
        for _ in range(min(count, _MOST)):
            kind, key = struct.unpack_from("<HH", value, place)
            place = _after_name(value, place + 4) if key >= _NAMED else place + 4
            many, kind = kind & _MANY, kind & ~_MANY
            values = 1
            if many or kind in _VARIABLE:
                (values,), place = struct.unpack_from("<I", value, place), place + 4
            for number in range(min(values, _MOST)):
                size = _FIXED.get(kind, -1)
                if kind in _VARIABLE:
                    (size,), place = struct.unpack_from("<I", value, place), place + 4
                if size < 0 or place + size > len(value):
                    return
                if number == 0:
                    yield key, kind, value[place : place + size]
                place += size + -size % 4
    except struct.error:
        return


def _after_name(value: bytes, place: int) -> int:
    """Past the name of a named property: a GUID, then a number, or a name with its length."""
    (kind,) = struct.unpack_from("<I", value, place + _GUID)
    if kind == 0:
        return place + _GUID + 8
    length = int(struct.unpack_from("<I", value, place + _GUID + 4)[0])
    return place + _GUID + 8 + length + -length % 4
