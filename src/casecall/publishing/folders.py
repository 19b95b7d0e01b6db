"""Writes a folder beside, whole and on disk, and puts it in the place of the old one in one step."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import secrets
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LEFT_AFTER = 3600  # seconds
MANIFEST = "manifest.json"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def beside(target: Path) -> Path:
    """The name of a new folder beside the target; what broken runs left there goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    return target.parent / f".new-{target.name}-{secrets.token_hex(6)}"


def manifest_of(files: Mapping[str, tuple[str, int]]) -> bytes:
    """The manifest of files: the SHA-256 and size of each, by path."""
    rows = {name: {"sha256": sha256, "size": size} for name, (sha256, size) in sorted(files.items())}
    return (json.dumps({"schema": 1, "files": rows}, indent=1) + "\n").encode()


def files_in(folder: Path) -> Mapping[str, tuple[str, int]]:
    """What the manifest of a folder names: path → SHA-256 and size. Empty where there is none."""
    try:
        rows = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError):
        return {}
    return {name: (row["sha256"], row["size"]) for name, row in rows.items()}


def to_disk(folder: Path) -> None:
    """Wait until all that was written is on disk: the whole file system at once, else file by file."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _syncfs(handle):
            return
    finally:
        os.close(handle)
    for path in folder.rglob("*"):
        _sync(path)


def put_in_place(beside: Path, target: Path) -> None:
    """Put the new folder where the old one is. A reader finds the old or the new one, whole, and never half of one."""
    if target.exists():
        if not _exchange(beside, target):
            aside = beside.with_name(f".old-{target.name}-{secrets.token_hex(6)}")
            target.rename(aside)
            beside.rename(target)
            beside = aside
        _sync(target.parent)
        shutil.rmtree(beside, ignore_errors=True)
    else:
        beside.rename(target)
        _sync(target.parent)


def take_away(target: Path) -> None:
    """Remove a folder in one step: out of sight first, then piece by piece."""
    if target.exists():
        aside = target.parent / f".old-{target.name}-{secrets.token_hex(6)}"
        target.rename(aside)
        _sync(target.parent)
        shutil.rmtree(aside, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove what a run that was broken off left beside the target."""
    for mark in (".new", ".old"):
        for left in target.parent.glob(f"{mark}-{target.name}-*"):
            if time.time() - left.stat().st_mtime > LEFT_AFTER:
                shutil.rmtree(left, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the kernel can (Linux, renameat2)."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in {errno.ENOSYS, errno.EINVAL, errno.EPERM}:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _syncfs(handle: int) -> bool:
    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    if call(handle) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return True


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
