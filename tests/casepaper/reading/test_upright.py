"""Tilt and perspective are taken out by what should be level and plumb; a straight page is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from casepaper.reading.upright import flattening, order, straighten, tilt, turn
from tests.casepaper.drawn import photographed, tilted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from casepaper.records import Pixels


def table() -> Pixels:
    page = np.full((1130, 800, 3), 250, np.uint8)
    for y in (100, 160, 220, 280, 760, 1000):
        cv2.line(page, (80, y), (720, y), (15, 15, 15), 2)
    for x in (80, 200, 500, 720):
        cv2.line(page, (x, 100), (x, 1000), (15, 15, 15), 2)
    return page


def off_level(page: Pixels) -> float:
    """The worst slope of long level lines, in degrees."""
    edges = cv2.Canny(np.ascontiguousarray(page[:, :, 1]), 60, 160)
    found = cv2.HoughLinesP(edges, 1, np.pi / 720, 120, minLineLength=page.shape[1] // 3, maxLineGap=6)
    assert found is not None
    slopes = [abs(np.degrees(np.arctan2(y1 - y0, x1 - x0))) for x0, y0, x1, y1 in found.reshape(-1, 4)]
    return float(max(slope for slope in slopes if slope < 45))


def test_a_straight_page_is_left_alone() -> None:
    assert straighten(table()) is None
    assert straighten(np.full((400, 300, 3), 250, np.uint8)) is None


@pytest.mark.parametrize("degrees", [-4.0, 1.5, 7.0])
def test_a_tilted_page_is_laid_level(degrees: float) -> None:
    askew = tilted(table(), degrees)
    straight = straighten(askew)
    assert straight is not None
    assert off_level(askew) > 1
    assert off_level(straight) < 0.35


def test_a_page_photographed_from_the_side_is_flattened() -> None:
    seen = photographed(table())
    flat = straighten(seen)
    assert flat is not None
    assert off_level(seen) > 2
    assert off_level(flat) < 0.35


def segments(*rows: tuple[float, float, float, float]) -> NDArray[np.float64]:
    return np.array(rows, float).reshape(-1, 4)


def test_level_and_plumb_segments_need_no_turning() -> None:
    level = segments((10, 20, 900, 20), (10, 400, 900, 400), (10, 800, 900, 800))
    plumb = segments((10, 20, 10, 800), (500, 20, 500, 800), (900, 20, 900, 800))
    assert flattening(level, plumb, (1000, 1000)) is None


def test_too_few_segments_say_nothing() -> None:
    assert flattening(segments((10, 20, 900, 60)), segments(), (1000, 1000)) is None


def test_segments_that_contradict_each_other_say_nothing() -> None:
    wild = segments((10, 20, 900, 300), (10, 400, 900, 120), (10, 800, 900, 700), (10, 100, 900, 110))
    assert flattening(wild, segments(), (1000, 1000)) is None


def test_with_level_lines_alone_the_page_is_turned() -> None:
    level = segments((0, 0, 900, 45), (0, 300, 900, 345), (0, 600, 900, 645))
    found = flattening(level, segments(), (1000, 1000))
    assert found is not None
    matrix, size = found
    ends = np.array([[0, 300, 1], [900, 345, 1]], float) @ matrix.T
    ends = ends[:, :2] / ends[:, 2:]
    assert ends[0, 1] == pytest.approx(ends[1, 1], abs=1.0)
    assert min(size) >= 1000


def quad(x: float, y: float, width: float, height: float) -> NDArray[np.float32]:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def test_a_quarter_turn_moves_a_line_with_its_page() -> None:
    turned = turn(quad(10, 20, 100, 8), 1, (200, 300))
    assert turned[0].tolist() == [272, 10]
    assert turned[2].tolist() == [280, 110]
    assert turn(turned, 3, (300, 200)).tolist() == quad(10, 20, 100, 8).tolist()


def test_corners_are_put_in_order() -> None:
    assert order(quad(10, 20, 100, 8)[[2, 0, 3, 1]]).tolist() == quad(10, 20, 100, 8).tolist()


def test_the_tilt_is_that_of_most_long_lines() -> None:
    slope = np.array([[1, 0.05], [0, 1]], np.float32)
    lines = [quad(10, 40 * row, 400, 16) @ slope for row in range(6)]
    assert tilt(lines) == pytest.approx(np.degrees(np.arctan(0.05)), abs=0.2)
    assert tilt([*lines[:2], quad(0, 0, 20, 16)]) == 0.0
