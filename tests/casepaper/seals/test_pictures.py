"""A picture in a Word file that is nothing but a red ring is a pasted seal; photos and logos are not."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from casepaper.records import Opened, Picture
from casepaper.seals.pictures import seal_pictures
from tests.casepaper.drawn import stamped

if TYPE_CHECKING:
    from casepaper.records import Pixels


def picture(pixels: Pixels, *, clear: bool = False, name: str = "image1.png") -> Picture:
    image = Image.fromarray(pixels)
    if clear:
        image.putalpha(Image.fromarray(np.where(pixels.min(axis=2) > 240, 0, 255).astype(np.uint8)))
    out = io.BytesIO()
    image.save(out, "PNG")
    return Picture(name, out.getvalue(), image.width, image.height)


def opened(*pictures: Picture) -> Opened:
    return Opened("申报表.docx", "0" * 64, "docx", pictures=pictures)


def seal(side: int = 300) -> Pixels:
    return stamped(np.full((side, side, 3), 255, np.uint8), (0.5, 0.5), width=0.9)


def test_a_seal_on_white_and_one_on_nothing_are_pasted_seals() -> None:
    found = seal_pictures(opened(picture(seal()), picture(seal(), clear=True)))
    assert [(one.kind, one.page, one.box) for one in found] == [("picture", 1, (0.0, 0.0, 1.0, 1.0))] * 2
    assert found[0].file == "申报表.docx"


def test_a_photo_with_red_in_it_is_no_seal() -> None:
    scene = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    scene[100:200, 100:200] = (200, 30, 30)
    assert seal_pictures(opened(picture(scene))) == ()


def test_a_photo_of_a_stamped_page_is_no_pasted_seal() -> None:
    page = np.full((500, 400, 3), 250, np.uint8)
    for row in range(20, 480, 16):
        page[row : row + 9, 20:380] = 30
    assert seal_pictures(opened(picture(stamped(page, (0.5, 0.5), width=0.6)))) == ()


def test_a_red_disc_and_a_blue_ring_are_no_seals() -> None:
    disc = np.full((200, 200, 3), 255, np.uint8)
    disc[50:150, 50:150] = (200, 20, 20)
    ring = stamped(np.full((200, 200, 3), 255, np.uint8), (0.5, 0.5), ink=(20, 40, 180), width=0.9)
    assert seal_pictures(opened(picture(disc), picture(ring))) == ()


def test_what_cannot_be_decoded_or_is_tiny_is_left_out() -> None:
    assert seal_pictures(opened(Picture("a.png", b"broken", 300, 300))) == ()
    assert seal_pictures(opened(picture(seal(40)))) == ()
    assert seal_pictures(opened(Picture("a.png", picture(seal()).data, 90_000, 90_000))) == ()
