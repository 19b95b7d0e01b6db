"""The second reader: a value is read again from the full page, whole and in two other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from casepaper.reading import ocr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.reading.ocr import Strip
    from casepaper.reading.places import Place
    from casepaper.records import Box, Pixels

TIGHT: Final = (0.6, 0.12)  # of the height: how far round the lines is read, to the sides and up and down
WIDE: Final = (1.0, 0.3)
BLANK: Final = 0.002  # of a place: less ink is dust
LEAST: Final = 200  # pixels of a place in which ink is looked for


def read_again(places: Sequence[Place], pixels: Pixels, *, wide: bool = False) -> list[list[Strip]]:
    """Read places again from the upright page, all in one go; for each the strips of its rows."""
    ratio = pixels.shape[1] / pixels.shape[0]
    room = WIDE if wide else TIGHT
    crops = [
        [_strip(pixels, _round(row, bounds_of(place), room, ratio), even=wide) for row in place.rows]
        for place in places
    ]
    answers = iter(ocr.read_strips([strip for rows in crops for strip in rows]))
    return [[next(answers) for _ in rows] for rows in crops]


def unread_ink(place: Place, pixels: Pixels) -> float:
    """How much ink stands in a place beside the rows that were read, as a share of the ink in them."""
    ink, (x0, y0) = _ink(place, pixels)
    height, width = pixels.shape[:2]
    read = np.zeros(ink.shape, bool)
    for row in place.rows:
        side = int(0.3 * (row[3] - row[1]) * height)
        top, bottom = max(int(row[1] * height) - y0 - side, 0), max(int(row[3] * height) - y0 + side, 0)
        left, right = max(int(row[0] * width) - x0 - side, 0), max(int(row[2] * width) - x0 + side, 0)
        read[top:bottom, left:right] = True
    inside = int(ink[read].sum())
    return int(ink[~read].sum()) / inside if inside else 0.0


def has_ink(place: Place, pixels: Pixels) -> bool:
    """Whether anything at all is written in a place, read or not."""
    ink, _ = _ink(place, pixels)
    return bool(ink.size) and float(ink.mean()) > BLANK


def _ink(place: Place, pixels: Pixels) -> tuple[Pixels, tuple[int, int]]:
    """The ink inside a place, ones on zeros, a little in from its borders; and where it begins on the page."""
    height, width = pixels.shape[:2]
    region = place.region
    inset = 0.12 * (region[3] - region[1])
    x0, x1 = int((region[0] + 0.012) * width), int((region[2] - 0.008) * width)
    y0, y1 = int((region[1] + inset) * height), int((region[3] - inset) * height)
    part = np.ascontiguousarray(pixels[y0:y1, x0:x1, 0])
    if part.size < LEAST:
        return np.zeros((0, 0), np.uint8), (x0, y0)
    ink = cv2.adaptiveThreshold(part, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18)
    ruled = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(int(0.8 * part.shape[0]), 3), 1), np.uint8))
    ink = cv2.bitwise_and(ink, 1 - cv2.dilate(ruled, np.ones((1, 7), np.uint8)))
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.uint8), (x0, y0)


def _room(place: Place, room: tuple[float, float]) -> tuple[float, float]:
    """Less room round a date: a seal lies there as a rule."""
    return (room[0] / 3, room[1] / 6) if place.field.kind == "date" else room


def bounds_of(place: Place) -> Box:
    """How far round a place may be read: a date stands free behind its label, other values in their cell."""
    if place.field.kind != "date":
        return place.region
    return (place.label[0], *place.region[1:])


def _round(row: Box, region: Box, room: tuple[float, float], ratio: float) -> Box:
    """Widen a row, but not over the bounds of its place."""
    high = row[3] - row[1]
    side, up = room[0] * high / ratio, room[1] * high
    return (
        max(row[0] - side, min(region[0] + 0.005, row[0])),
        max(row[1] - up, min(region[1] + 0.002, row[1]), 0.0),
        min(row[2] + side, max(region[2] - 0.005, row[2])),
        min(row[3] + up, max(region[3] - 0.002, row[3]), 1.0),
    )


def _strip(pixels: Pixels, box: Box, *, even: bool) -> Pixels:
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    part = pixels[max(int(y0), 0) : int(np.ceil(y1)) + 1, max(int(x0), 0) : int(np.ceil(x1)) + 1, 0]
    part = np.ascontiguousarray(part)
    if even:
        dark, light = np.percentile(part, (2, 80))
        part = np.clip((part.astype(np.float32) - dark) * (250 / max(light - dark, 40.0)), 0, 255).astype(np.uint8)
    corners = np.array([[0, 0], [part.shape[1], 0], [part.shape[1], part.shape[0]], [0, part.shape[0]]], np.float32)
    return ocr.cut(part, corners)
