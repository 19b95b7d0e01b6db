"""Where the values of a form stand on a page: labels are the anchors, ruled cells the bounds, nearness the fallback."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casepaper.forms.labels import is_printed, label_of, labels_in, normal
from casepaper.reading.grid import cell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import Form, FormField
    from casepaper.records import Box, Line

FUZZY: Final = 4  # characters from which a label may have one misread
PIECE: Final = 2  # characters of a label that stand alone
SET_WIDE: Final = 6.0  # heights between the pieces of a label
SAME_ROW: Final = 0.5
APART: Final = 0.004  # of the page: two boxes this near in x still touch
HALF: Final = 0.5  # of the page: a wider cell holds more than a label
TALL: Final = 8.0  # lines: a higher cell holds more than a row
SEAL_HIGH: Final = 1.9  # heights of the label
WHOLE: Final = 0.8  # of the row's height: a lower cell is a piece that a seal or a stroke cut off


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one field: its label, the region of its value, the lines that stand there, and its rows as boxes."""

    field: FormField
    label: Box
    region: Box
    lines: tuple[Line, ...]
    rows: tuple[Box, ...]

    @property
    def text(self) -> str:
        """The lines as one value: rows from top to bottom, without a break."""
        return joined(self.lines)


@dataclass(frozen=True, slots=True)
class _Anchor:
    field: FormField
    line: Line
    value: Line | None = None
    source: Line | None = None


def find_places(lines: Sequence[Line], form: Form, cells: Sequence[Box], bottom: float) -> dict[str, Place]:
    """Find the places of all short fields of a form among the lines of a page.

    ``bottom`` is where the undertaking begins: dates are looked for from there on, everything else above.
    """
    anchors: dict[str, _Anchor] = {}
    lines = sewn_labels(lines, form)
    for line in sorted(lines, key=lambda one: (one.box[1], one.box[0])):
        for anchor in _anchors(line, form):
            low = (line.box[1] + line.box[3]) / 2 >= bottom
            if anchor.field.kind in {"themes", "body"} or low != (anchor.field.kind == "date" and bottom < 1):
                continue
            known = anchors.get(anchor.field.key)
            if known is None or anchor.field.kind == "date":
                anchors[anchor.field.key] = anchor
    taken = {id(anchor.source) for anchor in anchors.values()}
    free = [line for line in lines if id(line) not in taken]
    return {key: _place(anchor, tuple(anchors.values()), free, cells) for key, anchor in anchors.items()}


def _anchors(line: Line, form: Form) -> tuple[_Anchor, ...]:
    """The labels that a line is or holds."""
    field = label_of(line.text, form) or _nearly(line.text, form)
    if field is not None:
        return (_Anchor(field, line, source=line),)
    found = labels_in(line.text, form)
    if not found or found[0].start > 0:  # a label in the middle of a sentence is none
        return ()
    width = line.box[2] - line.box[0]
    anchors = []
    for index, one in enumerate(found):
        end = found[index + 1].start if index + 1 < len(found) else len(line.text)
        start = line.text.find(one.value, one.start) if one.value else end
        x0, x1 = (line.box[0] + width * share(line.text, at) for at in (one.start, start))
        x2 = line.box[0] + width * share(line.text, end)
        label = replace(line, text=one.field.label, box=(x0, line.box[1], x1, line.box[3]))
        value = replace(line, text=one.value, box=(x1, line.box[1], x2, line.box[3]), others=()) if one.value else None
        anchors.append(_Anchor(one.field, label, value, line))
    return tuple(anchors)


def sewn_labels(lines: Sequence[Line], form: Form) -> list[Line]:
    """Lines in reading order, where a label that was set wide (日　　期：) and came in two pieces is one line again."""
    sewn: list[Line] = []
    for line in in_rows(lines):
        before = sewn[-1] if sewn else None
        if before is not None and len(before.text.strip()) <= PIECE and _levels(before.box, line.box):
            text = before.text.strip() + line.text
            found = labels_in(text, form)
            near = line.box[0] - before.box[2] < SET_WIDE * (before.box[3] - before.box[1])
            if near and not label_of(before.text, form) and (label_of(text, form) or (found and found[0].start == 0)):
                box = (before.box[0], min(before.box[1], line.box[1]), line.box[2], max(before.box[3], line.box[3]))
                sewn[-1] = replace(line, text=text, box=box, others=())
                continue
        sewn.append(line)
    return sewn


