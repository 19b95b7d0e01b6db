"""What is typed into the web form is judged all at once, in words that say what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casecall.receiving.typed import faults, photo_words, with_photo_words, words
from casepaper.forms.callfile import load_call

RULES = load_call("cace-2022")
GOOD = {
    "theme": "green", "unit": "临河市云岫通信有限公司", "contact": "欧阳靖", "position": "主任", "phone": "13098338420",
    "email": "ouyang@example.cn", "title": "机房节能", "body": "二〇二二年三月，机房改造完成。", "date": "2022-10-20",
    "rank": "1",
}  # fmt: skip


def test_a_whole_form_has_no_fault() -> None:
    assert faults(GOOD, RULES) == {}


def test_an_empty_form_names_every_field_in_the_order_of_the_form() -> None:
    found = faults({}, RULES)
    assert list(found) == ["theme", "unit", "contact", "position", "phone", "email", "title", "body"]
    assert found["unit"] == "请填写申报单位。"
    assert found["body"] == "请填写正文。"


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("phone", "1309833842", "位数或写法不对"),
        ("email", "ouyang.example.cn", "形如"),
        ("date", "2022-02-30", "不是有效的日期"),
        ("date", "2022-07-31", "不在征集时间（2022-08-01 至 2022-11-01）之内"),
        ("date", "2022-11-02", "不在征集时间"),
        ("theme", "nothing", "选择一个主题"),
        ("theme", "green rural", "只选择一个主题"),
        ("title", "题" * 101, "控制在 100 个字符以内"),
        ("body", "字" * 501, "正文现有 501 字，超过 500 字的限制，请压缩 1 字以上"),
        ("rank", "0", "1 至 99"),
        ("rank", "一", "1 至 99"),
        ("rank", "²", "1 至 99"),
        ("unit", "　 ", "请填写申报单位"),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field(key: str, value: str, part: str) -> None:
    found = faults({**GOOD, key: value}, RULES)
    assert list(found) == [key]
    assert part in found[key]


@pytest.mark.parametrize(
    ("key", "value"),
    [("date", ""), ("date", "2022-11-01"), ("rank", ""), ("body", "字" * 500), ("phone", "010-55550123")],
)
def test_what_can_stand_is_let_be(key: str, value: str) -> None:
    assert faults({**GOOD, key: value}, RULES) == {}


def test_a_call_may_allow_several_themes() -> None:
    assert faults({**GOOD, "theme": "green rural"}, replace(RULES, several_themes=True)) == {}


def test_the_text_is_counted_as_the_form_counts_it() -> None:
    assert words("东京2024，PUE 1.26") == 6


def test_the_words_of_a_photo_are_kept_under_its_hash() -> None:
    values = with_photo_words({"title": "甲"}, "ab", caption="抢修现场", credit="")
    assert photo_words(values, "ab") == ("抢修现场", "")
    assert photo_words(values, "cd") == ("", "")
    assert "credit:ab" not in values
