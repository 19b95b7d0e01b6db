"""Seals on a page without colour (a fax, a grey scan): circles whose line runs nearly all the way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from casepaper.seals.circles import whole_circles
from casepaper.seals.rings import apart

if TYPE_CHECKING:
    from casepaper.records import Pixels
    from casepaper.seals.rings import Ellipse

LOOK_SIDE: Final = 800
WHOLE: Final = 0.87  # of the circle: letters and ruled lines that happen to lie on one come to 0.77 at most (measured)
VOTES: Final = 70  # of Hough's accumulator
RADII: Final = (0.07, 0.15)  # over the width of the page
COLOUR: Final = 24  # between the channels of a pixel: less is grey


def is_grey(pixels: Pixels) -> bool:
    """Whether a page (height, width, 3) has no colour of its own, whatever the light on it."""
    small = cv2.resize(pixels, (120, 160), interpolation=cv2.INTER_AREA).astype(np.float32)
    paper = np.maximum(np.median(small.reshape(-1, 3), axis=0), 1.0)
    white = small * (paper.max() / paper)
    return float(np.percentile(np.ptp(white, axis=2), 99.5)) < COLOUR


def grey_rings(pixels: Pixels) -> tuple[list[tuple[Ellipse, float]], tuple[int, int]]:
    """Find circles that are drawn all round on a grey page, and the (width, height) they are measured on."""
    scale = min(1.0, LOOK_SIDE / max(pixels.shape[:2]))
    grey = np.ascontiguousarray(pixels[:, :, 0])
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    blurred = np.asarray(cv2.GaussianBlur(small, (3, 3), 0), np.uint8)
    radii = (RADII[0] * width, RADII[1] * width)
    found: list[tuple[Ellipse, float]] = [
        (((float(x), float(y)), (2 * float(radius), 2 * float(radius)), 0.0), share)
        for (x, y, radius), share in whole_circles(blurred, np.asarray(ink, np.uint8), radii, votes=VOTES)
        if share >= WHOLE
    ]
    return apart(found), (width, height)
