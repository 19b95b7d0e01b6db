"""The summary sheet as CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
from datetime import datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, Final

from casepress.sheet.columns import HEADS, SHANGHAI, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from casepress.records import SummaryRow
    from casepress.sheet.columns import Value

#: A spreadsheet takes a text that begins so for a formula; an apostrophe before it makes it text again.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 – full-width signs too


def write_csv(rows: Iterable[SummaryRow], out: BinaryIO, *, zone: tzinfo = SHANGHAI) -> int:
    """Write UTF-8 with a byte order mark and CRLF, heads first; return how many applications it lists."""
    count = 0
    text = TextIOWrapper(out, "utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.name for column in HEADS])
        for count, row in enumerate(rows, start=1):
            writer.writerow([str(count), *(safe(value) for value in values_of(row, zone=zone))])
    finally:
        text.flush()
        text.detach()
    return count


def safe(value: Value) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA_STARTS) else text
