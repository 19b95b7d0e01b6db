"""The website: a topic as a folder of plain files with relative links, for any web server or a browser alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.publishing import folders, pictures
from casecall.publishing.site.pages import pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.publishing.content import Content

KEY, LABEL = "website", "专题网页"
ASSETS = Path(__file__).parent.parent / "assets"
BAD_PHOTO = "{story.number}“{story.title}”的第 {n} 张图片：{why}，请换一张或不随文发布"


def send(content: Content, read_photo: Callable[[str], bytes]) -> Path:
    """Render a topic beside the place where it will stand; the folder, to be given to ``stand``."""
    target = folder(content.slug)
    return folders.write_beside(target, render(content, read_photo, former=target))


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


def render(content: Content, read_photo: Callable[[str], bytes], *, former: Path | None = None) -> dict[str, bytes]:
    """Every file of a topic by its path. Photos that ``former`` already holds are taken from there."""
    photos, files = _photos(content, read_photo, former)
    files |= {page.path: page.make() for page in pages(content, photos)}
    return {**files, **{f"assets/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir())}}


def _photos(
    content: Content, read_photo: Callable[[str], bytes], former: Path | None
) -> tuple[dict[str, pictures.Derived], dict[str, bytes]]:
    derived: dict[str, pictures.Derived] = {}
    for story in content.stories:
        for n, photo in enumerate(story.photos, 1):
            if photo.sha256 not in derived:
                try:
                    derived[photo.sha256] = _derived(read_photo(photo.sha256), photo.sha256, former)
                except pictures.Unpublishable as fault:
                    raise pictures.Unpublishable(BAD_PHOTO.format(story=story, n=n, why=fault)) from fault
    return derived, {f"photos/{name}": data for one in derived.values() for name, data in one.files.items()}


def _derived(data: bytes, sha256: str, former: Path | None) -> pictures.Derived:
    return (former and _kept(former, data, sha256)) or pictures.derive(data, sha256)


def _kept(former: Path, data: bytes, sha256: str) -> pictures.Derived | None:
    """The derivatives as they already stand, if all of them do: making them anew costs ten times as much."""
    width, height = pictures.measure(data)
    widths = pictures.widths_for(width)
    paths = [
        former / "photos" / f"{pictures.name_of(sha256)}-{one}.{kind}" for one in widths for kind in ("webp", "jpg")
    ]
    if not all(path.is_file() for path in paths):
        return None
    files = {path.name: path.read_bytes() for path in paths}
    return pictures.Derived(
        pictures.name_of(sha256), widths[-1], pictures.height_at(widths[-1], width, height), widths, files
    )
