"""PDF to pages: the lines of its text, the picture of each page, and the photos that it holds."""

from __future__ import annotations

import io
import math
import time
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from casepaper.opening.limits import too_much, trouble
from casepaper.records import Line, Opened, Page, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casepaper.opening.limits import Limits
    from casepaper.records import Box, Pixels, Source, Trouble

SAYS = {
    "page pictures": "文件{file}第 {n} 页的图片超出可处理的大小，这一页未读取，请缩小后重新报送。",
    "encrypted": "文件{file}设有打开密码，请去掉密码后重新报送。",
    "broken": "文件{file}已损坏或不完整，无法打开。",
    "empty": "文件{file}没有页面。",
    "many": "文件{file}有 {count} 页，只读取前 {most} 页。",
    "slow": "文件{file}读取过慢，只读取了前 {count} 页。",
    "page": "文件{file}第 {n} 页已损坏，无法读取。",
}

DPI: Final = 200
ROUNDED: Final = 0.995  # of its room that a page takes, as its sides are rounded up
SECONDS: Final = 60.0  # for all pages of a file
LONGEST_SIDE: Final = 4000  # pixels of a page drawn
LEAST_PIXELS: Final = 1_600_000  # of a page drawn smaller, so that the pages after it have room too: A4 at 128 dpi
USEFUL: Final = 12  # letters on a page below which its text is a page number or a mark of a scanner
PHOTO_SIDE: Final = 300
PHOTOS: Final = 40
PHOTO_PIXELS: Final = 40_000_000
IMAGE_PIXELS: Final = 120_000_000  # of all pictures within a page: more is not drawn at all
JPX: Final = 4  # times as much memory as its pixels: what decoding JPEG 2000 takes
OBJECTS: Final = 20_000  # of a page that are looked at
SAME_LINE: Final = 0.55  # of the lower height: how far two runs overlap to stand in one line
WIDE_GAP: Final = 1.1  # of the height: a gap this wide parts two runs in one line
HYPHENS: Final = {"\ufffe": "-", "\x02": "-", "\xad": "-"}  # what pdfium gives for a hyphen at a line's end


def open_pdf(source: Source, limits: Limits) -> Opened:
    """Open a PDF: pages drawn at 200 dpi, with lines where there is text, else for OCR. Never raises for bad input.

    Where the pages together are more than ``limits.pixels``, the later ones are drawn smaller. Troubles: ``encrypted``
    (an empty password is tried), ``broken``, ``empty``, ``too_many_pages``, ``too_slow`` and ``too_much`` (the pages
    read so far are kept), ``too_large`` (a page with a picture of too many pixels).
    """
    digest = sha256(source.data).hexdigest()
    try:
        document = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        why = (
            trouble(source.name, "encrypted", SAYS["encrypted"])
            if locked
            else trouble(source.name, "broken", SAYS["broken"])
        )
        return Opened(source.name, digest, "pdf", trouble=(why,))
    try:
        pages, pictures, troubles = _read(document, source.name, limits)
    finally:
        document.close()
    return Opened(source.name, digest, "pdf", pages=pages, pictures=pictures, trouble=troubles)


def _read(
    document: Any, name: str, limits: Limits
) -> tuple[tuple[Page, ...], tuple[Picture, ...], tuple[Trouble, ...]]:
    """Read page after page within the limits of count, pixels and time."""
    pages: list[Page] = []
    pictures: list[Picture] = []
    troubles: list[Trouble] = []
    count, started = len(document), time.monotonic()
    if count == 0:
        troubles.append(trouble(name, "empty", SAYS["empty"]))
    if count > limits.pages:
        troubles.append(
            trouble(name, "too_many_pages", SAYS["many"].format(file="{file}", count=count, most=limits.pages))
        )
    wanted, left, data_left = min(count, limits.pages), limits.pixels, limits.member_bytes
    for index in range(wanted):
        if time.monotonic() - started > SECONDS:
            troubles.append(trouble(name, "too_slow", SAYS["slow"].format(file="{file}", count=index)))
            break
        room = max(min(limits.page_pixels, left - LEAST_PIXELS * (wanted - index - 1)), LEAST_PIXELS)
        if room > left:
            troubles.append(too_much(name, index + 1))
            break
        try:
            page = document[index]
            images = _images(page)
            pages.append(_page(page, index + 1, images, room))
            if pages[-1].lines and len(pictures) < PHOTOS:
                pictures.extend(_pictures(images, f"{name}/第{index + 1}页", data_left))
                data_left = limits.member_bytes - sum(len(one.data) for one in pictures)
            page.close()
            left -= _pixels(pages[-1])
        except _TooLargeError:
            says = SAYS["page pictures"].format(file="{file}", n=index + 1)
            troubles.append(trouble(name, "too_large", says))
        except (pdfium.PdfiumError, ValueError, MemoryError):
            troubles.append(trouble(name, "broken", SAYS["page"].format(file="{file}", n=index + 1)))
    return tuple(pages), tuple(pictures[:PHOTOS]), tuple(troubles)


