"""Files that LibreOffice turns into DOCX, to be read, or into PDF, to be looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casepaper.opening.doc.listener import LISTENER, Job

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source

_DOCX: Final = "docx:MS Word 2007 XML"
_PDF: Final = "pdf:writer_pdf_Export"
# Named, so that what is broken fails instead of being taken for plain text.
_FILTERS: Final = {
    ".doc": "MS Word 97",
    ".rtf": "Rich Text Format",
    ".odt": "writer8",
    ".html": "HTML (StarWriter)",
}
_META = re.compile(rb"""(charset\s*=\s*["']?)([\w.:-]{2,40})""", re.IGNORECASE)
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb18030", "cp936", "x-gbk", ""})


def as_docx(source: Source, limits: Limits) -> bytes:
    """The file as DOCX. Raises OfficeError with code ``office`` (not installed), ``too_slow`` or ``broken``."""
    return LISTENER.convert(_job(source.data, _suffix(source.data), _DOCX), seconds=limits.office_seconds)


def office_to_pdf(data: bytes, suffix: str, *, seconds: float = 60.0) -> bytes:
    """A Word file as PDF, for showing its pages; raises OfficeError as ``as_docx`` does.

    ``suffix``, such as ".docx", only tells DOCX from ODT: what else a file is, its content says.
    """
    found = _suffix(data)
    zipped = found == ".odt" and suffix != ".odt"
    return LISTENER.convert(_job(data, ".docx" if zipped else found, _PDF), seconds=seconds)


def _job(data: bytes, suffix: str, target: str) -> Job:
    data = _in_utf_8(data) if suffix == ".html" else data
    return Job(data, suffix, target, filter_in=_FILTERS.get(suffix, ""))


def _suffix(data: bytes) -> str:
    """The suffix by which LibreOffice takes a file for what it is, whatever it was named."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, suffix in ((b"{\\rtf", ".rtf"), (b"\xd0\xcf\x11\xe0", ".doc"), (b"pk", ".odt"), (b"<?xml", ".xml")):
        if head.startswith(start) and not (suffix == ".xml" and b"<html" in head):
            return suffix
    return ".html"


def _in_utf_8(data: bytes) -> bytes:
    """A page in UTF-8, saying so: Chinese pages name GB2312 and mean GB18030, or name nothing."""
    named = _META.search(data[:4096])
    label = named[2].decode("ascii", "replace").lower() if named else ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if label not in _CHINESE:
            return data
        text = data.decode("gb18030", "replace")
    plain = _META.sub(rb"\1utf-8", text.encode(), count=1) if named else text.encode()
    return plain if named else b'<meta charset="utf-8">' + plain
