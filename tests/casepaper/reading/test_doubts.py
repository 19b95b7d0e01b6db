"""A value is sure when two readings agree on it and ink can tell its characters; else it is shown and said."""

from __future__ import annotations

import pytest

from casepaper.reading.doubts import SAYS, Seen, cleaned, comparable, judge, shaped, unclear_email


def seen(*readings: tuple[str, float]) -> list[Seen]:
    return [Seen(text, weakest) for text, weakest in readings]


def test_two_readings_that_agree_are_sure() -> None:
    found = judge("unit", seen(("云岭测试通信有限公司", 0.99), ("云岭测试通信有限公司", 0.97)))
    assert (found.value, found.sure, found.others, found.doubt) == ("云岭测试通信有限公司", True, (), None)


def test_width_and_kinds_of_dashes_do_not_make_two_readings() -> None:
    assert judge("phone", seen(("010-88886666", 0.9), ("010–88886666", 0.6))).sure
    assert comparable("中国（北京）公司") == comparable("中国(北京)公司 ")


def test_readings_that_differ_are_not_sure_and_both_are_kept() -> None:
    found = judge("unit", seen(("青川分公司", 0.7), ("青化分公司", 0.8)))
    assert not found.sure
    assert found.doubt == SAYS["differ"]
    assert {found.value, *found.others} == {"青川分公司", "青化分公司"}


def test_a_third_reading_settles_what_a_stray_mark_disturbed() -> None:
    found = judge("line", seen(("司办公室秘书", 0.81), ("办公室秘书", 0.99), ("办公室秘书", 0.96)))
    assert (found.value, found.sure, found.others) == ("办公室秘书", True, ("司办公室秘书",))


def test_a_weak_character_in_both_readings_is_not_sure() -> None:
    found = judge("title", seen(("云上课堂", 0.4), ("云上课堂", 0.45)))
    assert (found.value, found.sure, found.doubt) == ("云上课堂", False, SAYS["weak"])


def test_of_numbers_a_clear_voice_against_is_never_outvoted() -> None:
    found = judge("phone", seen(("13098338420", 0.97), ("13098338120", 0.82), ("13098338120", 0.98)))
    assert not found.sure
    assert {found.value, *found.others} == {"13098338420", "13098338120"}


def test_a_number_that_cannot_be_dialled_is_not_sure() -> None:
    found = judge("phone", seen(("010-888866", 0.99), ("010-888866", 0.99)))
    assert (found.sure, found.doubt) == (False, SAYS["shape"])


def test_an_address_without_its_sign_is_not_sure() -> None:
    found = judge("email", seen(("csr-officeshuaxun.com.cn", 0.99), ("csr-officeshuaxun.com.cn", 0.99)))
    assert (found.sure, found.doubt) == (False, SAYS["shape"])


def test_a_date_that_lost_its_year_is_none_and_what_was_seen_is_kept() -> None:
    found = judge("date", seen(("2年10月26日", 0.95), ("2年10月26日", 0.9)))
    assert (found.value, found.sure, found.doubt) == (None, False, SAYS["shape"])
    assert found.others == ("2年10月26日",)


def test_a_date_read_twice_is_a_day() -> None:
    assert judge("date", seen(("2022年10月26日", 0.98), ("2022 年10月26日", 0.7))).value == "2022-10-26"


def test_a_day_read_twice_is_sure_whatever_its_label_looked_like() -> None:
    assert judge("date", seen(("日期：2022年9月24日", 0.3), ("2022年9月24日", 0.4))).sure


def test_the_first_reading_is_outvoted_only_where_it_had_a_mark_too_many() -> None:
    found = judge("unit", seen(("青分公司", 0.69), ("青化分公司", 0.95), ("青化分公司", 0.98)))
    assert (found.value, found.sure) == ("青化分公司", False)


def test_of_two_addresses_the_one_without_a_lookalike_is_taken() -> None:
    found = judge("email", seen(("meng@guangwang.examp1e.com", 0.9), ("meng@guangwang.example.com", 0.8)))
    assert (found.value, found.sure) == ("meng@guangwang.example.com", False)


def test_ink_that_nobody_read_makes_a_value_doubtful() -> None:
    agreeing = seen(("群工作部副部长", 1.0), ("群工作部副部长", 1.0))
    assert judge("line", agreeing, unread=0.05).sure
    assert judge("line", agreeing, unread=0.4).doubt == SAYS["ink"]


def test_ink_that_gave_no_reading_is_said() -> None:
    found = judge("unit", seen(("", 0.0), ("", 0.0)))
    assert (found.value, found.sure, found.doubt) == (None, False, SAYS["none"])


@pytest.mark.parametrize(
    "address",
    ["csr-office@huaxun-tech.com.cn", "zhaoyq88@163.com", "li.xy@chinatelecom.cn", "10086@qq.com", "zhang1988@qq.com",
     "mail@abc.cn", "hello2022@yunling.org.cn"],
)  # fmt: skip
def test_addresses_whose_glyphs_are_clear_are_sure(address: str) -> None:
    assert not unclear_email(address)
    assert judge("email", seen((address, 0.95), (address, 0.9))).sure


@pytest.mark.parametrize(
    "address",
    ["1i.xy@abc.cn", "wang1@qq.com", "zhangl@qq.com", "yq188@163.com", "O.k@qq.com", "a0b@qq.com", "li@a1b.com"],
)
def test_addresses_whose_glyphs_look_alike_are_put_before_a_person(address: str) -> None:
    assert unclear_email(address)
    assert judge("email", seen((address, 0.99), (address, 0.99))).doubt == SAYS["glyph"]


def test_a_digit_before_letters_is_offered_as_the_letter_and_kept_as_read() -> None:
    found = judge("email", seen(("1i.xy@chinatelecom.cn", 0.97), ("1i.xy@chinatelecom.cn", 0.94)))
    assert (found.value, found.sure, found.others) == ("li.xy@chinatelecom.cn", False, ("1i.xy@chinatelecom.cn",))


def test_a_mark_read_for_a_dot_is_mended_and_kept_as_read() -> None:
    found = judge("email", seen(("ouyang@xiqiao:example.com", 0.9), ("ouyang@xiqiao:example.com", 0.9)))
    assert (found.value, found.sure) == ("ouyang@xiqiao.example.com", False)
    assert found.others == ("ouyang@xiqiao:example.com",)


def test_marks_of_borders_are_not_part_of_a_value() -> None:
    assert cleaned("person", "☑王建国|") == "王建国"
    assert cleaned("email", "csr @abc.cn") == "csr@abc.cn"
    assert cleaned("date", "年 月 日") == ""


def test_an_ending_that_does_not_exist_is_no_shape() -> None:
    assert shaped("email", "a@b.com.cn")
    assert not shaped("email", "a@b.com.en")
