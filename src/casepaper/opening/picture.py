"""Pictures (JPEG, PNG, WebP, TIFF of many pages, HEIC, BMP, GIF) to pages of upright RGB pixels."""

from __future__ import annotations

import io
import math
import warnings
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from casepaper.opening.limits import too_much, trouble
from casepaper.records import Opened, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepaper.opening.limits import Limits
    from casepaper.records import Pixels, Source, Trouble

SAYS = {
    "too large": "图片{file}的尺寸超出可处理的大小，请缩小后重新报送。",
    "broken": "图片{file}已损坏或不完整，无法打开。",
    "many": "文件{file}有 {count} 页，只读取前 {most} 页。",
    "large": "图片{file}为 {width}×{height} 像素，超出可处理的大小，请缩小后重新报送。",
    "small": "图片{file}只有 {width}×{height} 像素，无法辨认。",
}

FORMATS: Final[tuple[str, ...]] = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")  # of JPEG's kind is MPO too
LONGEST_SIDE: Final = 30_000
SMALL: Final = 16
BAND: Final = 4_000_000  # pixels that are converted at a time
TALLEST_BAND: Final = 4096  # rows of it
#: Bytes that decoding takes for a pixel, measured; a JPEG keeps two for each of its channels, whatever its scale.
COST: Final = {"WEBP": 16, "HEIF": 12, "TIFF": 10, "GIF": 6}
COST_OF_OTHERS: Final = 4
_SIXTEEN_BITS: Final = {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}
_SEEN_THROUGH: Final = {"RGBA", "LA", "PA", "La", "RGBa"}
_ORIENTATION: Final = 0x0112
_EXIF_TURN: Final = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_LYING: Final = {5, 6, 7, 8}


def open_picture(source: Source, limits: Limits) -> Opened:
    """Open a picture as pages, turned upright by EXIF. Never raises for bad input.

    A page's width and height are the picture's own; its pixels are fewer, by a whole number to each side, where there
    are more than ``limits.page_pixels``. The size is judged by the header before a pixel is decoded. Troubles:
    ``too_large``, ``broken``, ``too_small``, ``too_many_pages`` and ``too_much`` (the first pages are kept).
    """
    digest = sha256(source.data).hexdigest()
    try:
        pages, troubles = _pages(source, limits)
    except _Refused as refused:
        pages, troubles = (), (refused.trouble,)
    except Image.DecompressionBombError:  # Pillow's own limit, met while it reads the header
        says = SAYS["too large"]
        pages, troubles = (), (trouble(source.name, "too_large", says),)
    except Exception:  # noqa: BLE001  # decoders raise all kinds of errors on bad bytes; each means the same to people
        pages, troubles = (), (trouble(source.name, "broken", SAYS["broken"]),)
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
        warnings.simplefilter("ignore")  # as in ``opened_picture``: further frames have headers too
        image = opened_picture(source.data)
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if frames > limits.pages:
            says = SAYS["many"].format(file="{file}", count=frames, most=limits.pages)
            troubles.append(trouble(source.name, "too_many_pages", says))
        left = limits.pixels
        for number in range(1, min(frames, limits.pages) + 1):
            image.seek(number - 1)
            _judge(image, source.name, limits)
            turned = _EXIF_TURN.get(image.getexif().get(_ORIENTATION, 1), 0)
            if math.prod(_reduced(image.size, limits.page_pixels)) > left:
                troubles.append(too_much(source.name, number))
                break
            pixels, (width, height) = decoded(image, limits.page_pixels)
            left -= pixels.shape[0] * pixels.shape[1]
            pages.append(Page(number, float(width), float(height), pixels, turned=turned))
    return tuple(pages), tuple(troubles)


def opened_picture(data: bytes) -> Image.Image:
    """Read a picture's header alone. Raises what Pillow raises."""
    formats = FORMATS
    if b"ftyp" in data[4:12]:
        import pi_heif  # lazy: only pictures of phones need the decoder

        pi_heif.register_heif_opener()
        formats = ("HEIF",)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whoever asks judges the header, Pillow's own warnings would only repeat it
        return Image.open(io.BytesIO(data), formats=formats)


def decoding_bytes(image: Image.Image) -> int:
    """How many bytes of memory decoding takes at most, as far as the header says."""
    width, height = image.size
    each = (
        2 * len(image.getbands()) if image.format in {"JPEG", "MPO"} else COST.get(image.format or "", COST_OF_OTHERS)
    )
    return width * height * each


def decoded(image: Image.Image, most: int) -> tuple[Pixels, tuple[int, int]]:
    """Decode to upright RGB pixels (height, width, 3), about ``most`` of them, and the picture's own width and height.

    CMYK and 16 bits are converted, what is transparent is made white, band by band. Raises what decoders raise.
    """
    size = image.size
    image.draft(None, _reduced(size, most))
    image.load()
    factor = _factor(image.size, most)
    width, height = _reduced(image.size, most)
    white = _white(image)
    pixels = np.empty((height, width, 3), np.uint8)
    for top, bottom in _bands(image, factor):
        band = _plain(image.crop((0, top, image.width, bottom)), white)
        pixels[top // factor : -(-bottom // factor)] = np.asarray(band.reduce(factor))
    orientation = image.getexif().get(_ORIENTATION, 1)
    return _upright(pixels, orientation), size[::-1] if orientation in _LYING else size


def _factor(size: tuple[int, int], most: int) -> int:
    return max(1, math.ceil(math.sqrt(math.prod(size) / most)))


def _reduced(size: tuple[int, int], most: int) -> tuple[int, int]:
    factor = _factor(size, most)
    return -(-size[0] // factor), -(-size[1] // factor)


def _bands(image: Image.Image, factor: int) -> Iterator[tuple[int, int]]:
    rows = max(1, min(BAND // image.width, TALLEST_BAND) // factor) * factor
    for top in range(0, image.height, rows):
        yield top, min(top + rows, image.height)


def _white(image: Image.Image) -> float:
    """The value of white in a picture of more than eight bits; eight bits in a wide file stay what they are."""
    if image.mode not in _SIXTEEN_BITS:
        return 255.0
    bands = (image.crop((0, top, image.width, bottom)) for top, bottom in _bands(image, 1))
    return 65535.0 if max(float(np.asarray(one).max()) for one in bands) > 255 else 255.0  # noqa: PLR2004


def _plain(band: Image.Image, white: float) -> Image.Image:
    """One band in plain RGB on white."""
    if band.mode in _SIXTEEN_BITS:
        values = np.asarray(band, np.float32) * (255.0 / white)
        band = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if band.mode in _SEEN_THROUGH or "transparency" in band.info:
        solid = band.convert("RGBA")
        band = Image.alpha_composite(Image.new("RGBA", solid.size, (255, 255, 255, 255)), solid)
    return band.convert("RGB")


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Turn and mirror by EXIF's number."""
    if orientation in _LYING:
        pixels = pixels.swapaxes(0, 1)
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def _judge(image: Image.Image, name: str, limits: Limits) -> None:
    """Refuse by the header what is too large, or too small to read."""
    width, height = image.size
    large = max(width, height) > LONGEST_SIDE or width * height > limits.picture_pixels
    if large or decoding_bytes(image) > limits.decoding_bytes:
        says = SAYS["large"].format(file="{file}", width=width, height=height)
        raise _Refused(trouble(name, "too_large", says))
    if min(width, height) < SMALL:
        raise _Refused(trouble(name, "too_small", SAYS["small"].format(file="{file}", width=width, height=height)))