class _TooLargeError(Exception):
    """A page shows pictures of more pixels than are drawn."""


def _page(page: Any, number: int, images: Sequence[Any], room: int) -> Page:
    """Draw a page and take its text; a page without useful text keeps no lines and is left to OCR."""
    if sum(map(_burden, images)) > IMAGE_PIXELS:
        raise _TooLargeError
    width, height = page.get_size()
    roomy = math.sqrt(ROUNDED * room / max(width * height, 1))
    scale = min(DPI / 72, LONGEST_SIDE / max(width, height, 1), roomy)
    if not (math.isfinite(scale) and min(width, height) * scale >= 1):
        raise ValueError("a page without a size")
    drawn = page.render(scale=scale, draw_annots=True, rev_byteorder=True, may_draw_forms=False)
    pixels: Pixels = np.ascontiguousarray(drawn.to_numpy()[:, :, :3])
    lines = lines_of(_glyphs(page))
    useful = sum(one.isalnum() for line in lines for one in line.text) >= USEFUL and not _nonsense(lines)
    return Page(
        number,
        float(pixels.shape[1]),
        float(pixels.shape[0]),
        pixels,
        lines=lines if useful else (),
        read_by="text" if useful else None,
    )


def _pixels(page: Page) -> int:
    return 0 if page.pixels is None else page.pixels.shape[0] * page.pixels.shape[1]


def _images(page: Any) -> list[Any]:
    """The pictures that a page shows, in order."""
    things = islice(page.get_objects(max_depth=4), OBJECTS)
    return [thing for thing in things if thing.type == raw.FPDF_PAGEOBJ_IMAGE]


def _burden(image: Any) -> int:
    """The pixels that decoding a picture takes on."""
    try:
        width, height = image.get_px_size()
        return int(width * height) * (JPX if "JPXDecode" in image.get_filters() else 1)
    except pdfium.PdfiumError:
        return 0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character of a PDF's text and its box in fractions of the page."""

    text: str
    box: Box


