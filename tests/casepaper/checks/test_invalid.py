"""What stands as a telephone number, an address or a date can be one; OCR's own slips are not held against people."""

from __future__ import annotations

import pytest

from tests.casepaper.papers import field, findings, levels, paper, with_field


@pytest.mark.parametrize("phone", ["1381234567", "12345", "见名片"])
def test_a_number_that_cannot_be_dialled_is_a_fault(phone: str) -> None:
    finding = findings(paper(phone=phone))["phone_invalid"]
    assert finding.level == "fault"
    assert phone in finding.says


@pytest.mark.parametrize("phone", ["13812345678", "010-62301234转802", "0816-6301234、13900001111"])
def test_numbers_with_extensions_and_two_at_once_are_right(phone: str) -> None:
    assert levels(paper(phone=phone)) == {}


@pytest.mark.parametrize("email", ["csr.qingchuan.example.cn", "csr@qingchuan", "林小禾"])
def test_an_address_without_its_parts_is_a_fault(email: str) -> None:
    assert levels(paper(email=email)) == {"email_invalid": "fault"}


@pytest.mark.parametrize("date", ["2022年13月1日", "2022年10月", "2022-02-30"])
def test_half_a_date_or_none_of_the_calendar_is_a_fault(date: str) -> None:
    assert levels(paper(date=date)) == {"date_invalid": "fault"}


@pytest.mark.parametrize(("key", "value"), [("phone", "1381234567"), ("email", "csr@qing"), ("date", "2022年1O月")])
def test_what_ocr_was_not_sure_of_is_a_doubt(key: str, value: str) -> None:
    unsure = with_field(paper(how="ocr"), field(key, value, how="ocr", sure=False))
    assert levels(unsure)[f"{key}_invalid"] == "doubt"


def test_what_ocr_surely_read_is_a_fault() -> None:
    assert levels(paper(how="ocr", phone="1381234567")) == {"phone_invalid": "fault"}


def test_an_empty_field_is_missing_and_not_invalid() -> None:
    assert levels(paper(phone=None, email=None, date=None)) == {
        "phone_missing": "fault",
        "email_missing": "fault",
        "date_missing": "fault",
    }
