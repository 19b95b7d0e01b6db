"""The twin's values are taken; where the stamped page surely reads otherwise both are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casepaper.gathering.annexes import Annex
from casepaper.gathering.merging import merged, same, with_annexes
from casepaper.records import Evidence
from tests.casepaper.gathering.files import TEXT, form_of
from tests.casepaper.papers import RULES, field


def both(page_values: dict[str, str | None], **twin_values: str | None) -> object:
    return merged(form_of("申报表.docx", **twin_values), form_of("扫描.jpg", **page_values), RULES)


def test_where_both_agree_the_twin_is_sure() -> None:
    one = both({})
    assert all(value.sure for value in one.fields.values())
    assert one.file == "扫描.jpg"


def test_where_the_page_surely_reads_otherwise_both_are_kept() -> None:
    one = both({"title": "云上大鹏助力增收"}).fields["title"]
    assert one.value == "云上大棚助力蔬菜增收"
    assert one.others == ("云上大鹏助力增收",)
    assert not one.sure
    assert len(one.evidence) == 2


def test_a_page_that_was_not_surely_read_raises_nothing() -> None:
    page = form_of("扫描.jpg")
    unsure = replace(page, fields={**page.fields, "title": field("title", "云上大鹏", how="ocr", sure=False)})
    assert merged(form_of("申报表.docx"), unsure, RULES).fields["title"].sure


def test_what_the_twin_leaves_empty_is_taken_from_the_page() -> None:
    one = both({"date": "2022-10-22"}, date=None).fields["date"]
    assert (one.value, one.sure) == ("2022-10-22", True)


def test_what_both_leave_empty_stays_empty() -> None:
    assert both({"position": None}, position=None).fields["position"].value is None


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("unit", "青川信息通信（集团）有限公司", "青川信息通信(集团) 有限公司"),
        ("phone", "010-62301234转802", "(010)62301234-802"),
        ("email", "CSR@Qingchuan.example.cn", "csr@qingchuan.example.cn"),
        ("themes", "rural green", "green rural"),
        ("title", "“云上大棚”助力增收", "云上大棚 助力增收"),
        ("body", TEXT, TEXT.replace("大棚", "大鹏").replace("三十六", "36")),
    ],
)
def test_spaces_marks_and_widths_are_no_difference(kind: str, one: str, other: str) -> None:
    assert same(one, other, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "010-62301234", "010-62301235"),
        ("email", "a.b@c.example.cn", "ab@c.example.cn"),
        ("unit", "青川信息", "青山信息"),
        ("body", TEXT, "另一篇完全不同的文字，说的是企业节能减排与碳足迹管理平台。"),
    ],
)
def test_a_figure_or_a_word_is_one(kind: str, one: str, other: str) -> None:
    assert not same(one, other, kind)


@pytest.mark.parametrize(("twin", "page", "whole"), [(True, None, True), (True, False, False), (False, True, True)])
def test_the_undertaking_counts_as_it_was_stamped(twin: bool, page: bool | None, whole: bool) -> None:
    one = merged(form_of("a.docx", promise=twin), form_of("b.jpg", promise=page), RULES)
    assert one.promise is whole


def test_one_reading_alone_is_left_as_it_is() -> None:
    only = form_of("a.docx")
    assert merged(only, None, RULES) is only
    assert merged(None, only, RULES) is only
    assert merged(None, None, RULES) is None


def test_annexes_join_the_body_and_leave_the_pointer_out() -> None:
    annex = Annex("附页.docx", "第二段。", (Evidence("附页.docx"),))
    whole, own = with_annexes(form_of("a.docx", body="第一段。\n（续附页）"), (annex,))
    assert whole.fields["body"].value == "第一段。\n第二段。"
    assert whole.fields["body"].evidence[-1].file == "附页.docx"
    assert own == "第一段。"


def test_an_annex_is_the_body_where_the_form_has_none() -> None:
    annex = Annex("附页.docx", "全文。", (Evidence("附页.docx"),))
    whole, own = with_annexes(form_of("a.docx", body=None), (annex,))
    assert (whole.fields["body"].value, own) == ("全文。", "")


def test_without_annexes_nothing_changes() -> None:
    only = form_of("a.docx", body="见附页")
    assert with_annexes(only, ()) == (only, "见附页")
