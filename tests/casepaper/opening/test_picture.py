"""Pictures are opened upright in their own size; what is too large, too small or broken is told, never raised."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from casepaper.opening.limits import Limits
from casepaper.opening.picture import open_picture
from casepaper.records import Source

if TYPE_CHECKING:
    from casepaper.records import Opened


def opened(image: Image.Image, kind: str, *, limits: Limits | None = None, **options: Any) -> Opened:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return open_picture(Source(f"a.{kind.lower()}", out.getvalue()), limits or Limits())


def half_red(size: tuple[int, int] = (60, 40)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_every_kind_of_picture_becomes_one_page_of_rgb_pixels(kind: str) -> None:
    page = opened(half_red(), kind).pages[0]
    assert page.pixels is not None
    assert page.pixels.shape == (40, 60, 3)
    assert page.pixels.dtype == np.uint8
    assert page.pixels[20, 5, 0] > 200
    assert page.pixels[20, 5, 1] < 80
    assert page.pixels[20, 50].min() > 200
    assert (page.number, page.lines, page.read_by) == (1, (), None)


def test_a_picture_of_a_phone_in_heic_is_opened() -> None:
    pi_heif = pytest.importorskip("pi_heif", reason="the decoder is part of the installation")
    assert pi_heif.libheif_info()["HEIF"] is not None
    broken = open_picture(
        Source("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40), Limits()
    )
    assert [one.code for one in broken.trouble] == ["broken"]


@pytest.mark.parametrize(
    ("orientation", "turned", "red_at"), [(3, 180, (20, 55)), (6, 90, (5, 20)), (8, 270, (55, 20))]
)
def test_a_picture_is_turned_upright_by_its_exif(orientation: int, turned: int, red_at: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = opened(half_red(), "JPEG", exif=exif).pages[0]
    assert page.turned == turned
    assert page.pixels is not None
    assert page.pixels[red_at][0] > 200
    assert page.pixels[red_at][1] < 80


def test_every_page_of_a_tiff_is_a_page() -> None:
    pages = opened(half_red(), "TIFF", save_all=True, append_images=[half_red(), half_red()]).pages
    assert [page.number for page in pages] == [1, 2, 3]


def test_of_a_tiff_with_too_many_pages_the_first_are_kept_and_the_rest_is_told() -> None:
    found = opened(half_red(), "TIFF", limits=Limits(pages=2), save_all=True, append_images=[half_red(), half_red()])
    assert len(found.pages) == 2
    assert [one.code for one in found.trouble] == ["too_many_pages"]
    assert "3 页" in found.trouble[0].says


def test_of_an_animation_the_first_frame_is_taken() -> None:
    assert len(opened(half_red(), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40), "blue")]).pages) == 1


def test_cmyk_sixteen_bits_and_transparency_become_plain_pixels_on_white() -> None:
    cmyk = opened(half_red().convert("CMYK"), "JPEG").pages[0].pixels
    deep = opened(Image.fromarray(np.full((40, 60), 65535, np.uint16)), "PNG").pages[0].pixels
    clear = opened(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG").pages[0].pixels
    assert cmyk is not None
    assert deep is not None
    assert clear is not None
    assert cmyk[20, 5, 0] > 180
    assert cmyk[20, 5, 1] < 100
    assert deep.min() == 255
    assert clear.min() == 255


def png_header(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + head
        + struct.pack(">I", zlib.crc32(b"IHDR" + head))
        + struct.pack(">I", 0)
        + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


def test_a_header_that_promises_too_much_is_refused_before_a_pixel_is_decoded() -> None:
    found = open_picture(Source("bomb.png", png_header(200_000, 200_000)), Limits())
    assert found.pages == ()
    assert [one.code for one in found.trouble] == ["too_large"]
    wide = open_picture(Source("wide.png", png_header(40_000, 100)), Limits())
    assert wide.trouble[0].says == "图片“wide.png”为 40000×100 像素，超出可处理的大小，请缩小后重新报送。"


def test_pages_of_one_file_share_the_limit_of_pixels() -> None:
    limits = Limits(pixels=60 * 40 * 2)
    found = opened(half_red(), "TIFF", limits=limits, save_all=True, append_images=[half_red(), half_red()])
    assert (len(found.pages), [one.code for one in found.trouble]) == (2, ["too_much"])
    assert "“a.tiff”从第 3 页起未读取" in found.trouble[0].says


def test_a_dot_is_no_page() -> None:
    assert [one.code for one in opened(half_red((4, 4)), "PNG").trouble] == ["too_small"]


@pytest.mark.parametrize("keep", [30, 200, 600])
def test_a_file_that_breaks_off_is_told_and_not_raised(keep: int) -> None:
    out = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(out, "JPEG")
    found = open_picture(Source("半张.jpg", out.getvalue()[:keep]), Limits())
    assert [one.code for one in found.trouble] == ["broken"]
    assert "“半张.jpg”" in found.trouble[0].says


def test_bytes_that_are_no_picture_are_told() -> None:
    assert open_picture(Source("a.jpg", b"nothing of a picture"), Limits()).trouble[0].code == "broken"
