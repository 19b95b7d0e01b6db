"""A published topic to take away: as a folder for a web server, or as a zip, whole as it stood at one moment."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.files.zipping import zipped
from casecall.publishing import folders
from casecall.publishing.channels import website
from casecall.publishing.models import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SAYS = {
    "absent": "没有正在发布的专题“{slug}”",
    "taken": "{target} 已有别的内容，请换一个文件夹，或先清空",
}
PIECE = 1 << 18
TRIES = 5  # each is another publication that came in between


class Absent(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """There is no such topic, or no room for it; the message is for people."""


def lay_out(slug: str, target: Path) -> int:
    """Copy a topic into a folder of its own, in the place of a former copy; how many files. Raises Absent."""
    if target.exists() and any(target.iterdir()) and not folders.files_in(target):
        raise Absent(SAYS["taken"].format(target=target))
    with _at_one_moment(slug) as held:
        beside = folders.beside(target)
        try:
            for path in (*folders.files_in(held), folders.MANIFEST):
                place = beside / path
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(held / path, place)
            folders.to_disk(beside)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        folders.put_in_place(beside, target)
    return len(folders.files_in(target))


def as_zip(slug: str) -> Iterator[bytes]:
    """A topic as a zip with one folder in it, in pieces; equal topics give equal bytes. Raises Absent at once."""
    sent_at = _standing(slug)
    return _zip(slug, sent_at)


def _zip(slug: str, sent_at: datetime) -> Iterator[bytes]:
    with _at_one_moment(slug) as held:
        paths = (*folders.files_in(held), folders.MANIFEST)
        yield from zipped((f"{slug}/{path}", sent_at, _pieces(held / path)) for path in paths)


def _standing(slug: str) -> datetime:
    found = Publication.objects.filter(channel=website.KEY, slug=slug, taken_down_at=None).values_list(
        "sent_at", flat=True
    )
    if (sent_at := found.first()) is None or not website.stands(slug):
        raise Absent(SAYS["absent"].format(slug=slug))
    return sent_at


@contextmanager
def _at_one_moment(slug: str) -> Iterator[Path]:
    """The files of a topic under second names, so that they stay while another publication takes its place."""
    _standing(slug)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="export-") as folder:
        held = Path(folder) / slug
        for _ in range(TRIES):
            try:
                _link_all(website.folder(slug), held)
            except FileNotFoundError:  # another took its place meanwhile
                shutil.rmtree(held, ignore_errors=True)
            else:
                break
        else:
            raise Absent(SAYS["absent"].format(slug=slug))
        yield held


def _link_all(source: Path, held: Path) -> None:
    manifest = (source / folders.MANIFEST).read_bytes()
    for path in folders.files_in(source):
        (held / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(source / path, held / path)
    (held / folders.MANIFEST).write_bytes(manifest)
    if (source / folders.MANIFEST).read_bytes() != manifest:
        raise FileNotFoundError(source)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as data:
        while piece := data.read(PIECE):
            yield piece
