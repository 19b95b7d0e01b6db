"""Questions about what is published: topics, their files, and what was sent of an edition."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from casecall.publishing.channels import website
from casecall.publishing.channels.all_channels import label
from casecall.publishing.folders import MANIFEST
from casecall.publishing.models import Publication
from casecall.publishing.records import PublicationRow, PublishedEdition, PublishedFile
from casecall.publishing.standing import citations_of, coverage_of, published_text, text_sent, where_is

if TYPE_CHECKING:
    from collections.abc import Mapping

INDEX = "index.html"
__all__ = [
    "citations_of",
    "coverage_of",
    "preview_file",
    "publications",
    "published_editions",
    "published_file",
    "published_text",
    "text_sent",
    "where_is",
]
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}


def published_editions(call_key: str = "") -> tuple[PublishedEdition, ...]:
    """The topics that stand on the website, newest first, of one call or of all."""
    found = Publication.objects.filter(channel=website.KEY, taken_down_at=None)
    found = found.filter(edition__call__key=call_key) if call_key else found
    columns = (
        "id",
        "edition_id",
        "slug",
        "edition__title",
        "edition__lead",
        "edition__call__key",
        "edition__call__title",
    )
    rows = found.order_by("-id").values_list(*columns, "sent_at")
    counted = rows.annotate(count=Count("cases__id", filter=Q(cases__taken_down_at=None)))
    return tuple(
        PublishedEdition(pk, edition_id, slug, title, lead, key, call_title, cases, sent_at)
        for pk, edition_id, slug, title, lead, key, call_title, sent_at, cases in counted
    )


def published_file(slug: str, path: str) -> PublishedFile | None:
    """A file of a standing topic by its path (empty or ending in / is index.html); None where there is none.

    Only what the manifest names is given out, so that no path leads anywhere else.
    """
    folder = _folder(slug)
    return _file_in(folder, path) if folder else None


def preview_file(edition_id: int, path: str) -> PublishedFile | None:
    """A file of an edition's preview by its path, for the office; None where there is none."""
    return _file_in(website.draft_folder(edition_id), path)


def _file_in(folder: Path, path: str) -> PublishedFile | None:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return None
    files = _files(str(manifest), manifest.stat().st_mtime_ns, manifest.stat().st_ino)
    wanted = path + INDEX if not path or path.endswith("/") else path
    row = files.get(wanted)
    if row is None:
        return None
    media_type = MEDIA_TYPES.get(PurePosixPath(wanted).suffix, "application/octet-stream")
    return PublishedFile(folder / wanted, media_type, row[0], row[1])


def publications(edition_id: int) -> tuple[PublicationRow, ...]:
    """All that was ever sent of an edition, newest first."""
    counted = Publication.objects.filter(edition_id=edition_id).annotate(count=Count("cases"))
    return tuple(
        PublicationRow(
            id=one.pk,
            channel=one.channel,
            channel_label=label(one.channel),
            slug=one.slug,
            sent_at=one.sent_at,
            sent_by=one.sent_by,
            cases=one.count,
            digest=one.digest,
            taken_down_at=one.taken_down_at,
        )
        for one in counted.defer("content").order_by("-id")
    )


def _folder(slug: str) -> Path | None:
    """The folder of a topic, None for what is no address of one."""
    plain = slug.replace("-", "")
    return website.folder(slug) if plain.isascii() and plain.isalnum() else None


@lru_cache(maxsize=16)
def _files(manifest: str, _changed: int, _node: int) -> Mapping[str, tuple[str, int]]:
    """What a manifest names, read once for each time that it was written."""
    data = Path(manifest).read_bytes()
    return {name: (row["sha256"], row["size"]) for name, row in json.loads(data)["files"].items()}
