"""Annexes join the body in order, once each; only what says so, or is pointed to, is one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from casepaper.gathering.annexes import find_annexes, points_to_annex, without_pointer
from tests.casepaper.gathering.files import SCENE, TEXT, form_of, page, paged, word

if TYPE_CHECKING:
    from casepaper.gathering.annexes import Annex
    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Role

MORE = "下一步，公司将把云上大棚推广到全县十二个乡镇，并与职业学校合作培养本地的数字农技员。"
OTHER = "附带说明：项目得到县农业农村局的支持，驻村工作队全程参与，资金由公司与村集体共同筹措。"


def annexes(
    *files: ReadFile, body: str = TEXT, roles: dict[str, Role] | None = None, used: object = None
) -> list[Annex]:
    return list(find_annexes(files, roles or {}, bodies=(body,), used=used or frozenset()))


@pytest.mark.parametrize("heading", ["附页", "附 页", "（附页）", "附页一", "续页", "正文（续）", "接上页"])
def test_a_file_with_the_heading_is_an_annex_without_it(heading: str) -> None:
    assert [one.text for one in annexes(word("材料.docx", heading, MORE))] == [MORE]


def test_a_file_named_so_is_an_annex() -> None:
    assert [one.file for one in annexes(word("申报/附页.docx", MORE))] == ["申报/附页.docx"]


def test_a_file_that_the_body_points_to_is_an_annex() -> None:
    assert [one.text for one in annexes(word("文字材料.docx", MORE), body="正文见附页")] == [MORE]


def test_a_file_that_nobody_points_to_is_none() -> None:
    assert annexes(word("公司简介.docx", MORE)) == []


def test_a_photo_with_words_is_no_annex_though_one_is_pointed_to() -> None:
    assert annexes(paged("现场.jpg", page(1, MORE, pixels=SCENE)), body="正文见附页") == []


def test_what_follows_the_heading_in_the_word_form_itself_is_an_annex() -> None:
    form = word("申报表.docx", "附件", "履责实践案例申报表", "附页", MORE, form=form_of("申报表.docx"))
    assert [one.text for one in annexes(form, roles={"申报表.docx": "form"})] == [MORE]


def test_the_note_under_the_form_is_no_heading() -> None:
    form = word("申报表.docx", "注：申报案例内容可自行添加附页", "某某协会", form=form_of("申报表.docx"))
    assert annexes(form, roles={"申报表.docx": "form"}) == []


def test_further_pages_of_a_scan_carry_on_the_body() -> None:
    scan = paged("扫描.pdf", page(1, "申报单位"), page(2, "附页", MORE), kind="pdf", form=form_of("扫描.pdf"))
    found = annexes(scan, roles={"扫描.pdf": "form"}, used=frozenset({("扫描.pdf", 1)}))
    assert [(one.text, one.evidence[0].page) for one in found] == [(MORE, 2)]


def test_an_empty_back_page_is_no_annex() -> None:
    scan = paged("扫描.pdf", page(1, "申报单位"), page(2, "2"), kind="pdf", form=form_of("扫描.pdf"))
    assert annexes(scan, roles={"扫描.pdf": "form"}, used=frozenset({("扫描.pdf", 1)})) == []


def test_the_same_annex_as_word_and_as_scan_counts_once() -> None:
    slip = MORE.replace("十二", "十三")
    found = annexes(word("附页.docx", "附页", MORE), paged("附页扫描.jpg", page(1, "附页", slip)))
    assert [one.file for one in found] == ["附页.docx"]


def test_an_annex_that_stands_in_the_body_already_is_passed_over() -> None:
    assert annexes(word("附页.docx", MORE), body=f"{TEXT}\n{MORE}") == []


def test_several_annexes_come_in_natural_order() -> None:
    found = annexes(word("附页10.docx", OTHER), word("附页2.docx", MORE))
    assert [one.file for one in found] == ["附页2.docx", "附页10.docx"]


@pytest.mark.parametrize("body", ["见附页", "详见附页。", "（正文见附页）", "正文请见附件", "具体内容详见附后"])
def test_words_that_only_point_are_no_body(body: str) -> None:
    assert points_to_annex(f"{body}附页")
    assert without_pointer(body) == ""


@pytest.mark.parametrize("ending", ["（续附页）", "(转附页)", "（详见附页）。"])
def test_a_pointer_at_the_end_is_taken_off(ending: str) -> None:
    assert without_pointer(f"{TEXT}{ending}") == TEXT


@pytest.mark.parametrize("body", [TEXT, "把附件功能做进系统，方便老人上传。", "系统支持（附件管理）等功能"])
def test_words_of_the_text_itself_stay(body: str) -> None:
    assert without_pointer(body) == body


def test_very_long_annexes_are_compared_in_no_time() -> None:
    long = [word(f"附页{number}.docx", MORE, (TEXT + str(number)) * 20_000) for number in range(3)]
    started = time.process_time()
    annexes(*long)
    assert time.process_time() - started < 10
