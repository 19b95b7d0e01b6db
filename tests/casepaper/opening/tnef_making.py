"""Writes Outlook's attachment packets (TNEF) for the tests, as little of them as Outlook needs."""

from __future__ import annotations

import struct

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"
CODEPAGE, TEXT, MAPI = 0x00069007, 0x0002800C, 0x00069003
NEXT_FILE, TITLE, DATA, FILE_MAPI = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
LONG_NAME, MIME_TYPE, BYTES, BODY, HTML = 0x3707, 0x370E, 0x3701, 0x1000, 0x1013
OBJECT, STRING, UNICODE, BINARY, LONG = 0x0D, 0x1E, 0x1F, 0x102, 0x03


def attribute(key: int, value: bytes, level: int = 2) -> bytes:
    """An attribute with its length and checksum."""
    return bytes([level]) + struct.pack("<II", key, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def prop(key: int, kind: int, value: bytes, *, name: bytes = b"") -> bytes:
    """A property; one above 0x8000 has a name."""
    if kind == LONG:
        return struct.pack("<HH", kind, key) + name + value
    padded = value + bytes(-len(value) % 4)
    return struct.pack("<HH", kind, key) + name + struct.pack("<II", 1, len(value)) + padded


def named_by_number() -> bytes:
    """The name of a named property: a GUID, the kind of name, a number."""
    return bytes(16) + struct.pack("<II", 0, 0x8501)


def named_by_word(word: str) -> bytes:
    """The name of a named property: a GUID, the kind of name, a word."""
    data = word.encode("utf-16-le") + b"\x00\x00"
    return bytes(16) + struct.pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)


def props(*properties: bytes) -> bytes:
    """Properties with their count."""
    return struct.pack("<I", len(properties)) + b"".join(properties)


def packed_file(title: bytes, data: bytes, *properties: bytes) -> bytes:
    """The attributes of a file."""
    mapi = attribute(FILE_MAPI, props(*properties)) if properties else b""
    return attribute(NEXT_FILE, bytes(14)) + attribute(TITLE, title + b"\x00") + attribute(DATA, data) + mapi


def packet(*attributes: bytes, codepage: int = 936) -> bytes:
    """A whole packet."""
    return SIGNATURE + attribute(CODEPAGE, struct.pack("<II", codepage, 0), 1) + b"".join(attributes)
