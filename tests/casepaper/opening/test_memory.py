"""Small files that unfold into huge pages cost no more memory than one page may, and the other files are still read."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from casepaper.examine import examine
from casepaper.opening.all_openers import Taken, open_all, open_each, pixels_of
from casepaper.opening.limits import Limits
from casepaper.opening.pdf import LEAST_PIXELS, open_pdf
from casepaper.opening.picture import decoded, open_picture
from casepaper.photos.find import is_photo
from casepaper.records import Picture, Source
from tests.casepaper.papers import RULES
from tests.casepaper.pdfs import pdf, written

if TYPE_CHECKING:
    from collections.abc import Sequence

MIB = 1024 * 1024
SRC = Path(__file__).parents[3] / "src"
SIDE = 7000
TEXT = [(60.0, 100.0, "云上大棚"), (60.0, 140.0, "带动农户四百余户增收"), (60.0, 180.0, "经验正在推广")]
MORE = [(60.0, 220.0, "组织培训三十六场"), (60.0, 260.0, "受到当地群众的欢迎")]
SMALL = Limits(pixels=4 * 3_900_000)
OPEN = """
import resource, sys
from pathlib import Path
from casepaper.opening.limits import Limits
from casepaper.opening.picture import open_picture
from casepaper.records import Source
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
data = Path(sys.argv[1]).read_bytes()
open_picture(Source("小.png", Path(sys.argv[2]).read_bytes()), Limits())
before = peak()
pages = open_picture(Source("大.png", data), Limits()).pages
print(peak() - before, len(pages))
"""


def png(width: int, height: int, *, depth: int, colour: int, channels: int) -> bytes:
    """A PNG of one colour, made row by row."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packing = zlib.compressobj(1)
    rows = (b"\0" + b"\x80" * (width * channels * depth // 8)) * 100
    packed = b"".join(packing.compress(rows) for _ in range(height // 100)) + packing.flush()
    head = struct.pack(">IIBBBBB", width, height // 100 * 100, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def webp(width: int, height: int) -> bytes:
    """The few bytes of a WebP of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "WEBP", lossless=True, method=0)
    return out.getvalue()


def paged(count: int, *, side: int, picture: tuple[int, int] = (0, 0)) -> bytes:
    """A PDF of many square pages, each with the same picture, if any."""
    kids = " ".join(f"{10 + index} 0 R" for index in range(count))
    shown, pixels = (
        b"q 9 0 0 9 0 0 cm /P Do Q" if any(picture) else b"",
        zlib.compress(bytes(3 * picture[0] * picture[1]), 1),
    )
    image = f"/Type /XObject /Subtype /Image /Width {picture[0]} /Height {picture[1]} /ColorSpace /DeviceRGB"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {side} {side}] /Contents 3 0 R"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        3: f"<< /Length {len(shown)} >>\nstream\n".encode() + shown + b"\nendstream",
        4: f"<< {image} /BitsPerComponent 8 /Filter /FlateDecode /Length {len(pixels)} >>\nstream\n".encode()
        + pixels
        + b"\nendstream",
    }
    return written(
        objects | {10 + n: f"{page} /Resources << /XObject << /P 4 0 R >> >> >>".encode() for n in range(count)}
    )


def codes(found: Sequence[object]) -> list[str]:
    return [one.code for file in found for one in file.trouble]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("depth", "colour", "channels"), [(8, 6, 4), (16, 0, 1)], ids=["with alpha", "16 bits"])
def test_a_png_of_few_bytes_is_never_held_more_than_about_twice(
    depth: int, colour: int, channels: int, tmp_path: Path
) -> None:
    (tmp_path / "big").write_bytes(png(SIDE, SIDE, depth=depth, colour=colour, channels=channels))
    (tmp_path / "small").write_bytes(png(200, 200, depth=depth, colour=colour, channels=channels))
    said = subprocess.run(
        [sys.executable, "-c", OPEN, tmp_path / "big", tmp_path / "small"],
        env={"PYTHONPATH": str(SRC)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    grown, pages = map(int, said.split())
    assert pages == 1
    assert grown < SIDE * SIDE * channels * depth // 8 + Limits().page_pixels * 4 + 80 * MIB


def test_a_picture_of_more_pixels_than_a_page_is_made_smaller_and_keeps_its_own_size() -> None:
    found = open_picture(Source("a.png", png(900, 600, depth=8, colour=2, channels=3)), Limits(page_pixels=100_000))
    assert (found.pages[0].width, found.pages[0].height) == (900, 600)
    assert found.pages[0].pixels is not None
    assert found.pages[0].pixels.shape == (200, 300, 3)
    assert int(found.pages[0].pixels.min()) == int(found.pages[0].pixels.max()) == 128


@pytest.mark.parametrize("orientation", range(1, 9))
def test_bands_are_turned_as_the_whole_would_be(orientation: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import ImageOps

    monkeypatch.setattr("casepaper.opening.picture.BAND", 200)
    noise = np.random.default_rng(1).integers(0, 255, (41, 60, 3), np.uint8)
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    Image.fromarray(noise).save(out, "PNG", exif=exif)
    image = Image.open(out)
    pixels, size = decoded(image, 10_000)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(out)))
    assert np.array_equal(pixels, expected)
    assert size == (expected.shape[1], expected.shape[0])


def test_a_kind_of_file_that_is_costly_to_decode_is_refused_by_its_header() -> None:
    data = webp(9000, 7000)
    (found,) = open_all([Source("一色.webp", data)])
    assert len(data) < 100
    assert (found.pages, codes([found])) == ((), ["too_large"])
    assert found.trouble[0].says.startswith("图片“一色.webp”为 9000×7000 像素")
    assert not is_photo(Picture("一色.webp", data, 9000, 7000))


def test_large_pages_of_a_pdf_are_drawn_so_that_all_have_room() -> None:
    found = open_pdf(Source("大.pdf", paged(60, side=3000)), Limits())
    assert (len(found.pages), found.trouble) == (60, ())
    assert pixels_of(found) <= Limits().pixels
    assert min(page.pixels.shape[0] * page.pixels.shape[1] for page in found.pages if page.pixels is not None) > (
        0.98 * LEAST_PIXELS
    )


def test_a_pdf_of_usual_length_is_drawn_in_full() -> None:
    found = open_pdf(Source("表.pdf", pdf(*[TEXT] * 20)), Limits())
    assert {page.pixels.shape for page in found.pages if page.pixels is not None} == {(2339, 1653, 3)}


def test_a_page_whose_picture_is_beyond_measure_is_named_and_the_others_are_read() -> None:
    found = open_pdf(Source("图.pdf", paged(2, side=600, picture=(12_000, 11_000))), Limits())
    assert codes([found]) == ["too_large", "too_large"]
    assert "文件“图.pdf”第 1 页的图片" in found.trouble[0].says


def test_pages_beyond_what_an_application_may_hold_are_named_by_file_and_page() -> None:
    first, second, third = open_all(
        [Source("一.pdf", pdf(*[TEXT] * 3)), Source("二.pdf", pdf(*[TEXT] * 2)), Source("三.txt", b"text")],
        limits=SMALL,
    )
    assert (len(first.pages), len(second.pages), third.paragraphs) == (3, 2, ("text",))
    narrow = Limits(pixels=3 * 3_900_000 + LEAST_PIXELS)
    _, second = open_all([Source("一.pdf", pdf(*[TEXT] * 3)), Source("二.pdf", pdf(*[TEXT] * 2))], limits=narrow)
    assert (len(second.pages), codes([second])) == (1, ["too_much"])
    assert second.trouble[0].says.startswith("文件“二.pdf”从第 2 页起未读取")


def test_pages_that_were_let_go_make_room_for_the_next_file() -> None:
    taken = Taken()
    files = [Source(f"{n}.pdf", pdf(*[TEXT] * 4)) for n in range(5)]
    for one in open_each(files, limits=SMALL, taken=taken):
        assert (len(one.pages), one.trouble) == (4, ())
        taken.pixels -= pixels_of(one)


def test_no_more_pages_are_read_than_an_application_may_have() -> None:
    found = open_all(
        [Source("一.pdf", pdf(*[TEXT] * 3)), Source("二.pdf", pdf(*[TEXT] * 3))], limits=Limits(all_pages=4)
    )
    assert [len(one.pages) for one in found] == [3, 1]
    assert codes(found) == ["too_many_pages"]


def test_a_long_annex_is_held_as_small_views_once_it_is_read() -> None:
    found = examine(
        [Source("附件.pdf", pdf(*[TEXT] * 5)), Source("单页.pdf", pdf([*TEXT, *MORE]))], RULES, source="来件"
    )
    annex, loose = found.opened
    assert all(page.pixels is None and page.view and page.lines for page in annex.pages)
    with Image.open(io.BytesIO(annex.pages[0].view)) as view:
        assert view.size == (1131, 1600)
    assert loose.pages[0].pixels is not None, "a loose sheet may belong to the form"
