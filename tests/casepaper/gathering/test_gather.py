"""The files of one application are told apart by what they are, and read as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from casepaper.gathering.gather import gather
from casepaper.records import Picture
from tests.casepaper.gathering.files import PAPER, SCENE, TEXT, form_of, jpeg, page, paged, word
from tests.casepaper.papers import RULES, VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import CallRules
    from casepaper.gathering.gather import Gathered
    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Opened, Reading


def gathered(*files: ReadFile, data: dict[str, bytes] | None = None) -> Gathered:
    return gather(files, RULES, data_of=data or {})


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Pages laid together read as a whole form when the second page comes after the first."""
    tried: list[Sequence[str]] = []

    def read(opened: Opened, rules: CallRules) -> Reading | None:
        texts = [line.text for one in opened.pages for line in one.lines]
        tried.append(texts)
        if any("本单位承诺" in text for text in texts):
            return replace(form_of(opened.name, matched=9), pages=(1, 2))
        return None

    monkeypatch.setattr("casepaper.reading.pages.read_pages", read)
    return tried


def test_a_word_form_alone_is_the_form() -> None:
    one = gathered(word("申报表.docx", form=form_of("申报表.docx")))
    assert one.role_of == {"申报表.docx": "form"}
    assert (one.page, one.twin is not None) == (None, True)


def test_beside_a_stamped_page_the_word_form_is_its_twin() -> None:
    scan = paged("扫描.jpg", page(1, "申报单位"), form=form_of("扫描.jpg"), sealed=True)
    one = gathered(word("申报表.docx", form=form_of("申报表.docx")), scan)
    assert one.role_of == {"申报表.docx": "twin", "扫描.jpg": "form"}
    assert len(one.seals) == 1


def test_a_sealed_page_counts_before_a_page_without_a_seal() -> None:
    plain = paged("a.pdf", page(1, "申报单位"), kind="pdf", form=form_of("a.pdf"))
    sealed = paged("b.jpg", page(1, "申报单位"), form=form_of("b.jpg"), sealed=True)
    one = gathered(plain, sealed)
    assert one.page is not None
    assert one.page.file == "b.jpg"
    assert one.role_of == {"a.pdf": "form", "b.jpg": "form"}


def test_a_letter_keeps_its_role() -> None:
    letter = replace(word("来信.eml"), opened=replace(word("来信.eml").opened, kind="letter"))
    assert gathered(letter, word("申报表.docx", form=form_of("申报表.docx"))).role_of["来信.eml"] == "letter"


def test_a_form_written_into_a_letter_counts_only_where_there_is_no_other() -> None:
    plain = word("来信.eml", form=form_of("来信.eml", unit="来信里的单位"))
    letter = replace(plain, opened=replace(plain.opened, kind="letter"))
    alone = gathered(letter)
    assert alone.twin is not None
    assert alone.role_of == {"来信.eml": "letter"}
    both = gathered(letter, word("申报表.docx", form=form_of("申报表.docx", matched=5)))
    assert both.twin is not None
    assert both.twin.file == "申报表.docx"


def test_two_photographed_pages_are_one_form(together: list[Sequence[str]]) -> None:
    first = paged("IMG_2.jpg", page(1, "申报单位", TEXT), form=form_of("IMG_2.jpg", matched=8, promise=None))
    second = paged("IMG_10.jpg", page(1, "本单位承诺", TEXT), sealed=True)
    one = gathered(second, first)
    assert one.role_of == {"IMG_2.jpg": "form", "IMG_10.jpg": "form"}
    assert together == [["申报单位", TEXT, "本单位承诺", TEXT]]
    assert len(one.seals) == 1
    assert one.annexes == ()


def test_a_page_that_adds_nothing_to_the_form_is_no_part_of_it(together: list[Sequence[str]]) -> None:
    whole = paged("1.jpg", page(1, "申报单位"), form=form_of("1.jpg"))
    other = paged("2.jpg", page(1, "与申报无关的说明", TEXT))
    one = gathered(whole, other)
    assert one.role_of == {"1.jpg": "form"}
    assert len(together) == 1


