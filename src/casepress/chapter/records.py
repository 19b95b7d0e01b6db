"""What a chapter is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of a case with the number of their reference; ``page`` is where they stand in the report, if known.

    ``about`` says in a line who did it and where, ``labels`` are the words that the case was given.
    """

    title: str
    about: str
    words: str
    reference: int
    page: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A theme with its quotations, in order; quotations of one case follow each other."""

    title: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts under a title: (name, how many), the most first."""

    title: str
    head: tuple[str, str]
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter. ``cases`` is n, ``on`` the day of the figures; ``references`` are whole, with their numbers.

    ``standard`` names the edition by which they are set.
    """

    title: str
    authors: str
    call: str
    cases: int
    on: date
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    references: tuple[str, ...]
    standard: str
