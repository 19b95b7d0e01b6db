"""What is sent of an edition, whatever the channel: stories with their photos; contact data have no place in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PhotoSent:
    """A photo of a story by hash, with its words."""

    sha256: str
    caption: str
    alt: str
    credit: str
    focus_x: float = 0.5
    focus_y: float = 0.38


@dataclass(frozen=True, slots=True)
class AmendmentSent:
    """A correction as readers see it; ``on`` is its day, as 2026-11-25."""

    on: str
    note: str


@dataclass(frozen=True, slots=True)
class CitedSent:
    """A report that cites the story."""

    title: str
    year: int
    page: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TombstoneSent:
    """A case that stood here and was taken back: its address stays, and says so; nothing else of it is left."""

    slug: str
    number: str
    gone_on: str


@dataclass(frozen=True, slots=True)
class StorySent:
    """A story: the text as published, a line a paragraph. ``case`` and ``number`` say which case it is.

    ``kind`` is the kind of unit; ``first_on`` the day on which the story was first published, as 2026-11-25,
    ``changed_on`` the day on which its text last changed after that, empty where it never did.
    """

    case: int
    number: str
    slug: str
    theme: str
    unit: str
    place: str
    title: str
    body: str
    photos: tuple[PhotoSent, ...] = ()
    kind: str = ""
    first_on: str = ""
    changed_on: str = ""
    amendments: tuple[AmendmentSent, ...] = ()
    cited: tuple[CitedSent, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body by paragraphs."""
        return tuple(line.strip() for line in self.body.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class ThemeSent:
    """A theme by key, label and short name."""

    key: str
    label: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """An edition as it is sent. ``base_url`` is where readers find it, ending in a slash; empty where nobody said."""

    slug: str
    title: str
    lead: str
    call_key: str
    call_title: str
    call_number: str
    issuer: str
    organiser: str
    sent_at: datetime
    themes: tuple[ThemeSent, ...]
    stories: tuple[StorySent, ...]
    base_url: str = ""
    tombstones: tuple[TombstoneSent, ...] = ()

    def without(self, cases: frozenset[int]) -> Content:
        """The same without some cases."""
        return replace(self, stories=tuple(story for story in self.stories if story.case not in cases))

    def without_photos(self, photos: frozenset[tuple[int, str]]) -> Content:
        """The same without some photos, each by its case and SHA-256."""
        stories = (
            replace(one, photos=tuple(photo for photo in one.photos if (one.case, photo.sha256) not in photos))
            for one in self.stories
        )
        return replace(self, stories=tuple(stories))


def as_json(content: Content) -> dict[str, Any]:
    """The content as JSON, as it is kept."""
    return {"schema": 2, **asdict(content), "sent_at": content.sent_at.isoformat()}


def from_json(kept: dict[str, Any]) -> Content:
    """The content as it was kept."""
    parts = {
        "sent_at": datetime.fromisoformat(kept["sent_at"]),
        "themes": tuple(ThemeSent(**theme) for theme in kept["themes"]),
        "stories": tuple(_story(story) for story in kept["stories"]),
        "tombstones": tuple(TombstoneSent(**one) for one in kept.get("tombstones", ())),
    }
    return Content(**{key: value for key, value in kept.items() if key != "schema"} | parts)


def _story(kept: dict[str, Any]) -> StorySent:
    parts = {
        "photos": tuple(PhotoSent(**photo) for photo in kept["photos"]),
        "amendments": tuple(AmendmentSent(**one) for one in kept.get("amendments", ())),
        "cited": tuple(CitedSent(**one) for one in kept.get("cited", ())),
    }
    return StorySent(**kept | parts)
