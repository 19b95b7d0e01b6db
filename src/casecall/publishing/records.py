"""What publishing hands out: a published file, a published edition, where a case stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a published topic: where it lies, its media type by its name in the manifest, its SHA-256 as etag."""

    path: Path
    media_type: str
    etag: str
    size: int


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """A topic that stands on the website."""

    publication_id: int
    edition_id: int
    slug: str
    title: str
    lead: str
    call_key: str
    call_title: str
    cases: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A publication in the record of an edition, as it was sent and, if so, taken down."""

    id: int
    channel: str
    channel_label: str
    slug: str
    sent_at: datetime
    sent_by: str
    cases: int
    digest: str
    taken_down_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands or stood on a channel. ``path`` is the page inside the topic, ``cases/<slug>/``."""

    publication_id: int
    case_id: int
    channel: str
    channel_label: str
    edition_title: str
    slug: str
    path: str
    sent_at: datetime
    taken_down_at: datetime | None
    why: str
    edition_id: int = 0

    @property
    def stands(self) -> bool:
        """Whether readers still find it there."""
        return self.taken_down_at is None


@dataclass(frozen=True, slots=True)
class PublishedText:
    """The text of a case as it was sent, the third of its three texts.

    ``captions`` are the words of its photos, ``amendments`` its corrections as (day, note); ``first_on`` and
    ``changed_on`` are days as they were shown.
    """

    title: str
    body: str
    unit: str
    theme: str
    sent_at: datetime
    taken_down_at: datetime | None
    channel_label: str = ""
    captions: tuple[str, ...] = ()
    amendments: tuple[tuple[str, str], ...] = ()
    first_on: str = ""
    changed_on: str = ""


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """Where the press reported a case, or the whole edition that holds it."""

    id: int
    medium: str
    title: str
    url: str
    on: date
    whole: bool


@dataclass(frozen=True, slots=True)
class CitationLine:
    """A report that cites a case; ``withdrawn_at`` is when the citation was taken back."""

    report_id: int
    report: str
    year: int
    page: str
    quote: str
    consent: str
    withdrawn_at: datetime | None
