"""Seals of ink on a page: where a round or oval ring of red stands, or a circle on a page without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from casepaper.records import Seal
from casepaper.seals.grey import grey_rings, is_grey
from casepaper.seals.rings import halves, rings_of

if TYPE_CHECKING:
    from casepaper.records import Page, Pixels
    from casepaper.seals.rings import Ellipse

LOOK_SIDE: Final = 1000  # pixels of the longer side when looking for seals
RED: Final = 0.13  # redness of ink, as a share of the red channel, on paper made white
DARKEST: Final = 25  # red channel below which there is no telling of colours
COLOURED: Final = 0.0004  # of a page: less red is noise


def find_seals(page: Page, *, file: str) -> tuple[Seal, ...]:
    """Find the seals on a page of pixels, by red or purple ink, or by their circle where the page has no colour.

    A seal is a ring of plausible size, drawn most of the way round, hollow but for letters and a star. Red
    letterheads, red text, filled logos and photos are none. Boxes are fractions of the page.
    """
    if page.pixels is None or (page.read_by == "ocr" and not page.lines):  # a photo without any text is no paper
        return ()
    scale = min(1.0, LOOK_SIDE / max(page.pixels.shape[:2]))
    small = np.asarray(cv2.resize(page.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    ink = red_ink(small)
    height, width = ink.shape
    if ink.mean() >= COLOURED:
        rings = rings_of(ink)
    elif is_grey(small):
        rings, (width, height) = grey_rings(page.pixels)
    else:
        return ()
    seals = [_seal(ellipse, share, (width, height), page=page, file=file) for ellipse, share in rings]
    return tuple(sorted(seals, key=lambda seal: (seal.box[1], seal.box[0])))


def _seal(ellipse: Ellipse, share: float, size: tuple[int, int], *, page: Page, file: str) -> Seal:
    (x, y), (a, b), turned = ellipse
    half_w, half_h = halves(a, b, turned)
    width, height = size
    box = (
        max((x - half_w) / width, 0.0),
        max((y - half_h) / height, 0.0),
        min((x + half_w) / width, 1.0),
        min((y + half_h) / height, 1.0),
    )
    return Seal(file, page.number, box, confidence=round(share, 3))


def red_ink(pixels: Pixels) -> Pixels:
    """Where red or purple ink lies on a page (height, width, 3), ones on zeros; the paper's own colour is taken out."""
    flat = pixels.reshape(-1, 3)[::7]
    light = flat[flat.sum(axis=1) >= np.percentile(flat.sum(axis=1), 60)]
    paper = np.maximum(np.median(light, axis=0), 1.0).astype(np.float32)
    white = pixels.astype(np.float32) * (paper.max() / paper)
    red, green, blue = white[:, :, 0], white[:, :, 1], white[:, :, 2]
    # Purple ink has blue as well: what it lacks is green.
    redness = np.maximum(red - np.maximum(green, blue), 0.7 * (np.minimum(red, blue * 1.25) - green))
    ink = (redness > RED * np.maximum(red, 1)) & (red > DARKEST) & (redness > 12)  # noqa: PLR2004
    return np.asarray(ink, np.uint8)
