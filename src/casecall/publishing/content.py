"""What is sent of an edition, whatever the channel: stories with their photos; contact data have no place in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PhotoSent:
    """A photo of a story by hash, with its words."""

    sha256: str
    caption: str
    alt: str
    credit: str


@dataclass(frozen=True, slots=True)
class StorySent:
    """A story: the text as published, a line a paragraph. ``case`` and ``number`` say which case it is."""

    case: int
    number: str
    slug: str
    theme: str
    unit: str
    place: str
    title: str
    body: str
    photos: tuple[PhotoSent, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body by paragraphs."""
        return tuple(line.strip() for line in self.body.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class ThemeSent:
    """A theme by key and label."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Content:
    """An edition as it is sent."""

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

    def without(self, cases: frozenset[int]) -> Content:
        """The same without some cases."""
        kept = tuple(story for story in self.stories if story.case not in cases)
        return Content(**{name: getattr(self, name) for name in self.__slots__ if name != "stories"}, stories=kept)


def as_json(content: Content) -> dict[str, Any]:
    """The content as JSON, as it is kept."""
    return {"schema": 1, **asdict(content), "sent_at": content.sent_at.isoformat()}


def from_json(kept: dict[str, Any]) -> Content:
    """The content as it was kept."""
    plain = {key: value for key, value in kept.items() if key not in {"schema", "themes", "stories", "sent_at"}}
    return Content(
        **plain,
        sent_at=datetime.fromisoformat(kept["sent_at"]),
        themes=tuple(ThemeSent(**theme) for theme in kept["themes"]),
        stories=tuple(
            StorySent(**{**story, "photos": tuple(PhotoSent(**photo) for photo in story["photos"])})
            for story in kept["stories"]
        ),
    )
