"""Makes lists of invented addressees as workbooks, sound ones and hostile ones."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl

HEADS = ("单位名称", "类别", "集团", "省份", "联系人", "电话", "邮箱")
ROWS = (
    ("江苏省信息通信行业协会", "省级协会", "", "江苏", "闻人舒", "025-00000000", "office@jsxt.example.org"),
    ("中国电信集团有限公司", "", "", "", "卓一川", "13900004417", "csr@group.example.net"),
    ("青川数智科技有限公司", "", "", "", "公冶岚", "", "gongyel@qcsz.example.com"),
)


def workbook(*rows: tuple[Any, ...], title: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    for row in (*([title] if title else []), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_list(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with the usual heads."""
    return workbook(HEADS, *(rows or ROWS))


def as_csv(text: str, code: str = "utf-8") -> bytes:
    """A CSV in an encoding."""
    return text.encode(code)


def with_part(book: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one part put in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, part)
    return out.getvalue()


def sheet(rows: str) -> bytes:
    """The XML of a worksheet with these rows."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>".encode()


def cell(place: str, text: str) -> str:
    """A cell with text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


SHEET = "xl/worksheets/sheet1.xml"
