"""A form on pages is read field by field: by its text in a PDF, by OCR on pixels, whatever way the page lies."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from casepaper.forms.callfile import load_call
from casepaper.reading.pages import annex_text, read_lines, read_pages
from casepaper.records import Line, Opened, Page
from casepaper.seals.find import find_seals
from tests.casepaper.drawn import Filled, form_page, photographed, tilted

if TYPE_CHECKING:
    from pathlib import Path

    from casepaper.records import Pixels, Reading

RULES = load_call("cace-2022")
FILLED = Filled()
BODY = (
    "2022年3月，云岭公司在青山县建设云上课堂，为12所乡村小学接通宽带网络，配备教学终端286台，组织志愿教师开展线上授课，"
    "覆盖学生3100余人。\n同年9月，课堂延伸到村民夜校，累计培训村民1,260人次，受到当地好评。"
)
VALUES = {
    "theme": "digital-divide",
    "unit": FILLED.unit,
    "contact": FILLED.contact,
    "position": FILLED.position,
    "phone": FILLED.phone,
    "email": FILLED.email,
    "title": FILLED.title,
    "date": "2022-10-18",
}


def typed(number: int, *rows: tuple[float, float, str]) -> Page:
    """A page of a PDF with text at (x, y)."""
    lines = []
    for x, y, text in rows:
        across = sum(0.02 if ord(one) > 0x2E7F else 0.01 for one in text)
        lines.append(Line(text, (x, y, min(x + across, 0.99), y + 0.016)))
    return Page(number, 1654.0, 2339.0, lines=tuple(lines), read_by="text")


HEAD = (
    (0.4, 0.05, "履责实践案例申报表"),
    (0.1, 0.10, "□助力乡村振兴"), (0.4, 0.10, "☑消除数字鸿沟"), (0.7, 0.10, "□绿色低碳发展"),
    (0.1, 0.14, "申报单位"), (0.3, 0.14, FILLED.unit),
    (0.1, 0.18, "联系人"), (0.3, 0.18, FILLED.contact), (0.5, 0.18, "职务"), (0.6, 0.18, FILLED.position),
    (0.1, 0.22, "联系电话"), (0.3, 0.22, FILLED.phone), (0.5, 0.22, "邮箱"), (0.6, 0.22, FILLED.email),
    (0.1, 0.26, "案例名称"), (0.3, 0.26, FILLED.title),
    (0.1, 0.30, "（500 字以内，包括事件背景、发生时间、地点、具体参与人员、所做具体事迹、案例效果等）"),
)  # fmt: skip
FOOT = (
    (0.1, 0.70, "本单位承诺："),
    (0.14, 0.73, RULES.form.undertaking[:36]), (0.1, 0.76, RULES.form.undertaking[36:]),
    (0.5, 0.82, "单位盖章：（公章）"), (0.5, 0.86, "日 期：2022年10月18日"),
)  # fmt: skip
FIRST = "公司在青山县建设云上课堂，为十二所乡村小学接通宽带网络，配备教学终端"


def read(*pages: Page) -> Reading:
    reading = read_pages(Opened("申报表.pdf", "0" * 64, "pdf", pages=pages), RULES)
    assert reading is not None
    return reading


def test_a_pdf_with_text_is_read_and_sure() -> None:
    reading = read(typed(1, *HEAD, (0.14, 0.34, FIRST), (0.1, 0.37, "二百八十六台。"), *FOOT))
    assert {key: field.value for key, field in reading.fields.items() if key != "body"} == VALUES
    assert reading.fields["body"].value == FIRST + "二百八十六台。"
    assert all(field.sure and field.how == "layout" for field in reading.fields.values())
    assert (reading.promise, reading.pages, reading.file) == (True, (1,), "申报表.pdf")
    assert [seen.page for seen in reading.promise_evidence] == [1, 1]


def test_every_value_says_where_it_stands() -> None:
    reading = read(typed(1, *HEAD, *FOOT))
    (seen,) = reading.fields["unit"].evidence
    assert (seen.file, seen.page, seen.text) == ("申报表.pdf", 1, FILLED.unit)
    assert seen.box is not None
    assert seen.box[0] == pytest.approx(0.3)


def test_a_body_runs_on_to_the_page_where_the_undertaking_stands() -> None:
    reading = read(
        typed(1, *HEAD, (0.14, 0.34, FIRST)), typed(2, (0.1, 0.05, "二百八十六台，组织志愿教师授课。"), *FOOT)
    )
    assert reading.pages == (1, 2)
    assert reading.fields["body"].value is not None
    assert reading.fields["body"].value.endswith("二百八十六台，组织志愿教师授课。")
    assert reading.fields["date"].value == "2022-10-18"
    assert reading.fields["date"].evidence[0].page == 2


def test_what_follows_the_undertaking_is_no_page_of_the_form() -> None:
    pages = (typed(1, *HEAD, (0.14, 0.34, FIRST), *FOOT), typed(2, (0.1, 0.05, "附页"), (0.1, 0.1, FIRST)))
    assert read(*pages).pages == (1,)
    assert annex_text(Opened("a.pdf", "0" * 64, "pdf", pages=pages), [2]) == FIRST


def test_the_page_with_most_labels_is_the_form_wherever_it_lies() -> None:
    letter = typed(1, (0.1, 0.1, "关于报送案例的函"), (0.1, 0.14, "联系人：王一凡"))
    assert read(letter, typed(2, *HEAD, *FOOT)).pages == (2,)


def test_an_empty_form_has_places_and_no_values() -> None:
    empty = [row for row in HEAD if row[0] not in {0.3, 0.6}]
    fields = read(typed(1, *empty, (0.5, 0.86, "日 期：  年  月  日"), *FOOT[:4])).fields
    assert [key for key, field in fields.items() if field.value is not None] == ["theme"]
    assert all(field.found and field.sure for field in fields.values())


def test_a_label_that_is_not_there_is_not_found() -> None:
    fields = read(typed(1, *(row for row in HEAD if row[2] != "职务"), *FOOT)).fields
    assert not fields["position"].found
    assert fields["position"].value is None


def test_a_page_that_is_not_the_form_is_none() -> None:
    other = Opened(
        "a.pdf", "0" * 64, "pdf", pages=(typed(1, (0.1, 0.1, "关于报送案例的函"), (0.1, 0.14, "各有关单位：")),)
    )
    assert read_pages(other, RULES) is None
    assert read_pages(Opened("a.jpg", "0" * 64, "picture"), RULES) is None


def seen(pixels: Pixels) -> tuple[Opened, Reading]:
    page = Page(1, float(pixels.shape[1]), float(pixels.shape[0]), pixels)
    opened = read_lines(Opened("扫描件.jpg", "0" * 64, "picture", pages=(page,)))
    reading = read_pages(opened, RULES)
    assert reading is not None
    return opened, reading


def check(reading: Reading) -> None:
    assert {key: field.value for key, field in reading.fields.items() if key != "body"} == VALUES
    assert {key for key, field in reading.fields.items() if not field.sure} == set()
    assert reading.fields["body"].value == BODY
    assert reading.promise is True


@pytest.mark.slow
def test_a_scan_is_read_to_the_letter_under_its_seal() -> None:
    opened, reading = seen(form_page(FILLED))
    check(reading)
    assert opened.pages[0].read_by == "ocr"
    assert len(find_seals(opened.pages[0], file="扫描件.jpg")) == 1


@pytest.mark.slow
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_set_upright(quarters: int) -> None:
    opened, reading = seen(np.ascontiguousarray(np.rot90(form_page(FILLED, dpi=150), quarters)))
    assert opened.pages[0].turned == 90 * quarters
    assert opened.pages[0].height > opened.pages[0].width
    assert {key: field.value for key, field in reading.fields.items() if key != "body"} == VALUES


@pytest.mark.slow
def test_a_photo_from_the_side_is_flattened_and_read() -> None:
    opened, reading = seen(photographed(form_page(FILLED)))
    check(reading)
    unit = reading.fields["unit"].evidence[0].box
    phone = reading.fields["phone"].evidence[0].box
    assert unit is not None
    assert phone is not None
    assert unit[3] < phone[1], "boxes are those of the flattened page"
    assert opened.pages[0].pixels is not None
    assert opened.pages[0].pixels.shape[:2] == (opened.pages[0].height, opened.pages[0].width)


@pytest.mark.slow
def test_a_tilted_scan_is_read() -> None:
    check(seen(tilted(form_page(FILLED), 2.5))[1])


@pytest.mark.slow
def test_an_empty_form_on_paper_is_surely_empty() -> None:
    blank = Filled(
        theme=9, unit="", contact="", position="", phone="", email="", title="", body=(), date="   年  月  日"
    )
    _, reading = seen(form_page(blank, seal=None))
    assert {key for key, field in reading.fields.items() if field.value} == set()
    assert {key for key, field in reading.fields.items() if not (field.found and field.sure)} == set()


@pytest.mark.slow
def test_glyphs_that_look_alike_are_put_before_a_person() -> None:
    _, reading = seen(form_page(Filled(email="wang1@yunling.cn")))
    assert not reading.fields["email"].sure
    assert reading.fields["email"].doubt


@pytest.mark.slow
def test_a_photo_of_no_paper_is_left_as_it_is() -> None:
    noise = np.random.default_rng(3).integers(60, 200, (600, 800, 3), np.uint8)
    page = read_lines(Opened("a.jpg", "0" * 64, "picture", pages=(Page(1, 800.0, 600.0, noise),))).pages[0]
    assert (page.lines, page.read_by) == ((), "ocr")
    assert page.pixels is noise


@pytest.mark.slow
def test_the_engine_writes_no_file_of_its_own_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import sys; import numpy as np; from casepaper.reading import ocr; "
        "ocr.find_quads(np.full((200, 200), 255, np.uint8)); assert sys.modules['openvino_telemetry'] is None"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
    assert list(tmp_path.glob("**/*")) == []
