"""Setting a page upright: perspective and tilt taken out by the ruled lines and edges that should be level or plumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from casepaper.reading.ocr import Quad
    from casepaper.records import Pixels

    Numbers = NDArray[np.float64]

LOOK_SIDE = 1200  # segments are looked for on a smaller picture
LONG = 0.07  # of the longer side: shorter segments are strokes of letters
STEEP = 30.0  # degrees off level or plumb at which a segment says nothing
FEW = 3  # segments or lines that say nothing yet
ROUNDS = 12
SHARP = 0.004  # sine of the angle by which a segment may miss its vanishing point and still count
MISSED = 0.012
AGREED = 0.6  # of all length: what must point to one place
NEAR_HORIZON = 0.45
FAR = 1e-9
STRAIGHT = 0.0012  # below this bend over the page nothing is gained by turning pixels


def straighten(pixels: Pixels) -> Pixels | None:
    """Take perspective and tilt out of a page (height, width, 3); None where it is straight or cannot be told."""
    height, width = pixels.shape[:2]
    level, plumb = _segments(np.ascontiguousarray(pixels[:, :, 1]))
    how = flattening(level, plumb, (width, height))
    if how is None:
        return None
    matrix, size = how
    moved = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def flattening(level: Numbers, plumb: Numbers, size: tuple[int, int]) -> tuple[Numbers, tuple[int, int]] | None:
    """Give the homography that lays ``level`` segments level and ``plumb`` ones plumb, and the new size.

    Segments are rows (x0, y0, x1, y1) in pixels. None where there are too few, where they contradict each other, or
    where the page is straight as it is.
    """
    width, height = size
    middle, unit = np.array([width / 2, height / 2]), max(width, height) / 2
    far_right = _vanishing((level.reshape(-1, 2, 2) - middle) / unit)
    if far_right is None:
        return None
    far_down = _vanishing((plumb.reshape(-1, 2, 2) - middle) / unit)
    if far_down is None:  # nothing plumb: turn only
        far_down = np.array([-far_right[1], far_right[0], 0.0])
        far_right = np.array([far_right[0], far_right[1], 0.0])
    matrix = _rectifying(far_right, far_down)
    if matrix is None:
        return None
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    moved = _through(matrix, (corners - middle) / unit)
    if moved is None or np.abs(moved - (corners - middle) / unit).max() < STRAIGHT * 2:
        return None
    low, high = moved.min(axis=0), moved.max(axis=0)
    # The far side of a strong perspective would grow without end: what lies far outside the page is let go.
    low, high = np.maximum(low, -1.35 * middle / unit), np.minimum(high, 1.35 * middle / unit)
    into = np.diag([1 / unit, 1 / unit, 1.0]) @ np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, 1]])
    out = np.array([[unit, 0, -low[0] * unit], [0, unit, -low[1] * unit], [0, 0, 1]])
    new = (int(np.ceil((high[0] - low[0]) * unit)), int(np.ceil((high[1] - low[1]) * unit)))
    return np.asarray(out @ matrix @ into, np.float64), new


def tilt(quads: Sequence[Quad]) -> float:
    """Give the tilt of the lines of text in degrees, clockwise: the median of the long ones, 0 where there are few."""
    angles = []
    for quad in quads:
        along = (quad[1] + quad[2] - quad[0] - quad[3]) / 2
        across = (quad[3] + quad[2] - quad[0] - quad[1]) / 2
        if np.linalg.norm(along) > 6 * np.linalg.norm(across):
            angles.append(float(np.degrees(np.arctan2(along[1], along[0]))))
    return float(np.median(angles)) if len(angles) > FEW else 0.0


def turn(quad: Quad, quarters: int, size: tuple[int, int]) -> Quad:
    """Turn a line's corners with their page (width, height before), by quarter turns clockwise.

    The corners stay in the reading order of the line: the first is where its text begins once the page is upright.
    """
    width, height = size
    for _ in range(quarters % 4):
        quad = np.stack([height - quad[:, 1], quad[:, 0]], axis=1)
        width, height = height, width
    return np.ascontiguousarray(order(quad), np.float32)


def order(quad: Quad) -> Quad:
    """Put four corners in order: clockwise from the top left."""
    middle = quad.mean(axis=0)
    angles = np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0])
    clockwise = quad[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0)


def _segments(grey: Pixels) -> tuple[Numbers, Numbers]:
    """Find long straight segments, level ones and plumb ones, as rows (x0, y0, x1, y1) in the page's pixels."""
    scale = min(1.0, LOOK_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(small)[0]
    if found is None:
        return np.empty((0, 4)), np.empty((0, 4))
    rows = found.reshape(-1, 4).astype(float)
    along = rows[:, 2:] - rows[:, :2]
    rows = rows[np.hypot(along[:, 0], along[:, 1]) > LONG * max(small.shape)]
    along = rows[:, 2:] - rows[:, :2]
    steep = np.degrees(np.arctan2(np.abs(along[:, 1]), np.abs(along[:, 0])))
    return rows[steep < STEEP] / scale, rows[steep > 90 - STEEP] / scale


def _vanishing(segments: Numbers) -> Numbers | None:
    """Find the point, near or infinitely far, through which the lines of the segments (n, 2, 2) run."""
    if len(segments) < FEW:
        return None
    ends = np.concatenate([segments, np.ones((len(segments), 2, 1))], axis=2)
    lines = np.cross(ends[:, 0], ends[:, 1])
    lengths = np.linalg.norm(lines[:, :2], axis=1)
    lines /= lengths[:, None]
    weights = lengths.copy()
    point = np.zeros(3)
    misses = np.zeros(len(lines))
    for _ in range(ROUNDS):
        _, vectors = np.linalg.eigh((lines * weights[:, None]).T @ lines)
        point = vectors[:, 0]
        # How far each segment's direction is from pointing there, as an angle.
        centres = segments.mean(axis=1)
        toward = point[:2] - point[2] * centres
        toward /= np.linalg.norm(toward, axis=1, keepdims=True) + 1e-12
        misses = np.abs(np.einsum("ij,ij->i", toward, lines[:, :2]))
        weights = lengths / (1 + (misses / SHARP) ** 2) ** 2
    if (lengths * (misses < MISSED)).sum() < AGREED * lengths.sum():
        return None
    return np.asarray(point if abs(point[2]) > FAR else np.array([point[0], point[1], 0.0]))


def _rectifying(far_right: Numbers, far_down: Numbers) -> Numbers | None:
    """Give the homography, with the page's middle at rest and its scale there kept, that sends the two points out."""
    horizon = np.cross(far_right, far_down)
    if abs(horizon[2]) < FAR:
        return None
    horizon = horizon / horizon[2]
    if np.abs(horizon[:2]).max() > NEAR_HORIZON:  # the horizon would cross the page, or nearly
        return None
    flat = np.array([[1.0, 0, 0], [0, 1, 0], horizon])
    right, down = (flat @ far_right)[:2], (flat @ far_down)[:2]
    right, down = right / np.linalg.norm(right), down / np.linalg.norm(down)
    right, down = right * np.sign(right[0]), down * np.sign(down[1])
    across = np.linalg.inv(np.stack([right, down], axis=1))
    return np.asarray(np.array([[*across[0], 0], [*across[1], 0], [0, 0, 1.0]]) @ flat, np.float64)


def _through(matrix: Numbers, points: Numbers) -> Numbers | None:
    """Move points (n, 2) by a homography; None where one would come from behind the horizon."""
    moved: Numbers = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
    if (moved[:, 2] < 1 - 2 * NEAR_HORIZON).any():
        return None
    return np.asarray(moved[:, :2] / moved[:, 2:])
