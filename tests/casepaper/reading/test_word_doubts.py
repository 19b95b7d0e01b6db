"""What is not sure is said: two copies that differ, a tick between two themes, a control that says it is empty."""

from __future__ import annotations

import pytest

from tests.casepaper.opening.making import box, p, r, sdt, tbl, tc, tr
from tests.casepaper.reading.filling import PROMISE, VALUES, read, seal_cell, usual, values

PLACEHOLDER = "<w:showingPlcHdr/>"


def unit_as(content: str) -> str:
    return usual(unit="x").replace(p("x"), content)


def test_a_control_goes_before_the_table_and_names_its_cell() -> None:
    field = read(unit_as(p(sdt(r(VALUES["unit"]), tag="casecall.unit")))).fields["unit"]
    assert (field.value, field.how, field.sure) == (VALUES["unit"], "control", True)
    assert field.evidence[0].cell == "表1 第2行第2列"


def test_a_control_whose_tag_was_lost_goes_by_its_label() -> None:
    assert read(unit_as(p(sdt(r("某公司"), alias="申报单位")))).fields["unit"].how == "control"


def test_text_typed_beside_an_empty_control_is_the_value() -> None:
    control = sdt(r("单击或点击此处输入文字。"), tag="casecall.unit", more=PLACEHOLDER)
    field = read(unit_as(p(control, "某公司"))).fields["unit"]
    assert (field.value, field.sure) == ("某公司", True)


def test_text_typed_beside_a_filled_control_belongs_to_the_value() -> None:
    assert (
        read(unit_as(p(sdt(r("某公司"), tag="casecall.unit"), "青川分公司"))).fields["unit"].value == "某公司青川分公司"
    )


def test_a_placeholder_is_never_a_value() -> None:
    control = sdt(r("单击或点击此处输入文字。"), tag="casecall.unit", more=PLACEHOLDER)
    field = read(unit_as(p(control))).fields["unit"]
    assert (field.value, field.found, field.sure) == (None, True, True)


def test_a_placeholder_saved_as_if_it_were_text_is_no_value_either() -> None:
    assert read(unit_as(p("单击或点击此处输入文字。"))).fields["unit"].value is None


def test_a_control_that_says_it_is_empty_and_holds_a_text_is_not_sure() -> None:
    field = read(unit_as(p(sdt(r("某公司"), tag="casecall.unit", more=PLACEHOLDER)))).fields["unit"]
    assert (field.value, field.sure) == ("某公司", False)
    assert field.doubt


def test_two_controls_that_differ_are_a_conflict_and_nobody_is_chosen_in_silence() -> None:
    two = p(sdt(r("甲公司"), tag="casecall.unit")) + p(sdt(r("乙公司"), tag="casecall.unit"))
    field = read(unit_as(two)).fields["unit"]
    assert (field.value, field.sure) == ("甲公司", False)
    assert "乙公司" in field.others


def test_two_forms_in_one_file_that_differ_are_a_conflict() -> None:
    reading = read(usual() + usual(contact="王建国"))
    assert (reading.fields["contact"].value, reading.fields["contact"].others) == ("张喆翀", ("王建国",))
    assert not reading.fields["contact"].sure
    assert reading.fields["phone"].sure


def test_the_same_form_twice_is_no_conflict() -> None:
    assert all(field.sure for field in read(usual() + usual()).fields.values())


def test_a_value_said_several_times_over_is_not_sure() -> None:
    field = read(usual(contact="张喆翀张喆翀张喆翀")).fields["contact"]
    assert (field.sure, field.others) == (False, ("张喆翀",))


def boxes(*checked: bool) -> str:
    keys = zip(
        ("rural", "digital-divide", "green"), ("助力乡村振兴", "消除数字鸿沟", "绿色低碳发展"), checked, strict=True
    )
    return tc(p(*(box(on, tag=f"casecall.theme.{key}") + r(label) for key, label, on in keys)), span=4)


