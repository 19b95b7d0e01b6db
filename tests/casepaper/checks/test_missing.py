"""Every field that must be filled in has its check, and only a sure reading makes a fault."""

from __future__ import annotations

import pytest

from tests.casepaper.papers import field, findings, levels, paper, with_field

CASES = ["theme", "unit", "contact", "position", "phone", "email", "title", "body", "date"]


def test_a_paper_in_order_has_no_findings() -> None:
    assert findings(paper()) == {}


@pytest.mark.parametrize("key", CASES)
def test_an_empty_field_in_a_word_file_is_a_fault(key: str) -> None:
    found = findings(paper(**{key: None}))
    assert list(found) == [f"{key}_missing"]
    assert found[f"{key}_missing"].level == "fault"
    assert found[f"{key}_missing"].field == key


@pytest.mark.parametrize("key", CASES)
def test_a_place_that_ocr_surely_read_as_empty_is_a_fault(key: str) -> None:
    assert levels(paper(how="ocr", **{key: None})) == {f"{key}_missing": "fault"}


@pytest.mark.parametrize("key", CASES)
def test_a_place_that_ocr_could_not_read_is_a_doubt(key: str) -> None:
    unsure = with_field(paper(how="ocr"), field(key, None, how="ocr", sure=False))
    assert levels(unsure) == {f"{key}_missing": "doubt"}


@pytest.mark.parametrize("key", CASES)
def test_a_place_that_ocr_did_not_find_is_a_doubt(key: str) -> None:
    lost = with_field(paper(how="ocr"), field(key, None, how="ocr", found=False))
    assert levels(lost) == {f"{key}_missing": "doubt"}


@pytest.mark.parametrize("key", CASES)
def test_a_label_that_a_word_form_lacks_is_a_fault(key: str) -> None:
    gone = with_field(paper(), field(key, None, found=False))
    assert levels(gone) == {f"{key}_missing": "fault"}


def test_the_sentence_names_the_label_and_the_place() -> None:
    says = findings(paper(contact=None))["contact_missing"].says
    assert says == "没有填写联系人（申报表.pdf 第 1 页）。"


def test_brackets_and_spaces_of_printed_labels_are_not_said() -> None:
    assert findings(paper(date=None))["date_missing"].says.startswith("没有填写日期")
    assert findings(paper(body=None))["body_missing"].says.startswith("没有填写正文")


def test_what_is_found_comes_in_reading_order() -> None:
    assert list(findings(paper(date=None, unit=None, theme=None))) == ["theme_missing", "unit_missing", "date_missing"]
