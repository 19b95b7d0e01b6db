"""Cells are the rectangles that ruled lines close in; letters, seals and gaps do not disturb them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from casepaper.reading.grid import find_cells
from casepaper.records import Page
from tests.casepaper.drawn import stamped

if TYPE_CHECKING:
    from casepaper.records import Box, Pixels

ROWS = (100, 160, 220, 280, 760, 1000)


def table(*, gap: int = 0) -> Pixels:
    """A sheet of 800 x 1130 with five rows; the second has four cells, the first and third two."""
    page = np.full((1130, 800, 3), 250, np.uint8)
    for y in ROWS:
        cv2.line(page, (80, y), (720, y), (15, 15, 15), 2)
    for x, top, bottom in ((80, 100, 1000), (720, 100, 1000), (200, 100, 280), (400, 160, 220), (500, 160, 220)):
        cv2.line(page, (x, top), (x, bottom), (15, 15, 15), 2)
    if gap:
        page[190 : 190 + gap, 190:210] = 250
    return page


def cells(page: Pixels) -> tuple[Box, ...]:
    return find_cells(Page(1, float(page.shape[1]), float(page.shape[0]), page))


def test_every_cell_is_found_where_it_stands() -> None:
    found = cells(table())
    assert len(found) == 10
    first = found[0]
    assert first == pytest.approx((80 / 800, 100 / 1130, 200 / 800, 160 / 1130), abs=0.008)


def test_print_in_a_cell_does_not_part_it() -> None:
    page = table()
    for column in range(220, 700, 20):
        cv2.rectangle(page, (column, 120), (column + 12, 140), (10, 10, 10), 2)
    assert len(cells(page)) == 10


def test_a_seal_over_the_table_leaves_its_cells_whole() -> None:
    page = stamped(table(), (0.55, 0.17), ink=(60, 60, 60))
    found = cells(page)
    assert any(cell == pytest.approx((200 / 800, 100 / 1130, 720 / 800, 160 / 1130), abs=0.01) for cell in found)


def test_a_line_with_a_small_gap_still_closes_its_cells() -> None:
    assert len(cells(table(gap=6))) == 10


def test_a_page_without_lines_or_pixels_has_no_cells() -> None:
    assert cells(np.full((1130, 800, 3), 250, np.uint8)) == ()
    assert find_cells(Page(1, 595.0, 842.0)) == ()


def test_shadow_over_the_page_does_not_hide_the_lines() -> None:
    light = np.linspace(0.35, 1.0, 800, dtype=np.float32)[None, :, None]
    assert len(cells((table() * light).astype(np.uint8))) == 10
