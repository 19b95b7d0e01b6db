"""Small Word files by hand, cut into runs as Word does."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx import Document
from lxml import etree

from casepress.presskit.filling import w

if TYPE_CHECKING:
    from collections.abc import Iterable


def a_word(*paragraphs: str | Iterable[str], table: Iterable[Iterable[str]] = (), header: str = "") -> bytes:
    """A DOCX: each paragraph one run, or several; a table of cells after them."""
    made = Document()
    for one in paragraphs:
        paragraph = made.add_paragraph()
        for piece in [one] if isinstance(one, str) else one:
            paragraph.add_run(piece)
    rows = [list(row) for row in table]
    if rows:
        grid = made.add_table(len(rows), len(rows[0]))
        for n, row in enumerate(rows):
            for m, text in enumerate(row):
                cell = grid.cell(n, m)
                first, *more = text.split("\n")
                cell.paragraphs[0].add_run(first)
                for line in more:
                    cell.add_paragraph(line)
    if header:
        made.sections[0].header.paragraphs[0].add_run(header)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    """The paragraphs of a DOCX, those of tables too, in order."""
    return [text for _, text in _paragraphs(data, "word/document.xml")]


def part(data: bytes, name: str) -> str:
    """The text of another part."""
    return "\n".join(text for _, text in _paragraphs(data, name))


def bolds(data: bytes) -> list[str]:
    """The runs in bold."""
    return [
        "".join(one.itertext())
        for one in _root(data, "word/document.xml").iter(w("r"))
        if one.find(f".//{w('b')}") is not None
    ]


def changed(data: bytes, name: str, content: bytes | None) -> bytes:
    """A DOCX with a part put in the place of another, added, or taken away."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for one in source.namelist():
            if one != name:
                target.writestr(one, source.read(one))
        if content is not None:
            target.writestr(name, content)
    return out.getvalue()


def read(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _root(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(read(data, name))


def _paragraphs(data: bytes, name: str) -> list[tuple[etree._Element, str]]:
    return [(one, "".join(t.text or "" for t in one.iter(w("t")))) for one in _root(data, name).iter(w("p"))]
