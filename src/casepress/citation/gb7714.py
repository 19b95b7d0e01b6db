"""References by GB/T 7714, numeric system: the edition of 2025 (in force since 2026-07-01) and that of 2015.

What the three kinds of ours look like, and where that comes from:

* page on the web (2025: 8.11.3; 2015: 4.6): authors, title[EB/OL], (changed)[read], address. The same in both;
* case in a compendium (2025: 8.3 with G of table A.1; 2015: 4.2): title[G]//editors, book, place: publisher, year:
  pages. The same in both;
* report (2025: 8.8; 2015: 4.1 and 4.6): with a publisher as a book; without one by its day. What changed: the edition
  of 2025 gives the day of reading of web pages alone, so a report online has none, and its day stands without brackets.
* more than three authors: three and 等 in both. A reference ends with a point.

The signs: 2025 (clause 6.2, and what its drafters answered) sets the point, the square brackets, the slashes and the
hyphen narrow, and colon, comma and round brackets wide; 2015 left the width open, here it is narrow throughout.

Verified: the order and the signs of clauses 6 to 8 and of table A.1, in a transcription of the edition of 2025 that
others made; the standard itself is sold, not open. Not verified: the width of the signs in its printed examples, which
the transcription mixes. Names in Latin letters are left as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from casepress.citation.items import Item

Edition = Literal["2025", "2015"]
FEW: Final = 3
AND_OTHERS: Final = "等"
MARKS: Final = {"website": "EB", "chapter": "G", "report": "R"}
ONLINE: Final = "/OL"


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of an edition: before a publisher and pages, between names and before a year, around a day."""

    colon: str
    comma: str
    opens: str
    closes: str


SIGNS: Final[dict[Edition, Signs]] = {
    "2025": Signs("：", "，", "（", "）"),
    "2015": Signs(": ", ", ", "(", ")"),
}


def gb7714(item: Item, *, edition: Edition = "2025", number: int | None = None) -> str:
    """The reference of an item by an edition of GB/T 7714, with its number in the list where it has one.

    >>> from datetime import date
    >>> from casepress.citation.items import website_item
    >>> page = website_item("云岫公司", "一盏灯", published=date(2026, 3, 1), accessed=date(2026, 4, 2), url="https://e.cn/1/")
    >>> gb7714(page, number=1)
    '[1] 云岫公司. 一盏灯[EB/OL]. （2026-03-01）[2026-04-02]. https://e.cn/1/.'
    >>> gb7714(page, edition="2015")
    '云岫公司. 一盏灯[EB/OL]. (2026-03-01)[2026-04-02]. https://e.cn/1/.'
    """
    signs = SIGNS[edition]
    online = ONLINE if item.kind == "website" or item.url else ""
    title = f"{item.title}[{MARKS[item.kind]}{online}]"
    if item.kind == "chapter":
        title += "//" + ". ".join(filter(None, (_names(item.editors, signs), item.book)))
    parts = (_names(item.authors, signs), title, _issue(item, edition), item.url)
    text = ". ".join(part for part in parts if part) + "."
    return text if number is None else f"[{number}] {text}"


def _names(names: tuple[str, ...], signs: Signs) -> str:
    shown = names if len(names) <= FEW else (*names[:FEW], AND_OTHERS)
    return signs.comma.join(shown)


def _issue(item: Item, edition: Edition) -> str:
    """Where and when the item came out, with pages and the day of reading where the edition has one."""
    signs = SIGNS[edition]
    read = f"[{item.accessed}]" if item.accessed else ""
    if item.kind == "website":
        return f"{signs.opens}{item.published}{signs.closes}{read}"
    read = read if edition == "2015" and item.url else ""
    pages = f"{signs.colon}{item.pages}" if item.pages else ""
    if item.kind == "report" and not item.publisher:
        day = str(item.published or item.year)
        bracketed = edition == "2015" and item.url
        return (f"{signs.opens}{day}{signs.closes}{pages}" if bracketed else f"{day}{pages}") + read
    house = signs.colon.join(filter(None, (item.place, item.publisher)))
    return f"{signs.comma.join(filter(None, (house, str(item.year))))}{pages}{read}"
