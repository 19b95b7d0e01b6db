"""PDF files give lines where they hold text and pixels always; what cannot be opened is told, never raised."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from casepaper.opening.limits import Limits
from casepaper.opening.pdf import HYPHENS, Glyph, lines_of, open_pdf
from casepaper.records import Opened, Source
from tests.casepaper.pdfs import pdf, written

TEXT = (60.0, 100.0, "申报单位")
VALUE = (200.0, 100.0, "云岭测试通信有限公司")


def opened(data: bytes, *, limits: Limits | None = None) -> Opened:
    return open_pdf(Source("申报.pdf", data), limits or Limits())


def codes(found: Opened) -> list[str]:
    return [one.code for one in found.trouble]


def test_a_page_with_text_has_lines_and_pixels_at_two_hundred_dpi() -> None:
    page = opened(pdf([TEXT, VALUE, (60.0, 140.0, "联系人")])).pages[0]
    assert page.read_by == "text"
    assert [line.text for line in page.lines] == ["申报单位", "云岭测试通信有限公司", "联系人"]
    assert page.pixels is not None
    assert abs(page.pixels.shape[0] - 842 / 72 * 200) < 3
    assert (page.height, page.width) == page.pixels.shape[:2]


def test_lines_stand_where_they_are_shown() -> None:
    first, second, _ = opened(pdf([TEXT, VALUE, (60.0, 140.0, "联系人和职务")])).pages[0].lines
    assert first.box[0] == pytest.approx(60 / 595, abs=0.01)
    assert first.box[1] < 112 / 842 < first.box[3] + 0.01
    assert second.box[0] > first.box[2]


def test_text_is_read_by_place_and_not_by_the_order_in_the_file() -> None:
    page = opened(pdf([(60.0, 140.0, "联系人"), VALUE, TEXT, (60.0, 300.0, "案例名称")])).pages[0]
    assert [line.text for line in page.lines] == ["申报单位", "云岭测试通信有限公司", "联系人", "案例名称"]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_lines_of_a_turned_page_lie_on_the_page_as_shown(turned: int) -> None:
    page = opened(pdf([TEXT, VALUE, (60.0, 140.0, "联系人")], turned=turned)).pages[0]
    assert page.pixels is not None
    assert (page.width > page.height) == (turned in {90, 270})
    for line in page.lines:
        x0, y0 = int(line.box[0] * page.width), int(line.box[1] * page.height)
        x1, y1 = int(line.box[2] * page.width) + 1, int(line.box[3] * page.height) + 1
        assert page.pixels[y0:y1, x0:x1].min() < 128, "no ink where the line is said to be"


def test_a_page_without_useful_text_is_left_to_ocr() -> None:
    page = opened(pdf([(280.0, 800.0, "- 1 -")])).pages[0]
    assert (page.lines, page.read_by) == ((), None)
    assert page.pixels is not None


def test_the_hidden_layer_of_a_scanner_is_not_believed() -> None:
    page = opened(pdf([TEXT, VALUE, (60.0, 140.0, "联系人")], hidden=True)).pages[0]
    assert (page.lines, page.read_by) == ((), None)


def test_pdfiums_marks_for_a_hyphen_become_hyphens() -> None:
    assert {HYPHENS[one] for one in ("\ufffe", "\x02", "\xad")} == {"-"}


def glyphs(text: str, x: float, y: float, *, wide: float = 0.02) -> list[Glyph]:
    placed = []
    for one in text:
        across = wide if ord(one) > 0x2E7F else wide / 2
        placed.append(Glyph(one, (x, y, x + across, y + 0.014)))
        x += across
    return placed


def test_a_wide_gap_parts_two_lines_and_a_narrow_one_does_not() -> None:
    together = lines_of(glyphs("联系人", 0.1, 0.1) + glyphs("李晓明", 0.165, 0.1))
    apart = lines_of(glyphs("联系人", 0.1, 0.1) + glyphs("李晓明", 0.3, 0.1))
    assert [line.text for line in together] == ["联系人李晓明"]
    assert [line.text for line in apart] == ["联系人", "李晓明"]


def test_words_of_latin_letters_keep_their_space_and_han_gets_none() -> None:
    latin = glyphs("Open", 0.1, 0.1) + glyphs("RAN", 0.15, 0.1)
    mixed = glyphs("建设", 0.1, 0.2) + glyphs("5G", 0.146, 0.2) + glyphs("基站", 0.172, 0.2)
    assert [line.text for line in lines_of(latin)] == ["Open RAN"]
    assert [line.text for line in lines_of(mixed)] == ["建设5G基站"]


def test_a_photo_in_a_page_is_taken_out_in_its_own_bytes() -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(out, "JPEG")
    found = opened(pdf([TEXT, VALUE, (60.0, 140.0, "联系人")], picture=out.getvalue()))
    assert [(one.width, one.height) for one in found.pictures] == [(400, 300)]
    assert found.pictures[0].data == out.getvalue()
    assert found.pictures[0].name == "申报.pdf/第1页图1.jpg"


def test_the_picture_of_a_scanned_page_is_no_photo() -> None:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(out, "JPEG")
    found = opened(pdf([(280.0, 800.0, "1")], picture=out.getvalue()))
    assert found.pictures == ()


def test_of_too_many_pages_the_first_are_read() -> None:
    found = opened(pdf(*[[TEXT, VALUE, TEXT]] * 4), limits=Limits(pages=2))
    assert len(found.pages) == 2
    assert codes(found) == ["too_many_pages"]


def test_a_file_that_breaks_off_is_told() -> None:
    assert codes(opened(b"%PDF-1.7\nnothing more")) == ["broken"]
    assert codes(opened(b"")) == ["broken"]


def test_a_file_without_pages_is_told() -> None:
    found = opened(written({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}))
    assert codes(found) in (["empty"], ["broken"])


def test_pages_that_contain_themselves_come_to_an_end() -> None:
    found = opened(
        written({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"})
    )
    assert found.pages == ()
    assert found.trouble


def test_a_file_with_a_password_is_told() -> None:
    # Revision 2 of the standard handler with keys that no empty password opens.
    locked = written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [] /Count 0 >>",
            3: b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
        }
    ).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]")
    found = opened(locked)
    assert codes(found) == ["encrypted"]
    assert "密码" in found.trouble[0].says
