"""The form that is printed reads back exactly, and looks like the notice's own."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from casepaper.forms.callfile import load_call
from casepaper.forms.rules import CallRules, FormField, Theme
from casepaper.opening.all_openers import open_source
from casepaper.reading.word import read_word
from casepaper.records import Field, Opened, Reading, Source
from casepress.form.word import blank_form, filled_form

RULES = load_call("cace-2022")
OTHER = load_call(Path(__file__).parents[2] / "casepaper" / "forms" / "partners-2030.toml")
VALUES = {
    "theme": "digital-divide",
    "unit": "青川县某某通信有限公司",
    "contact": "张喆翀",
    "position": "社会责任部主任",
    "phone": "010-56448162转802",
    "email": "csr-office@huaxun-tech.com.cn",
    "title": "5G智慧大棚助力青川县万亩蔬菜增收",
    "body": "项目经理𬱟㛃䶮带领8名技术人员驻点107天。\n同年9月，“云上大棚”入选省级典型案例 & <专题>。",
    "date": "2022-10-26",
}


def opened(data: bytes) -> Opened:
    result = open_source(Source("表.docx", data))
    assert not result.trouble
    return result


def read(data: bytes, rules: CallRules = RULES) -> Reading:
    reading = read_word(opened(data), rules)
    assert reading is not None
    return reading


def values(reading: Reading) -> dict[str, str | None]:
    return {key: field.value for key, field in reading.fields.items()}


def xml(data: bytes, part: str = "word/document.xml") -> str:
    return ZipFile(BytesIO(data)).read(part).decode()


def test_every_field_reads_back_exactly_as_a_control() -> None:
    reading = read(filled_form(RULES, VALUES))
    assert values(reading) == VALUES
    assert all(field.how == "control" and field.sure for field in reading.fields.values())
    assert reading.promise is True


def test_a_blank_form_has_every_control_and_no_value() -> None:
    reading = read(blank_form(RULES))
    assert set(values(reading).values()) == {None}
    assert all(field.found and field.sure for field in reading.fields.values())
    assert {one.tag for one in opened(blank_form(RULES)).controls} == {
        *(field.tag for field in RULES.form.fields if field.kind != "themes"),
        *(f"casecall.theme.{theme.key}" for theme in RULES.themes),
    }


@pytest.mark.parametrize("key", [one.key for one in RULES.form.fields])
def test_one_field_filled_in_alone_reads_back_alone(key: str) -> None:
    expected = dict.fromkeys(VALUES, None) | {key: VALUES[key]}
    assert values(read(filled_form(RULES, {key: VALUES[key]}))) == expected


@settings(max_examples=25)
@given(
    st.text(alphabet="甲乙，。“”（）𬱟㛃䶮翀5G%&<>'\" ", min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda text: any(one >= "\u4e00" for one in text)),
    st.sets(st.sampled_from([one.key for one in RULES.themes])),
)
def test_whatever_is_typed_comes_back(text: str, keys: set[str]) -> None:
    chosen = " ".join(theme.key for theme in RULES.themes if theme.key in keys)
    reading = read(filled_form(RULES, {"theme": chosen, "body": f"甲{text}\n乙"}))
    assert reading.fields["theme"].value == (chosen or None)
    assert reading.fields["body"].value == f"甲{text}\n乙"


def test_what_cannot_stand_in_a_word_file_is_left_out() -> None:
    reading = read(filled_form(RULES, {"unit": "某\x00公\x0b司\ud800", "body": "一\r\n二\r三\x1f"}))
    assert (reading.fields["unit"].value, reading.fields["body"].value) == ("某公司", "一\n二\n三")


def test_a_call_with_other_fields_and_themes_has_its_own_form() -> None:
    filled = {field.key: f"{field.label}值" for field in OTHER.form.fields}
    filled |= {"theme": "farm care", "phone": "13800138000", "date": "2030-03-05"}
    filled = {key: value for key, value in filled.items() if OTHER.form.field(key)}
    assert values(read(filled_form(OTHER, filled), OTHER)) == {
        field.key: filled.get(field.key) for field in OTHER.form.fields
    }


def test_a_call_with_many_themes_sets_three_in_a_line() -> None:
    themes = tuple(Theme(f"t{n}", f"第{n}类主题名称", f"{n}") for n in range(1, 6))
    rules = replace(RULES, themes=themes)
    data = filled_form(rules, VALUES | {"theme": "t5"})
    assert read(data, rules).fields["theme"].value == "t5"
    assert [line.count("□") + line.count("☑") for line in opened(data).cells[0].text.split("\n")] == [3, 2]


def test_a_date_that_is_none_is_printed_as_it_was_typed() -> None:
    assert read(filled_form(RULES, VALUES | {"date": "十月底"})).fields["date"].value == "十月底"


def test_the_form_is_laid_out_as_the_notice_prints_it() -> None:
    result = opened(blank_form(RULES))
    assert result.paragraphs == ("附件", "履责实践案例申报表", RULES.form.note)
    texts = [cell.text.replace("\u3000", "") for cell in result.cells]
    assert texts[0].split() == ["□", "助力乡村振兴", "□", "消除数字鸿沟", "□", "绿色低碳发展"]
    assert texts[1::2][:6] == ["申报单位", "联系人", "职务", "联系电话", "邮箱", "案例名称"]
    assert texts[-2].startswith("（500 字以内")
    assert texts[-1].split("\n") == ["本单位承诺：", RULES.form.undertaking, "单位盖章：（公章）", "日期："]


def test_the_faces_are_those_of_official_papers_by_their_real_names() -> None:
    fonts = set(re.findall(r'w:eastAsia="([^"]+)"', xml(blank_form(RULES))))
    assert {"黑体", "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312"} <= fonts
    assert 'w:altName w:val="仿宋"' in xml(blank_form(RULES), "word/fontTable.xml")


def test_the_number_is_printed_and_kept_as_a_property_only_when_given() -> None:
    numbered = opened(filled_form(RULES, VALUES, number="LZ2022-0007"))
    assert numbered.paragraphs[0] == "附件\t编号：LZ2022-0007"
    assert numbered.properties["casecall.number"] == "LZ2022-0007"
    blank = opened(blank_form(RULES))
    assert (blank.properties["casecall.call"], blank.properties["casecall.form"]) == ("cace-2022", "1")
    assert "casecall.number" not in blank.properties
    assert blank.properties["application"] == "Casecall"


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert filled_form(RULES, VALUES, number="1") == filled_form(RULES, VALUES, number="1")


def test_word_finds_every_part_well_formed_and_in_its_place() -> None:
    data = filled_form(RULES, VALUES, number="1")
    archive = ZipFile(BytesIO(data))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(archive.read(name))
    types, relations = xml(data, "[Content_Types].xml"), xml(data, "word/_rels/document.xml.rels")
    assert all(name.strip("/") in archive.namelist() for name in re.findall(r'PartName="([^"]+)"', types))
    assert all(f"word/{name}" in archive.namelist() for name in re.findall(r'Target="([^"]+)"', relations))
    assert len(data) < 16_000
    assert Document(BytesIO(data)).core_properties.title == RULES.form.title
    order = [
        one.tag.rpartition("}")[2]
        for one in etree.fromstring(xml(data).encode()).iter()
        if "sdtPr" in str(one.getparent() is not None and one.getparent().tag)
    ]
    assert order[:4] == ["alias", "tag", "id", "lock"]


def test_ids_of_controls_are_all_different() -> None:
    ids = re.findall(r"<w:id w:val=\"(\d+)\"/>", xml(blank_form(RULES)))
    assert len(ids) == len(set(ids)) == 11


def test_a_field_with_a_printed_label_for_body_and_theme_has_it_printed() -> None:
    fields = tuple(_printed(one) for one in RULES.form.fields)
    rules = replace(RULES, form=replace(RULES.form, fields=fields))
    data = filled_form(rules, VALUES)
    assert {"主题", "正文"} <= {cell.text for cell in opened(data).cells}
    assert values(read(data, rules)) == VALUES


def _printed(field: FormField) -> FormField:
    return replace(field, labels=tuple(label.strip("（）") for label in field.labels))


def test_a_value_typed_into_the_file_by_another_program_is_read() -> None:
    document = Document(BytesIO(blank_form(RULES)))
    document.tables[0].rows[2].cells[1].paragraphs[0].add_run("王建国")
    out = BytesIO()
    document.save(out)
    field: Field = read(out.getvalue()).fields["contact"]
    assert (field.value, field.sure) == ("王建国", True)
