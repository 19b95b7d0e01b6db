"""Seals on a page without colour (a fax, a grey scan): circles whose line runs nearly all the way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from casepaper.seals.rings import apart, share_drawn

if TYPE_CHECKING:
    from casepaper.records import Pixels
    from casepaper.seals.rings import Ellipse

LOOK_SIDE: Final = 800
WHOLE: Final = 0.87  # of the circle: letters and ruled lines that happen to lie on one come to 0.77 at most (measured)
WORTH: Final = 0.3  # of the circle, before it is moved into place
STEPS: Final = 5
MOVES: Final = (
    (-2, 0, 0),
    (2, 0, 0),
    (0, -2, 0),
    (0, 2, 0),
    (0, 0, -2),
    (0, 0, 2),
    (2, 2, 0),
    (-2, -2, 0),
    (2, -2, 0),
    (-2, 2, 0),
)
RADII: Final = (0.07, 0.15)  # over the width of the page
MOST: Final = 80
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
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=20,
        param1=120,
        param2=70,
        minRadius=int(RADII[0] * width),
        maxRadius=int(RADII[1] * width),
    )
    found = []
    for x, y, radius in circles[0][:MOST].tolist() if circles is not None else []:
        if share_drawn(np.asarray(ink, np.uint8), _circle((x, y, radius))) >= WORTH:
            found.append(_placed(np.asarray(ink, np.uint8), (x, y), radius))
    return apart([one for one in found if one[1] >= WHOLE]), (width, height)


def _placed(ink: Pixels, centre: tuple[float, float], radius: float) -> tuple[Ellipse, float]:
    """Move a circle step by step to where most of it is drawn."""
    best = (centre[0], centre[1], radius)
    share = share_drawn(ink, _circle(best))
    for _ in range(STEPS):
        tries = [(best[0] + right, best[1] + down, best[2] + more) for right, down, more in MOVES]
        shares = [share_drawn(ink, _circle(one)) for one in tries]
        if max(shares) <= share:
            break
        share = max(shares)
        best = tries[shares.index(share)]
    return _circle(best), share


def _circle(at: tuple[float, float, float]) -> Ellipse:
    x, y, radius = at
    return (x, y), (2 * radius, 2 * radius), 0.0
