"""The grid of a form: the cells that ruled lines close in, as boxes on the upright page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.records import Box, Page, Pixels

LOOK_SIDE: Final = 1600  # pixels of the longer side when looking for ruled lines
ACROSS: Final = 0.07  # of the width: shorter level strokes are parts of letters and of seals
DOWN: Final = 0.02  # of the height
LEAST: Final = 0.0006  # of the page: smaller closed places are no cells
FILLED: Final = 0.8  # of its own box: a cell is a rectangle
GAP: Final = 9  # pixels of a broken plumb line that are closed
EDGE: Final = 4  # level lines that only the edge of a table crosses
LEVEL_GAP: Final = 5  # of a level one: less, for letters stand side by side


def find_cells(page: Page) -> tuple[Box, ...]:
    """Find the cells of ruled tables on an upright page; an empty tuple where nothing is ruled or no pixels are there.

    A rectangle of lines closes in a cell: cells are the closed places between lines, as fractions of the page.
    """
    if page.pixels is None:
        return ()
    ruled = ruled_lines(np.ascontiguousarray(page.pixels[:, :, 0]))
    height, width = ruled.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(ruled), connectivity=4)
    cells: list[Box] = []
    for x, y, across, down, area in stats[1:count].tolist():
        edge = x == 0 or y == 0 or x + across == width or y + down == height
        if edge or area < LEAST * width * height or area < FILLED * across * down:
            continue
        cells.append((x / width, y / height, (x + across) / width, (y + down) / height))
    return tuple(sorted(cells, key=lambda cell: (cell[1], cell[0])))


def ruled_lines(grey: Pixels) -> Pixels:
    """Draw the level and plumb lines of a grey page in white on black, gaps closed, on a picture of at most 1600."""
    scale = min(1.0, LOOK_SIDE / max(grey.shape))
    if scale < 1:  # thin lines would pale away: darken their neighbours first
        dark = cv2.erode(grey, np.ones((2, 2), np.uint8))
        small = cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    else:
        small = grey
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 10)
    height, width = ink.shape
    across, down = max(15, int(width * ACROSS)), max(15, int(height * DOWN))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, LEVEL_GAP), np.uint8))
    level = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, across), np.uint8))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((GAP, 1), np.uint8))
    plumb = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((down, 1), np.uint8))
    # A line a hair off level is cut into steps by the opening: thicken it across, lengthen it along.
    level = cv2.dilate(level, np.ones((3, GAP), np.uint8))
    plumb = _between(cv2.dilate(plumb, np.ones((GAP, 3), np.uint8)), level)
    return np.asarray(cv2.bitwise_or(level, plumb), np.uint8)


def _between(plumb: Any, level: Any) -> Any:
    """Keep the plumb strokes that run from one level line to another: the flanks of a seal do not.

    A stroke that crosses many lines is the edge of a table; where the page was cut below the last of them (a form
    photographed in two parts), what lies between the first and the last is kept.
    """
    near = cv2.dilate(level, np.ones((GAP, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(plumb, connectivity=8)
    kept = np.zeros_like(plumb)
    for index in range(1, count):
        x, y, across, down, _ = stats[index].tolist()
        part = labels[y : y + down, x : x + across] == index
        rows = np.flatnonzero((near[y : y + down, x : x + across].astype(bool) & part).any(axis=1))
        if not rows.size:
            continue
        first, last = (int(rows[0]), int(rows[-1])) if np.sum(np.diff(rows) > GAP) + 1 >= EDGE else (0, down - 1)
        if rows[0] < first + GAP and rows[-1] > last - GAP:
            kept[y + first : y + last + 1, x : x + across][part[first : last + 1]] = 255
    return kept


def cell_of(box: Box, cells: Sequence[Box]) -> Box | None:
    """The smallest cell that holds the middle of a box, or None."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    holding = [cell for cell in cells if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]]
    return min(holding, key=lambda cell: (cell[2] - cell[0]) * (cell[3] - cell[1]), default=None)
