"""Rings in a patch of ink: ellipses fitted to what is drawn outermost, and how much of them is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from casepaper.seals.circles import shares, whole_circles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from casepaper.records import Pixels

Ellipse = tuple[tuple[float, float], tuple[float, float], float]

ACROSS: Final = (0.085, 0.36)  # diameter over the page's width: 38 to 50 mm on A4, and on a page that was cut close
OVAL: Final = 0.62  # short over long axis
RING: Final = 0.55  # of the directions in which the outermost ink lies on the ellipse
DRAWN: Final = 0.5  # of the ellipse that is drawn
FILLED: Final = 0.72  # of the ellipse that is ink: more is a disc, a logo or a photo
HOLLOW: Final = 0.05
ROUND: Final = 0.88  # short over long axis of a seal; a longer one may be two that overlap
NEARLY_WHOLE: Final = 0.8  # of a circle where several touch
SHARED: Final = 0.5  # of the short side of a patch: the least diameter of seals that touch
ALIKE: Final = 0.75  # of the largest radius among them
BEYOND: Final = 1.12  # radii from the centre: outside of a seal
EMPTY: Final = 0.55  # of the way round there that may be ink of others
RAYS: Final = 120
NEAR: Final = 0.05  # of the radius: this near the ellipse is on it
MOST: Final = 12


def rings_of(ink: Pixels) -> list[tuple[Ellipse, float]]:
    """Find rings on a picture of ink: each an ellipse ((x, y), (axes), degrees) and how much of it is drawn."""
    width = ink.shape[1]
    low, high = ACROSS[0] * width, ACROSS[1] * width
    gap = max(3, int(0.012 * width)) | 1
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found: list[tuple[Ellipse, float]] = []
    for index in range(1, count):
        x, y, across, down, _ = stats[index].tolist()
        if max(across, down) < low or min(across, down) < OVAL * low:
            continue
        part = np.where(labels[y : y + down, x : x + across] == index, ink[y : y + down, x : x + across], 0)
        for (centre, axes, turned), share in _rings_in(np.asarray(part, np.uint8), low, high):
            found.append((((centre[0] + x, centre[1] + y), axes, turned), share))
    return apart(found)[:MOST]


def is_ring(ink: Pixels) -> bool:
    """Whether a whole picture of ink is one ring, as large as the picture or a part of it."""
    height, width = ink.shape
    return (
        _fitted(ink, np.array([width / 2, height / 2]), 0.3 * max(width, height), 1.1 * max(width, height)) is not None
    )


def _rings_in(part: Pixels, low: float, high: float) -> list[tuple[Ellipse, float]]:
    """The rings of one patch of ink: by its own outline, or by circles where several seals touch."""
    whole = _fitted(part, np.array([part.shape[1] / 2, part.shape[0] / 2]), low, high)
    if whole is not None and min(whole[0][1]) >= ROUND * max(whole[0][1]):
        return [whole]
    circles = _circles(part, low, high)
    return circles if len(circles) > 1 or whole is None else [whole]


def _circles(part: Pixels, low: float, high: float) -> list[tuple[Ellipse, float]]:
    """The circles that are nearly whole in a patch of ink, the best of each place."""
    least = max(low, SHARED * min(part.shape)) / 2
    grey = np.asarray(part * 255, np.uint8)
    whole = [one for one in whole_circles(grey, part, (least, high / 2), votes=30) if one[1] > NEARLY_WHOLE]
    largest = max((float(circle[2]) for circle, _ in whole), default=0.0)
    found: list[tuple[Ellipse, float]] = []
    for (x, y, radius), share in whole:
        ellipse: Ellipse = ((float(x), float(y)), (2 * float(radius), 2 * float(radius)), 0.0)
        beyond = float(shares(part, np.array([[x, y, BEYOND * radius]]))[0])
        alike = radius >= max(ALIKE * largest, least)
        if alike and beyond < EMPTY and HOLLOW < _filled(part, ellipse) < FILLED:
            found.append((ellipse, share))
    return apart(found)


def _fitted(part: Pixels, centre: NDArray[np.float64], low: float, high: float) -> tuple[Ellipse, float] | None:
    """Fit an ellipse to the outermost ink in every direction; None where that is no ring."""
    ellipse: Ellipse | None = None
    points = _outermost(part, centre)
    for _ in range(4):
        if len(points) < RAYS * RING:
            return None
        ellipse = _as_ellipse(cv2.fitEllipseDirect(points.astype(np.float32)))
        points = _outermost(part, np.array(ellipse[0]))
        points = points[np.abs(_radius(points, ellipse) - 1) < 3 * NEAR]
    if ellipse is None:
        return None
    points = _outermost(part, np.array(ellipse[0]))
    on = float((np.abs(_radius(points, ellipse) - 1) < NEAR).sum()) / RAYS
    (a, b) = ellipse[1]
    plausible = low <= max(a, b) <= high and min(a, b) >= OVAL * max(a, b)
    share = share_drawn(part, ellipse)
    if not plausible or on < RING or share < DRAWN or not HOLLOW < _filled(part, ellipse) < FILLED:
        return None
    return ellipse, share


def _outermost(part: Pixels, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """The outermost ink in each of a hundred and twenty directions from a centre, where there is any."""
    rows, columns = np.nonzero(part)
    away = np.stack([columns, rows], axis=1) - centre
    bins = ((np.arctan2(away[:, 1], away[:, 0]) + np.pi) / (2 * np.pi) * RAYS).astype(int) % RAYS
    far = np.hypot(away[:, 0], away[:, 1])
    order = np.lexsort((far, bins))
    last = np.flatnonzero(np.append(np.diff(bins[order]) != 0, True)) if len(order) else order
    return np.asarray((away + centre)[order[last]], np.float64)


def _radius(points: NDArray[np.float64], ellipse: Ellipse) -> NDArray[np.float64]:
    """How far points lie from the centre, in radii of the ellipse in their direction."""
    (x, y), (a, b), turned = ellipse
    angle = np.radians(turned)
    moved = points - np.array([x, y])
    along = (moved[:, 0] * np.cos(angle) + moved[:, 1] * np.sin(angle)) / (a / 2)
    across = (-moved[:, 0] * np.sin(angle) + moved[:, 1] * np.cos(angle)) / (b / 2)
    return np.asarray(np.hypot(along, across), np.float64)


def share_drawn(part: Pixels, ellipse: Ellipse) -> float:
    """How much of the way round the ellipse is ink, a little within and without."""
    steps = np.radians(np.arange(0, 360, 2.0))
    angle = np.radians(ellipse[2])
    hit = np.zeros(len(steps), bool)
    for factor in (0.95, 0.97, 0.985, 1.0, 1.015):
        along = ellipse[1][0] / 2 * factor * np.cos(steps)
        across = ellipse[1][1] / 2 * factor * np.sin(steps)
        xs = np.rint(ellipse[0][0] + along * np.cos(angle) - across * np.sin(angle)).astype(int)
        ys = np.rint(ellipse[0][1] + along * np.sin(angle) + across * np.cos(angle)).astype(int)
        inside = (xs >= 0) & (ys >= 0) & (xs < part.shape[1]) & (ys < part.shape[0])
        hit[inside] |= part[ys[inside], xs[inside]] > 0
    return float(hit.mean())


def _filled(part: Pixels, ellipse: Ellipse) -> float:
    """How much of the ellipse is ink."""
    mask = np.zeros(part.shape, np.uint8)
    cv2.ellipse(mask, ellipse, 1, -1)
    return float(part[mask > 0].mean()) if mask.any() else 0.0


def apart(found: list[tuple[Ellipse, float]]) -> list[tuple[Ellipse, float]]:
    """Keep of rings that share a centre the best drawn one."""
    kept: list[tuple[Ellipse, float]] = []
    for ellipse, share in sorted(found, key=lambda one: -one[1]):
        near = 0.25 * max(ellipse[1])
        if all(np.hypot(ellipse[0][0] - one[0][0], ellipse[0][1] - one[0][1]) > near for one, _ in kept):
            kept.append((ellipse, share))
    return kept


def halves(a: float, b: float, turned: float) -> tuple[float, float]:
    """Half the width and height of the upright box round an ellipse."""
    angle = np.radians(turned)
    half_w = np.hypot(a / 2 * np.cos(angle), b / 2 * np.sin(angle))
    half_h = np.hypot(a / 2 * np.sin(angle), b / 2 * np.cos(angle))
    return float(half_w), float(half_h)


def _as_ellipse(fitted: Any) -> Ellipse:
    """OpenCV's fit in plain numbers; an axis that it could not tell is taken as tiny."""
    (x, y), (a, b), turned = fitted
    return (float(x), float(y)), (max(float(a), 1.0), max(float(b), 1.0)), float(turned)
