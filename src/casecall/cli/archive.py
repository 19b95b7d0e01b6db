"""The archive of a backup: one tar with a manifest of hashes, read again before it counts as written."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "manifest.json"
FORMAT = 1
STEP = 1024 * 1024


class Damaged(ValueError):  # noqa: N818 - it says what the archive is
    """Raised for an archive that is not one of ours, or not whole; the message is a sentence for people."""


@dataclass
class Writer:
    """Adds members to a tar and remembers their hashes for the manifest, which is the last member."""

    tar: tarfile.TarFile
    hashes: dict[str, str]

    def add(self, path: Path, name: str) -> str:
        """Add a file under a name; its hash as it went in."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = path.stat().st_size, 0o600
        with path.open("rb") as source:
            reader = _Hashing(source.read)
            self.tar.addfile(info, reader)
        self.hashes[name] = reader.hexdigest()
        return self.hashes[name]

    def close(self, **about: Any) -> None:
        """Add the manifest."""
        text = json.dumps({"format": FORMAT, **about, "members": self.hashes}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self.tar.addfile(info, io.BytesIO(text))


class _Hashing:
    """A reader that hashes what passes through it."""

    def __init__(self, read: Any) -> None:
        self._read, self._digest = read, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._read(size)
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def check(path: Path) -> dict[str, Any]:
    """Read a whole archive and compare every member with the manifest, which is given. Raises Damaged."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    for info, pieces in members(path):
        if info.name == MANIFEST:
            with _judged():
                manifest = json.loads(b"".join(pieces))
            continue
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        found[info.name] = digest.hexdigest()
    if manifest is None or manifest.get("format") != FORMAT:
        raise Damaged("不是本软件的备份文件，或备份未写完")
    if manifest["members"] != found:
        wrong = sorted(set(manifest["members"].items()) ^ set(found.items()))
        raise Damaged(f"备份文件已损坏：{wrong[0][0]}")
    return manifest


def members(path: Path) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes]]]:
    """The members of an archive in turn, each with its bytes in pieces. Raises Damaged for what is no safe file."""
    with _judged(), tarfile.open(path) as tar:
        for info in tar:
            steps = PurePosixPath(info.name)
            if not info.isfile() or steps.is_absolute() or ".." in steps.parts:
                raise Damaged(f"备份文件中有不应有的成员：{info.name!r}")
            yield info, _pieces(tar, info)


def _pieces(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    with _judged():
        source = tar.extractfile(info)
        while source and (piece := source.read(STEP)):
            yield piece


@contextmanager
def _judged() -> Iterator[None]:
    """What tar or JSON has to complain of, as a sentence for people."""
    try:
        yield
    except (tarfile.TarError, EOFError, json.JSONDecodeError) as wrong:
        raise Damaged(f"备份文件无法读取：{wrong}") from wrong
