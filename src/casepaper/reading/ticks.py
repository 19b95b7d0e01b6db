"""Themes that are ticked: by the mark in the text, or by the ink in the box to the left of a theme's words."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from casepaper.forms.labels import normal
from casepaper.reading.places import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import Theme
    from casepaper.records import Box, Line, Page, Pixels

TICKED: Final = frozenset("☑☒√✓✔■●◉⊠🗹✅×✗✘")
EMPTY: Final = frozenset("□☐○◯▢")
INK: Final = 0.12  # of the inside of a box: more is a mark
UNSURE: Final = (0.1, 0.17)
BESIDE: Final = 0.5  # of the fullest box: less than that is dirt beside it
TEXT: Final = 40  # pixels of height to which a strip is brought
STROKE: Final = 13  # of these: a side of a box is at least this long
SIDES: Final = (15, 46)
OBLONG: Final = (0.72, 1.5)
CLOSED: Final = 0.85  # of the upper and lower side that must be drawn
LEFT: Final = 2.2  # heights to the left of the words where the box is looked for, and to the right of their start
RIGHT: Final = 1.3
ALIKE: Final = 0.8  # of a theme's words read


@dataclass(frozen=True, slots=True)
class Tick:
    """What stands before a theme: ticked or not (None: no box was found), where, and whether that is beyond doubt."""

    theme: str
    ticked: bool | None
    box: Box
    sure: bool = True
    ink: float | None = None


def find_ticks(page: Page, themes: Sequence[Theme], lines: Sequence[Line]) -> tuple[Tick, ...]:
    """Find each theme's words among lines and judge the box before them; themes not found are left out."""
    found = []
    for theme in themes:
        spot = _words(theme, lines)
        if spot is not None:
            found.append(_judge(page, theme, spot))
    return tuple(found)


def ticked_of(ticks: Sequence[Tick]) -> tuple[list[Tick], bool]:
    """The themes that are ticked, and whether that is sure: what is half full is empty beside a box that is full."""
    strongest = max((tick.ink for tick in ticks if tick.ink is not None), default=0.0)
    ticked = [tick for tick in ticks if tick.ticked and (tick.ink is None or tick.ink > BESIDE * strongest)]
    sure = all(tick.ticked is not None and (tick.sure or (tick.ink or 0.0) <= BESIDE * strongest) for tick in ticks)
    return ticked, sure


@dataclass(frozen=True, slots=True)
class _Spot:
    """The words of a theme in a line: their box, and the mark in the text before and behind them."""

    box: Box
    before: str
    behind: str
    by_text: bool


def _words(theme: Theme, lines: Sequence[Line]) -> _Spot | None:
    """Find the words of a theme, one misread character allowed where they stand alone in their line."""
    for line in lines:
        at = line.text.replace(" ", "").find(theme.label)
        if at >= 0:
            text = line.text.replace(" ", "")
            end = at + len(theme.label)
            width = line.box[2] - line.box[0]
            x0, x1 = (line.box[0] + width * share(text, one) for one in (at, end))
            rest = text[end : end + 1]
            before = text[at - 1 : at] if at else ""
            return _Spot((x0, line.box[1], x1, line.box[3]), before, rest, line.confidence == 1.0)
    wanted = normal(theme.label)
    for line in lines:
        if SequenceMatcher(None, normal(line.text), wanted).ratio() >= ALIKE:
            return _Spot(line.box, line.text[:1], "", by_text=False)
    return None


def _judge(page: Page, theme: Theme, spot: _Spot) -> Tick:
    """Judge by the mark in a PDF's text, else by ink, else by what OCR took the mark for."""
    if page.read_by == "text" and spot.before in TICKED | EMPTY and spot.before:
        return Tick(theme.key, spot.before in TICKED, spot.box)
    ink = _box_ink(page, spot.box) if page.pixels is not None else None
    if ink is not None:
        return Tick(theme.key, ink > INK, spot.box, sure=not UNSURE[0] < ink < UNSURE[1], ink=ink)
    if spot.before and spot.before in TICKED | EMPTY:
        return Tick(theme.key, spot.before in TICKED, spot.box, sure=spot.by_text)
    if spot.behind and spot.behind in TICKED:
        return Tick(theme.key, ticked=True, box=spot.box, sure=spot.by_text)
    return Tick(theme.key, None, spot.box, sure=False)


def _box_ink(page: Page, words: Box) -> float | None:
    """The share of ink inside the drawn box to the left of a theme's words; None where no box stands there."""
    pixels = page.pixels
    if pixels is None:
        return None
    height, width = pixels.shape[:2]
    high = (words[3] - words[1]) * height
    x0 = max(int(words[0] * width - LEFT * high), 0)
    x1 = min(int(words[0] * width + RIGHT * high), width)
    y0, y1 = max(int(words[1] * height - 0.3 * high), 0), min(int(words[3] * height + 0.3 * high), height)
    part = np.ascontiguousarray(pixels[y0:y1, x0:x1, 0])
    return ink_of(part, high, words[0] * width - x0) if min(part.shape) > STROKE else None


def ink_of(grey: Pixels, high: float, words: float) -> float | None:
    """The share of ink inside the box nearest to where the words begin on a grey strip; None without a box."""
    scale = TEXT / high
    grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 51, 12)
    boxes = find_boxes(np.asarray(ink, np.uint8))
    if not boxes:
        return None
    x0, y0, x1, y1 = min(boxes, key=lambda box: abs(box[2] - words * scale))
    side, up = max((x1 - x0) // 5, 3), max((y1 - y0) // 5, 3)
    inside = ink[y0 + up : y1 - up + 1, x0 + side : x1 - side + 1]
    return float((inside > 0).mean()) if inside.size else None


def find_boxes(ink: Pixels) -> list[tuple[int, int, int, int]]:
    """Find upright rectangles of two level and two plumb strokes, and filled ones, where text is 40 pixels high."""
    boxes: list[tuple[int, int, int, int]] = []
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, STROKE), np.uint8))
    plumb = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((STROKE, 1), np.uint8))
    level = cv2.dilate(level, np.ones((5, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(plumb, connectivity=8)
    strokes = sorted(stats[1:count].tolist(), key=lambda one: one[0])
    for index, (x0, top, thick, down, _) in enumerate(strokes):
        if SIDES[0] <= thick <= SIDES[1] and SIDES[0] <= down <= SIDES[1]:  # filled all over
            boxes.append((x0, top, x0 + thick - 1, top + down - 1))
        for x1, top1, _, down1, _ in strokes[index + 1 :]:
            y0, y1 = max(top, top1), min(top + down, top1 + down1) - 1
            if not (SIDES[0] <= x1 - x0 <= SIDES[1] and SIDES[0] <= y1 - y0 <= SIDES[1]):
                continue
            if not OBLONG[0] <= (y1 - y0) / (x1 - x0) <= OBLONG[1]:
                continue
            across = slice(x0 + thick, x1)
            if all((level[max(y - 3, 0) : y + 4, across].max(axis=0) > 0).mean() > CLOSED for y in (y0, y1)):
                boxes.append((x0, y0, x1, y1))
    return boxes