def test_boxes_with_our_tags_give_the_theme_as_a_control() -> None:
    field = read(usual(themes=boxes(False, True, False))).fields["theme"]
    assert (field.value, field.how, field.sure) == ("digital-divide", "control", True)
    assert field.evidence[0].cell == "表1 第1行第1列"


def test_two_boxes_ticked_give_two_themes_in_the_order_of_the_call() -> None:
    assert read(usual(themes=boxes(True, False, True))).fields["theme"].value == "rural green"


def test_no_box_ticked_gives_none_unless_a_tick_was_typed() -> None:
    assert read(usual(themes=boxes(False, False, False))).fields["theme"].value is None
    typed = boxes(False, False, False).replace(r("绿色低碳发展"), r("√绿色低碳发展"))
    assert read(usual(themes=typed)).fields["theme"].value == "green"


def test_a_tick_between_two_themes_is_not_sure_and_names_both() -> None:
    field = read(usual(themes=tc("助力乡村振兴 √ 消除数字鸿沟 绿色低碳发展", span=4))).fields["theme"]
    assert (field.value, field.others, field.sure) == ("rural", ("digital-divide",), False)


@pytest.mark.parametrize(
    "themes",
    [
        tc("助力乡村振兴", "消除数字鸿沟 √", "绿色低碳发展", span=4),
        tc("消除数字鸿沟", span=4),
        tc("□助力乡村振兴") + tc("☑消除数字鸿沟") + tc("□绿色低碳发展", span=2),
        tc(p(r("助力乡村振兴", "<w:strike/>"), "消除数字鸿沟", r("绿色低碳发展", "<w:strike/>")), span=4),
    ],
    ids=["one a line", "the others deleted", "a cell each", "the others struck out"],
)
def test_a_theme_is_chosen_in_many_ways(themes: str) -> None:
    field = read(usual(themes=themes)).fields["theme"]
    assert (field.value, field.sure) == ("digital-divide", True)


def test_ticks_may_stand_in_cells_of_their_own() -> None:
    rows = tr("助力乡村振兴", "", "消除数字鸿沟", "√") + tr("绿色低碳发展", tc(span=3))
    body = usual().replace(tr(tc("☑助力乡村振兴    □消除数字鸿沟    □绿色低碳发展", span=4)), rows)
    assert read(body).fields["theme"].value == "digital-divide"


def test_the_undertaking_counts_whatever_its_spaces_and_marks() -> None:
    loose = PROMISE.replace("，", ", ").replace("申报案例同意", "申报 案例 同意")
    assert read(usual(seal=seal_cell(loose))).promise is True


def test_the_undertaking_altered_is_not_intact_and_its_place_is_shown() -> None:
    reading = read(usual(seal=seal_cell(PROMISE.replace("同意", "不同意"))))
    assert reading.promise is False
    assert reading.promise_evidence[0].cell == "表1 第7行第1列"


def test_the_undertaking_struck_out_or_missing_is_not_there() -> None:
    struck = usual().replace(p(PROMISE), p(r(PROMISE, "<w:strike/>")))
    assert read(struck).promise is False
    assert read(usual(seal=seal_cell(""))).promise is False


def test_the_undertaking_deleted_with_changes_tracked_is_not_there() -> None:
    deleted = usual().replace(p(PROMISE), p(f"<w:del>{r(PROMISE)}</w:del>"))
    assert read(deleted).promise is False


def test_hidden_text_is_no_value() -> None:
    assert values(read(unit_as(p(r("甲", "<w:vanish/>"), "乙公司"))))["unit"] == "乙公司"


def test_a_form_in_a_text_box_is_read() -> None:
    inside = f"<w:r><w:pict><v:textbox><w:txbxContent>{usual()}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert values(read(p(inside))) == VALUES


def test_an_empty_table_beside_the_form_changes_nothing() -> None:
    assert values(read(tbl(tr("", "")) + usual())) == VALUES
