"""ZIP archives: their files in order, with names in GBK or UTF-8, unpacked within limits; nothing touches the disk."""

from __future__ import annotations

import stat
import struct
import zlib
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from casepaper.opening.limits import shown, trouble
from casepaper.records import Opened, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

    from casepaper.opening.limits import Limits
    from casepaper.records import Trouble

_ENCRYPTED, _UTF_8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_PIECE = 1 << 18
_SMALL = 1 << 20
# What operating systems and programs leave behind.
_LITTER: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "~$", "._")
_SAYS: Final = {
    "broken": "压缩包{file}已损坏或不完整，请重新打包后再报送。",
    "encrypted": "{file}在压缩包里设有密码，请去掉密码后重新打包报送。",
    "unsafe_path": "{file}的路径指向压缩包之外，为安全起见未予解压。",
    "link": "{file}是链接而不是文件，未予解压，请放入文件本身。",
    "too_large": "{file}解压后过大，不像正常的材料，未予解压。",
    "too_many": "压缩包{file}内的文件超过 {most} 个，多出的未予解压。",
    "bad_member": "压缩包里的{file}已损坏，无法取出。",
    "packing": "{file}的压缩方式少见，无法取出，请用普通的 ZIP 格式重新打包。",
    "renamed": "{file}的文件名含有控制字符或反向书写字符，已去掉。",
}


def open_archive(source: Source, limits: Limits) -> Opened:
    """The files of a ZIP as members named ``a.zip/folder/b.docx``; a trouble for each one that is refused.

    Troubles: ``broken``, ``encrypted``, ``unsafe_path``, ``link``, ``too_large``, ``too_many``, ``bad_member``,
    ``packing`` (a rare way of packing), and ``renamed``, which is only a remark.
    """
    digest = sha256(source.data).hexdigest()
    try:
        archive = ZipFile(BytesIO(source.data))
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return Opened(source.name, digest, "archive", trouble=(_trouble(source.name, "broken"),))
    unpacking = _Unpacking(source.name, archive, limits)
    members = tuple(unpacking.members())
    return Opened(source.name, digest, "archive", members=members, trouble=tuple(unpacking.troubles))


class _Unpacking:
    """One pass over an archive with a running total."""

    def __init__(self, name: str, archive: ZipFile, limits: Limits) -> None:
        self._name, self._archive, self._limits = name, archive, limits
        self._left = limits.total_bytes
        self.troubles: list[Trouble] = []

    def members(self) -> Iterator[Source]:
        seen = 0
        for info in self._archive.infolist():
            name = member_name(info)
            if info.is_dir() or name.endswith("/") or _is_litter(name):
                continue
            seen += 1
            if seen > self._limits.members:
                says = _SAYS["too_many"].replace("{most}", str(self._limits.members))
                self.troubles.append(trouble(self._name, "too_many", says))
                return
            data = self._data(info, name)
            if data is not None:
                yield Source(f"{self._name}/{self._clean(name)}", data)

    def _data(self, info: ZipInfo, name: str) -> bytes | None:
        """The bytes of a member, or None with a trouble said."""
        code = _refusal(info, name) or ("too_large" if self._too_large(info.file_size, info) else None)
        data = None
        if code is None:
            data, code = self._unpack(info)
        if code is not None:
            self.troubles.append(_trouble(f"{self._name}/{name}", code))
        return data

    def _unpack(self, info: ZipInfo) -> tuple[bytes | None, str | None]:
        """Unpack piece by piece: what a header says of its size is not believed."""
        pieces: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if self._too_large(size, info):
                        return None, "too_large"
                    pieces.append(piece)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error):
            return None, "bad_member"
        self._left -= size
        return b"".join(pieces), None

    def _too_large(self, size: int, info: ZipInfo) -> bool:
        most = min(self._limits.member_bytes, self._left)
        return size > most or size > _SMALL + info.compress_size * self._limits.ratio

    def _clean(self, name: str) -> str:
        """The name to show, each step of its path cleaned; said where that changed it."""
        clean = "/".join(shown(step) for step in name.split("/") if step not in {"", "."})
        if any(shown(step) != step for step in name.split("/") if step not in {"", "."}):
            self.troubles.append(_trouble(f"{self._name}/{clean}", "renamed"))
        return clean


def member_name(info: ZipInfo) -> str:
    """The name of a member: its Unicode path if it has one, UTF-8 where it says so, else GB18030 as in China."""
    raw = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF_8 else "cp437", "surrogateescape")
    unicode_path = _unicode_path(info.extra, raw)
    if unicode_path is not None:
        name = unicode_path
    elif info.flag_bits & _UTF_8:
        name = info.orig_filename
    else:
        name = _decoded(raw)
    return name.replace("\\", "/")


def _decoded(raw: bytes) -> str:
    """UTF-8 if the bytes are that (macOS writes it without saying so), else GB18030, else what can be had of it."""
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The Info-ZIP Unicode path, if there is one and it was written for this very name."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        field = extra[place + 4 : place + 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):  # noqa: PLR2004
            return field[5:].decode("utf-8", "replace")
        place += 4 + size
    return None


def _refusal(info: ZipInfo, name: str) -> str | None:
    """Why a member is not unpacked, judged by its entry alone."""
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return "packing"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link"
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or (len(steps[0]) > 1 and steps[0][1] == ":"):
        return "unsafe_path"
    return None


def _is_litter(name: str) -> bool:
    base = name.rstrip("/").rpartition("/")[2]
    return name.startswith("__MACOSX/") or base.startswith(_LITTER)


def _trouble(name: str, code: str) -> Trouble:
    return trouble(name, code, _SAYS[code])
