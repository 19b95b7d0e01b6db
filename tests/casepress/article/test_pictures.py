"""Whatever a photo is, the platform gets JPEG or PNG below 1 MB, upright, with nothing of where it was taken."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from casepress.article import Unfit, blank_cover, cover, image, placeholder, square

GPS, ORIENTATION = 0x8825, 0x0112


def photo(kind: str = "JPEG", *, mode: str = "RGB", size: tuple[int, int] = (1600, 1067), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 90 if len(mode) == 1 or mode.startswith("I") else None).save(out, kind, **more)
    return out.getvalue()


def noise(kind: str = "PNG", size: tuple[int, int] = (2400, 1600)) -> bytes:
    out = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)]).save(out, kind)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "I;16"), ("PNG", "1"),
        ("PNG", "LA"), ("WEBP", "RGB"), ("TIFF", "RGB"), ("TIFF", "F"), ("BMP", "RGB"), ("GIF", "P"),
    ],
)  # fmt: skip
def test_every_kind_of_photo_becomes_what_the_platform_takes(kind: str, mode: str) -> None:
    data = image(photo(kind, mode=mode))
    assert data.startswith((b"\xff\xd8\xff", b"\x89PNG"))
    assert opened(data).size == (1080, 720)


def test_the_noisiest_picture_is_below_the_bound() -> None:
    data = image(noise())
    assert len(data) < 1_000_000
    assert opened(data).format == "JPEG"


def test_a_small_picture_is_not_made_larger() -> None:
    assert opened(image(photo(size=(300, 200)))).size == (300, 200)


def test_a_picture_many_times_taller_than_wide_is_bounded() -> None:
    assert opened(image(photo(size=(400, 9000)))).height <= 1080 * 12


def test_a_drawing_in_few_colours_stays_sharp() -> None:
    assert opened(image(photo("PNG", mode="P"))).format == "PNG"


def test_a_moving_picture_gives_its_first_frame() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    still = opened(image(out.getvalue()))
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((50, 50)) == (255, 0, 0)


def test_a_photo_is_set_upright_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    upright = opened(image(photo(size=(800, 600), exif=exif)))
    assert upright.size == (600, 800)
    assert not upright.getexif()
    assert "icc_profile" not in upright.info


def test_a_deep_grey_picture_keeps_its_light_and_dark() -> None:
    deep = Image.new("I;16", (100, 100), 1000)
    deep.paste(60_000, (50, 0, 100, 100))
    out = io.BytesIO()
    deep.save(out, "PNG")
    shown = opened(image(out.getvalue())).convert("L")
    assert shown.getpixel((20, 50)) < 40
    assert shown.getpixel((80, 50)) > 200


@pytest.mark.parametrize("data", [b"", b"<html>", photo()[:300], photo("PNG")[:60]])
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes) -> None:
    for make in (image, cover, placeholder):
        with pytest.raises(Unfit, match="图片无法打开"):
            make(data)


def test_a_picture_beyond_all_measure_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(Unfit, match="像素过多"):
        image(photo("PNG", mode="1", size=(10_000, 10_000)))


def test_a_cover_has_the_shape_of_the_platform_and_keeps_the_focus() -> None:
    wide = Image.new("RGB", (1000, 1000), "white")
    wide.paste("red", (0, 0, 1000, 100))
    out = io.BytesIO()
    wide.save(out, "PNG")
    top, middle = (opened(cover(out.getvalue(), focus)) for focus in ((0.5, 0.0), (0.5, 0.5)))
    assert top.size == (1175, 500)
    assert top.getpixel((600, 30))[1] < 60
    assert middle.getpixel((600, 30))[1] > 200
    assert opened(cover(out.getvalue(), (-3.0, 9.0))).size == (1175, 500)


def test_there_is_a_cover_without_any_photo() -> None:
    assert opened(blank_cover()).size == (1175, 500)
    assert blank_cover() == blank_cover()


def test_the_square_of_a_cover_stays_inside_of_it() -> None:
    assert square((0.5, 0.5)) == "0.287234_0_0.712766_1"
    assert square((-1.0, 0.5)) == "0_0_0.425532_1"
    assert square((7.0, 0.5)) == "0.574468_0_1_1"


def test_a_placeholder_needs_no_server() -> None:
    head, _, data = placeholder(photo()).partition(",")
    assert head == "data:image/jpeg;base64"
    assert opened(base64.b64decode(data)).width == 720