def test_pictures_of_the_event_are_photos_once_each() -> None:
    data = {"照片1.jpg": jpeg(), "照片2.jpg": jpeg()}
    files = [paged(name, page(1, pixels=SCENE)) for name in data]
    one = gathered(word("申报表.docx", form=form_of("申报表.docx")), *files, data=data)
    assert [photo.file for photo in one.photos] == ["照片1.jpg"]
    assert one.role_of["照片1.jpg"] == "photo"


def test_pictures_within_a_word_file_are_photos_and_leave_its_role() -> None:
    form = word("申报表.docx", form=form_of("申报表.docx"))
    picture = Picture("申报表.docx/image1.jpeg", jpeg(), 300, 400)
    one = gathered(replace(form, opened=replace(form.opened, pictures=(picture,))))
    assert [photo.file for photo in one.photos] == ["申报表.docx/image1.jpeg"]
    assert one.role_of["申报表.docx"] == "form"


def test_the_scan_within_a_pdf_is_no_photo() -> None:
    scan = paged("扫描.pdf", page(1, "申报单位"), kind="pdf", form=form_of("扫描.pdf"))
    picture = Picture("扫描.pdf/1.jpg", jpeg(), 300, 400)
    assert gathered(replace(scan, opened=replace(scan.opened, pictures=(picture,)))).photos == ()


def test_a_sheet_of_text_that_is_no_form_is_no_photo() -> None:
    sheet = paged("红头文件.jpg", page(1, TEXT, pixels=PAPER))
    one = gathered(sheet, data={"红头文件.jpg": jpeg(PAPER)})
    assert one.photos == ()
    assert "红头文件.jpg" not in one.role_of


def test_a_banner_with_words_is_a_photo_still() -> None:
    banner = paged("启动仪式.jpg", page(1, TEXT, pixels=SCENE))
    assert [photo.file for photo in gathered(banner, data={"启动仪式.jpg": jpeg()}).photos] == ["启动仪式.jpg"]


def test_a_page_without_colour_is_told() -> None:
    grey = paged("传真.tif", page(1, "申报单位"), form=form_of("传真.tif"))
    assert gathered(grey).grey


def test_an_unstamped_page_scanned_in_colour_is_known_by_the_tint_of_its_paper() -> None:
    tinted = PAPER.copy()
    tinted[:, :, 2] -= 2
    assert not gathered(paged("扫描.jpg", page(1, "申报单位", pixels=tinted), form=form_of("扫描.jpg"))).grey


def test_of_pages_without_pixels_nobody_says_that_they_are_grey() -> None:
    assert not gathered(paged("a.pdf", page(1, "申报单位", pixels=None), kind="pdf", form=form_of("a.pdf"))).grey


def test_a_page_drawn_from_its_text_is_not_called_grey() -> None:
    drawn = replace(page(1, "申报单位"), read_by="text")
    assert not gathered(paged("a.pdf", drawn, kind="pdf", form=form_of("a.pdf"))).grey


def test_no_files_come_to_nothing() -> None:
    assert gathered().role_of == {}
    assert np.array_equal(PAPER[0, 0], (250, 250, 250))


def test_a_second_word_form_that_says_otherwise_is_told_with_what_differs() -> None:
    taken = word("定稿.docx", form=form_of("定稿.docx"))
    other = word("初稿.docx", form=form_of("初稿.docx", matched=8, unit="另一家公司", phone="13900004417"))
    (remark,) = gathered(taken, other).aside
    assert (remark.file, remark.code) == ("初稿.docx", "aside")
    assert "其中的申报单位、联系电话与采用的“定稿.docx”不同，没有采用" in remark.says
    assert gathered(taken, other).role_of["定稿.docx"] == "form"


def test_a_copy_of_the_form_and_one_with_less_in_it_need_no_word() -> None:
    taken = word("定稿.docx", form=form_of("定稿.docx"))
    copy = word("副本.docx", form=form_of("副本.docx", matched=8, title=f" {VALUES['title']}。"))
    half = word("半份.docx", form=form_of("半份.docx", matched=5, unit=None, phone=None))
    letter = word("来信.eml", form=form_of("来信.eml", unit="来信里的单位"))
    letter = replace(letter, opened=replace(letter.opened, kind="letter"))
    assert gathered(taken, copy, half, letter).aside == ()
    assert gathered(paged("扫描.jpg", page(1, TEXT), form=form_of("扫描.jpg"), sealed=True)).aside == ()
