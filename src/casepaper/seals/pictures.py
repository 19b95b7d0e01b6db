"""Seals pasted into a Word file as pictures: a red ring on white or on nothing."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

from casepaper.records import Seal
from casepaper.seals.find import red_ink
from casepaper.seals.rings import is_ring

if TYPE_CHECKING:
    from casepaper.records import Opened, Picture, Pixels

LARGEST: Final = 40_000_000  # pixels
LEAST: Final = 60  # pixels of the shorter side
LOOK_SIDE: Final = 400
COLOURLESS: Final = frozenset({"1", "L", "LA", "I", "I;16", "F"})  # modes in which nothing is red
OTHER: Final = 0.06  # of a picture that may be neither paper nor red ink


def seal_pictures(opened: Opened) -> tuple[Seal, ...]:
    """Find the pictures of a file that are nothing but a seal; each is given as kind ``picture``, page 1, box whole."""
    return tuple(
        Seal(opened.name, 1, (0.0, 0.0, 1.0, 1.0), kind="picture")
        for picture in opened.pictures
        if is_seal_picture(picture)
    )


def is_seal_picture(picture: Picture) -> bool:
    """Whether a picture is a seal and nothing else; False too for what cannot be decoded."""
    if min(picture.width, picture.height) < LEAST or picture.width * picture.height > LARGEST:
        return False
    try:
        pixels = _on_white(picture.data)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    ink = red_ink(pixels)
    dark = pixels.max(axis=2) < 200  # noqa: PLR2004
    other = dark & (cv2.dilate(ink, np.ones((5, 5), np.uint8)) == 0)
    return float(other.mean()) < OTHER and is_ring(ink)


def _on_white(data: bytes) -> Pixels:
    """Decode a small copy, with white where it is transparent."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")) as image:
            if image.width * image.height > LARGEST:
                raise ValueError("too large")
            if image.mode in COLOURLESS:
                raise ValueError("nothing in it is red")
            image.thumbnail((LOOK_SIDE, LOOK_SIDE))
            solid = image.convert("RGBA")
    paper = Image.new("RGBA", solid.size, (255, 255, 255, 255))
    return np.array(Image.alpha_composite(paper, solid).convert("RGB"), np.uint8)
