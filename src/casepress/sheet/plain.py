"""A plain table of texts and numbers as a workbook or CSV; nothing in it becomes a formula or a link."""

from __future__ import annotations

import csv
import re
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, Final

import xlsxwriter

from casepress.sheet.columns import clean
from casepress.sheet.csv import safe
from casepress.sheet.xlsx import LONG_AGO, LOOKS, OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDEST: Final = 60  # characters of a column
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")


def write_table(
    rows: Iterable[Sequence[str | int]],
    out: BinaryIO,
    *,
    title: str,
    heads: Sequence[tuple[str, int]],
    about: Sequence[str] = (),
) -> int:
    """Write a workbook of one sheet: ``heads`` are (head, width in characters); return how many rows it has.

    ``about`` stands on a second sheet, a line each. Texts are texts whatever they begin with. Equal input gives equal
    bytes.
    """
    count = 0
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": title, "created": LONG_AGO.replace(tzinfo=None)})
        looks = {name: book.add_format(LOOKS[name]) for name in ("head", "text", "number", "plain")}
        sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", clean(title))[:31])
        for place, (head, width) in enumerate(heads):
            sheet.set_column(place, place, min(width, WIDEST))
            sheet.write_string(0, place, head, looks["head"])
        for count, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(count, place, value, looks["number"])
                else:
                    sheet.write_string(count, place, clean(value), looks["text"])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
        if about:
            _about(book.add_worksheet("说明"), about, looks["plain"])
    return count


def write_table_csv(rows: Iterable[Sequence[str | int]], out: BinaryIO, *, heads: Iterable[str]) -> int:
    """Write UTF-8 with a byte order mark and CRLF, heads first; return how many rows it has."""
    count = 0
    text = TextIOWrapper(out, "utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(list(heads))
        for row in rows:
            writer.writerow([safe(value) for value in row])
            count += 1
    finally:
        text.flush()
        text.detach()
    return count


def _about(sheet: xlsxwriter.worksheet.Worksheet, lines: Sequence[str], look: xlsxwriter.format.Format) -> None:
    sheet.set_column(0, 0, WIDEST + 20)
    for place, line in enumerate(lines):
        sheet.write_string(place, 0, line, look)
