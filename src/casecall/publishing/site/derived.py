"""Derivatives of photos, made once for their bytes and kept by hash, so that topics are put together by links."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.files.queries import read as read_blob
from casecall.publishing import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from casecall.publishing.content import Content, StorySent

SAYS = {"photo": "{story.number}“{story.title}”的第 {n} 张图片：{why}，请换一张或不随文发布"}
DERIVE = "derive-photos"
ABOUT = "about.json"
MADE_BY = 1  # raised when pictures are made otherwise


def store() -> Path:
    """Where derivatives are kept."""
    return settings.DATA / "derived"


def folder_of(sha256: str) -> Path:
    """Where the derivatives of a photo lie, whole or not at all."""
    return store() / sha256[:2] / f"{sha256}-{MADE_BY}"


def make_ready(sha256: str, read_photo: Callable[[str], bytes]) -> pictures.Derived:
    """The derivatives of a photo, made where they are not yet kept. Raises pictures.Unpublishable."""
    folder = folder_of(sha256)
    if (about := _about(folder)) is None:
        about = _keep(pictures.derive(read_photo(sha256), sha256), folder)
    return about


def make_one(sha256: str) -> None:
    """Make the derivatives of a photo beforehand. One that cannot be made is told of when its topic is put together."""
    with suppress(pictures.Unpublishable):
        make_ready(sha256, read_blob)


def derivatives(content: Content, read_photo: Callable[[str], bytes]) -> Mapping[str, pictures.Derived]:
    """The derivatives of every photo of a content, by SHA-256. Raises pictures.Unpublishable, which names the case."""
    found: dict[str, pictures.Derived] = {}
    for story in content.stories:
        for n, photo in enumerate(story.photos, 1):
            if photo.sha256 not in found:
                found[photo.sha256] = _named(story, n, photo.sha256, read_photo)
    return found


def drop_unused(used: Collection[str]) -> int:
    """Remove the derivatives of photos that no entry has any more; how many."""
    dropped = 0
    for folder in store().glob("*/*-*") if store().is_dir() else ():
        if folder.name.partition("-")[0] not in used or not folder.name.endswith(f"-{MADE_BY}"):
            shutil.rmtree(folder, ignore_errors=True)
            dropped += 1
    return dropped


def missing(sha256s: Iterable[str]) -> tuple[str, ...]:
    """Those whose derivatives are not kept yet."""
    return tuple(sha256 for sha256 in dict.fromkeys(sha256s) if not (folder_of(sha256) / ABOUT).is_file())


def _named(story: StorySent, n: int, sha256: str, read_photo: Callable[[str], bytes]) -> pictures.Derived:
    try:
        return make_ready(sha256, read_photo)
    except pictures.Unpublishable as fault:
        raise pictures.Unpublishable(SAYS["photo"].format(story=story, n=n, why=fault)) from fault


def _about(folder: Path) -> pictures.Derived | None:
    try:
        kept = json.loads((folder / ABOUT).read_bytes())
        hashes = {name: (sha256, size) for name, (sha256, size) in kept["files"].items()}
        return pictures.Derived(kept["sha256"], kept["width"], kept["height"], tuple(kept["widths"]), hashes=hashes)
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # not there, or not as they are kept now
        return None


def _keep(derived: pictures.Derived, folder: Path) -> pictures.Derived:
    """Write the files beside, then put the folder in its place; where somebody else was first, theirs stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    half.mkdir()
    try:
        for name, data in derived.files.items():
            (half / name).write_bytes(data)
        hashes = {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in derived.files.items()}
        plain = {"sha256": derived.sha256, "width": derived.width, "height": derived.height, "widths": derived.widths}
        (half / ABOUT).write_text(json.dumps({**plain, "files": hashes}))
        if _about(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
            half.rename(folder)
    except FileExistsError:  # another process put its own there meanwhile
        pass
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return replace(derived, files={}, hashes=hashes)
