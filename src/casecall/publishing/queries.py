"""Questions about what is published: topics, their files, where a case stands, its text as it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casecall.publishing.records import (
        PublicationRow,
        PublishedEdition,
        PublishedFile,
        PublishedText,
        Standing,
    )


def published_editions(call_key: str = "") -> tuple[PublishedEdition, ...]:
    """The topics that stand on the website, newest first, of one call or of all."""
    raise NotImplementedError


def published_file(slug: str, path: str) -> PublishedFile | None:
    """A file of a standing topic by its path (empty or ending in / is index.html); None where there is none."""
    raise NotImplementedError


def publications(edition_id: int) -> tuple[PublicationRow, ...]:
    """All that was ever sent of an edition, newest first."""
    raise NotImplementedError


def where_is(case_id: int) -> tuple[Standing, ...]:
    """Where a case stands or stood, newest first."""
    raise NotImplementedError


def published_text(case_id: int) -> PublishedText | None:
    """The text of a case as it was last sent, None where it never was."""
    raise NotImplementedError
