"""Opens a list of addressees as it comes, XLSX or CSV, as rows of text; bounded, and no formula is ever worked out."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import openpyxl

from casecall.inviting import rules
from casecall.letters.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAYS: Final = {
    "empty": "文件是空的",
    "big": "文件超过 {most} MB，不像是单位名单",
    "old": "旧版 .xls 或加密的工作簿不能读取，请另存为 .xlsx 或 CSV，并去掉密码",
    "packed": "压缩包或 Word 文件不能读取，请用 .xlsx 或 CSV",
    "strange": "不是 .xlsx 或 CSV 文件",
    "swollen": "工作簿展开后过大，不予打开；请把名单复制到新的工作簿里另存",
    "entities": "工作簿里有不应有的声明，不予打开；请把名单复制到新的工作簿里另存",
    "broken": "工作簿已损坏，不能读取；请在 Excel 或 WPS 中打开后另存为 .xlsx",
    "long_cell": "表格里有过长的内容，不能读取",
    "coding": "文字编码无法识别，请另存为 UTF-8 或 GB18030 编码的 CSV，或 .xlsx",
}
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_UNPACKED: Final = 32 * 1024 * 1024  # of all parts of a workbook together
MOST_TAGS: Final = 1_000_000  # of all parts together; each costs microseconds
MOST_PARTS: Final = 500
MOST_SHEETS: Final = 20
MOST_ROWS: Final = rules.MOST_ADDRESSEES + 100  # that hold anything
LAST_ROW: Final = 100_000  # of a worksheet, empty ones counted
MOST_COLUMNS: Final = 60
MOST_CELL: Final = 2000
DELIMITERS: Final = (",", "\t", ";", "，", "；")
_DECLARES: Final = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


class Unreadable(ValueError):  # noqa: N818 - it says what the list is
    """Raised for a file that is no list of rows; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that holds something, with its number in the file from 1."""

    n: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a worksheet or of a CSV; ``cut``: there were more than are read."""

    lines: tuple[Line, ...]
    cut: bool = False


def open_list(data: bytes) -> tuple[Grid, ...]:
    """The worksheets of a list, one for a CSV. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(SAYS["empty"])
    if len(data) > MOST_BYTES:
        raise Unreadable(SAYS["big"].format(most=MOST_BYTES // (1024 * 1024)))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(SAYS["old"])
    if data.startswith(b"PK"):
        return _workbook(data)
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"<")):
        raise Unreadable(SAYS["strange"])
    return (_csv(_decoded(data)),)


def _workbook(data: bytes) -> tuple[Grid, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            wrong = _wrong(packed)
        if not wrong:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            shown = [one for one in book.worksheets[:MOST_SHEETS] if one.sheet_state == "visible"]
            return tuple(_grid(_rows(one)) for one in shown)
    except Exception as broken:  # on hostile bytes the library raises whatever it comes upon
        raise Unreadable(SAYS["broken"]) from broken
    raise Unreadable(SAYS[wrong])


def _wrong(packed: zipfile.ZipFile) -> str:
    """Why a workbook is not opened, or nothing: it unpacks into too much or declares entities; before it is parsed."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        return "swollen"
    if not any(one.filename.startswith("xl/") for one in parts):
        return "packed"
    tags = 0
    for one in parts:  # whatever they are called: a worksheet may have any name
        part = packed.read(one)
        if any(declares in part for declares in _DECLARES):
            return "entities"
        tags += part.count(b"<") + part.count(b"\x00")  # UTF-16, in which nobody writes a workbook, counts as tags
    return "swollen" if tags > MOST_TAGS else ""


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:
    sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
    yield from enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1)


def _grid(rows: Iterable[tuple[int, Sequence[object]]]) -> Grid:
    lines: list[Line] = []
    for n, row in rows:
        if n > LAST_ROW:
            return Grid(tuple(lines), cut=True)
        cells = tuple(map(_text, row)) if row.count(None) < len(row) else ()
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            continue
        if len(lines) == MOST_ROWS:
            return Grid(tuple(lines), cut=True)
        lines.append(Line(n, cells))
    return Grid(tuple(lines))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()[:10]
    return one_line(str(value)[: MOST_CELL * 2])[:MOST_CELL]


def _decoded(data: bytes) -> str:
    """The text of a CSV: by its byte order mark, else UTF-8, else GB18030. Raises Unreadable."""
    codes = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise Unreadable(SAYS["strange"])
        return text
    raise Unreadable(SAYS["coding"])


def _csv(text: str) -> Grid:
    try:
        return _grid(_records(text, _delimiter(text)))
    except csv.Error as wrong:
        raise Unreadable(SAYS["long_cell"]) from wrong


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[object]]]:
    reader, first = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1
    for row in reader:
        yield first, row[:MOST_COLUMNS]
        first = reader.line_num + 1


def _delimiter(text: str) -> str:
    """What parts the columns: whichever makes the most known heads of one of the first lines."""
    first = text[:20_000].splitlines()[:20]
    return max(DELIMITERS, key=lambda one: max((_heads(line.split(one)) for line in first), default=0))


def _heads(cells: Iterable[str]) -> int:
    return sum(bool(rules.head_of(cell.strip().strip('"'))) for cell in cells)
