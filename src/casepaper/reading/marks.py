"""Reads the QR code that our own form carries, from pages and from the pictures and properties of Word files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.forms.marking import parse
from casepaper.opening.limits import Limits
from casepaper.records import Evidence, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepaper.records import Opened, Picture, Pixels

PROPERTY: Final = "casecall.mark"
PAGES: Final = 4  # of a file; the code stands on the first page of a form
PICTURES: Final = 12  # of a Word file
SIDE: Final = 2600  # pixels; a longer picture is thinned out, at which the code is still read
LARGEST: Final = 120_000_000  # pixels
SMALLEST: Final = 60


def read_marks(opened: Opened) -> tuple[Mark, ...]:
    """The marks of a file, each once: from the pixels of its pages that hold text, else from what Word keeps.

    A code that is not ours is left alone. Never raises for a picture that cannot be decoded.
    """
    found: dict[tuple[str, str, int, str], Mark] = {}
    for text, seen in (*_kept(opened), *_on_pages(opened), *_in_pictures(opened)):
        marked = parse(text)
        if marked:
            found.setdefault(marked, Mark(*marked, evidence=seen))
    return tuple(found.values())


def _kept(opened: Opened) -> Iterator[tuple[str, Evidence]]:
    """What a form of ours keeps of its mark as a property; programs that save it anew keep that too."""
    text = opened.properties.get(PROPERTY)
    if text:
        yield text, Evidence(opened.name, text=text)


def _on_pages(opened: Opened) -> Iterator[tuple[str, Evidence]]:
    for page in opened.pages[:PAGES]:
        if page.pixels is not None and page.lines:
            for text, box in _codes(page.pixels):
                yield text, Evidence(opened.name, page=page.number, box=box, text=text)


def _in_pictures(opened: Opened) -> Iterator[tuple[str, Evidence]]:
    """Word only: a PDF's pictures are on its pages."""
    if opened.pages or PROPERTY in opened.properties:
        return
    for picture in opened.pictures[:PICTURES]:
        pixels = _decoded(picture)
        if pixels is not None:
            yield from ((text, Evidence(opened.name, text=text)) for text, _ in _codes(pixels))


def _codes(pixels: Pixels) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Text and box of every QR code, looked for in the red channel, in which the ink of a seal does not show.

    The grain of a photo is smoothed first: the code is found more surely, and three times as fast.
    """
    import cv2  # lazy: only pictures are looked at
    import numpy as np  # lazy: the same
    import zxingcpp  # lazy: the same

    step = -(-max(pixels.shape[:2]) // SIDE)
    red = cv2.GaussianBlur(np.ascontiguousarray(pixels[::step, ::step, 0]), (3, 3), 0)
    height, width = red.shape
    for code in zxingcpp.read_barcodes(
        red, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    ):
        corners = code.position
        points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        xs, ys = [one.x / width for one in points], [one.y / height for one in points]
        yield code.text, (min(xs), min(ys), max(xs), max(ys))


def _decoded(picture: Picture) -> Pixels | None:
    if min(picture.width, picture.height) < SMALLEST or picture.width * picture.height > LARGEST:
        return None
    from PIL import Image  # lazy: Word files without pictures need none of it

    from casepaper.opening.picture import decoded, decoding_bytes, opened_picture  # lazy: the same

    try:
        with opened_picture(picture.data) as image:
            return decoded(image, SIDE * SIDE)[0] if decoding_bytes(image) <= Limits().decoding_bytes else None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
