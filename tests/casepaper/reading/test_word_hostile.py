"""A Word file made to take for ever is read in a moment."""

from __future__ import annotations

import time

import pytest

from casepaper.opening.letter import open_letter
from casepaper.opening.limits import Limits
from casepaper.reading.themes import read_themes
from casepaper.reading.values import email_is_valid, phone_is_valid, read_date, tidy
from casepaper.reading.word import read_word
from casepaper.records import Cell, Opened, Source
from tests.casepaper.reading.filling import RULES

SECONDS = 5.0


def opened(*cells: Cell) -> Opened:
    return Opened("表.docx", "0", "docx", cells=cells)


@pytest.mark.parametrize(
    "cells",
    [
        tuple(Cell(1, row, 1, "☑助力乡村振兴") for row in range(1, 5000)),
        tuple(Cell(table, 1, 1, "x") for table in range(1, 20_000)),
        (Cell(1, 1, 1, "申报单位"), Cell(1, 1, 2, "甲乙" * 100_000 + "丙")),
        (Cell(1, 1, 1, "联系人：" * 20_000),),
        (Cell(1, 1, 1, "案例名称"), Cell(1, 1, 2, "（" * 100_000)),
    ],
    ids=["themes", "tables", "repeated", "labels", "brackets"],
)
def test_a_table_beyond_reason_is_read_in_a_moment(cells: tuple[Cell, ...]) -> None:
    started = time.process_time()
    read_word(opened(*cells), RULES)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "a@" + "a." * 50_000, "1" * 100_000, "0" * 50_000 + "-" * 50_000, "√ " * 20_000]
)
def test_a_value_beyond_reason_is_judged_in_a_moment(text: str) -> None:
    started = time.process_time()
    assert not email_is_valid(text)
    assert not phone_is_valid(text)
    assert read_date(text) is None
    assert tidy(text)
    read_themes(text, RULES.themes)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "data", [b"a" * 1_000_000, b"Subject: " + b"=?" * 200_000, b"Content-Type: x;" + b'a="' * 100_000]
)
def test_a_letter_beyond_reason_is_opened_in_a_moment(data: bytes) -> None:
    started = time.process_time()
    open_letter(Source("来信.eml", data), Limits())
    assert time.process_time() - started < SECONDS
