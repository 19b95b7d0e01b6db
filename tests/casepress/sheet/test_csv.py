"""The CSV opens in a spreadsheet with its Chinese whole and runs nothing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest

from casepress.sheet.columns import HEADS
from casepress.sheet.csv import safe, write_csv
from tests.casepress.sheet.rows import BARE, EVIL, FULL


def written(*rows: object) -> tuple[bytes, list[list[str]]]:
    out = BytesIO()
    assert write_csv(rows, out) == len(rows)
    assert not out.closed
    data = out.getvalue()
    return data, list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_it_begins_with_the_mark_that_spreadsheets_want() -> None:
    data, lines = written(FULL)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 2
    assert lines[0] == [column.name for column in HEADS]


def test_a_row_stands_as_it_is() -> None:
    _, lines = written(BARE, FULL)
    assert lines[2][:4] == ["2", FULL.number, "乡村", FULL.unit]
    assert lines[2][11:17] == ["487", "有", "3", "2022-10-20", "2022-10-21 10:30", "不齐"]
    assert lines[2][17] == FULL.reasons


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", " =1", "\uff1d1", "\uff0d1", "\n=1"])
def test_what_looks_like_a_formula_is_made_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["1-2", "a=b", "13800000000", "", "（+）"])
def test_other_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


def test_no_cell_of_a_hostile_row_begins_a_formula() -> None:
    _, lines = written(EVIL)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d")) for cell in lines[1])


def test_nothing_at_all_is_a_head_alone() -> None:
    assert len(written()[1]) == 1