def lines_of(glyphs: Sequence[Glyph]) -> tuple[Line, ...]:
    """Put characters into lines by where they stand, never by their order in the file: rows by y, in a row by x."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.box[1] + one.box[3]) / 2):
        row = next((row for row in reversed(rows[-6:]) if _level(row[-1], glyph)), None)
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    lines = [line for row in rows for line in _runs(sorted(row, key=lambda one: one.box[0]))]
    return tuple(sorted(lines, key=lambda line: (round((line.box[1] + line.box[3]) / 2, 3), line.box[0])))


def _level(first: Glyph, second: Glyph) -> bool:
    overlap = min(first.box[3], second.box[3]) - max(first.box[1], second.box[1])
    lower = min(first.box[3] - first.box[1], second.box[3] - second.box[1])
    return overlap > SAME_LINE * max(lower, 1e-6)


def _runs(row: list[Glyph]) -> Iterator[Line]:
    """Part a row where a gap is wide; set a space where one was meant, none between Han and Latin."""
    run: list[Glyph] = []
    for glyph in row:
        high = max(glyph.box[3] - glyph.box[1], 1e-6)
        if run and glyph.box[0] - run[-1].box[2] > WIDE_GAP * high * _tallness(run, glyph):
            yield from _line(run)
            run = []
        run.append(glyph)
    yield from _line(run)


def _tallness(run: list[Glyph], glyph: Glyph) -> float:
    """How wide a square of the run's height is in fractions of the page's width: its typical Han character says it."""
    squares = [
        (one.box[2] - one.box[0]) / (one.box[3] - one.box[1])
        for one in (*run[-4:], glyph)
        if _is_wide(one.text) and one.box[3] > one.box[1]
    ]
    return max(squares, default=math.sqrt(2))


def _line(run: list[Glyph]) -> Iterator[Line]:
    text = ""
    for before, glyph in zip([None, *run], run, strict=False):
        if before is not None and not _is_wide(before.text) and not _is_wide(glyph.text):
            wide = glyph.box[2] - glyph.box[0]
            if glyph.box[0] - before.box[2] > 0.25 * wide and not text.endswith(" "):
                text += " "
        text += glyph.text
    if text.strip():
        boxes = [one.box for one in run]
        box = (
            min(one[0] for one in boxes),
            min(one[1] for one in boxes),
            max(one[2] for one in boxes),
            max(one[3] for one in boxes),
        )
        yield Line(text.strip(), box)


def _is_wide(text: str) -> bool:
    return ord(text[0]) > 0x2E7F  # noqa: PLR2004  # CJK and full-width forms


def _glyphs(page: Any) -> list[Glyph]:
    """Every visible character with its box, in fractions of the page as it is shown."""
    textpage = page.get_textpage()
    left, bottom, right, top = page.get_cropbox()
    turned = page.get_rotation()
    glyphs: list[Glyph] = []
    for index in range(min(textpage.count_chars(), 60_000)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        text = HYPHENS.get(chr(code), chr(code))
        if not text.isprintable() or text.isspace() or _unseen(textpage, index):
            continue
        x0, y0, x1, y1 = textpage.get_charbox(index, loose=True)
        box = _shown(((x0 - left), (y0 - bottom), (x1 - left), (y1 - bottom)), (right - left, top - bottom), turned)
        if 0 <= (box[0] + box[2]) / 2 <= 1 and 0 <= (box[1] + box[3]) / 2 <= 1:
            glyphs.append(Glyph(text, box))
    textpage.close()
    return glyphs


def _unseen(textpage: Any, index: int) -> bool:
    """Whether a character is not drawn: the layer that a scanner's own OCR laid under the picture."""
    thing = raw.FPDFText_GetTextObject(textpage, index)
    return bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _shown(box: Box, size: tuple[float, float], turned: int) -> Box:
    """Turn a box in points, origin at the bottom left, into fractions of the page as shown."""
    width, height = size
    x0, x1 = box[0] / width, box[2] / width
    y0, y1 = 1 - box[3] / height, 1 - box[1] / height
    for _ in range(turned // 90 % 4):
        x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
    return (x0, y0, x1, y1)


def _nonsense(lines: Sequence[Line]) -> bool:
    """Whether the text layer has no meaning: mostly characters of private use or replacement marks."""
    letters = [one for line in lines for one in line.text if not one.isspace()]
    strange = sum(one == "\ufffd" or 0xE000 <= ord(one) < 0xF000 for one in letters)  # noqa: PLR2004
    return strange * 4 > len(letters)


def _pictures(images: Sequence[Any], name: str, most: int) -> Iterator[Picture]:
    """Take out pictures as large as a photo, in their original bytes where they are a whole file; ``most`` bytes."""
    for place, thing in enumerate(images, start=1):
        try:
            width, height = thing.get_px_size()
            if min(width, height) < PHOTO_SIDE or width * height > PHOTO_PIXELS:
                continue
            out = io.BytesIO()
            thing.extract(out)
        except (pdfium.PdfiumError, ValueError, OSError, KeyError, NotImplementedError):
            continue
        most -= out.tell()
        if most < 0:
            return
        kind = "jpg" if out.getvalue()[:2] == b"\xff\xd8" else "png"
        yield Picture(f"{name}图{place}.{kind}", out.getvalue(), width, height)
