"""From paths to applications: which paths are one application, and the files that belong to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from casepaper.gathering.roles import natural
from casepaper.opening.limits import Limits, trouble
from casepaper.records import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casepaper.records import Trouble

#: Files that systems leave behind and nobody sends.
LEFT_BEHIND: Final = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
NOT_FOUND: Final = "找不到文件或文件夹{file}。"
NOT_READABLE: Final = "文件{file}无法读取：{why}。"
TOO_LARGE: Final = "文件{file}超过 {most} MB，没有读取。"
TOO_MANY: Final = "文件夹{file}里的文件超过 {most} 个，其余没有读取。"


def applications(paths: Iterable[Path], *, inbox: bool) -> list[Path]:
    """The paths that are one application each: those given, or, of an inbox, each of its entries in natural order."""
    return [one for path in paths for one in (_entries(path) if inbox and path.is_dir() else [path])]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted((one for one in folder.iterdir() if _wanted(one)), key=lambda one: natural(one.name))
    except OSError:
        return [folder]


def _wanted(path: Path) -> bool:
    """Whether a name is one that somebody sent: not hidden, not a lock file of Word, no link leading elsewhere."""
    name = path.name
    return not name.startswith((".", "~$")) and name.lower() not in LEFT_BEHIND and not path.is_symlink()


def sources_of(path: Path, *, limits: Limits | None = None) -> tuple[tuple[Source, ...], tuple[Trouble, ...]]:
    """The files of one application, and a trouble for each that could not be read. Links are not followed.

    Names are relative to the application's folder; a single file has its own.
    """
    limits = limits or Limits()
    sources: list[Source] = []
    troubles: list[Trouble] = []
    total = 0
    for place, (name, file) in enumerate(_files(path)):
        if place >= limits.members:
            troubles.append(trouble(path.name, "many", TOO_MANY.replace("{most}", str(limits.members))))
            break
        found = _read(name, file, most=min(limits.file_bytes, limits.total_bytes - total))
        if isinstance(found, Source):
            total += len(found.data)
            sources.append(found)
        else:
            troubles.append(found)
    return tuple(sources), tuple(troubles)


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        yield path.name, path
        return
    for folder, folders, files in os.walk(path, followlinks=False):
        here = path.__class__(folder)
        folders[:] = sorted((one for one in folders if _wanted(here / one)), key=natural)
        for name in sorted(files, key=natural):
            if _wanted(here / name):
                yield (here / name).relative_to(path).as_posix(), here / name


def _read(name: str, file: Path, *, most: int) -> Source | Trouble:
    try:
        if not file.is_file():
            return trouble(name, "missing", NOT_FOUND)
        if file.stat().st_size > most:
            return trouble(name, "large", TOO_LARGE.replace("{most}", str(Limits().file_bytes // 1024 // 1024)))
        return Source(name, file.read_bytes())
    except OSError as error:
        return trouble(name, "unreadable", NOT_READABLE.replace("{why}", error.strerror or str(error)))
