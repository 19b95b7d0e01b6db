"""Short values of a form on a page: read from their places, read again where they came from pixels, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casepaper.forms.labels import label_of, labels_in, split_label
from casepaper.reading import second
from casepaper.reading.doubts import SAYS, STRONG, Judged, Seen, cleaned, comparable, judge
from casepaper.records import Evidence, Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import Form
    from casepaper.reading.ocr import Strip
    from casepaper.reading.places import Place
    from casepaper.records import Box, Page


def read_values(page: Page, places: Sequence[Place], form: Form, *, file: str) -> dict[str, Field]:
    """Read the values of places on one page; those of pixels twice, and a third time where the two differ."""
    if page.read_by == "text" or page.pixels is None:
        return {place.field.key: _typed(page, place, file) for place in places}
    seen = {place.field.key: [_first(place)] for place in places}
    for place, strips in zip(places, second.read_again(places, page.pixels), strict=True):
        seen[place.field.key].append(_again(place, strips, form))
    unclear = [place for place in places if not _agree(place, seen[place.field.key])]
    for place, strips in zip(unclear, second.read_again(unclear, page.pixels, wide=True), strict=True):
        seen[place.field.key].append(_again(place, strips, form))
    fields: dict[str, Field] = {}
    for place in places:
        read = any(cleaned(place.field.kind, one.text) for one in seen[place.field.key])
        printed = place.field.kind == "date" and bool(place.text.strip())  # 年 月 日 to be filled in
        if not read and (printed or not second.has_ink(place, page.pixels)):
            judged = Judged(None, sure=True, confidence=1.0)
        else:
            judged = judge(place.field.kind, seen[place.field.key], unread=second.unread_ink(place, page.pixels))
        fields[place.field.key] = _field(page, place, judged, file)
    return fields


def _typed(page: Page, place: Place, file: str) -> Field:
    """A value of a PDF's own text: sure as it stands, in the plain form of its kind."""
    text = cleaned(place.field.kind, place.text) or None
    return Field(
        place.field.key,
        text,
        "layout",
        evidence=(Evidence(file, page.number, _around(place), place.text or None),),
    )


def _first(place: Place) -> Seen:
    return Seen(place.text, min((line.weakest for line in place.lines), default=0.0))


def _again(place: Place, strips: Sequence[Strip], form: Form) -> Seen:
    """A further reading of a place, without the label that stands in the same row."""
    texts = [_after_label(strip.text, place, form) for strip in strips]
    kept = [(text, strip.weakest) for text, strip in zip(texts, strips, strict=True) if text.strip()]
    return Seen("".join(text for text, _ in kept), min((weakest for _, weakest in kept), default=0.0))


def _after_label(text: str, place: Place, form: Form) -> str:
    found = next((one for one in labels_in(text, form) if one.field.key == place.field.key), None)
    found = found or split_label(text, form)
    if found is not None:
        return found.value
    return "" if label_of(text, form) else text


def _agree(place: Place, seen: Sequence[Seen]) -> bool:
    first, again = (comparable(cleaned(place.field.kind, one.text)) for one in seen[:2])
    return first == again and min(one.weakest for one in seen[:2]) >= STRONG


def _field(page: Page, place: Place, judged: Judged, file: str) -> Field:
    return Field(
        place.field.key,
        judged.value,
        "ocr",
        confidence=judged.confidence,
        evidence=(Evidence(file, page.number, _around(place), place.text or None),),
        sure=judged.sure,
        others=judged.others,
        doubt=judged.doubt,
    )


def unfound(page: Page, key: str, *, file: str, near: Place | None = None) -> Field:
    """A field whose label was not read. On a picture nothing is sure then; what stands ``near`` is only offered."""
    by_ocr = page.read_by == "ocr"
    text = cleaned(near.field.kind, near.text) if near is not None else ""
    return Field(
        key,
        text or None,
        "ocr" if by_ocr else "layout",
        confidence=0.0 if by_ocr else 1.0,
        evidence=(Evidence(file, page.number, _around(near) if near is not None else None, text or None),),
        found=near is not None,
        sure=not by_ocr,
        doubt=SAYS["none"] if by_ocr else None,
    )


def _around(place: Place) -> Box:
    """The box of all rows of a place."""
    rows = place.rows
    return (
        min(row[0] for row in rows),
        min(row[1] for row in rows),
        max(row[2] for row in rows),
        max(row[3] for row in rows),
    )
