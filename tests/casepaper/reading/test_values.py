"""Dates, telephone numbers and addresses in the ways in which people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.reading.values import (
    dates_in,
    email_is_valid,
    phone_is_valid,
    read_date,
    read_email,
    read_phone,
)


def wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.parametrize(
    "text",
    [
        "2022年10月20日",
        "2022 年 10 月 20 日",
        "二〇二二年十月二十日",
        "二零二二年十月二十日",
        f"{wide('2022')}年{wide('10')}月{wide('20')}日",
        "2022.10.20",
        "2022-10-20",
        "2022/10/20",
        "22/10/20",
        "20221020",
        "填报日期：2022年10月20号",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == date(2022, 10, 20)


@pytest.mark.parametrize(
    "text", ["", "　　年　　月　　日", "2022年10月", "2022年13月45日", "2022年2月30日", "近期", "010-56448162"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_date(text) is None


def test_two_different_days_are_no_day_and_the_same_one_twice_is_one() -> None:
    assert read_date("2022-10-20至2022-10-21") is None
    assert read_date("2022-10-20（2022年10月20日）") == date(2022, 10, 20)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_century_comes_back_in_digits_and_in_han(day: date) -> None:
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert read_date(f"{han(str(day.year))}年{counted(day.month)}月{counted(day.day)}日") == day


def han(digits: str) -> str:
    return "".join("〇一二三四五六七八九"[int(one)] for one in digits)


def counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else han(str(tens)) + "十") + (han(str(ones)) if ones else "")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("2022年3月", [("2022-03-01", "2022-03-31")]),
        ("2019年", [("2019-01-01", "2019-12-31")]),
        ("2022年4月至9月", [("2022-04-01", "2022-09-30")]),
        ("2021年12月至2022年1月", [("2021-12-01", "2022-01-31")]),
        ("2022年1月1日至3月5日", [("2022-01-01", "2022-03-05")]),
        ("2022.1.5", [("2022-01-05", "2022-01-05")]),
        ("2020年起步，次年2月建成", [("2020-01-01", "2020-12-31"), ("2021-02-01", "2021-02-28")]),
        ("2022年3月开工，同年9月投用", [("2022-03-01", "2022-03-31"), ("2022-09-01", "2022-09-30")]),
        ("二〇二二年三月", [("2022-03-01", "2022-03-31")]),
        ("近年来，“十四五”期间，同年9月", []),
        ("传感器1,860套，节水31.5%，电话010-2022.1", []),
    ],
)
def test_dates_of_a_running_text_are_spans_of_days(text: str, spans: list[tuple[str, str]]) -> None:
    assert [(one.first.isoformat(), one.last.isoformat()) for one in dates_in(text)] == spans


def test_a_date_keeps_its_words() -> None:
    assert [one.text for one in dates_in("公司于2022年3月在石桥镇")] == ["2022年3月"]


@given(st.text(alphabet="2019年月日至十三/.-12同", max_size=30))
def test_no_text_makes_dates_fail(text: str) -> None:
    assert all(one.first <= one.last for one in dates_in(text))


PHONES = {
    "010-56448162": "010-56448162",
    "01056448162": "01056448162",
    "(010)56448162": "(010)56448162",
    wide("010-56448162"): "010-56448162",
    "010-5644 8162": "010-56448162",
    "0571-8888888-802": "0571-8888888-802",
    "010-56448162转8001": "010-56448162转8001",
    "13800138000": "13800138000",
    "138 0013 8000": "13800138000",
    "+86 13800138000": "+8613800138000",
    "400-810-1234": "400-810-1234",
    "+852 2345 6789": "+85223456789",
    "13800138000/010-56448162": "13800138000、010-56448162",
    "13800138000、13900139000": "13800138000、13900139000",
}


@pytest.mark.parametrize("text", PHONES)
def test_a_number_that_can_be_dialled_is_valid_and_tidied(text: str) -> None:
    assert phone_is_valid(text)
    assert read_phone(text) == PHONES[text]


@pytest.mark.parametrize(
    "text", ["", "无", "12345", "1380013800", "138001380001", "8888 6666", "12800138000", "010-564", "电话见附件"]
)
def test_a_number_that_cannot_be_dialled_is_not(text: str) -> None:
    assert not phone_is_valid(text)


def test_a_number_among_words_is_found_but_the_whole_is_no_number() -> None:
    assert read_phone("手机：13800138000（王主任）") == "13800138000"
    assert not phone_is_valid("手机：13800138000（王主任）")


@pytest.mark.parametrize(
    "text", ["csr-office@huaxun-tech.com.cn", "a.b+c@qq.com", wide("a@") + "qq.com", "a@b.cn；c@d.com", "A_1@x-y.org"]
)
def test_a_well_formed_address_is_valid(text: str) -> None:
    assert email_is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a@b",
        "a..b@c.com",
        "x y@z.com",
        "名@y.com",
        "a@qq,com",
        "a@qq.c",
        "a@.com",
        "@qq.com",
        "qq.com",
        "a@b@c.com",
    ],
)
def test_an_address_that_is_malformed_is_not(text: str) -> None:
    assert not email_is_valid(text)


def test_an_address_among_words_is_found() -> None:
    assert read_email("邮箱：csr@huaxun.com.cn。") == "csr@huaxun.com.cn"
    assert read_email("无") is None
