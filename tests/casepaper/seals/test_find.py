"""A ring of red ink is a seal; red letterheads, text, discs and photos are none; on grey pages a circle is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from casepaper.records import Page
from casepaper.seals.circles import whole_circles
from casepaper.seals.find import find_seals, red_ink
from casepaper.seals.grey import is_grey
from tests.casepaper.drawn import RED, photographed, stamped

if TYPE_CHECKING:
    from casepaper.records import Pixels

SIZE = (1100, 778, 3)


def blank(*, lines: bool = True) -> Pixels:
    page = np.full(SIZE, 252, np.uint8)
    for row in range(150, 1000, 32) if lines else ():
        for column in range(90, 680, 18):  # rows of print
            cv2.rectangle(page, (column, row), (column + 9, row + 12), (20, 20, 20), 1)
    cv2.rectangle(page, (70, 130), (700, 1020), (10, 10, 10), 2)
    return page


def page_of(pixels: Pixels) -> Page:
    return Page(1, float(pixels.shape[1]), float(pixels.shape[0]), pixels)


def test_a_red_seal_over_print_is_found_where_it_stands() -> None:
    (seal,) = find_seals(page_of(stamped(blank(), (0.66, 0.81))), file="扫描件.jpg")
    assert (seal.file, seal.page, seal.kind, seal.owner) == ("扫描件.jpg", 1, "ink", "unread")
    assert (seal.box[0] + seal.box[2]) / 2 == pytest.approx(0.66, abs=0.01)
    assert (seal.box[1] + seal.box[3]) / 2 == pytest.approx(0.81, abs=0.01)
    assert seal.box[2] - seal.box[0] == pytest.approx(0.19, abs=0.02)


@pytest.mark.parametrize("ink", [(140, 20, 30), (150, 40, 140), (225, 90, 100), (190, 60, 20)])
def test_dark_purple_weak_and_orange_red_ink_count(ink: tuple[int, int, int]) -> None:
    assert len(find_seals(page_of(stamped(blank(), (0.5, 0.6), ink=ink)), file="a")) == 1


def test_three_seals_are_three() -> None:
    page = blank()
    for at in ((0.6, 0.2), (0.35, 0.45), (0.66, 0.8)):
        page = stamped(page, at)
    found = find_seals(page_of(page), file="a")
    assert len(found) == 3
    assert [seal.box[1] for seal in found] == sorted(seal.box[1] for seal in found)


def test_two_seals_that_overlap_are_two() -> None:
    assert len(find_seals(page_of(stamped(stamped(blank(), (0.5, 0.6)), (0.6, 0.64))), file="a")) == 2


def test_a_seal_on_cream_paper_in_a_photo_is_found() -> None:
    cream = np.minimum(stamped(blank(), (0.6, 0.7)).astype(np.float32) * np.array([1.0, 0.95, 0.84]), 255)
    assert len(find_seals(page_of(photographed(cream.astype(np.uint8))), file="a")) == 1


def test_a_page_without_red_has_no_seal() -> None:
    assert find_seals(page_of(blank()), file="a") == ()
    assert find_seals(Page(1, 595.0, 842.0), file="a") == ()


def test_a_photo_on_which_nothing_was_read_has_no_seal() -> None:
    pixels = stamped(blank(), (0.5, 0.6))
    assert find_seals(Page(1, 778.0, 1100.0, pixels, read_by="ocr"), file="a") == ()


def test_a_red_letterhead_is_no_seal() -> None:
    page = blank()
    for column in range(120, 640, 44):
        cv2.rectangle(page, (column, 60), (column + 34, 100), RED, 6)
    cv2.line(page, (80, 118), (690, 118), RED, 3)
    assert find_seals(page_of(page), file="a") == ()


def test_red_text_is_no_seal() -> None:
    page = blank(lines=False)
    for row in range(200, 800, 30):
        for column in range(100, 660, 22):
            cv2.rectangle(page, (column, row), (column + 12, row + 14), RED, 1)
    assert find_seals(page_of(page), file="a") == ()


def test_a_red_disc_and_a_red_picture_are_no_seals() -> None:
    page = blank()
    cv2.circle(page, (200, 300), 70, RED, -1)
    cv2.rectangle(page, (400, 500), (600, 650), (190, 40, 40), -1)
    assert find_seals(page_of(page), file="a") == ()


def test_a_small_red_ring_is_no_seal() -> None:
    page = blank()
    cv2.circle(page, (300, 400), 20, RED, 3)
    assert find_seals(page_of(page), file="a") == ()


def test_a_seal_on_a_grey_page_is_found_by_its_circle() -> None:
    grey = cv2.cvtColor(stamped(blank(), (0.66, 0.81)), cv2.COLOR_RGB2GRAY)
    (seal,) = find_seals(page_of(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)), file="a")
    assert (seal.box[0] + seal.box[2]) / 2 == pytest.approx(0.66, abs=0.02)


def test_a_grey_page_of_print_has_no_seal() -> None:
    page = np.asarray(cv2.cvtColor(cv2.cvtColor(blank(), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)
    assert is_grey(page)
    assert find_seals(page_of(page), file="a") == ()


def test_circles_that_no_ink_draws_are_none() -> None:
    grey = np.full((400, 300), 245, np.uint8)
    cv2.circle(grey, (150, 200), 60, 20, 3)
    assert whole_circles(grey, np.zeros_like(grey), (40.0, 80.0), votes=30) == []


def test_paper_of_one_tint_is_grey_and_a_red_mark_is_not() -> None:
    tinted = np.full((400, 300, 3), (250, 235, 200), np.uint8)
    marked = tinted.copy()
    cv2.circle(marked, (150, 200), 60, RED, -1)
    assert is_grey(tinted)
    assert not is_grey(marked)


def test_black_ink_and_blue_ink_are_not_red() -> None:
    page = np.full((100, 100, 3), 250, np.uint8)
    page[:30] = (20, 20, 20)
    page[30:60] = (30, 40, 160)
    page[60:80] = RED
    ink = red_ink(page)
    assert ink[:60].sum() == 0
    assert ink[62:78].all()
