"""Made-up photos of many kinds, with a place, a camera and a telephone number hidden in each."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pi_heif
from PIL import Image, ImageCms, PngImagePlugin

if TYPE_CHECKING:
    from collections.abc import Mapping

pi_heif.register_heif_opener()
SECRETS = (b"Hasselblatt", b"X-1D", b"13900000000", b"GPSLatitude", b"\x88\x25", b"MakerNote", b"Samsung", b"1d2f3a")
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CAMERA_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>25,4.2N</exif:GPSLatitude> 1d2f3a</x:xmpmeta>'


def noise(size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """A picture in which every pixel counts."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    rows = np.random.default_rng(5).integers(0, 255, (size[1], size[0], bands), dtype=np.uint8)
    return Image.fromarray(rows.squeeze(), mode=None if mode != "CMYK" else "CMYK") if bands != 4 else _four(rows, mode)


def _four(rows: Any, mode: str) -> Image.Image:
    return Image.merge(mode, [Image.fromarray(rows[:, :, n]) for n in range(4)])


def exif(*, turn: int = 6, adobe_rgb: bool = False) -> Image.Exif:
    """EXIF as a camera writes it, with a place."""
    made = Image.Exif()
    made[0x0112] = turn
    made[0x010F], made[0x0110], made[0x013B] = "Hasselblatt", "X-1D", "13900000000"
    made.get_ifd(0x8769).update({0x927C: b"MakerNote Samsung", 0xA001: 65535 if adobe_rgb else 1})
    made.get_ifd(0x8825).update({1: "N", 2: (25.0, 4.0, 12.0), 3: "E", 4: (102.0, 41.0, 3.0)})
    return made


def a_jpeg(image: Image.Image | None = None, **options: Any) -> bytes:
    """A JPEG with all that a camera leaves in it."""
    out = io.BytesIO()
    said = {"exif": exif(), "icc_profile": SRGB, "comment": b"13900000000", "xmp": CAMERA_XMP, "quality": 90}
    (image or noise()).save(out, "JPEG", **{**said, **options})
    return out.getvalue()


def an_mpo() -> bytes:
    """Two pictures in one file, as telephones make them; each says where it was taken."""
    out = io.BytesIO()
    noise().save(out, "MPO", save_all=True, append_images=[noise((48, 32))], exif=exif(), quality=90)
    return out.getvalue()


def a_png(image: Image.Image | None = None, **options: Any) -> bytes:
    """A PNG with words, EXIF and a profile."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "13900000000")
    info.add_itxt("XML:com.adobe.xmp", CAMERA_XMP.decode())
    info.add_text("Raw", "MakerNote" * 20, zip=True)
    out = io.BytesIO()
    (image or noise()).save(out, "PNG", **{"pnginfo": info, "exif": exif(turn=3), "icc_profile": SRGB, **options})
    return out.getvalue()


def saved(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """A picture of another kind."""
    out = io.BytesIO()
    (image or noise()).save(out, kind, **options)
    return out.getvalue()


def pixels(data: bytes) -> Any:
    """The picture as it is coded, not set upright."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def words(data: bytes) -> Mapping[str, Any]:
    """What Pillow finds beside the picture."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return dict(image.info)
