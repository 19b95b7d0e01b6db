"""Older Word files (DOC, RTF, HTML, Word 2003 XML, ODT) through one listening LibreOffice, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source


class OfficeError(Exception):
    """LibreOffice is absent, too slow or could not read the file: a code and a Chinese sentence with {file} in it."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
        self.says = says


def office_is_there() -> bool:
    """Whether this machine has LibreOffice."""
    return False


def as_docx(source: Source, limits: Limits) -> bytes:
    """The file as DOCX; raises OfficeError."""
    del source, limits
    raise OfficeError(
        "office", "{file}是旧版 Word 文件，这台机器没有安装 LibreOffice，打不开，请另存为 DOCX 后再报送。"
    )


def office_to_pdf(data: bytes, suffix: str, *, seconds: float = 60.0) -> bytes:
    """A Word file as PDF, for showing its pages. ``suffix`` such as ".docx"; raises OfficeError."""
    del data, suffix, seconds
    raise OfficeError("office", "这台机器没有安装 LibreOffice，无法显示版面。")
