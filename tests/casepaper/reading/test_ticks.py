"""A theme is ticked by the ink in its box or by the mark in the text; what is neither clear nor found is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from casepaper.forms.callfile import load_call
from casepaper.reading.ticks import Tick, find_boxes, find_ticks, ink_of, ticked_of
from casepaper.records import Line, Page

if TYPE_CHECKING:
    from casepaper.records import Pixels

THEMES = load_call("cace-2022").themes
PLACES = (150, 380, 610)


def page_of(*marks: str, box: int = 24) -> Page:
    """A page of 900 x 300 with three themes, a drawn box before each and a mark in it: '', x, v, full, dot or none."""
    pixels = np.full((300, 900, 3), 250, np.uint8)
    lines = []
    for mark, left, theme in zip(marks, PLACES, THEMES, strict=True):
        top = 130
        if mark != "none":
            cv2.rectangle(pixels, (left - 34, top), (left - 34 + box, top + box), (15, 15, 15), 2)
        _draw(pixels, mark, (left - 34, top), box)
        for place in range(len(theme.label)):
            x = left + 26 * place + 12
            cv2.line(pixels, (x, top + 2), (x, top + 22), (15, 15, 15), 2)
            cv2.line(pixels, (x - 8, top + 12), (x + 8, top + 12), (15, 15, 15), 2)
        text = (left / 900, 126 / 300, (left + 26 * len(theme.label)) / 900, 158 / 300)
        lines.append(Line(theme.label, text, 0.99))
    return Page(1, 900.0, 300.0, pixels, lines=tuple(lines), read_by="ocr")


def _draw(pixels: Pixels, mark: str, at: tuple[int, int], side: int) -> None:
    x, y = at
    black = (15, 15, 15)
    if mark == "x":
        cv2.line(pixels, (x, y), (x + side, y + side), black, 2)
        cv2.line(pixels, (x + side, y), (x, y + side), black, 2)
    elif mark == "v":
        cv2.line(pixels, (x + 4, y + side // 2), (x + side // 2, y + side - 3), black, 3)
        cv2.line(pixels, (x + side // 2, y + side - 3), (x + side + 4, y - 4), black, 3)
    elif mark == "full":
        cv2.rectangle(pixels, (x, y), (x + side, y + side), black, -1)
    elif mark == "dot":
        cv2.circle(pixels, (x + side // 2, y + side // 2), 2, black, -1)


@pytest.mark.parametrize("mark", ["x", "v", "full"])
def test_a_marked_box_is_ticked_and_the_empty_ones_are_not(mark: str) -> None:
    page = page_of("", mark, "")
    ticks = find_ticks(page, THEMES, page.lines)
    assert [(tick.theme, tick.ticked) for tick in ticks] == [
        ("rural", False),
        ("digital-divide", True),
        ("green", False),
    ]
    assert all(tick.sure for tick in ticks)


def test_several_ticks_are_several() -> None:
    page = page_of("x", "v", "")
    assert [tick.ticked for tick in find_ticks(page, THEMES, page.lines)] == [True, True, False]


def test_a_speck_in_a_box_is_no_tick() -> None:
    page = page_of("dot", "x", "")
    assert [tick.ticked for tick in find_ticks(page, THEMES, page.lines)] == [False, True, False]


def test_where_no_box_is_drawn_nothing_is_sure() -> None:
    page = page_of("none", "none", "none")
    assert [(tick.ticked, tick.sure) for tick in find_ticks(page, THEMES, page.lines)] == [(None, False)] * 3


@pytest.mark.parametrize(
    ("text", "ticked"), [("☑助力乡村振兴", True), ("□ 助力乡村振兴", False), ("√助力乡村振兴", True)]
)
def test_in_a_pdf_the_mark_in_the_text_counts(text: str, ticked: bool) -> None:
    page = Page(1, 600.0, 800.0, lines=(Line(text, (0.1, 0.1, 0.4, 0.12)),), read_by="text")
    (tick,) = find_ticks(page, THEMES, page.lines)
    assert (tick.theme, tick.ticked, tick.sure) == ("rural", ticked, True)


def test_three_themes_in_one_line_of_text_are_told_apart() -> None:
    whole = Line("□助力乡村振兴☑消除数字鸿沟□绿色低碳发展", (0.1, 0.1, 0.8, 0.12))
    page = Page(1, 600.0, 800.0, lines=(whole,), read_by="text")
    ticks = find_ticks(page, THEMES, page.lines)
    assert [tick.ticked for tick in ticks] == [False, True, False]
    assert ticks[0].box[2] < ticks[1].box[0] < ticks[2].box[0]


def test_a_mark_behind_the_words_counts_where_there_are_no_boxes() -> None:
    page = Page(1, 600.0, 800.0, lines=(Line("绿色低碳发展√", (0.1, 0.1, 0.4, 0.12)),), read_by="text")
    assert [tick.ticked for tick in find_ticks(page, THEMES, page.lines)] == [True]


def test_a_theme_with_one_character_misread_is_still_found_and_other_words_are_not() -> None:
    lines = (Line("助力乡村振典", (0.1, 0.1, 0.4, 0.12), 0.9), Line("履责实践案例申报表", (0.1, 0.2, 0.4, 0.22), 0.9))
    page = Page(1, 600.0, 800.0, lines=lines, read_by="ocr")
    assert [tick.theme for tick in find_ticks(page, THEMES, lines)] == ["rural"]


def tick(theme: str, ink: float) -> Tick:
    return Tick(theme, ink > 0.12, (0.0, 0.0, 0.1, 0.1), sure=not 0.1 < ink < 0.17, ink=ink)


def test_a_little_ink_is_dirt_beside_a_full_box_and_a_doubt_alone() -> None:
    ticked, sure = ticked_of([tick("rural", 0.13), tick("digital-divide", 0.0), tick("green", 0.4)])
    assert ([one.theme for one in ticked], sure) == (["green"], True)
    ticked, sure = ticked_of([tick("rural", 0.13), tick("digital-divide", 0.0), tick("green", 0.0)])
    assert ([one.theme for one in ticked], sure) == (["rural"], False)
    ticked, sure = ticked_of([tick("rural", 0.3), tick("digital-divide", 0.0), tick("green", 0.4)])
    assert ([one.theme for one in ticked], sure) == (["rural", "green"], True)


def test_a_rectangle_is_a_box_and_a_single_stroke_is_none() -> None:
    ink = np.zeros((60, 120), np.uint8)
    assert find_boxes(ink) == []
    cv2.line(ink, (10, 5), (10, 50), 255, 2)
    assert find_boxes(ink) == []
    cv2.rectangle(ink, (40, 12), (70, 44), 255, 2)
    (found,) = find_boxes(ink)
    assert abs(found[0] - 40) < 4
    assert abs(found[2] - 70) < 4


def test_of_several_boxes_the_one_next_to_the_words_counts() -> None:
    strip = np.full((60, 200), 250, np.uint8)
    cv2.rectangle(strip, (20, 14), (48, 42), 15, -1)  # a character of the theme before, as dense as a mark
    cv2.rectangle(strip, (90, 14), (118, 42), 15, 2)
    assert ink_of(strip, 40.0, 130.0) == pytest.approx(0.0, abs=0.05)
    assert ink_of(strip, 40.0, 55.0) == pytest.approx(1.0, abs=0.05)
