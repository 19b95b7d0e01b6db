"""The website: a topic as a folder of plain files with relative links, for any web server or a browser alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.publishing import folders
from casecall.publishing.site.build import build
from casecall.publishing.site.derived import derivatives

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.publishing.content import Content

KEY, LABEL = "website", "专题网页"
TAKEN_OUT = "随即从各页、搜索和导出中移除，原址只留编号与日期"


def send(content: Content, read_photo: Callable[[str], bytes]) -> Path:
    """Put a topic together beside the place where it will stand; the folder, to be given to ``stand``.

    Raises pictures.Unpublishable for a photo that cannot be shown, OSError where the disk is full or the search failed.
    """
    return build(content, derivatives(content, read_photo), target=folder(content.slug))


def draft(content: Content, read_photo: Callable[[str], bytes], edition_id: int) -> None:
    """Put a topic where the office alone can look at it. Raises as ``send`` does."""
    target = draft_folder(edition_id)
    folders.put_in_place(build(content, derivatives(content, read_photo), target=target), target)


def stand(sent: Path, slug: str) -> None:
    """Let what was sent stand in the place of what stood before."""
    folders.put_in_place(sent, folder(slug))


def take_down(slug: str) -> None:
    """Remove a topic."""
    folders.take_away(folder(slug))


def stands(slug: str) -> bool:
    """Whether a topic is there, whole."""
    return (folder(slug) / folders.MANIFEST).is_file()


def take_out(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:
    """Nothing more: the folder without the case takes the place of the former in the same transaction."""


def folder(slug: str) -> Path:
    """Where a topic stands."""
    return Path(settings.SITE_OUT) / slug


def draft_folder(edition_id: int) -> Path:
    """Where the preview of an edition lies: outside of what readers reach."""
    return Path(settings.DATA) / "preview" / str(edition_id)
