"""Several applications in one delivery are told apart, one that came in pieces is not, and a later form replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casepaper.gathering.groups import apart, gist_of, groups, replaced
from tests.casepaper.gathering.files import TEXT, form_of, page, paged, word

if TYPE_CHECKING:
    from casepaper.gathering.roles import ReadFile

BODY = "云岫市海拔高、夏季短，山顶机房却常年开着空调。公司对三十一座山顶机房做自然冷却改造，一年节电八十七万千瓦时。"
OTHER = "社区里的老人不会用手机挂号缴费，营业厅每周三开办银发课堂，两年开课一百八十期，五千多位老人学会了视频通话。"


def form(name: str, title: str, *, unit: str = "甲公司", body: str = BODY) -> ReadFile:
    return word(name, form=form_of(name, title=title, unit=unit, body=body))


def test_one_application_as_word_and_as_a_scan_is_one() -> None:
    scan = paged("扫描件.jpg", page(1, TEXT), form=form_of("扫描件.jpg", title="山村机房换上凉外衣", body=BODY[:-5]))
    files = [word("表.docx", form=form_of("表.docx", title="山村机房换上凉外套", body=BODY)), scan]
    assert groups(files) == ()


def test_a_blank_form_beside_a_filled_one_is_no_application() -> None:
    assert groups([form("空表.docx", "", body=""), form("表.docx", "山村机房")]) == ()


def test_two_titles_with_two_texts_are_two_and_each_keeps_its_folder() -> None:
    files = [
        form("信.eml/甲/表.docx", "山村机房换上凉外套"),
        form("信.eml/乙/表.docx", "银发课堂", body=OTHER),
        word("信.eml/乙/现场.jpg"),
        word("信.eml/甲/图/现场.jpg"),
    ]
    assert groups(files) == (
        ("信.eml/乙/表.docx", "信.eml/乙/现场.jpg"),
        ("信.eml/甲/表.docx", "信.eml/甲/图/现场.jpg"),
    )


def test_other_files_go_by_title_unit_or_number_and_the_rest_with_the_first() -> None:
    files = [
        form("1-表.docx", "山村机房换上凉外套"),
        form("2-表.docx", "银发课堂", unit="乙电信分公司", body=OTHER),
        word("银发课堂现场.jpg"),
        word("2-照片.jpg"),
        word("乙电信分公司盖章页.pdf"),
        word("合影.jpg"),
    ]
    assert groups(files) == (
        ("1-表.docx", "合影.jpg"),
        ("2-表.docx", "银发课堂现场.jpg", "2-照片.jpg", "乙电信分公司盖章页.pdf"),
    )


def test_the_same_title_of_two_units_with_two_texts_is_two() -> None:
    files = [form("a.docx", "银发课堂"), form("b.docx", "银发课堂", unit="乙电信分公司", body=OTHER)]
    assert len(groups(files)) == 2


def test_a_corrected_title_or_a_shortened_text_is_the_same_application() -> None:
    long = gist_of("银发课堂", "甲公司", OTHER + BODY)
    assert not apart(long, gist_of("让老人学会上网", "甲公司", OTHER))
    assert not apart(gist_of("银发课堂", "甲公司", BODY), gist_of("银发课堂", "甲公司", OTHER))
    assert not apart(gist_of("", "甲公司", ""), gist_of("银发课堂", "乙电信", ""))


def test_a_later_form_replaces_the_earlier_of_its_kind_alone() -> None:
    old = form("一.eml/表.docx", "银发课堂", body=OTHER)
    scan = paged("一.eml/扫描.jpg", page(1, TEXT), form=form_of("一.eml/扫描.jpg", title="银发课堂", body=OTHER))
    new = form("二.eml/表.docx", "银发课堂进社区", body=OTHER)
    ages = {"一.eml": 1, "二.eml": 2}
    assert replaced([old, scan, new], ages) == {"一.eml/表.docx"}


def test_the_form_of_another_case_replaces_nothing() -> None:
    old, new = form("一.docx", "银发课堂", body=OTHER), form("二.docx", "山村机房换上凉外套")
    assert replaced([old, new], {"一.docx": 1, "二.docx": 2}) == frozenset()
    assert len(groups([old, new])) == 2


def test_fifty_forms_are_fifty() -> None:
    files = [
        form(
            f"{n:02d}.docx",
            f"{chr(0x4E00 + n * 37)}{chr(0x5E00 + n * 29)}{chr(0x6E00 + n * 31)}{chr(0x7E00 + n * 41)}",
            body="",
        )
        for n in range(50)
    ]
    assert len(groups(files)) == 50
