"""What a press kit is made of: a topic with its stories and their photos, and what only the press is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

# Controls and halves of characters that no XML holds; marks that turn the direction of what follows them.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """Something that cannot go into a kit, or a template that cannot be used; the message is for people."""


@dataclass(frozen=True, slots=True)
class KitPhoto:
    """A photo by the SHA-256 of its original bytes, with its words."""

    sha256: str
    caption: str = ""
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class KitStory:
    """A case: ``slug`` is ASCII and names its files, ``theme`` is a key of the topic, ``kind`` the kind of unit."""

    number: str
    slug: str
    theme: str
    unit: str
    title: str
    paragraphs: tuple[str, ...]
    place: str = ""
    kind: str = ""
    photos: tuple[KitPhoto, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KitTopic:
    """All that a kit says. ``themes`` are (key, label); ``day`` is the day of the release; ``url`` may be empty.

    ``pledge`` is the undertaking by which the units gave their material; ``contact`` and ``quotes`` are lines.
    """

    slug: str
    title: str
    headline: str
    lead: tuple[str, ...]
    call: str
    call_number: str
    issuer: str
    organiser: str
    day: date
    themes: tuple[tuple[str, str], ...]
    stories: tuple[KitStory, ...]
    pledge: str = ""
    url: str = ""
    contact: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()

    def of_theme(self, key: str) -> tuple[KitStory, ...]:
        """The stories of a theme, in their order."""
        return tuple(story for story in self.stories if story.theme == key)

    @property
    def by_theme(self) -> tuple[tuple[str, tuple[KitStory, ...]], ...]:
        """Themes that have a story, as (label, stories)."""
        return tuple((label, found) for key, label in self.themes if (found := self.of_theme(key)))

    @property
    def units(self) -> int:
        """How many units the stories come from."""
        return len({story.unit for story in self.stories})

    @property
    def places(self) -> int:
        """How many provinces the stories come from, of those that are known."""
        return len({story.place for story in self.stories if story.place})

    @property
    def photos(self) -> int:
        """How many photos go with the stories."""
        return sum(len(story.photos) for story in self.stories)


def clean(text: str) -> str:
    r"""A text without what no document can hold or show as it stands.

    >>> clean("一\x07二\u202e三")
    '一二三'
    """
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def written(day: date) -> str:
    """A day as papers write it, 2022年12月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def gist(paragraphs: tuple[str, ...], most: int = 140) -> str:
    """The opening of a text up to a full stop, at most so many characters; cut with an ellipsis where none is near."""
    text = clean(paragraphs[0]) if paragraphs else ""
    if len(text) <= most:
        return text
    stop = max(text.rfind(mark, most // 3, most) for mark in "。！？”")
    return text[: stop + 1] if stop > 0 else text[: most - 1].rstrip("，、；：") + "…"
