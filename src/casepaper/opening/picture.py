"""Pictures (JPEG, PNG, WebP, TIFF of many pages, HEIC, BMP, GIF) to pages of upright RGB pixels."""

from __future__ import annotations

import io
import warnings
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageOps

from casepaper.opening.limits import trouble
from casepaper.records import Opened, Page

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Pixels, Source, Trouble

FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "MPO")
LONGEST_SIDE: Final = 30_000
SMALL: Final = 16
_SIXTEEN_BITS: Final = {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}
_EXIF_TURN: Final = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


def open_picture(source: Source, limits: Limits) -> Opened:
    """Open a picture as pages in their own pixels, turned upright by EXIF. Never raises for bad input.

    The size is judged by the header before a pixel is decoded. Troubles: ``too_large``, ``broken``, ``too_small``,
    ``too_many_pages`` (the first ones are kept).
    """
    digest = sha256(source.data).hexdigest()
    try:
        pages, troubles = _pages(source, limits)
    except _Refused as refused:
        pages, troubles = (), (refused.trouble,)
    except Image.DecompressionBombError:  # Pillow's own limit, met while it reads the header
        says = "图片{file}的尺寸超出可处理的大小，请缩小后重新报送。"
        pages, troubles = (), (trouble(source.name, "too_large", says),)
    except Exception:  # noqa: BLE001  # decoders raise all kinds of errors on bad bytes; each means the same to people
        pages, troubles = (), (trouble(source.name, "broken", "图片{file}已损坏或不完整，无法打开。"),)
    return Opened(source.name, digest, "picture", pages=pages, trouble=troubles)


class _Refused(Exception):  # noqa: N818  # not an error of ours
    def __init__(self, why: Trouble) -> None:
        super().__init__(why.says)
        self.trouble = why


def _pages(source: Source, limits: Limits) -> tuple[tuple[Page, ...], tuple[Trouble, ...]]:
    """Decode frame after frame; of an animation the first one only."""
    troubles: list[Trouble] = []
    pages: list[Page] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the header is judged here, Pillow's own warnings would only repeat it
        image = _opened(source)
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if frames > limits.pages:
            says = f"文件{{file}}有 {frames} 页，只读取前 {limits.pages} 页。"
            troubles.append(trouble(source.name, "too_many_pages", says))
        left = limits.pixels
        for number in range(1, min(frames, limits.pages) + 1):
            image.seek(number - 1)
            left -= _judged(image, source.name, left)
            turned = _EXIF_TURN.get(image.getexif().get(0x0112, 1), 0)
            pixels = as_pixels(image)
            pages.append(Page(number, float(pixels.shape[1]), float(pixels.shape[0]), pixels, turned=turned))
    return tuple(pages), tuple(troubles)


def as_pixels(image: Image.Image) -> Pixels:
    """Decode to upright RGB pixels (height, width, 3): CMYK and 16 bits converted, what is transparent made white."""
    image = ImageOps.exif_transpose(image)
    if image.mode in _SIXTEEN_BITS:
        values = np.asarray(image, np.float64)
        top = 65535.0 if values.max() > 255 else 255.0  # noqa: PLR2004  # eight bits in a wide file stay what they are
        image = Image.fromarray(np.clip(values * (255.0 / top), 0, 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        solid = image.convert("RGBA")
        paper = Image.new("RGBA", solid.size, (255, 255, 255, 255))
        image = Image.alpha_composite(paper, solid)
    return np.array(image.convert("RGB"), np.uint8)


def _opened(source: Source) -> Image.Image:
    """Read the header alone."""
    if b"ftyp" in source.data[4:12]:
        import pi_heif  # lazy: only pictures of phones need the decoder

        pi_heif.register_heif_opener()
        return Image.open(io.BytesIO(source.data), formats=("HEIF",))
    return Image.open(io.BytesIO(source.data), formats=FORMATS)


def _judged(image: Image.Image, name: str, left: int) -> int:
    """Give the number of pixels that the header promises, refusing what is too large or too small to read."""
    width, height = image.size
    if max(width, height) > LONGEST_SIDE or width * height > left:
        says = f"图片{{file}}为 {width}×{height} 像素，超出可处理的大小，请缩小后重新报送。"
        raise _Refused(trouble(name, "too_large", says))
    if min(width, height) < SMALL:
        raise _Refused(trouble(name, "too_small", f"图片{{file}}只有 {width}×{height} 像素，无法辨认。"))
    return width * height
