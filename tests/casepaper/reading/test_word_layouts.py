"""The form is read in every layout in which it comes, and nothing that is printed on it becomes a value."""

from __future__ import annotations

import pytest

from tests.casepaper.opening.making import p, r, tbl, tc, tr
from tests.casepaper.reading.filling import (
    BODY,
    FOOT,
    HINT,
    PROMISE,
    THEMES,
    VALUES,
    read,
    seal_cell,
    try_to_read,
    usual,
    values,
)


def test_the_form_as_the_notice_prints_it_is_read_whole_and_surely() -> None:
    reading = read(usual())
    assert values(reading) == VALUES
    assert all(field.sure and field.found and field.confidence == 1.0 for field in reading.fields.values())
    assert (reading.matched, reading.promise) == (9, True)


def test_the_evidence_of_a_value_names_its_cell() -> None:
    reading = read(usual())
    assert reading.fields["phone"].evidence[0].cell == "表1 第4行第2列"
    assert reading.fields["phone"].evidence[0].file == "表.docx"
    assert reading.fields["phone"].how == "table"
    assert reading.promise_evidence[0].cell == "表1 第7行第1列"


def test_the_organisers_contact_below_the_table_is_nobodys_value() -> None:
    reading = read(usual(contact="", phone=""))
    assert (values(reading)["contact"], values(reading)["phone"]) == (None, None)
    assert reading.fields["contact"].found


def test_a_label_with_a_colon_inside_the_body_is_text_of_the_body() -> None:
    assert read(usual(contact="")).fields["body"].value == VALUES["body"]
    assert read(usual(contact="")).fields["contact"].value is None


def test_a_blank_form_has_every_place_and_no_value() -> None:
    blank = dict.fromkeys(("contact", "position", "phone", "email", "title", "body"), "")
    themes = tc("□助力乡村振兴 □消除数字鸿沟 □绿色低碳发展", span=4)
    reading = read(usual(themes=themes, unit="", seal=seal_cell(date="日 期：　　年　　月　　日"), **blank))
    assert set(values(reading).values()) == {None}
    assert all(field.found and field.sure for field in reading.fields.values())


@pytest.mark.parametrize("blank", ["____________", "　　　", "（请填写）", ""])
def test_lines_to_write_on_are_no_value(blank: str) -> None:
    value = read(usual(contact=blank)).fields["contact"].value
    assert value in {None, "（请填写）"}
    assert blank == "（请填写）" or value is None


def test_labels_of_other_words_and_printed_ones_for_theme_and_body_are_known() -> None:
    body = tbl(
        tr("申报主题", tc(THEMES)),
        tr("单位名称", tc(VALUES["unit"])),
        tr("联系人姓名", tc(VALUES["contact"])),
        tr("联系人职务", tc(VALUES["position"])),
        tr("手机号码", tc(VALUES["phone"])),
        tr("电子邮箱（E-mail）", tc(VALUES["email"])),
        tr("案例标题", tc(VALUES["title"])),
        tr("案例正文", tc(p(HINT), *map(p, BODY))),
        tr("本单位承诺", tc(PROMISE)),
        tr("填报日期", tc("2022.10.26")),
    )
    assert values(read(body)) == VALUES


def test_values_stand_below_their_labels() -> None:
    body = tbl(
        tr("主题", "申报单位", "联系人"),
        tr(THEMES, VALUES["unit"], VALUES["contact"]),
        tr("职务", "联系电话", "邮箱"),
        tr(VALUES["position"], VALUES["phone"], VALUES["email"]),
        tr(tc("案例名称", span=3)),
        tr(tc(VALUES["title"], span=3)),
        tr(tc("正文", span=3)),
        tr(tc(*map(p, BODY), span=3)),
        tr("日期", tc("2022年10月26日", span=2)),
    )
    assert values(read(body)) == VALUES


def test_values_stand_in_the_cell_of_their_label() -> None:
    body = tbl(
        tr(tc(f"主题：{THEMES}", span=2)),
        tr(tc(f"申报单位：{VALUES['unit']}", span=2)),
        tr(f"联系人：{VALUES['contact']}", f"职务：{VALUES['position']}"),
        tr(f"联系电话：{VALUES['phone']}", f"邮箱：{VALUES['email']}"),
        tr(tc(f"案例名称：{VALUES['title']}", span=2)),
        tr(tc(p("正文："), *map(p, BODY), span=2)),
        tr(seal_cell()),
    )
    assert values(read(body)) == VALUES


def test_a_form_of_lines_without_a_table_is_read() -> None:
    lines = (
        "履责实践案例申报表",
        THEMES,
        f"申报单位：{VALUES['unit']}",
        f"联 系 人：{VALUES['contact']}　　职务：{VALUES['position']}",
        f"联系电话：{VALUES['phone']}　邮箱：{VALUES['email']}",
        f"案例名称：{VALUES['title']}",
        "正文：",
        *(line.replace("联系人：", "联系人是") for line in BODY),
        "本单位承诺：",
        PROMISE,
        "单位盖章：（公章）",
        "日 期：2022年10月26日",
    )
    reading = read("".join(map(p, lines)) + FOOT)
    assert values(reading) == VALUES | {"body": VALUES["body"].replace("联系人：", "联系人是")}
    assert reading.fields["unit"].how == "layout"
    assert reading.promise


def test_the_table_may_lie_inside_a_cell_of_another() -> None:
    assert values(read(tbl(tr(tc(usual()))))) == VALUES