def _nearly(text: str, form: Form) -> FormField | None:
    """The field whose printed label this is but for one character misread, or one stray mark before it."""
    plain = normal(text)
    for field in form.fields:
        label = normal(field.label)
        if not is_printed(field):
            continue
        if len(label) == len(plain) >= FUZZY and sum(a != b for a, b in zip(plain, label, strict=True)) == 1:
            return field
        if len(plain) == len(label) + 1 and (plain.endswith(label) or plain.startswith(label)):
            return field
    return None


def share(text: str, at: int) -> float:
    """How far into a line a character stands, a wide one (Han, full-width marks, □ and quotes too) counting two."""
    widths = [2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text]
    return sum(widths[:at]) / max(sum(widths), 1)


def _place(anchor: _Anchor, anchors: Sequence[_Anchor], free: Sequence[Line], cells: Sequence[Box]) -> Place:
    """Bound the value of a label: its row from the label on to the next label or the end of the table."""
    label = anchor.line.box
    high = label[3] - label[1]
    own = cell_of(label, cells)
    if own is not None and (own[2] - own[0] > HALF or own[3] - own[1] > TALL * high):
        left, top, right, bottom = label[2], label[1] - 0.5 * high, own[2], label[3] + 0.5 * high
    elif own is not None and any(_inside(line.box, (label[2], *own[1:])) for line in free):
        left, top, right, bottom = label[2], own[1], own[2], own[3]  # the line between label and value was not seen
    else:
        row = [one for one in cells if one[0] > label[0] and _levels(one, label) and one[3] - one[1] < TALL * high]
        wall = own or (label[0], label[1] - 0.5 * high, label[2], label[3] + 0.5 * high)
        edge = wall if own or not row else row[0]
        left, top, right, bottom = wall[2], edge[1], max((one[2] for one in cells), default=1.0), edge[3]
        # The label of the other half may be hidden by a seal: what stands next is still not ours.
        whole = [one for one in row if one[3] - one[1] > WHOLE * (bottom - top)]
        right = min((one[2] for one in whole), default=right) if anchor.field.half else right
    left -= APART
    for other in anchors:
        if other is not anchor and other.line.box[0] > label[0] and _levels(other.line.box, label):
            next_wall = cell_of(other.line.box, cells)
            start = next_wall[0] if next_wall and next_wall[0] > label[2] else other.line.box[0]
            right = min(right, max(start, left))
    region = (max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0))
    # What is much taller than its label is the rim of a seal that was taken for a line.
    inside = [line for line in free if _inside(line.box, region) and line.box[3] - line.box[1] < SEAL_HIGH * high]
    rows = [line.box for line in inside]
    if anchor.value is not None and anchor.source is not None:
        inside.append(anchor.value)
        rows.append(anchor.source.box)  # label and value are read again together: where one ends is only reckoned
    return Place(anchor.field, label, region, tuple(in_rows(inside)), _merged(rows, region))


def beside(place: Place, field: FormField, lines: Sequence[Line], right: float) -> Place | None:
    """The place of a field that shares its row with one found, when its own label was not read."""
    region = (place.region[2], place.region[1], right, place.region[3])
    inside = [line for line in lines if _inside(line.box, region)]
    return Place(field, region, region, tuple(in_rows(inside)), _merged([line.box for line in inside], region))


def _merged(boxes: Sequence[Box], region: Box) -> tuple[Box, ...]:
    """Boxes that stand level as one row; where none is, the whole region is one."""
    rows: list[Box] = []
    for box in sorted(boxes, key=lambda one: one[1]):
        if rows and _levels(rows[-1], box):
            last = rows[-1]
            rows[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            rows.append(box)
    return tuple(rows) or (region,)


def _levels(first: Box, second: Box) -> bool:
    overlap = min(first[3], second[3]) - max(first[1], second[1])
    return overlap > SAME_ROW * min(first[3] - first[1], second[3] - second[1])


def _inside(box: Box, region: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return region[0] <= x <= region[2] and region[1] <= y <= region[3]


def in_rows(lines: Sequence[Line]) -> list[Line]:
    """Put lines in reading order: rows from top to bottom, in a row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box[1] + one.box[3]) / 2):
        if rows and _levels(rows[-1][-1].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.box[0])]


def joined(lines: Sequence[Line]) -> str:
    """Join lines to one value; between two Latin words in one row a space is set, else none."""
    text = ""
    before: Line | None = None
    for line in in_rows(lines):
        words = text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii() and line.text[:1].isalpha()
        if before is not None and words and _levels(before.box, line.box):
            text += " "
        text += line.text.strip()
        before = line
    return text
