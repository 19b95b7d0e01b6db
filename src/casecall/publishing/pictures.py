"""Makes what readers get of a photo: WebP with JPEG behind it in a few widths, upright, sRGB, without its metadata."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pi_heif
from PIL import Image, ImageCms, ImageOps

if TYPE_CHECKING:
    from collections.abc import Mapping

SAYS = {
    "closed": "图片无法打开",
    "large": "图片的像素过多",
}

WIDTHS = (400, 800, 1200)
MOST_PIXELS = 80_000_000
MIDDLE = 800
ORIENTATION, LYING = 0x0112, frozenset({5, 6, 7, 8})  # EXIF
# no decoder that starts another program or that nobody sends photos for
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF")
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)

pi_heif.register_heif_opener()
WEBP_QUALITY, JPEG_QUALITY = 78, 80


class Unpublishable(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """A photo that cannot be opened or is beyond all measure; the message is for people."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A photo as readers get it: its size at the largest width, the widths, and, just made, the files by name.

    ``hashes`` are the SHA-256 and the size of each file, where they are kept already.
    """

    sha256: str
    width: int
    height: int
    widths: tuple[int, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    hashes: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The beginning of the names of its files."""
        return name_of(self.sha256)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(f"{self.name}-{width}.{kind}" for width in self.widths for kind in ("webp", "jpg"))


def name_of(sha256: str) -> str:
    """The name under which the derivatives of a photo lie."""
    return sha256[:16]


def widths_for(width: int) -> tuple[int, ...]:
    """The widths a photo is made in; never wider than it is.

    >>> widths_for(3000), widths_for(1000), widths_for(300)
    ((400, 800, 1200), (400, 800, 1000), (300,))
    """
    return WIDTHS if width > WIDTHS[-1] else (*(one for one in WIDTHS if one < width), width)


def height_at(at: int, width: int, height: int) -> int:
    """The height of a photo of that size when it is made ``at`` pixels wide."""
    return max(1, round(height * at / width))


def derive(data: bytes, sha256: str) -> Derived:
    """Make the derivatives of a photo. Raises Unpublishable."""
    width, height = measure(data)
    image, widths, name = _opened(data), widths_for(width), name_of(sha256)
    files: dict[str, bytes] = {}
    for one in widths:
        small = image.resize((one, height_at(one, width, height)), Image.Resampling.LANCZOS)
        files[f"{name}-{one}.webp"] = _saved(small, "WEBP", quality=WEBP_QUALITY, method=4)
        files[f"{name}-{one}.jpg"] = _saved(small, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return Derived(sha256, widths[-1], height_at(widths[-1], width, height), widths, files)


def measure(data: bytes) -> tuple[int, int]:
    """Width and height of a photo set upright, without decoding it. Raises Unpublishable."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            on_its_side = image.getexif().get(ORIENTATION, 1) in LYING
    except UNREADABLE as error:
        raise Unpublishable(SAYS["closed"]) from error
    if width * height > MOST_PIXELS:
        raise Unpublishable(SAYS["large"])
    return (height, width) if on_its_side else (width, height)


def _opened(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        image.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))  # lets a JPEG decode at a half or a quarter of its size
        return _flat(_in_srgb(ImageOps.exif_transpose(image)))
    except UNREADABLE as error:
        raise Unpublishable(SAYS["closed"]) from error


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return image
    return turned or image


def _flat(image: Image.Image) -> Image.Image:
    """Without transparency, on white; and without anything that is not a pixel."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    plain = image.convert("RGB")
    plain.info.clear()
    return plain


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
