"""Writes a folder beside, whole and on disk, and puts it in the place of the old one in one step."""

from __future__ import annotations

import ctypes
import errno
import hashlib
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


def write_beside(target: Path, files: Mapping[str, bytes]) -> Path:
    """Write files (by relative path) with their manifest into a new folder beside the target; all of it on disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    beside = target.parent / f".new-{target.name}-{secrets.token_hex(6)}"
    try:
        for name, data in {**files, MANIFEST: manifest(files)}.items():
            _write(beside / name, data)
        for folder in sorted({path.parent for path in beside.rglob("*")} | {beside}, reverse=True):
            _sync(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return beside


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The manifest of files: the size and SHA-256 of each, by path."""
    rows = {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in files.items()}
    return (json.dumps({"schema": 1, "files": dict(sorted(rows.items()))}, indent=1) + "\n").encode()


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


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
