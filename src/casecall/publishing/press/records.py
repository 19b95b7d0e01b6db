"""What the pages about the press show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What only the press is told of an edition; ``contact`` and ``quotes`` have a line each."""

    headline: str = ""
    contact: str = ""
    quotes: str = ""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """The template of the press release that is in use."""

    id: int
    name: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class KitRow:
    """A kit that was handed out. ``gone`` are the numbers of cases that it held and that may no longer be used."""

    id: int
    given_to: str
    given_at: datetime
    given_by: str
    cases: int
    photos: int
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KitFile:
    """A kit as it is sent: its name, and its bytes in pieces as they are made."""

    name: str
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Reported:
    """A report of the press as somebody puts it down; ``case_id`` is None where it is on the whole edition."""

    medium: str
    title: str
    url: str = ""
    on: date | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A report of the press on a case, or on the whole edition where ``number`` is empty."""

    id: int
    case_id: int | None
    number: str
    case_title: str
    medium: str
    title: str
    url: str
    on: date
    added_at: datetime
    added_by: str
