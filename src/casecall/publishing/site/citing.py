"""To cite a case and to pass it on: its reference, the files for reference managers, the QR code of its page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import zxingcpp

from casecall.publishing.site.page import Page, inputs_of
from casecall.publishing.site.setting import edition_of_the_code
from casepress import citation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casecall.publishing.site.shown import ShownStory

AIR = 4  # modules of quiet round a QR code, as ISO/IEC 18004 asks
CLOSES = "）"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference round the place where its reader writes the day of reading."""

    before: str
    after: str


def address_of(story: ShownStory, base_url: str) -> str:
    """Where readers find the page of a story; empty where nobody said where the topic stands."""
    return f"{base_url}cases/{story.slug}/" if base_url else ""


def reference(story: ShownStory, base_url: str) -> Reference:
    """How a story is cited by GB/T 7714-2025."""
    whole = citation.gb7714(_item(story, base_url))
    head, mark, tail = whole.rpartition(f"{story.changed or story.published}{CLOSES}")
    return Reference(head + mark, tail)


def citation_pages(story: ShownStory, base_url: str) -> Iterator[Page]:
    """The files for reference managers, and the QR code where the address of the page is known."""
    folder, item, address = f"cases/{story.slug}", _item(story, base_url), address_of(story, base_url)
    follows = inputs_of(edition_of_the_code(), repr(item), story.slug)
    yield Page(f"{folder}/cite.bib", follows, lambda: citation.bibtex(item, story.slug).encode())
    yield Page(f"{folder}/cite.ris", follows, lambda: citation.ris(item).encode())
    yield Page(f"{folder}/cite.json", follows, lambda: _json(citation.csl_json(item, story.slug)))
    if address:
        yield Page(f"{folder}/qr.svg", inputs_of(edition_of_the_code(), address), lambda: qr_code(address))


def qr_code(text: str) -> bytes:
    """A QR code as an SVG file, black on white in both schemes, since not every phone reads it the other way round."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    rows = np.array(code.to_image(scale=1, add_quiet_zones=False)) == 0
    size = len(rows) + 2 * AIR
    edges = np.diff(np.pad(rows, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = zip(np.argwhere(edges == 1).tolist(), np.argwhere(edges == -1).tolist(), strict=True)
    dark = "".join(f"M{a + AIR} {y + AIR}h{b - a}v1h{a - b}z" for (y, a), (_, b) in runs)
    ground = f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
    return f'{head}{ground}<path d="{dark}"/></svg>\n'.encode()


def _item(story: ShownStory, base_url: str) -> citation.Item:
    day = date.fromisoformat(story.changed or story.published)
    return citation.website_item(story.unit, story.title, published=day, url=address_of(story, base_url))


def _json(item: dict[str, object]) -> bytes:
    return (json.dumps([item], ensure_ascii=False, indent=1) + "\n").encode()
