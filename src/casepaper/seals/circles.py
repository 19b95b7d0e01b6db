"""Circles that are drawn nearly all the way round: found roughly, then moved to where most of them is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from casepaper.records import Pixels

    Numbers = NDArray[np.float64]

WORTH: Final = 0.4  # of a circle that is drawn before it is moved
MOST: Final = 200  # rough circles that are looked at
STEPS: Final = 6
STEP: Final = 1.5  # pixels
_TURN: Final = np.linspace(0, 2 * np.pi, 90, endpoint=False)
_ROUND: Final = np.stack([np.cos(_TURN), np.sin(_TURN)])
_MOVES: Final = np.array([(x, y, r) for x in (-1, 0, 1) for y in (-1, 0, 1) for r in (-1, 0, 1)], np.float64) * STEP


def whole_circles(
    grey: Pixels, ink: Pixels, radii: tuple[float, float], *, votes: float
) -> list[tuple[Numbers, float]]:
    """Find circles (x, y, radius) on a grey picture and how much of each is drawn on ``ink``, the best first."""
    rough = cv2.HoughCircles(
        grey,
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=max(8.0, radii[0] / 3),
        param1=120,
        param2=votes,
        minRadius=int(radii[0]),
        maxRadius=int(radii[1]),
    )
    if rough is None:
        return []
    circles: Numbers = rough[0][:MOST].astype(np.float64)
    circles = circles[shares(ink, circles) >= WORTH]
    if not len(circles):
        return []
    for _ in range(STEPS):
        tries = circles[:, None, :] + _MOVES[None, :, :]
        drawn = shares(ink, tries.reshape(-1, 3)).reshape(len(circles), len(_MOVES))
        # At rest (the middle move) unless another is better.
        drawn[:, len(_MOVES) // 2] += 1e-6
        circles = tries[np.arange(len(circles)), drawn.argmax(axis=1)]
    found = zip(circles, shares(ink, circles).tolist(), strict=True)
    return sorted(found, key=lambda one: -one[1])


def shares(ink: Pixels, circles: Numbers) -> Numbers:
    """How much of each circle (n, 3) is ink, a hair within and without."""
    hit = np.zeros((len(circles), len(_TURN)), bool)
    height, width = ink.shape
    for more in (-1.0, 0.0, 1.0):
        radius = circles[:, 2:3] + more
        xs = np.rint(circles[:, 0:1] + radius * _ROUND[0]).astype(int)
        ys = np.rint(circles[:, 1:2] + radius * _ROUND[1]).astype(int)
        inside = (xs >= 0) & (ys >= 0) & (xs < width) & (ys < height)
        hit |= inside & (ink[np.clip(ys, 0, height - 1), np.clip(xs, 0, width - 1)] > 0)
    return np.asarray(hit.mean(axis=1), np.float64)
