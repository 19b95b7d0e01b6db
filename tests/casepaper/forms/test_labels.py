"""Labels are known in every dress, and what is printed on the form is told from what was written on it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.forms.callfile import load_call
from casepaper.forms.labels import (
    is_print,
    is_printed,
    label_of,
    labels_in,
    normal,
    placeholder,
    split_label,
    without_print,
)

FORM = load_call("cace-2022").form
HINT = FORM.fields[7].hint


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("日 期：", "日期"),
        ("（主题）", "主题"),
        ("电子邮箱（E-mail）", "电子邮箱email"),
        ("E-mail:", "email"),
        ("联系人：".translate({0xFF1A: ":"}), "联系人"),
    ],
)
def test_the_normal_form_drops_dress(text: str, plain: str) -> None:
    assert normal(text) == plain


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("联系人", "contact"),
        ("联 系 人：", "contact"),
        ("【邮箱】", "email"),
        ("E-Mail", "email"),
        ("正文", "body"),
        ("手机号码", "phone"),
    ],
)
def test_a_label_is_known_in_every_dress(text: str, key: str) -> None:
    found = label_of(text, FORM)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("text", ["", "联系人王建国", "某公司", "联系" * 200])
def test_what_is_no_label_is_none(text: str) -> None:
    assert label_of(text, FORM) is None


@pytest.mark.parametrize("text", [FORM.title, FORM.undertaking, FORM.seal_label, FORM.note, HINT, "附件", "联系电话："])
def test_everything_printed_on_the_form_is_print(text: str) -> None:
    assert is_print(text, FORM)


def test_a_value_is_no_print() -> None:
    assert not is_print("青川县某某通信有限公司", FORM)


def test_labels_in_brackets_only_name_a_place() -> None:
    assert [one.key for one in FORM.fields if not is_printed(one)] == ["theme", "body"]


def test_a_line_is_split_at_its_first_label() -> None:
    found = split_label("联 系 人 ： 王建国 职务：主任", FORM)
    assert found is not None
    assert (found.field.key, found.value) == ("contact", "王建国 职务：主任")


@pytest.mark.parametrize("line", ["申报单位\t某公司", "申报单位　　某公司", "申报单位:某公司"])
def test_a_tab_or_a_wide_space_parts_as_a_colon_does(line: str) -> None:
    found = split_label(line, FORM)
    assert found is not None
    assert found.value == "某公司"


def test_every_label_of_a_line_is_found_with_its_value() -> None:
    found = labels_in("联系人：李明　联系电话：010-88886666 邮箱：a@b.cn", FORM)
    assert [(one.field.key, one.value) for one in found] == [
        ("contact", "李明"),
        ("phone", "010-88886666"),
        ("email", "a@b.cn"),
    ]


def test_a_label_inside_a_sentence_is_none() -> None:
    assert labels_in("详见说明，联系人：李明；其联系电话：另告", FORM) == ()


def test_print_is_cut_out_whatever_its_spaces() -> None:
    assert (
        without_print(
            "（500字以内，包括事件背景、发生时间、地点、具体参与人员、所做具体事迹、案例效果等）正文开始", HINT
        )
        == "正文开始"
    )
    assert without_print(f"前\n{HINT}\n后", HINT) == "前\n后"
    assert without_print("没有提示", HINT) == "没有提示"


def test_a_placeholder_is_nothing_but_blanks_and_the_words_of_a_date() -> None:
    assert {normal(placeholder(one)) for one in FORM.fields} == {"", "年月日"}


@given(st.sampled_from([label for field in FORM.fields for label in field.labels]), st.sampled_from(["", " ", "　"]))
def test_every_label_of_the_call_is_found_spaced_out(label: str, gap: str) -> None:
    spaced = gap.join(label)
    assert label_of(spaced, FORM) is not None
    bare = spaced.strip("（）")
    assert split_label(f"{bare}：值", FORM) is not None


@given(st.text(max_size=60))
def test_no_text_makes_labels_fail(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert without_print(text, HINT, "年月日") is not None
    assert labels_in(text, FORM) is not None


SPITEFUL = ("-甲", "甲--------------------------乙", "联系电话（手机/固话/传真）", "甲" + "（）" * 15 + "乙")
LONG = (" " * 20_000, "　" * 20_000 + "甲", "甲" + " " * 20_000, "甲" + " -" * 10_000, "联 " * 9_000)


@pytest.mark.parametrize("label", SPITEFUL)
@pytest.mark.parametrize("line", LONG)
def test_no_label_of_a_call_file_takes_long_over_any_line(label: str, line: str) -> None:
    """Spaces between signs that may be missing could be divided among them in endlessly many ways."""
    form = replace(FORM, fields=(replace(FORM.fields[1], labels=(label,)),))
    began = time.process_time()
    labels_in(line, form)
    split_label(line, form)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "printed", ["联系电话（手机/固话）", "联 系 电 话 手机固话", "联系电话 ( 手机 / 固话)", "联系电话手机固话"]
)
def test_signs_and_spaces_within_a_label_may_be_missing_or_added(printed: str) -> None:
    form = replace(FORM, fields=(replace(FORM.fields[1], labels=("联系电话（手机/固话）",)),))
    found = split_label(f"{printed}：13900004417", form)
    assert found is not None
    assert found.value == "13900004417"
