"""The summary sheet as a workbook: the applications, the list of fields, the totals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import xlsxwriter

from casepress.sheet.columns import COLUMNS, HEADS, SHANGHAI, clean, lines_of, values_of
from casepress.sheet.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from casepress.records import SummaryRow
    from casepress.sheet.columns import Value

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FONT: Final = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
BODY: Final = {**FONT, "border": 1, "border_color": "#8C8C8C"}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "text": {**BODY, "num_format": "@", "text_wrap": True},
    "wrapped": {**BODY, "text_wrap": True},
    "middle": {**BODY, "text_wrap": True, "align": "center"},
    "number": {**BODY, "align": "center"},
    "day": {**BODY, "num_format": "yyyy-mm-dd", "align": "center"},
    "moment": {**BODY, "num_format": "yyyy-mm-dd hh:mm", "align": "center", "text_wrap": True},
    "title": {"font_name": "宋体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"},
    "about": {**FONT, "font_color": "#595959"},
    "head": {**BODY, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEDED"},
    "plain": {**FONT, "text_wrap": True},
    "strong": {**FONT, "bold": True},
}
TITLE_ROW, ABOUT_ROW, HEAD_ROW, FIRST_ROW = range(4)
A4: Final = 9
LINE: Final = 13.8  # points of a line of text
HIGHEST: Final = 400  # points; a spreadsheet takes no row higher than 409
FROZEN_COLUMNS: Final = 2
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def write_sheet(
    rows: Iterable[SummaryRow],
    out: BinaryIO,
    *,
    call_title: str,
    filtered_by: str = "",
    made: datetime | None = None,
    zone: tzinfo = SHANGHAI,
) -> int:
    """Write the workbook to ``out`` and return how many applications it lists.

    Rows are written as they come, in constant memory; nothing in the data becomes a formula or a link. ``filtered_by``
    says in words which applications were left out, ``made`` is when the sheet was drawn up (aware), and times are
    shown in ``zone``. Equal input gives equal bytes.
    """
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": f"{call_title}汇总表", "created": (made or LONG_AGO).replace(tzinfo=None)})
        looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        about = _about(filtered_by, made, zone)
        totals = _applications(book.add_worksheet("汇总表"), rows, looks, (f"{call_title}汇总表", about, zone))
        _fields(book.add_worksheet("字段说明"), looks, filtered_by)
        _totals(book.add_worksheet("合计"), totals, looks, about)
    return totals.rows


def _about(filtered_by: str, made: datetime | None, zone: tzinfo) -> str:
    drawn = f"　　制表：{made.astimezone(zone):%Y-%m-%d %H:%M}" if made else ""
    return f"范围：{clean(filtered_by) or '全部来件'}{drawn}"


def _applications(
    sheet: Any, rows: Iterable[SummaryRow], looks: dict[str, Any], head: tuple[str, str, tzinfo]
) -> Totals:
    title, about, zone = head
    _paper(sheet)
    for place, column in enumerate(HEADS):
        sheet.set_column(place, place, column.width)
    sheet.set_row(TITLE_ROW, 30)
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, len(HEADS) - 1, clean(title), looks["title"])
    sheet.write_string(ABOUT_ROW, 0, about, looks["about"])
    sheet.set_row(HEAD_ROW, 30)
    for place, column in enumerate(HEADS):
        sheet.write_string(HEAD_ROW, place, column.name, looks["head"])
    totals = Totals()
    for row in rows:
        totals.add(row)
        here = HEAD_ROW + totals.rows
        values = values_of(row, zone=zone)
        sheet.set_row(here, min(HIGHEST, LINE * lines_of(values) + 6))
        sheet.write_number(here, 0, totals.rows, looks["number"])
        for place, (column, value) in enumerate(zip(COLUMNS, values, strict=True), start=1):
            _write(sheet, (here, place), value, looks[column.look])
    last = max(HEAD_ROW + totals.rows, FIRST_ROW)
    sheet.autofilter(HEAD_ROW, 0, last, len(HEADS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})
    sheet.freeze_panes(FIRST_ROW, FROZEN_COLUMNS)
    sheet.repeat_rows(HEAD_ROW)
    return totals


def _paper(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")


def _write(sheet: Any, place: tuple[int, int], value: Value, look: Any) -> None:
    """Write a value as what it is; text is always text, whatever it begins with."""
    if value is None or value == "":
        sheet.write_blank(*place, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, look)
    elif isinstance(value, int):
        sheet.write_number(*place, value, look)
    else:
        sheet.write_string(*place, value, look)


def _fields(sheet: Any, looks: dict[str, Any], filtered_by: str) -> None:
    _paper(sheet)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 70)
    for place, name in enumerate(("序号", "栏目", "说明")):
        sheet.write_string(0, place, name, looks["head"])
    for row, column in enumerate(HEADS, start=1):
        sheet.write_number(row, 0, row, looks["number"])
        sheet.write_string(row, 1, column.name, looks["wrapped"])
        sheet.write_string(row, 2, column.says, looks["wrapped"])
    sheet.write_string(len(HEADS) + 2, 1, "筛选条件", looks["strong"])
    sheet.write_string(len(HEADS) + 2, 2, clean(filtered_by) or "无，列出全部来件", looks["plain"])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _totals(sheet: Any, totals: Totals, looks: dict[str, Any], about: str) -> None:
    _paper(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.write_string(0, 0, about, looks["about"])
    row = 2
    for by, lines in totals.blocks():
        sheet.write_string(row, 0, f"按{by}", looks["head"])
        sheet.write_string(row, 1, "件数", looks["head"])
        for name, count in (*lines, ("合计", totals.rows)):
            row += 1
            sheet.write_string(row, 0, clean(name), looks["wrapped"])
            sheet.write_number(row, 1, count, looks["number"])
        row += 2
