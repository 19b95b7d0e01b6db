"""Photos are told from logos, signatures and stamps, and counted once."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from casepaper.photos.find import find_photos, is_photo
from casepaper.records import Picture


def saved(image: Image.Image, form: str = "PNG") -> bytes:
    out = BytesIO()
    image.save(out, form)
    return out.getvalue()


def picture(image: Image.Image, form: str = "PNG", name: str = "x") -> Picture:
    return Picture(name, saved(image, form), image.width, image.height)


def scene(width: int = 640, height: int = 480, seed: int = 3) -> Image.Image:
    """Light and shade as a camera sees them: a gradient with noise."""
    chance = np.random.default_rng(seed)
    ramp = np.linspace(40, 210, width)[None, :, None] * np.linspace(0.7, 1.0, height)[:, None, None]
    noisy = np.clip(ramp + chance.normal(0, 6, (height, width, 3)), 0, 255)
    return Image.fromarray(noisy.astype(np.uint8))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP"])
def test_a_camera_picture_is_a_photo(form: str) -> None:
    assert is_photo(picture(scene(), form))


def test_a_small_picture_is_none() -> None:
    assert not is_photo(picture(scene(640, 180)))
    assert is_photo(picture(scene(200, 200)))


def test_a_logo_is_none() -> None:
    logo = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(logo).ellipse((80, 80, 320, 320), fill="red")
    assert not is_photo(picture(logo))


def test_a_signature_with_clear_ground_is_none() -> None:
    signature = scene().convert("RGBA")
    signature.putalpha(Image.new("L", signature.size, 40))
    assert not is_photo(picture(signature))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff" + b"\x00" * 50])
def test_what_cannot_be_opened_is_none(data: bytes) -> None:
    assert not is_photo(Picture("x", data, 800, 600))


def test_a_picture_beyond_all_measure_is_not_even_opened() -> None:
    assert not is_photo(Picture("x", saved(scene()), 200_000, 200_000))


def test_the_same_bytes_are_one_photo() -> None:
    one, other = scene(seed=1), scene(seed=2)
    found = find_photos([picture(one, name="a"), picture(one, name="b"), picture(other, name="c")])
    assert [photo.file for photo in found] == ["a", "c"]
    assert found[0].data == saved(one)
