"""Plain text files, a paragraph a line, in the charsets that Chinese editors write."""

from __future__ import annotations

import codecs
from hashlib import sha256
from typing import TYPE_CHECKING

from casepaper.records import Opened

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source


def open_text(source: Source, limits: Limits) -> Opened:
    """The lines of a text as paragraphs."""
    lines = _decoded(source.data[: limits.xml_bytes]).split("\n")
    paragraphs = tuple(line.strip("\ufeff \t\r") for line in lines)
    return Opened(source.name, sha256(source.data).hexdigest(), "text", paragraphs=paragraphs)


def _decoded(data: bytes) -> str:
    """UTF-16 where a mark says so, else UTF-8, else GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
