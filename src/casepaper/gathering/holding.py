"""Which pages are still held in full once a file is read: those a form may yet be put together of."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Final

from casepaper.gathering.roles import is_text

if TYPE_CHECKING:
    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Page

VIEW_SIDE: Final = 1600  # pixels of the longer side of a page that is only shown from now on
VIEW_QUALITY: Final = 88
LOOSE: Final = 4  # pages of a file that may be loose sheets of a form; longer ones are documents of their own


def released(file: ReadFile) -> ReadFile:
    """The file with the pixels let go of pages that nothing more is read from: photos, and annexes of many pages."""
    if not file.opened.pages:
        return file
    loose = len(file.opened.pages) <= LOOSE and is_text(file)
    used = file.reading.pages if file.reading else ()
    pages = tuple(page if loose or page.number in used else _let_go(page) for page in file.opened.pages)
    return replace(file, opened=replace(file.opened, pages=pages))


def _let_go(page: Page) -> Page:
    if page.pixels is None:
        return page
    from PIL import Image  # lazy: only pages of pixels need it

    image = Image.fromarray(page.pixels)
    image.thumbnail((VIEW_SIDE, VIEW_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "JPEG", quality=VIEW_QUALITY)
    return replace(page, pixels=None, view=out.getvalue())
