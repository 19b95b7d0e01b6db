"""Pages to lines: a page of pixels is set upright, its lines are found and read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from casepaper.reading import ocr, upright
from casepaper.records import Line

if TYPE_CHECKING:
    from casepaper.reading.ocr import Quad, Strip
    from casepaper.records import Opened, Page, Pixels

SEEN = 0.4  # a line read with less confidence than this is a picture, not a line
FEW = 20  # letters on a page: with fewer it is no page of text
POOR = 0.75  # where half of the lines are read worse, the page may stand on its head after all
MARGIN = 0.05  # left round what is printed, where a photo shows the table it lies on
LEVEL = 0.4  # degrees of tilt that are left alone


def read_lines(opened: Opened) -> Opened:
    """Give every page its lines, by OCR where it has none, and set it upright. Boxes are fractions of that page."""
    return replace(opened, pages=tuple(page if page.read_by else read_page(page) for page in opened.pages))


def read_page(page: Page) -> Page:
    """Read one page by OCR; its pixels become the upright, flattened ones that the boxes of its lines refer to."""
    if page.pixels is None:
        return page
    pixels, bent = page.pixels, False
    straight = upright.straighten(pixels)
    if straight is not None:
        pixels, bent = straight, True
    grey = ocr.reading_channel(pixels)
    quads = ocr.find_quads(grey)
    pixels, quads, quarters = _on_its_feet(pixels, grey, quads)
    grey = ocr.reading_channel(pixels)
    strips = ocr.read_strips([ocr.cut(grey, quad) for quad in quads])
    if _poor(strips):
        turned_over = [upright.turn(quad, 2, (grey.shape[1], grey.shape[0])) for quad in quads]
        flipped = np.ascontiguousarray(np.rot90(pixels, 2))
        again = ocr.read_strips([ocr.cut(ocr.reading_channel(flipped), quad) for quad in turned_over])
        if sum(strip.confidence for strip in again) > sum(strip.confidence for strip in strips):
            pixels, quads, strips, quarters = flipped, turned_over, again, quarters + 2
    if sum(one.isalnum() for strip in strips if strip.confidence >= SEEN for one in strip.text) < FEW:
        return replace(page, read_by="ocr")  # no paper but a picture of something: it is left as it is
    if bent:
        pixels, quads = _trimmed(pixels, quads)
    height, width = pixels.shape[:2]
    lines = [_line(quad, strip, (width, height)) for quad, strip in zip(quads, strips, strict=True)]
    return replace(
        page,
        width=float(width),
        height=float(height),
        pixels=pixels,
        lines=tuple(line for line in lines if line.text.strip() and line.confidence >= SEEN),
        read_by="ocr",
        turned=(page.turned + 90 * quarters) % 360,
    )


def _on_its_feet(pixels: Pixels, grey: Pixels, quads: list[Quad]) -> tuple[Pixels, list[Quad], int]:
    """Turn the page by quarter turns until its lines run level and upright, then take out what tilt is left."""
    height, width = grey.shape
    tall = sum(np.ptp(quad[:, 1]) > 1.5 * np.ptp(quad[:, 0]) for quad in quads)
    quarters = 1 if tall * 2 > len(quads) else 0
    quads = [upright.turn(quad, quarters, (width, height)) for quad in quads]
    pixels = np.ascontiguousarray(np.rot90(pixels, -quarters)) if quarters else pixels
    grey = ocr.reading_channel(pixels) if quarters else grey
    height, width = grey.shape
    longest = sorted(quads, key=lambda quad: -float(np.ptp(quad[:, 0])))[: ocr.VOTES]
    if ocr.upside_down([ocr.cut(grey, quad) for quad in longest]):
        quads = [upright.turn(quad, 2, (width, height)) for quad in quads]
        pixels, quarters = np.ascontiguousarray(np.rot90(pixels, 2)), quarters + 2
    tilt = upright.tilt(quads)
    if abs(tilt) > LEVEL:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
        white = (255, 255, 255)
        moved = cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=white)
        pixels = np.asarray(moved, np.uint8)
        quads = [cv2.transform(quad[None], matrix)[0].astype(np.float32) for quad in quads]
    return pixels, quads, quarters


def _poor(strips: list[Strip]) -> bool:
    """Whether at least half of the lines were read badly."""
    return sum(strip.confidence < POOR for strip in strips) * 2 > len(strips) > 0


def _trimmed(pixels: Pixels, quads: list[Quad]) -> tuple[Pixels, list[Quad]]:
    """Cut away what lies far outside of all lines: the table under a page that was photographed."""
    if not quads:
        return pixels, quads
    height, width = pixels.shape[:2]
    points = np.concatenate(quads)
    margin = MARGIN * max(np.ptp(points[:, 0]), np.ptp(points[:, 1])) + 0.02 * max(width, height)
    low = np.maximum(points.min(axis=0) - margin, 0).astype(int)
    high = np.minimum(points.max(axis=0) + margin, [width, height]).astype(int)
    part = np.ascontiguousarray(pixels[low[1] : high[1], low[0] : high[0]])
    return part, [(quad - low).astype(np.float32) for quad in quads]


def _line(quad: Quad, strip: Strip, size: tuple[int, int]) -> Line:
    """Make a line of what was read; the box is that of its corners."""
    width, height = size
    x0, y0 = np.clip(quad.min(axis=0) / [width, height], 0, 1)
    x1, y1 = np.clip(quad.max(axis=0) / [width, height], 0, 1)
    others = tuple(dict.fromkeys(text for text in (strip.strict, strip.generous) if text != strip.text))
    box = (float(x0), float(y0), float(x1), float(y1))
    return Line(strip.text, box, confidence=strip.confidence, weakest=strip.weakest, others=others)
