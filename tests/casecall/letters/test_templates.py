"""Templates are strict: what is unknown, missing or empty is a fault with its line, and nothing is filled half."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from casecall.letters import rules, templates
from casecall.letters.fields import FIELDS
from casecall.letters.filling import TITLE, TemplateFault, faults_of, filled
from casecall.letters.templates import example_values, fill, shipped
from casecall.people.links import make_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FREE = FIELDS[rules.FREE]
CORRECTION = FIELDS[rules.CORRECTION]


def said(template: str, kind: str = rules.FREE) -> list[str]:
    return [str(one) for one in faults_of(template, FIELDS[kind])]


def values(kind: str = rules.FREE, **other: Any) -> dict[str, Any]:
    return {**example_values(kind), **other}


def without_the_optional(kind: str) -> dict[str, Any]:
    kept = values(kind)
    for one in FIELDS[kind]:
        if one.may_be_empty:
            kept[one.key] = [] if one.inner else ""
        elif one.inner:
            kept[one.key] = [{field.key: "" if field.may_be_empty else field.example for field in one.inner}]
    return kept


@pytest.mark.parametrize("kind", rules.KINDS)
def test_every_shipped_template_is_without_fault(kind: str) -> None:
    assert said(shipped(kind), kind) == []


@pytest.mark.parametrize("kind", rules.KINDS)
@pytest.mark.parametrize("given", [values, without_the_optional])
def test_a_shipped_template_leaves_no_hole_whether_all_is_known_or_little(kind: str, given: Any) -> None:
    made = filled(shipped(kind), FIELDS[kind], given(kind))
    assert "\n" not in made.subject
    assert not re.search(r"\{\{|\}\}|None|（）|“”|《》|：\n\n\n", made.subject + made.text)
    assert "\n\n\n" not in made.text


@pytest.mark.parametrize("kind", rules.KINDS)
def test_a_shipped_template_speaks_as_a_secretariat_writes(kind: str) -> None:
    text = shipped(kind)
    assert text.startswith(TITLE)
    assert not re.search(r"[！!]|驳回|获奖|评奖|一等奖|无效|警告|错误", text)


def test_the_correction_tells_once_and_asks_for_a_correction() -> None:
    made = filled(shipped(rules.CORRECTION), CORRECTION, values(rules.CORRECTION))
    assert "一次性告知" in made.text
    assert "请求补正" in made.subject
    assert "[[link:correction:1]]" in made.text


def test_a_missing_value_is_a_fault_with_line_and_name() -> None:
    with pytest.raises(TemplateFault) as wrong:
        filled("主题：{{编号}}\n\n{{状态}}\n", FREE, values(state=" "))
    assert [(one.line, one.field) for one in wrong.value.faults] == [(3, "状态")]
    assert str(wrong.value) == "第 3 行：“状态”没有内容"


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(TemplateFault) as wrong:
        filled("主题：{{编号}}\n{{状态}}\n{{征集名称}}\n", FREE, {})
    assert [one.line for one in wrong.value.faults] == [1, 2, 3]


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("主题：甲\n正文 {{案列名称}}\n", "第 2 行：没有“案列名称”这个字段；可用：编号、案例名称、"),
        ("甲\n正文\n", "第 1 行：第一行应写主题"),
        ("主题：\n正文\n", "第 1 行：第一行应写主题"),
        ("主题：甲\n\n", "第 2 行：主题之后没有正文"),
        ("主题：甲\n一\n{{案例名称}}\n", "第 3 行：“案例名称”可能为空，请放在 {{#案例名称}}…{{/案例名称}} 之内"),
        ("主题：甲\n{{#电话}}\n{{电话}}\n", "第 2 行：“电话”没有结束，缺少 {{/电话}}"),
        ("主题：甲\n字\n{{/电话}}\n", "第 3 行：“电话”在这里结束，却没有开始"),
        ("主题：甲\n{{#电话}}{{#邮箱}}{{/电话}}{{/邮箱}}\n", "第 2 行：“邮箱”应先结束，再结束“电话”"),
        ("主题：甲\n{{编号\n", "第 2 行：花括号没有成对"),
        ("主题：甲\n编号}}\n", "第 2 行：花括号没有成对"),
        ("主题：{{电话}}\n字\n", "第 1 行：“电话”可能为空"),
    ],
)
def test_a_faulty_template_says_where_and_why(template: str, fault: str) -> None:
    assert said(template)[0].startswith(fault)


def test_a_list_without_a_section_is_a_fault() -> None:
    assert said("主题：甲\n{{补正事项}}\n", rules.CORRECTION)[0].startswith("第 2 行：“补正事项”是一组内容")


def test_a_field_of_a_list_is_known_within_its_section_alone() -> None:
    assert said("主题：甲\n{{#补正事项}}{{事项}}{{/补正事项}}\n", rules.CORRECTION) == []
    assert "没有“事项”这个字段" in said("主题：甲\n{{事项}}\n", rules.CORRECTION)[0]


def test_a_list_is_repeated_and_its_head_stands_once() -> None:
    template = "主题：甲\n{{?补正事项}}\n共列：\n{{#补正事项}}\n{{序号}}. {{事项}}\n{{/补正事项}}\n{{/补正事项}}\n完\n"
    items = [{"n": 1, "says": "未见公章"}, {"n": 2, "says": "缺照片"}]
    assert filled(template, CORRECTION, {"items": items}).text == "共列：\n1. 未见公章\n2. 缺照片\n完"
    assert filled(template, CORRECTION, {"items": []}).text == "完"


def test_an_inverted_section_is_there_only_for_nothing() -> None:
    template = "主题：甲\n{{#电话}}{{电话}}{{/电话}}{{^电话}}无电话{{/电话}}\n"
    assert filled(template, FREE, {"telephone": "010-1"}).text == "010-1"
    assert filled(template, FREE, {"telephone": ""}).text == "无电话"


def test_nothing_in_a_value_is_taken_for_a_field_or_a_link() -> None:
    made = filled("主题：甲\n{{状态}}\n", FREE, {"state": "{{编号}} [[link:case:5]]"})
    assert made.text == "{{编号}} ［［link:case:5］］"


def test_the_subject_stays_on_one_line_whatever_a_title_holds() -> None:
    made = filled("主题：{{编号}}\n字\n", FREE, {"number": "甲\r\nBcc: x@example.org\n乙"})
    assert made.subject == "甲 Bcc: x@example.org 乙"


@pytest.mark.django_db
def test_a_faulty_template_is_not_saved(now: datetime) -> None:
    with pytest.raises(TemplateFault):
        templates.save(rules.FREE, "主题：甲\n{{没有的}}\n", now=now, by="user:1")
    assert templates.text_of(rules.FREE) == shipped(rules.FREE)


@pytest.mark.django_db
def test_the_newest_saved_template_counts_and_the_house_fills_in_its_own(now: datetime) -> None:
    templates.save(rules.FREE, "主题：甲\n旧\n", now=now, by="user:1")
    templates.save(rules.FREE, "主题：{{编号}}\n{{落款}} {{日期}}\n", now=now, by="user:1")
    made = fill(rules.FREE, {"number": "LZ2022-0007"}, now=now)
    assert (made.subject, made.text) == ("LZ2022-0007", "秘书处 2022 年 9 月 1 日")


@pytest.mark.django_db
def test_a_template_that_is_not_saved_can_be_looked_at(now: datetime) -> None:
    made = fill(rules.FREE, values(), text="主题：试\n{{状态}}\n", now=now)
    assert (made.subject, made.text) == ("试", "合格")


def names(fields: Sequence[Any]) -> list[str]:
    return [one.name for one in fields] + [name for one in fields for name in names(one.inner)]


@pytest.mark.parametrize("kind", rules.KINDS)
def test_every_field_says_what_it_means_and_no_name_means_two_things(kind: str) -> None:
    assert all(one.means for one in FIELDS[kind])
    outer = [one.name for one in FIELDS[kind]]
    assert len(outer) == len(set(outer))


@given(any_.text(alphabet="{}#?^/编号电话补正事项\n 　主题：a", max_size=200))
def test_whatever_is_typed_is_judged_and_what_has_no_fault_is_filled(text: str) -> None:
    if not faults_of(text, CORRECTION):
        made = filled(text, CORRECTION, values(rules.CORRECTION))
        assert "\n" not in made.subject


@pytest.mark.parametrize(
    "text",
    ["{{#电话}}" * 2400, "{{#没有}}" * 2400, "{{" + " " * 19_000, "{" * 19_000, "{{/电话}}" * 2400],
    ids=["deep", "deep and unknown", "spaces", "braces", "ends"],
)
def test_a_template_made_to_hurt_is_judged_at_once(text: str) -> None:
    begun = time.process_time()
    assert faults_of(f"主题：甲\n{text}", FREE)
    assert time.process_time() - begun < 2


def test_the_first_line_keeps_its_indent() -> None:
    assert filled("主题：甲\n\n　　正文。\n", FREE, {}).text == "　　正文。"


@pytest.mark.parametrize(
    "link", ["[[link:correction:7]]", f"https://cases.example.org/x/{make_link('correction', '7')}/"]
)
def test_a_link_cannot_be_written_into_a_template_for_all_to_have(link: str) -> None:
    template = f"主题：请补正\n请打开 {link} 。\n"
    assert said(template, rules.CORRECTION) == ["第 2 行：链接不能直接写在这里，请写 {{链接}}，发出时才生成"]
    with pytest.raises(TemplateFault):
        fill(rules.CORRECTION, values(rules.CORRECTION), text=template)


def test_a_link_to_elsewhere_may_stand_in_a_template() -> None:
    assert said("主题：通知\n见 https://www.example.org/a/b~c/ 。\n") == []
