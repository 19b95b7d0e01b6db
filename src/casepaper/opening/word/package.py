"""The zip of a Word file: parts by name, unpacked within limits; XML without entities, network or huge trees."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from casepaper.opening.word.names import STRICT

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from casepaper.opening.limits import Limits

SAYS = {
    "encrypted": "{file}设有密码，请去掉密码后再报送。",
    "too_large": "{file}解压后过大，不像正常的文档，未予打开。",
}

_LOCKED = 0x1
_SMALL = 64 * 1024
_LOCAL_HEADER, _LOCAL_LENGTHS = 30, 26
_APPLICATION = re.compile(rb"<(?:\w{1,20}:)?(Application|AppVersion)>([^<]{0,200})<")
_CUSTOM = re.compile(
    rb'<(?:\w{1,20}:)?property\b[^<>]{0,400}?\bname="([^"<>]{1,100})"[^<>]{0,400}>\s{0,100}<vt:\w{1,20}>([^<]{0,200})<'
)


class PackageError(Exception):
    """Why a Word file was not opened: a code for programs and a Chinese sentence with {file} in it."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
        self.says = says


BROKEN: Final = "{file}已损坏，无法打开，请重新保存后再报送。"


class Package:
    """An opened Word file. Parts are read on demand; every one counts towards the same total."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data, self._limits = data, limits
        self._left = limits.total_bytes
        try:
            self._parts = ZipFile(BytesIO(data)).NameToInfo
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise PackageError("broken", BROKEN) from error

    def part(self, name: str, *, most: int | None = None) -> bytes | None:
        """The bytes of a part, None where there is none; PackageError where it is locked, broken or too large."""
        info = self._parts.get(name)
        if info is None:
            return None
        if info.flag_bits & _LOCKED:
            raise PackageError("encrypted", SAYS["encrypted"])
        most = min(most or self._limits.member_bytes, self._left)
        try:
            data = self._unpack(info, most + 1)
        except (struct.error, zlib.error) as error:
            raise PackageError("broken", BROKEN) from error
        if len(data) > most or len(data) > max(info.compress_size, 1) * self._limits.ratio + _SMALL:
            raise PackageError("too_large", SAYS["too_large"])
        self._left -= len(data)
        return data

    def _unpack(self, info: ZipInfo, most: int) -> bytes:
        """At most so many bytes of a part, straight from the file: four times as fast as a stream of zipfile."""
        name, extra = struct.unpack_from("<HH", self._data, info.header_offset + _LOCAL_LENGTHS)
        start = info.header_offset + _LOCAL_HEADER + name + extra
        packed = self._data[start : start + info.compress_size]
        if info.compress_type == ZIP_STORED:
            data = packed[:most]
        elif info.compress_type == ZIP_DEFLATED:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
        else:
            raise PackageError("broken", BROKEN)
        if len(data) < most and zlib.crc32(data) != info.CRC:
            raise PackageError("broken", BROKEN)
        return data

    def xml(self, name: str) -> bytes | None:
        """The bytes of an XML part, Strict names brought to the usual ones."""
        data = self.part(name, most=self._limits.xml_bytes)
        if data is not None and b"http://purl.oclc.org/ooxml/" in data:
            for strict, usual in STRICT:
                data = data.replace(strict, usual)
        return data

    def main(self) -> str:
        """The name of the part that holds the text."""
        if "word/document.xml" in self._parts:
            return "word/document.xml"
        for kind, target in self.relations("").values():
            if kind.endswith("/officeDocument"):
                return target
        raise PackageError("broken", BROKEN)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to inside the file: id → (type, name of the part). What lies outside is no part of it."""
        folder, _, base = part.rpartition("/")
        data = self.xml(join(folder, "_rels", f"{base}.rels"))
        if data is None:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", ""), _target(part, one.get("Target", "")))
            for one in parse(data)
            if isinstance(one.tag, str)
        }

    def properties(self) -> dict[str, str]:
        """Which program wrote the file (application, appversion) and its custom properties, by name."""
        app, custom = self.part("docProps/app.xml") or b"", self.part("docProps/custom.xml") or b""
        found = {name.decode().lower(): value for name, value in _APPLICATION.findall(app)}
        found |= {name.decode("utf-8", "replace"): value for name, value in _CUSTOM.findall(custom)}
        return {name: value.decode("utf-8", "replace") for name, value in found.items()}


def careful_parser() -> etree.XMLParser:
    """A parser that expands nothing, fetches nothing, and gives up on trees of a depth or size beyond reason."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def parse(data: bytes) -> etree._Element:
    """The root of an XML part. Raises PackageError for a document type (entities) or for what is no XML."""
    try:
        root = etree.fromstring(data, careful_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data[:2048]:
            raise PackageError("entities", _ENTITIES) from error
        raise PackageError("broken", BROKEN) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageError("entities", _ENTITIES)
    return root


_ENTITIES: Final = "{file}含有实体定义，正常的文档不会有，为安全起见未予打开。"


def _target(part: str, target: str) -> str:
    """The name of the part that a relation of a part points to."""
    return target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
