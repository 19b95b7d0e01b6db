"""Lists come as XLSX or CSV in any usual encoding; nothing is worked out, and nothing hostile costs much."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime

import pytest

from casecall.inviting import opening
from casecall.inviting.opening import MOST_ROWS, Unreadable, open_list
from tests.casecall.inviting.lists import SHEET, a_list, as_csv, cell, sheet, with_part, workbook

TEXT = "单位名称,邮箱,电话\n云岫省通信行业协会,office@example.org,010-00000000\n"


def rows(data: bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in open_list(data)[0].lines]


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as found:
        open_list(data)
    return str(found.value)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(code: str) -> None:
    assert rows(as_csv(TEXT, code))[1] == ("云岫省通信行业协会", "office@example.org", "010-00000000")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_parted_by_comma_semicolon_or_tab(delimiter: str) -> None:
    assert len(rows(as_csv(TEXT.replace(",", delimiter)))[1]) == 3


def test_quoted_cells_hold_delimiters_and_breaks_and_rows_keep_their_number() -> None:
    grid = open_list(as_csv('单位名称,备注\n"甲,乙公司","第一行\n第二行"\n\n丙公司,\n'))[0]
    assert [(line.n, line.cells) for line in grid.lines] == [
        (1, ("单位名称", "备注")), (2, ("甲,乙公司", "第一行 第二行")), (5, ("丙公司",)),
    ]  # fmt: skip


def test_cells_of_a_workbook_become_text_as_people_read_it() -> None:
    book = workbook(
        ("单位", 13900004417.0, 2.5, datetime(2022, 9, 1, tzinfo=UTC).replace(tzinfo=None), None, "  a\u202eb ")
    )
    assert rows(book) == [("单位", "13900004417", "2.5", "2022-09-01", "", "ab")]


def test_a_formula_is_never_worked_out_its_kept_value_counts() -> None:
    assert rows(workbook(("甲", '=HYPERLINK("http://evil.example","乙")', "丙"))) == [("甲", "", "丙")]
    kept = sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')
    assert rows(with_part(a_list(), SHEET, kept)) == [("2",)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空的"),
        (b" \r\n ", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
        (b"%PDF-1.7\n", "不是 .xlsx"),
        (b"<html><table></table></html>", "不是 .xlsx"),
        (b"\x00\x01\x02\x03" * 50, "不是 .xlsx"),
        (b"PK\x03\x04" + bytes(40), "已损坏"),
        (b"\xff\x81\x30\x81" * 3, "编码"),
        (b"a" * (opening.MOST_BYTES + 1), "超过 10 MB"),
        (b'a,"' + b"b" * 200_000, "过长"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(data: bytes, why: str) -> None:
    assert why in refused(data)


def test_a_word_file_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert "Word" in refused(out.getvalue())


def test_a_workbook_that_unpacks_into_gigabytes_is_not_opened() -> None:
    bomb = with_part(a_list(), SHEET, b" " * (opening.MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    began = time.process_time()
    assert "展开后过大" in refused(bomb)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("rows", ["<row/>" * 1_100_000, f"<row>{'<c/>' * 1_100_000}</row>"], ids=["rows", "cells"])
def test_a_workbook_of_a_million_empty_rows_or_cells_is_not_opened(rows: str) -> None:
    began = time.process_time()
    assert "展开后过大" in refused(with_part(a_list(), SHEET, sheet(rows)))
    assert time.process_time() - began < 2


def test_a_list_as_long_as_may_be_is_read() -> None:
    full = a_list(
        *((f"第{n}分公司", "会员单位", "", "云岫", "闻人舒", "13900004417", f"u{n}@example.com") for n in range(5000))
    )
    assert len(rows(full)) == 5001


def test_a_workbook_of_a_thousand_parts_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in range(opening.MOST_PARTS + 1):
            packed.writestr(f"xl/{n}.xml", "")
    assert "展开后过大" in refused(out.getvalue())


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_workbook_that_declares_entities_is_not_opened(code: str) -> None:
    evil = '<!DOCTYPE a [<!ENTITY b "bb">]><worksheet/>'.encode(code)
    assert "声明" in refused(with_part(a_list(), SHEET, evil))


def test_a_row_far_down_costs_little() -> None:
    far = sheet(f'<row r="1">{cell("A1", "单位名称")}</row><row r="999999999">{cell("A999999999", "甲")}</row>')
    began = time.process_time()
    assert rows(with_part(a_list(), SHEET, far)) == [("单位名称",)]
    assert time.process_time() - began < 5


def test_a_million_rows_are_read_no_further_than_a_list_may_be_long() -> None:
    text = "单位名称,邮箱\n" + "甲,a@b.cn\n" * 1_000_000
    data = text.encode()[: opening.MOST_BYTES - 1]
    began = time.process_time()
    grid = open_list(data)[0]
    assert (len(grid.lines), grid.cut) == (MOST_ROWS, True)
    assert time.process_time() - began < 5


def test_what_a_workbook_says_of_its_own_size_is_not_believed() -> None:
    lies = sheet(f'<row r="1">{cell("A1", "单位名称")}</row><row r="2">{cell("A2", "甲")}</row>')
    lies = lies.replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    assert rows(with_part(a_list(), SHEET, lies)) == [("单位名称",), ("甲",)]


def test_broken_cells_are_a_broken_workbook_and_no_crash() -> None:
    assert "已损坏" in refused(with_part(a_list(), SHEET, sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')))
    assert "已损坏" in refused(with_part(a_list(), SHEET, b"<worksheet><sheetData><row>"))
