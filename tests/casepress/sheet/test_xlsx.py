"""The workbook lists every application as it is, prints on A4, and its totals equal the data."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from lxml import etree

from casepress.records import OUTCOMES, SummaryRow
from casepress.sheet.columns import COLUMNS, HEADS, SHANGHAI, values_of
from casepress.sheet.xlsx import write_sheet
from tests.casepress.sheet.rows import BARE, EVIL, FULL, SPREAD

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TITLE = "2022 年信息通信行业典型履责实践案例征集"


class Book:
    """A workbook read back by its XML, so that no other library stands between."""

    def __init__(self, rows: list[SummaryRow], **options: Any) -> None:
        self.out = BytesIO()
        self.count = write_sheet(rows, self.out, call_title=TITLE, **options)
        self.parts = zipfile.ZipFile(self.out)

    def xml(self, part: str) -> Any:
        return etree.fromstring(self.parts.read(part))

    def cells(self, sheet: int) -> dict[str, str | float]:
        root = self.xml(f"xl/worksheets/sheet{sheet}.xml")
        found: dict[str, str | float] = {}
        for cell in root.iterfind(".//m:c", NS):
            text = "".join(cell.itertext())
            found[cell.get("r")] = text if cell.get("t") == "inlineStr" else float(text) if text else ""
        return found

    def row(self, number: int) -> list[str | float]:
        cells = self.cells(1)
        return [cells.get(f"{chr(65 + place)}{number}", "") for place in range(len(HEADS))]


def moment(serial: float) -> datetime:
    return datetime(1899, 12, 30) + timedelta(days=serial)  # noqa: DTZ001 – a spreadsheet knows no zones


def test_the_columns_are_those_that_were_asked_for() -> None:
    assert " ".join(column.name for column in HEADS) == (
        "序号 编号 主题 申报单位 单位类别 省份 联系人 职务 联系电话 邮箱 "
        "案例名称 字数 公章 照片数 填报日期 收到时间 审查结论 存在问题 推荐序 备注"
    )
    assert Book([]).row(3) == [column.name for column in HEADS]


def test_a_row_stands_as_it_is() -> None:
    row = Book([FULL]).row(4)
    assert row[:11] == [1, FULL.number, "乡村", FULL.unit, FULL.unit_kind, "四川", *row[6:11]]
    assert row[6:11] == [FULL.contact, FULL.position, FULL.phone, FULL.email, FULL.title]
    assert row[11:14] == [487, "有", 3]
    assert moment(float(row[14])).date().isoformat() == "2022-10-20"
    assert moment(float(row[15])).strftime("%Y-%m-%d %H:%M") == "2022-10-21 10:30"
    assert row[16:] == ["不齐", FULL.reasons, 1, FULL.note]


def test_what_is_not_known_stays_empty() -> None:
    assert Book([BARE]).row(4) == [1, *[""] * 12, 0, "", "", "无法识读", "", "", ""]


def test_an_interval_of_words_is_shown_as_one() -> None:
    assert Book([SPREAD]).row(4)[11:13] == ["498–502", "无"]


def test_nothing_in_the_data_becomes_a_formula_or_a_link() -> None:
    book = Book([EVIL])
    sheet = book.parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    row = book.row(4)
    assert (row[1], row[3], row[6], row[8]) == (EVIL.number, "=1+1", "+86", "@SUM(A1)")
    assert row[17] == "坏字符"


def test_numbers_and_telephones_are_text() -> None:
    row = Book([replace(FULL, number="20220001", phone="13800000000")]).row(4)
    assert (row[1], row[8]) == ("20220001", "13800000000")


def test_it_prints_on_a4_across_with_repeated_heads() -> None:
    book = Book([FULL] * 3)
    sheet = book.xml("xl/worksheets/sheet1.xml")
    setup = sheet.find("m:pageSetup", NS)
    assert (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) == ("9", "landscape", "0")
    assert sheet.find("m:autoFilter", NS).get("ref") == "A3:T6"
    assert sheet.find(".//m:pane", NS).get("ySplit") == "3"
    names = {one.get("name"): one.text for one in book.xml("xl/workbook.xml").iterfind(".//m:definedName", NS)}
    assert names["_xlnm.Print_Titles"] == "汇总表!$3:$3"


def test_the_second_sheet_lists_the_fields_and_the_filter() -> None:
    cells = Book([FULL], filtered_by="主题：乡村").cells(2)
    assert [cells[f"B{row}"] for row in range(2, 22)] == [column.name for column in HEADS]
    assert all(cells[f"C{row}"] for row in range(2, 22))
    assert cells["C23"] == "主题：乡村"


def test_the_head_says_which_applications_and_when() -> None:
    made = datetime(2022, 11, 2, 8, 0, tzinfo=UTC)
    cells = Book([FULL], filtered_by="结论：不齐", made=made).cells(1)
    assert cells["A1"] == f"{TITLE}汇总表"
    assert cells["A2"] == "范围：结论：不齐　　制表：2022-11-02 16:00"
    assert Book([]).cells(1)["A2"] == "范围：全部来件"


def test_totals_equal_the_data() -> None:
    themes = ["乡村", "绿色", "数字", "绿色", "绿色", "", "乡村、绿色"]
    rows = [replace(FULL, theme=theme, outcome=list(OUTCOMES)[place % 4]) for place, theme in enumerate(themes)]
    rows.append(replace(FULL, unit_kind=""))
    book = Book(rows)
    cells = book.cells(3)
    blocks = _blocks(cells)
    assert blocks["按主题"] == {**Counter(row.theme or "（未定）" for row in rows), "合计": 8}
    assert blocks["按单位类别"] == {"基础电信企业": 7, "（未定）": 1, "合计": 8}
    assert blocks["按审查结论"] == {**Counter(OUTCOMES[row.outcome] for row in rows), "合计": 8}
    assert book.count == 8


def test_what_nobody_judged_yet_is_counted_apart() -> None:
    rows = [FULL, replace(FULL, outcome=None, reasons="待盖章")]
    book = Book(rows)
    assert _blocks(book.cells(3))["按审查结论"] == {
        "合格": 0, "待认定": 0, "不齐": 1, "无法识读": 0, "（未定）": 1, "合计": 2,
    }  # fmt: skip
    assert "审查结论" in {column.name for column in COLUMNS if column.value(rows[1]) is None}


def test_a_draft_has_its_word_in_place_of_a_conclusion_and_in_the_totals() -> None:
    draft = replace(FULL, outcome=None, standing="草稿", reasons="待上传盖章件")
    book = Book([FULL, draft])
    column = next(place for place, one in enumerate(COLUMNS) if one.name == "审查结论")
    assert values_of(draft, zone=SHANGHAI)[column] == "草稿"
    assert _blocks(book.cells(3))["按审查结论"] == {
        "合格": 0, "待认定": 0, "不齐": 1, "无法识读": 0, "草稿": 1, "合计": 2,
    }  # fmt: skip


def _blocks(cells: dict[str, str | float]) -> dict[str, dict[str, float]]:
    blocks: dict[str, dict[str, float]] = {}
    for row in range(1, 60):
        name, count = cells.get(f"A{row}"), cells.get(f"B{row}")
        if count == "件数":
            here = blocks.setdefault(str(name), {})
        elif isinstance(count, float):
            here[str(name)] = count
    return blocks


def test_rows_are_taken_as_they_come() -> None:
    assert write_sheet(iter([FULL] * 2_000), BytesIO(), call_title=TITLE) == 2_000


def test_a_row_is_high_enough_for_its_longest_cell() -> None:
    sheet = Book([FULL, replace(FULL, reasons="没有填写职务。\n" * 5), replace(FULL, reasons="长" * 9_000)])
    rows = sheet.xml("xl/worksheets/sheet1.xml").findall(".//m:row", NS)
    heights = [float(row.get("ht")) for row in rows[3:]]
    assert heights[0] < heights[1] < heights[2] <= 409


def test_equal_input_gives_equal_bytes() -> None:
    assert Book([FULL, EVIL]).out.getvalue() == Book([FULL, EVIL]).out.getvalue()


@pytest.mark.parametrize("part", ["docProps/core.xml", "docProps/app.xml"])
def test_nobody_is_named_as_author(part: str) -> None:
    text = Book([FULL]).parts.read(part).decode()
    assert not re.search("林小禾|csr@", text)
