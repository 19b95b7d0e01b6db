"""What was not surely read is said with the readings there are, one finding a field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.casepaper.papers import field, findings, levels, paper, with_field


def test_a_value_that_is_not_sure_is_a_doubt() -> None:
    unsure = with_field(paper(), field("unit", "青川信息通信有限公司", how="ocr", sure=False))
    assert levels(unsure) == {"field_uncertain": "doubt"}
    assert findings(unsure)["field_uncertain"].field == "unit"


def test_the_other_readings_are_shown() -> None:
    one = replace(field("email", "li1@a.example.cn", how="ocr", sure=False), others=("lil@a.example.cn",))
    says = findings(with_field(paper(), one))["field_uncertain"].says
    assert says.startswith("邮箱读作「li1@a.example.cn」，也可能是「lil@a.example.cn」")


def test_a_reason_is_given_where_there_is_one() -> None:
    one = replace(field("phone", "13812345678", how="ocr", sure=False), doubt="被印章遮住")
    assert "：被印章遮住，请对照原件认定" in findings(with_field(paper(), one))["field_uncertain"].says


@pytest.mark.parametrize("doubt", ["字迹不清", "字迹不清。", "字迹不清，请对照原件核对。"])
def test_the_person_is_asked_once_whatever_the_reader_asks(doubt: str) -> None:
    one = replace(field("title", "云上大棚", how="ocr", sure=False), doubt=doubt)
    says = findings(with_field(paper(), one))["field_uncertain"].says
    assert says == "案例名称读作「云上大棚」：字迹不清，请对照原件认定（申报表.pdf 第 1 页）。"


def test_a_page_that_reads_otherwise_than_the_word_form_shows_both() -> None:
    one = replace(field("title", "云上大棚", sure=False), others=("云上大鹏",), doubt="Word 文件与盖章页不一致")
    says = findings(with_field(paper(), one))["field_uncertain"].says
    assert "云上大棚" in says
    assert "云上大鹏" in says
    assert "不一致" in says


def test_themes_are_shown_by_their_names_and_long_texts_are_cut() -> None:
    theme = with_field(paper(), field("theme", "green", how="ocr", sure=False))
    assert "绿色低碳发展" in findings(theme)["field_uncertain"].says
    body = with_field(paper(), field("body", "长" * 500, how="ocr", sure=False))
    assert len(findings(body)["field_uncertain"].says) < 120


def test_other_readings_of_a_long_text_are_not_spelt_out() -> None:
    one = replace(field("body", "长" * 90, how="ocr", sure=False), others=("长" * 89 + "短",), doubt="字迹不清")
    says = findings(with_field(paper(), one))["field_uncertain"].says
    assert "也可能是" not in says
    assert "：字迹不清" in says


def test_an_unsure_empty_place_is_said_by_the_missing_check_alone() -> None:
    assert levels(with_field(paper(how="ocr"), field("unit", None, how="ocr", sure=False))) == {"unit_missing": "doubt"}
