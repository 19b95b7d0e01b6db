"""What is cited: a page of the topic site, a case in a compendium, a report."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Kind = Literal["website", "chapter", "report"]
ENDS: Final = " 。．."


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A work that can be cited. Texts are clean: no line ends, no control characters; empty where nothing is known.

    ``authors`` are units or people as they write themselves; ``book`` and ``editors`` are of the compendium that holds
    a chapter, ``pages`` as 35-36. ``published`` and ``accessed`` are days; ``year`` stands where only that is known.
    """

    kind: Kind
    authors: tuple[str, ...]
    title: str
    year: int
    published: date | None = None
    accessed: date | None = None
    url: str = ""
    editors: tuple[str, ...] = ()
    book: str = ""
    place: str = ""
    publisher: str = ""
    pages: str = ""


def website_item(unit: str, title: str, *, published: date, accessed: date | None = None, url: str = "") -> Item:
    """A case as a page on the web: the unit wrote it, ``published`` is the day on which its text last changed.

    Both standards ask for the day on which the page was read: leave ``accessed`` out only where nobody read it yet.
    """
    return Item(
        kind="website",
        authors=_names((unit,)),
        title=plain(title),
        year=published.year,
        published=published,
        accessed=accessed,
        url=plain(url).replace(" ", ""),
    )


def chapter_item(  # every element that the standards ask of a chapter
    unit: str,
    title: str,
    *,
    book: str,
    editors: Iterable[str] = (),
    place: str = "",
    publisher: str = "",
    year: int,
    pages: str = "",
) -> Item:
    """A case as a chapter of a compendium (汇编)."""
    return Item(
        kind="chapter",
        authors=_names((unit,)),
        title=plain(title),
        year=year,
        editors=_names(editors),
        book=plain(book),
        place=plain(place),
        publisher=plain(publisher),
        pages=_pages(pages),
    )


def report_item(  # noqa: PLR0913 - every element that the standards ask of a report
    authors: Iterable[str],
    title: str,
    *,
    year: int,
    place: str = "",
    publisher: str = "",
    published: date | None = None,
    accessed: date | None = None,
    url: str = "",
    pages: str = "",
) -> Item:
    """A research report: by publisher and year where it has a publisher, else by the day on which it came out."""
    return Item(
        kind="report",
        authors=_names(authors),
        title=plain(title),
        year=year,
        published=published,
        accessed=accessed,
        url=plain(url).replace(" ", ""),
        place=plain(place),
        publisher=plain(publisher),
        pages=_pages(pages),
    )


def plain(text: str) -> str:
    r"""A text on one line without control or direction characters, and without a full stop at its end.

    >>> plain("云岫\u202e公司\n的案例。")
    '云岫公司 的案例'
    """
    kept = "".join(" " if one.isspace() else one for one in text if one.isspace() or unicodedata.category(one) != "Cc")
    seen = "".join(one for one in kept if unicodedata.category(one) != "Cf")
    return " ".join(seen.split()).rstrip(ENDS)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(clean for one in names if (clean := plain(one)))


def _pages(pages: str) -> str:
    """Pages with the hyphen of the standards: 35–36 and 35—36 are 35-36."""
    return plain(pages).replace("–", "-").replace("—", "-").replace("－", "-")
