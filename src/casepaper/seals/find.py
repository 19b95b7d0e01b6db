"""Seals of ink on a page: where a round or oval ring of red stands, with letters along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from casepaper.records import Seal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from casepaper.records import Page, Pixels

    Ellipse = tuple[tuple[float, float], tuple[float, float], float]

LOOK_SIDE: Final = 1000  # pixels of the longer side when looking for seals
RED: Final = 0.13  # redness of ink, as a share of the red channel, on paper made white
DARKEST: Final = 25  # red channel below which there is no telling of colours
COLOURED: Final = 0.0004  # of a page: less red is noise
ACROSS: Final = (0.085, 0.36)  # diameter over the page's width: 38 to 50 mm on A4, and on a page that was cut close
OVAL: Final = 0.62  # short over long axis
RING: Final = 0.55  # of the directions in which the outermost ink lies on the ellipse
DRAWN: Final = 0.5  # of the ellipse that is drawn
FILLED: Final = 0.72  # of the ellipse that is ink: more is a disc, a logo or a photo
HOLLOW: Final = 0.05
RAYS: Final = 120
NEAR: Final = 0.05  # of the radius: this near the ellipse is on it
MOST: Final = 12


def find_seals(page: Page, *, file: str) -> tuple[Seal, ...]:
    """Find the seals of red or purple ink on a page of pixels; an empty tuple on a page without colour.

    A seal is a ring of plausible size, drawn most of the way round, hollow but for letters and a star. Red
    letterheads, red text, filled logos and photos are none. Boxes are fractions of the page.
    """
    if page.pixels is None:
        return ()
    scale = min(1.0, LOOK_SIDE / max(page.pixels.shape[:2]))
    small = np.asarray(cv2.resize(page.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    ink = red_ink(small)
    height, width = ink.shape
    if ink.mean() < COLOURED:
        return ()
    seals = []
    for ellipse, coverage in rings_of(ink):
        (x, y), (a, b), turned = ellipse
        half_w, half_h = _halves(a, b, turned)
        box = (
            max((x - half_w) / width, 0.0),
            max((y - half_h) / height, 0.0),
            min((x + half_w) / width, 1.0),
            min((y + half_h) / height, 1.0),
        )
        seals.append(Seal(file, page.number, box, confidence=round(coverage, 3)))
    return tuple(sorted(seals, key=lambda seal: (seal.box[1], seal.box[0])))


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


def rings_of(ink: Pixels) -> list[tuple[Ellipse, float]]:
    """Find rings on a picture of ink: each an ellipse ((x, y), (axes), degrees) and how much of it is drawn."""
    height, width = ink.shape
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
        for (centre, axes, turned), drawn in _rings_in(np.asarray(part, np.uint8), low, high):
            found.append((((centre[0] + x, centre[1] + y), axes, turned), drawn))
    return _apart(found)[:MOST]


def _rings_in(part: Pixels, low: float, high: float) -> list[tuple[Ellipse, float]]:
    """The rings of one patch of ink: by its own outline, or by circles where several seals touch."""
    whole = _fitted(part, np.array([part.shape[1] / 2, part.shape[0] / 2]), low, high)
    if whole is not None:
        return [whole]
    circles = cv2.HoughCircles(
        part * 255,
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=low / 3,
        param1=100,
        param2=max(25, int(0.5 * low)),
        minRadius=int(low / 2),
        maxRadius=int(high / 2),
    )
    found = []
    for x, y, radius in circles[0][:MOST] if circles is not None else []:
        ellipse: Ellipse = ((float(x), float(y)), (2 * float(radius), 2 * float(radius)), 0.0)
        drawn = _drawn(part, ellipse)
        if drawn > DRAWN and HOLLOW < _filled(part, ellipse) < FILLED:
            found.append((ellipse, drawn))
    return found


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
    drawn = _drawn(part, ellipse)
    if not plausible or on < RING or drawn < DRAWN or not HOLLOW < _filled(part, ellipse) < FILLED:
        return None
    return ellipse, drawn


def _outermost(part: Pixels, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """The outermost ink in each of a hundred and twenty directions from a centre, where there is any."""
    rows, columns = np.nonzero(part)
    away = np.stack([columns, rows], axis=1) - centre
    bins = ((np.arctan2(away[:, 1], away[:, 0]) + np.pi) / (2 * np.pi) * RAYS).astype(int) % RAYS
    far = np.hypot(away[:, 0], away[:, 1])
    order = np.lexsort((far, bins))
    last = np.flatnonzero(np.append(np.diff(bins[order]) != 0, True)) if len(order) else order  # noqa: FBT003
    return np.asarray((away + centre)[order[last]], np.float64)


def _radius(points: NDArray[np.float64], ellipse: Ellipse) -> NDArray[np.float64]:
    """How far points lie from the centre, in radii of the ellipse in their direction."""
    (x, y), (a, b), turned = ellipse
    angle = np.radians(turned)
    moved = points - np.array([x, y])
    along = (moved[:, 0] * np.cos(angle) + moved[:, 1] * np.sin(angle)) / (a / 2)
    across = (-moved[:, 0] * np.sin(angle) + moved[:, 1] * np.cos(angle)) / (b / 2)
    return np.asarray(np.hypot(along, across), np.float64)


def _drawn(part: Pixels, ellipse: Ellipse) -> float:
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


def _apart(found: list[tuple[Ellipse, float]]) -> list[tuple[Ellipse, float]]:
    """Keep of rings that share a centre the best drawn one."""
    kept: list[tuple[Ellipse, float]] = []
    for ellipse, drawn in sorted(found, key=lambda one: -one[1]):
        near = 0.25 * max(ellipse[1])
        if all(np.hypot(ellipse[0][0] - one[0][0], ellipse[0][1] - one[0][1]) > near for one, _ in kept):
            kept.append((ellipse, drawn))
    return kept


def _halves(a: float, b: float, turned: float) -> tuple[float, float]:
    """Half the width and height of the upright box round an ellipse."""
    angle = np.radians(turned)
    half_w = np.hypot(a / 2 * np.cos(angle), b / 2 * np.sin(angle))
    half_h = np.hypot(a / 2 * np.sin(angle), b / 2 * np.cos(angle))
    return float(half_w), float(half_h)


def _as_ellipse(fitted: Any) -> Ellipse:
    """OpenCV's fit in plain numbers; an axis that it could not tell is taken as tiny."""
    (x, y), (a, b), turned = fitted
    return (float(x), float(y)), (max(float(a), 1.0), max(float(b), 1.0)), float(turned)
