"""Pictures of pages for the desk, made where papers are read; Word tables as plain data where there are none."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from PIL import Image

from casepaper.opening.all_openers import open_source
from casepaper.opening.doc import OfficeError, office_is_there, office_to_pdf
from casepaper.opening.limits import Limits
from casepaper.opening.picture import decoded, decoding_bytes, opened_picture
from casepaper.reading.pages import read_lines, read_pages
from casepaper.records import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from casepaper.forms.rules import CallRules
    from casepaper.records import Box, Cell, Examination, Opened, Page

SAYS = {
    "drawing": "正在排出 Word 文件的版面",
}

LONGEST = 1600
QUALITY = 72
MOST_PAGES = 60
DRAWN_ROLES = frozenset({"form", "twin", "annex", "other"})
WORD = frozenset({"docx", "doc"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as WebP. ``fields`` says where values stand on it, for Word files, whose evidence names cells only."""

    file: str
    number: int
    width: int
    height: int
    data: bytes
    fields: Mapping[str, Box] = field(default_factory=dict)


def pictures_of(
    examination: Examination,
    sources: Sequence[Source],
    rules: CallRules,
    *,
    progress: Callable[[str], None],
    at: Callable[[str], None],
) -> tuple[Picture, ...]:
    """Pictures of the pages of every file that is no photo and no letter, in the order of the files.

    ``at`` is told the name of the file whose turn it is, and nothing once all are drawn.
    """
    roles = {one.name: one.role for one in examination.paper.files}
    wanted = [one for one in examination.opened if roles.get(one.name) in DRAWN_ROLES]
    made: list[Picture] = []
    for opened in wanted:
        at(opened.name)
        if opened.kind in WORD:
            data = _bytes_of(opened, sources, examination.opened) if _was_read(opened) else None
            made += _of_word(opened, data, rules, progress) if data else ()
        else:
            made += _of_pages(opened.name, opened.pages, {})
    at("")
    return tuple(made[:MOST_PAGES])


def photo_view(data: bytes) -> tuple[bytes, int, int]:
    """A photo as browsers can show it (WebP, upright, small), and its own size set upright.

    The bytes are empty where it cannot be opened.
    """
    try:
        with opened_picture(data) as image:
            if decoding_bytes(image) > Limits().decoding_bytes:
                return b"", 0, 0
            pixels, size = decoded(image, (2 * LONGEST) ** 2)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b"", 0, 0
    upright = Image.fromarray(pixels)
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue(), *size


def tables_of(examination: Examination, *, drawn: frozenset[str]) -> list[dict[str, Any]]:
    """The tables of Word files that have no pictures, row by row, with the names their evidence uses."""
    tables = []
    for opened in examination.opened:
        if opened.kind not in WORD or opened.name in drawn:
            continue
        for number, cells in _by_table(opened.cells).items():
            tables.append({"file": opened.name, "number": number, "rows": _rows(cells)})
    return tables


def _by_table(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    by_table: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_table[cell.table].append(cell)
    return by_table


def _rows(cells: Iterable[Cell]) -> list[list[dict[str, Any]]]:
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    return [
        [
            {"name": one.name, "text": one.text, "span": list(one.span)}
            for one in sorted(row, key=lambda cell: cell.column)
        ]
        for _, row in sorted(rows.items())
    ]


def _of_word(opened: Opened, data: bytes, rules: CallRules, progress: Callable[[str], None]) -> list[Picture]:
    if not office_is_there():
        return []
    progress(SAYS["drawing"])
    try:
        printed = office_to_pdf(data, PurePosixPath(opened.name).suffix.lower() or ".docx")
    except OfficeError:
        return []
    pages = read_lines(open_source(Source(opened.name, printed)))
    reading = read_pages(pages, rules)
    places: dict[int, dict[str, Box]] = defaultdict(dict)
    for key, value in (reading.fields if reading else {}).items():
        for seen in value.evidence:
            if seen.page and seen.box:
                places[seen.page].setdefault(key, seen.box)
    return _of_pages(opened.name, pages.pages, places)


def _of_pages(file: str, pages: Iterable[Page], places: Mapping[int, Mapping[str, Box]]) -> list[Picture]:
    return [
        _picture(file, page.number, image, places.get(page.number, {}))
        for page in pages
        if (image := _image(page)) is not None
    ]


def _image(page: Page) -> Image.Image | None:
    if page.pixels is not None:
        return Image.fromarray(page.pixels)
    return Image.open(io.BytesIO(page.view), formats=("JPEG",)) if page.view else None


def _picture(file: str, number: int, image: Image.Image, fields: Mapping[str, Box]) -> Picture:
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return Picture(file, number, image.width, image.height, out.getvalue(), fields)


def _was_read(opened: Opened) -> bool:
    """Whether our own opener got through it: what it refused is not handed to LibreOffice either."""
    return bool(opened.cells or opened.controls or opened.paragraphs)


def _bytes_of(opened: Opened, sources: Sequence[Source], all_opened: Sequence[Opened]) -> bytes | None:
    """The bytes of a file that was opened: among what came, or among the members of a container."""
    members = (member for one in all_opened for member in one.members)
    for source in (*sources, *members):
        if source.name == opened.name or sha256(source.data).hexdigest() == opened.sha256:
            return source.data
    return None
