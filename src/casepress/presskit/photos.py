"""A photo for the press: the original picture with our words inside, and nothing of where and by what it was taken."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final

import numpy as np
import pi_heif
from PIL import Image, ImageOps

from casepress.presskit import jpeg, png
from casepress.presskit.records import Unfit

if TYPE_CHECKING:
    from casepress.presskit.labels import Label

pi_heif.register_heif_opener()

MOST_PIXELS: Final = 80_000_000  # of a picture that has to be decoded
MOST_KEPT: Final = 300_000_000  # of one that stays as it is: no camera has more, and who opens it needs the memory
QUALITY: Final = 95
_ORIENTATION, _INTEROPERABILITY = 0x0112, 0xA005
_FORMATS: Final = ("WEBP", "TIFF", "BMP", "GIF", "HEIF")
_UNREADABLE: Final = (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error, Image.DecompressionBombError)
_AS_THEY_ARE: Final = frozenset({"RGB", "L", "CMYK"})
_DEEP: Final = frozenset({"I", "F", "I;16", "I;16B", "I;16L"})
CLOSED, LARGE = "图片无法打开", "图片的像素过多"


def labelled(data: bytes, label: Label) -> tuple[bytes, str]:
    """The photo with its words, and the suffix it goes by: ``jpg`` or ``png``.

    JPEG and PNG keep their picture byte for byte; other kinds become JPEG of quality 95, set upright, with their
    colour profile. Raises Unfit with a sentence for what is broken, no picture, or too large to be turned.
    """
    if data.startswith(b"\xff\xd8"):
        _within(jpeg.pixels_of(data), MOST_KEPT)
        turn, adobe_rgb = _shown_how(jpeg.exif_of(data))
        return jpeg.relabelled(data, label, orientation=turn, adobe_rgb=adobe_rgb), "jpg"
    if data.startswith(png.SIGNATURE):
        _within(png.pixels_of(data), MOST_KEPT)
        return png.relabelled(data, label, orientation=_shown_how(png.exif_of(data))[0]), "png"
    return jpeg.relabelled(_as_jpeg(data), label), "jpg"


def _shown_how(block: bytes) -> tuple[int, bool]:
    """Which way is up, and whether the camera meant Adobe RGB; a block that nobody can read says neither."""
    exif = Image.Exif()
    try:
        exif.load(block)
        turn, meant = exif.get(_ORIENTATION), exif.get_ifd(_INTEROPERABILITY).get(1, "")
    except _UNREADABLE:
        return 1, False
    return turn if isinstance(turn, int) and turn in range(1, 9) else 1, str(meant).startswith("R03")


def _as_jpeg(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _within(image.width * image.height, MOST_PIXELS)
            upright = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        profile = upright.info.get("icc_profile")
        flat = _flat(upright)
        kept = profile if flat.mode == upright.mode else None
        flat.save(out, "JPEG", quality=QUALITY, subsampling=0, icc_profile=kept)
    except _UNREADABLE as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(CLOSED) from error
    return out.getvalue()


def _within(pixels: int, most: int) -> None:
    if pixels > most:
        raise Unfit(LARGE)


def _flat(image: Image.Image) -> Image.Image:
    """In a mode that JPEG has: transparency on white, sixteen bits as eight."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    if image.mode in _DEEP:
        deep = np.asarray(image, dtype=np.float64)
        return Image.fromarray(np.rint(deep * (255 / max(deep.max(), 255))).clip(0, 255).astype(np.uint8))
    return image if image.mode in _AS_THEY_ARE else image.convert("RGB")
