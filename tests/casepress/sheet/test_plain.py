"""A plain table holds what it was given, as text and numbers, and nothing that a spreadsheet works out."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from casepress.sheet.plain import write_table, write_table_csv

HEADS = (("单位名称", 30), ("件数", 8))
ROWS = (("甲公司", 2), ('=HYPERLINK("http://evil.example")', 0), ("乙\x07公司\nhttp://x.example", 1))


def book(*, about: tuple[str, ...] = ()) -> bytes:
    out = BytesIO()
    assert write_table(ROWS, out, title="主送单位：情况[1]", heads=HEADS, about=about) == 3
    return out.getvalue()


def test_texts_stay_texts_and_numbers_numbers() -> None:
    sheet = openpyxl.load_workbook(BytesIO(book())).active
    assert sheet is not None
    cells = [[(cell.value, cell.data_type, cell.hyperlink) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == [
        [("甲公司", "s", None), (2, "n", None)],
        [(ROWS[1][0], "s", None), (0, "n", None)],
        [("乙公司\nhttp://x.example", "s", None), (1, "n", None)],
    ]
    assert [cell.value for cell in sheet[1]] == ["单位名称", "件数"]


def test_what_it_is_about_stands_on_a_sheet_of_its_own() -> None:
    found = openpyxl.load_workbook(BytesIO(book(about=("第一句", "第二句"))))
    assert [cell.value for cell in found["说明"]["A"]] == ["第一句", "第二句"]


def test_equal_input_gives_equal_bytes() -> None:
    assert book() == book()


def test_the_csv_holds_no_formula_and_opens_in_utf_8() -> None:
    out = BytesIO()
    assert write_table_csv(ROWS[:2], out, heads=[head for head, _ in HEADS]) == 2
    assert out.getvalue().decode("utf-8-sig").split("\r\n")[:3] == [
        "单位名称,件数", "甲公司,2", '"\'=HYPERLINK(""http://evil.example"")",0',
    ]  # fmt: skip


def test_a_table_without_rows_is_a_table() -> None:
    out = BytesIO()
    assert write_table([], out, title="空", heads=HEADS) == 0
    assert openpyxl.load_workbook(BytesIO(out.getvalue())).active is not None
