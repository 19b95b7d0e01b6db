"""What the compiling pages show: editions, entries with the texts kept apart, photos."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition in a list."""

    id: int
    call_id: int
    slug: str
    title: str
    entries: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class EntryPhotoView:
    """A photo of an entry with its words. ``view`` is the picture by which a browser shows it.

    ``focus`` is the point to keep when it is cropped; ``channels`` are those that consent covers.
    """

    id: int
    sha256: str
    order: int
    caption: str
    alt: str
    credit: str
    shown: bool
    view: str
    focus: tuple[float, float] = (0.5, 0.38)
    channels: tuple[str, ...] = ()

    @property
    def across(self) -> int:
        """The point from the left, in hundredths."""
        return round(self.focus[0] * 100)

    @property
    def down(self) -> int:
        """The point from the top, in hundredths."""
        return round(self.focus[1] * 100)


@dataclass(frozen=True, slots=True)
class LimitView:
    """A channel on which a case, or one photo of it, may not go out. ``photo`` is its SHA-256, empty for the case."""

    id: int
    case_id: int
    photo: str
    channel: str
    why: str
    by: str
    at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A correction in words for readers."""

    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with what the paper said and what the editor made of it; ``warnings`` are words that may not stand.

    ``body`` has one paragraph a line. ``obstacle`` says why it cannot be published yet, empty when it can.
    ``uses`` are the channels that the call named, ``channels`` those that consent covers: ``uses`` less what was
    narrowed for the case by its ``limits``. ``contact`` is what must never leave: telephone and address of a person.
    """

    id: int
    edition_id: int
    edition_title: str
    case_id: int
    number: str
    state: str
    state_label: str
    order: int
    slug: str
    theme: str
    theme_label: str
    unit: str
    title: str
    body: str
    paper_title: str
    paper_body: str
    pledged: bool
    unpledged_why: str
    changed_at: datetime
    changed_by: str
    photos: tuple[EntryPhotoView, ...] = ()
    warnings: tuple[str, ...] = ()
    obstacle: str = ""
    channels: tuple[str, ...] = ()
    amendments: tuple[AmendmentView, ...] = ()
    uses: tuple[str, ...] = ()
    limits: tuple[LimitView, ...] = ()
    contact: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The editor's text by paragraphs."""
        return tuple(line.strip() for line in self.body.splitlines() if line.strip())

    @property
    def texts(self) -> tuple[str, ...]:
        """All words of it that could reach a reader."""
        words = (text for one in self.photos if one.shown for text in (one.caption, one.alt, one.credit))
        return (self.title, self.unit, self.body, *words, *(one.note for one in self.amendments))

    @property
    def limited(self) -> bool:
        """Whether its consent is narrower than what the call named, for the case or one of its photos."""
        return any(one.lifted_at is None for one in self.limits)

    @property
    def edited(self) -> bool:
        """Whether the editor's words differ from the paper's."""
        return (self.title, self.body) != (self.paper_title, self.paper_body)


@dataclass(frozen=True, slots=True)
class CaseToAdd:
    """An accepted case that is in no edition yet."""

    case_id: int
    number: str
    title: str
    unit: str
    theme: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition with its entries in order, and the accepted cases that could join."""

    id: int
    call_id: int
    call_key: str
    call_title: str
    slug: str
    title: str
    lead: str
    base_url: str
    made_at: datetime
    changed_at: datetime
    entries: tuple[EntryView, ...] = ()
    to_add: tuple[CaseToAdd, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def obstacles(self) -> tuple[EntryView, ...]:
        """The entries that cannot be published yet."""
        return tuple(entry for entry in self.entries if entry.obstacle)
