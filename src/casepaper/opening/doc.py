"""Older Word files (DOC, RTF, HTML, Word 2003 XML, ODT) through one listening LibreOffice, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source


class OfficeError(Exception):
    """LibreOffice is absent, too slow or could not read the file; the text is a Chinese sentence."""


def office_is_there() -> bool:
    """Whether this machine has LibreOffice."""
    return False


def as_docx(source: Source, limits: Limits) -> bytes:
    """The file as DOCX; raises OfficeError."""
    del source, limits
    raise OfficeError


def office_to_pdf(data: bytes, suffix: str, *, seconds: float = 60.0) -> bytes:
    """A Word file as PDF, for showing its pages. ``suffix`` such as ".docx"; raises OfficeError."""
    del data, suffix, seconds
    raise OfficeError