def test_merged_and_split_cells_do_not_move_a_value() -> None:
    body = tbl(
        tr(tc("申报单位", merge="restart"), tc(VALUES["unit"], merge="restart", span=3)),
        tr(tc(merge="continue"), tc(merge="continue", span=3)),
        tr("联系人", VALUES["contact"], "职务", VALUES["position"]),
        tr(tc("案例名称"), tc(VALUES["title"], span=3)),
    )
    found = values(read(p("履责实践案例申报表") + body))
    assert (found["unit"], found["position"], found["title"]) == (VALUES["unit"], VALUES["position"], VALUES["title"])


def test_a_label_spaced_out_is_the_same_label() -> None:
    body = usual().replace("联系人</w:t>", "联 系 人：</w:t>").replace("职务</w:t>", "职　　务</w:t>")
    assert values(read(body))["contact"] == VALUES["contact"]
    assert values(read(body))["position"] == VALUES["position"]


def test_a_table_of_people_inside_the_body_gives_no_contact() -> None:
    people = tbl(tr("姓名", "职务", "电话"), tr("李某", "工程师", "13800138000"))
    body = usual(contact="").replace(p(BODY[1]), p(BODY[1]) + people + p("以上。"))
    reading = read(body)
    assert reading.fields["contact"].value is None
    assert "李某\t工程师\t13800138000" in (reading.fields["body"].value or "")
    assert all(field.sure for field in reading.fields.values())


def test_a_body_without_hint_or_label_is_the_long_cell_that_is_nothing_else() -> None:
    assert values(read(usual().replace(p(HINT), "")))["body"] == VALUES["body"]


def test_a_hint_typed_on_from_is_taken_out_of_the_line() -> None:
    body = usual().replace(p(HINT) + p(BODY[0]), p(HINT + BODY[0]))
    assert values(read(body))["body"] == VALUES["body"]


def test_a_date_that_is_none_is_given_as_it_was_written() -> None:
    assert values(read(usual(seal=seal_cell(date="日期：2022年13月45日"))))["date"] == "2022年13月45日"


def test_the_date_may_stand_below_the_table() -> None:
    body = usual(seal=tc(p("本单位承诺："), p(PROMISE), span=4), foot=p("日期：2022年10月26日"))
    assert values(read(body))["date"] == "2022-10-26"


def test_an_address_broken_over_two_lines_is_joined_and_words_are_not_run_together() -> None:
    body = usual().replace(p(VALUES["email"]), p("csr-office@huaxun-") + p("tech.com.cn"))
    assert values(read(body))["email"] == VALUES["email"]
    named = usual(unit="x").replace(p("x"), p("China") + p("Telecom") + p("青川"))
    assert values(read(named))["unit"] == "China Telecom青川"


def test_text_struck_out_is_no_value() -> None:
    body = usual(contact="x").replace(p("x"), p(r("李某", "<w:strike/>"), "张喆翀"))
    assert values(read(body))["contact"] == "张喆翀"


@pytest.mark.parametrize(
    "body",
    [
        p("项目总结") + p("2022年3月，项目开工。"),
        tbl(tr("序号", "设备"), tr("1", "基站")),
        p("Application form") + tbl(tr("Name", "Li Ming"), tr("Phone", "010-1234")),
        p("您好，附件请查收。联系人：王某，联系电话：010-56448162"),
        "",
    ],
)
def test_what_is_not_the_form_is_none(body: str) -> None:
    assert try_to_read(body) is None


def test_a_date_without_its_label_below_the_table_fills_the_empty_place() -> None:
    found = read(usual(seal=tr(seal_cell(date="日 期：")), foot=p("2022年10月26日") + FOOT))
    assert (found.fields["date"].value, found.fields["date"].sure) == ("2022-10-26", True)


def test_two_dates_below_the_table_fill_nothing() -> None:
    foot = p("2022年10月26日") + p("2022年8月1日") + FOOT
    assert read(usual(seal=tr(seal_cell(date="日 期：")), foot=foot)).fields["date"].value is None


def test_an_empty_label_takes_nothing_from_the_label_below_it() -> None:
    form = tbl(
        tr(tc(THEMES, span=4)),
        tr(tc("申报单位：青川县某某通信有限公司", span=4)),
        tr(tc("联系电话：", span=2), tc("邮箱：", span=2)),
        tr(tc("案例名称：云上大棚", span=4)),
        tr(tc(p(f"正文：{HINT}"), p(BODY[0]), span=4)),
        tr(seal_cell()),
    )
    fields = read(p("履责实践案例申报表") + form).fields
    assert (fields["phone"].value, fields["email"].value, fields["title"].value) == (None, None, "云上大棚")


def test_a_table_within_a_cell_is_read_once() -> None:
    inner = tbl(tr("联系人", "张喆翀", "职务", "主任"), tr("联系电话", "010-56448162", "邮箱", "csr@huaxun.example.cn"))
    form = tbl(
        tr(tc(THEMES, span=4)),
        tr("申报单位", tc("青川县某某通信有限公司", span=3)),
        tr("联系信息", tc(inner + p(""), span=3)),
        tr("案例名称", tc("云上大棚", span=3)),
        tr(tc(p(HINT), p(BODY[0]), span=4)),
        tr(seal_cell()),
    )
    fields = read(p("履责实践案例申报表") + form).fields
    assert [fields[key].value for key in ("contact", "position", "phone", "email")] == [
        *("张喆翀", "主任", "010-56448162", "csr@huaxun.example.cn"),
    ]
    assert all(one.sure for one in fields.values())
