"""A photo leaves with its picture untouched, our words inside, and no trace of where and by what it was taken."""

from __future__ import annotations

import io
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image, IptcImagePlugin

from casepress.presskit import jpeg
from casepress.presskit.labels import Label
from casepress.presskit.photos import labelled
from casepress.presskit.records import Unfit
from tests.casepress.presskit import pictures

LABEL = Label(
    headline="云上采茶忙",
    caption="两座基站立上茶山 <700MHz> & “零碳”",
    alt="茶山上的铁塔",
    credit="恒讯通信 供图",
    source="望鹤县恒讯通信技术有限公司",
    usage="请注明图片来源",
    reference="LZ2022-0003",
)
JPEGS = {
    "baseline": pictures.a_jpeg(),
    "progressive": pictures.a_jpeg(progressive=True),
    "grey": pictures.a_jpeg(pictures.noise(mode="L"), icc_profile=None),
    "cmyk": pictures.a_jpeg(pictures.noise(mode="CMYK"), icc_profile=None),
    "no subsampling": pictures.a_jpeg(subsampling=0),
    "restart markers": pictures.a_jpeg(restart_marker_blocks=2),
    "many pictures": pictures.an_mpo(),
    "large profile": pictures.a_jpeg(icc_profile=pictures.SRGB + bytes(150_000)),
    "something behind the end": pictures.a_jpeg() + b"Samsung motion photo 13900000000" * 50,
}


def tags(data: bytes) -> dict[tuple[int, int], str]:
    with Image.open(io.BytesIO(data)) as image:
        found = IptcImagePlugin.getiptcinfo(image) or {}
    return {key: value.decode() for key, value in found.items() if isinstance(value, bytes) and key[0] == 2 and key[1]}


@pytest.mark.parametrize("kind", JPEGS)
def test_the_picture_of_a_jpeg_is_the_same_to_the_last_pixel(kind: str) -> None:
    data, suffix = labelled(JPEGS[kind], LABEL)
    assert suffix == "jpg"
    assert np.array_equal(pictures.pixels(data), pictures.pixels(JPEGS[kind]))
    with Image.open(io.BytesIO(data)) as after, Image.open(io.BytesIO(JPEGS[kind])) as before:
        assert after.mode == before.mode
        assert after.quantization == before.quantization
        assert after.info.get("progressive") == before.info.get("progressive")
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert (after.format, getattr(after, "n_frames", 1)) == ("JPEG", 1)


@pytest.mark.parametrize("kind", JPEGS)
def test_no_place_no_camera_and_nothing_hidden_is_left(kind: str) -> None:
    assert any(secret in JPEGS[kind] for secret in pictures.SECRETS), "the sample hides nothing"
    data, _ = labelled(JPEGS[kind], LABEL)
    assert not [secret for secret in pictures.SECRETS if secret != b"\x88\x25" and secret in data]
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        assert set(exif) == {0x0112}
        assert exif[0x0112] == 6
        assert not exif.get_ifd(0x8825)
    assert b"MPF\x00" not in data
    assert data.endswith(b"\xff\xd9")
    assert "comment" not in pictures.words(data)


def test_the_words_are_read_back_from_both_places() -> None:
    data, _ = labelled(JPEGS["baseline"], LABEL)
    found = tags(data)
    assert found[2, 120] == LABEL.caption
    assert found[2, 105] == LABEL.headline
    assert found[2, 103] == LABEL.reference
    assert found[2, 40] == LABEL.usage
    assert found[2, 115] == "望鹤县恒讯通信技术有"  # thirty-two bytes and no broken character
    packet = etree.fromstring(pictures.words(data)["xmp"])
    said = "\n".join(
        [*packet.itertext(), *(value for one in packet.iter("{*}Description") for value in one.attrib.values())]
    )
    for value in (LABEL.caption, LABEL.headline, LABEL.credit, LABEL.source, LABEL.alt, LABEL.usage):
        assert value in said
    assert pictures.words(data)["xmp"].count(b"1d2f3a") == 0


def test_a_label_without_words_says_nothing() -> None:
    data, _ = labelled(JPEGS["baseline"], Label())
    assert tags(data) == {}
    assert b"Credit" not in pictures.words(data)["xmp"]


def test_a_long_caption_is_cut_in_iptc_at_a_character_and_whole_in_xmp() -> None:
    long = "塔" * 3000
    data, _ = labelled(JPEGS["baseline"], Label(caption=long))
    assert tags(data)[2, 120] == "塔" * 666
    assert long.encode() in pictures.words(data)["xmp"]


def test_control_and_turning_characters_do_not_get_into_the_words() -> None:
    data, _ = labelled(JPEGS["baseline"], Label(caption="甲\x00乙\u202e丙\ud800"))
    assert tags(data)[2, 120] == "甲乙丙"


def test_an_upright_photo_needs_no_exif() -> None:
    data, _ = labelled(pictures.a_jpeg(exif=pictures.exif(turn=1)), LABEL)
    assert b"Exif\x00" not in data


def test_adobe_rgb_without_a_profile_stays_adobe_rgb() -> None:
    upright = pictures.a_jpeg(icc_profile=None, exif=b"")
    data = jpeg.relabelled(upright, LABEL, orientation=8, adobe_rgb=True)
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        assert exif[0x0112] == 8
        assert exif.get_ifd(0x8769)[0xA001] == 65535
        assert exif.get_ifd(0xA005)[1] == "R03"
    again, _ = labelled(data, LABEL)
    assert again == data  # what we wrote is read as such: doing it twice changes nothing


def test_a_thumbnail_in_jfif_goes() -> None:
    plain = pictures.a_jpeg(exif=b"")
    jfif = plain[:2] + b"\xff\xe0\x00\x13JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01ABC" + plain[20:]
    assert b"ABC" not in labelled(jfif, LABEL)[0]


@pytest.mark.parametrize(
    "data",
    [
        JPEGS["baseline"][:-2000],
        JPEGS["baseline"][:200],
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"not a picture" * 9,
        JPEGS["progressive"][:-2],
        b"",
        b"GIF89a",
        b"just text",
    ],
    ids=["half", "head", "start", "nothing inside", "no marker", "no end", "empty", "gif head", "text"],
)
def test_a_broken_photo_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Unfit, match="图片"):
        labelled(data, LABEL)


def test_a_png_keeps_its_chunks_and_loses_its_words() -> None:
    before = pictures.a_png()
    data, suffix = labelled(before, LABEL)
    assert suffix == "png"
    assert np.array_equal(pictures.pixels(data), pictures.pixels(before))
    assert not [secret for secret in pictures.SECRETS if secret != b"\x88\x25" and secret in data]
    said = pictures.words(data)
    assert said["Description"] == LABEL.caption
    assert LABEL.credit in said["XML:com.adobe.xmp"]
    assert {"Author", "Raw"} & set(said) == set()
    with Image.open(io.BytesIO(data)) as image:
        assert dict(image.getexif()) == {0x0112: 3}
        assert image.info["icc_profile"] == pictures.SRGB


def test_a_png_of_sixteen_bits_keeps_them() -> None:
    deep = Image.fromarray(np.arange(96 * 64, dtype=np.uint16).reshape(64, 96) * 10)
    before = pictures.saved("PNG", deep)
    assert np.array_equal(pictures.pixels(labelled(before, LABEL)[0]), pictures.pixels(before))


def test_a_moving_png_keeps_its_still() -> None:
    moving = pictures.saved("PNG", save_all=True, append_images=[pictures.noise(mode="L").convert("RGB")])
    with Image.open(io.BytesIO(labelled(moving, LABEL)[0])) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert np.array_equal(np.asarray(image), np.asarray(pictures.noise()))


def test_a_png_with_a_bent_byte_is_refused() -> None:
    data = bytearray(pictures.a_png())
    data[-40] ^= 1
    with pytest.raises(Unfit):
        labelled(bytes(data), LABEL)
    with pytest.raises(Unfit):
        labelled(pictures.a_png()[:-12], LABEL)


OTHERS = {
    "webp": pictures.saved("WEBP", exif=pictures.exif(turn=6), icc_profile=pictures.SRGB),
    "tiff": pictures.saved("TIFF", exif=pictures.exif(turn=6)),
    "cmyk tiff": pictures.saved("TIFF", pictures.noise(mode="CMYK")),
    "deep tiff": pictures.saved("TIFF", Image.fromarray(np.full((64, 96), 40_000, np.uint16))),
    "bmp": pictures.saved("BMP"),
    "moving gif": pictures.saved("GIF", save_all=True, append_images=[pictures.noise(mode="L")]),
    "heic": (Path(__file__).parents[3] / "samples/inbox/39_IMG_2022.heic").read_bytes(),
    "transparent webp": pictures.saved("WEBP", Image.new("RGBA", (96, 64), (255, 0, 0, 0)), lossless=True),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_become_jpeg_with_the_words_and_without_the_rest(kind: str) -> None:
    data, suffix = labelled(OTHERS[kind], LABEL)
    assert suffix == "jpg"
    assert tags(data)[2, 120] == LABEL.caption
    assert not [secret for secret in pictures.SECRETS[:3] if secret in data]
    with Image.open(io.BytesIO(data)) as image:
        assert sorted(image.size) == [64, 96] or kind == "heic"
        assert image.format == "JPEG"
        assert not image.getexif()


def test_a_photo_on_its_side_is_set_upright_when_it_is_turned_into_jpeg() -> None:
    with Image.open(io.BytesIO(labelled(OTHERS["webp"], LABEL)[0])) as image:
        assert image.size == (64, 96)
        assert image.info["icc_profile"] == pictures.SRGB


def test_transparency_becomes_paper_and_deep_grey_stays_grey() -> None:
    with Image.open(io.BytesIO(labelled(OTHERS["transparent webp"], LABEL)[0])) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)
    with Image.open(io.BytesIO(labelled(OTHERS["deep tiff"], LABEL)[0])) as image:
        assert image.getpixel((5, 5)) == 255


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_beyond_all_measure_is_refused_before_it_is_decoded() -> None:
    huge = pictures.saved("TIFF", Image.new("1", (10_000, 10_000)), compression="group4")
    with pytest.raises(Unfit, match="像素过多"):
        labelled(huge, LABEL)


def test_a_picture_that_says_it_is_larger_than_any_camera_makes_is_refused_unopened() -> None:
    png = bytearray(pictures.a_png())
    png[16:24] = (200_000).to_bytes(4) * 2
    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4)
    jpg = bytearray(JPEGS["baseline"])
    at = jpg.index(b"\xff\xc0\x00\x11") + 5
    jpg[at : at + 4] = b"\xff\xff\xff\xff"
    for data in (png, jpg):
        with pytest.raises(Unfit, match="像素过多"):
            labelled(bytes(data), LABEL)


def test_a_jpeg_of_a_hundred_megapixels_goes_as_it_is_and_fast() -> None:
    large = pictures.saved("JPEG", Image.new("RGB", (11_000, 9_500), "teal"))
    started = time.perf_counter()
    tracemalloc.start()
    data, _ = labelled(large, LABEL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.perf_counter() - started < 2
    assert peak < 6 * len(large) + 1_000_000
    assert data.endswith(large[-10_000:])
