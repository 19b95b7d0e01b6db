"""Columns are found by their heads; every good row is taken, every fault told with its row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casecall.inviting import rules
from casecall.inviting.listing import read_list
from casepaper.forms.callfile import load_call
from tests.casecall.inviting.lists import HEADS, ROWS, a_list, as_csv, workbook

if TYPE_CHECKING:
    from casecall.inviting.records import AddresseeList

CALL = load_call("cace-2022")


def told(found: AddresseeList) -> list[tuple[int, str]]:
    return [(one.row, one.says) for one in found.faults]


def read(text: str) -> AddresseeList:
    return read_list(as_csv(text), CALL)


def test_a_sound_list_is_read_whole() -> None:
    found = read_list(a_list(), CALL)
    assert not found.faults
    assert [(one.name, one.kind, one.group, one.province) for one in found.entries] == [
        ("江苏省信息通信行业协会", rules.PROVINCIAL, "", "江苏"),
        ("中国电信集团有限公司", rules.GROUP, "中国电信", ""),
        ("青川数智科技有限公司", rules.MEMBER, "", ""),
    ]
    assert found.entries[0].email == "office@jsxt.example.org"


@pytest.mark.parametrize(
    "heads",
    [
        ("名称", "类型", "所属集团", "地区", "姓名", "手机号码", "电子邮箱"),
        ("单 位 名 称*", "单位类别：", "集团公司", "省（区、市）", "联系人姓名", "联系电话（必填）", "E-mail"),
        ("主送单位", "性质", "上级单位", "所在省份", "经办人", "办公电话", "Email"),
    ],
)
def test_the_usual_heads_are_known(heads: tuple[str, ...]) -> None:
    found = read_list(workbook(heads, *ROWS), CALL)
    assert (len(found.entries), found.unused) == (3, ())
    assert found.columns == tuple(
        rules.HEAD_NAMES[key] for key in ("name", "kind", "group", "province", "contact", "phone", "email")
    )


def test_a_title_may_stand_above_and_columns_in_any_order() -> None:
    found = read_list(
        workbook(("2022 年主送单位名单",), (), ("序号", "邮箱", "单位", "传真"), (1, "a@b.cn", "甲公司", "无")), CALL
    )
    assert [(one.row, one.name, one.email) for one in found.entries] == [(4, "甲公司", "a@b.cn")]
    assert found.unused == ("传真",)


def test_a_list_without_a_head_for_units_is_told() -> None:
    assert told(read("联系人,邮箱\n闻人舒,a@b.cn\n")) == [(0, "没有找到写有“单位名称”的表头，请参照示例文件")]
    assert told(read("单位名称,邮箱\n")) == [(0, "表头之下没有内容")]


def test_every_fault_has_its_row_and_good_rows_go_on() -> None:
    found = read(
        "单位名称,类别,邮箱,电话\n"
        "甲公司,会员单位,a@b.cn,1\n"
        ",会员单位,c@d.cn,2\n"
        "乙公司,飞船,ef,1.39E+10\n"
        "甲 公司,,g@h.cn,\n"
        '"=CMD(1)",,i@j.cn,\n'
        "丙公司,,no-reply@k.cn,#N/A\n"
        "丁公司,,l@m.cn；n@o.cn,=1+1\n"
        + "长" * 201 + ",,,\n"
    )  # fmt: skip
    assert [(one.row, one.name, one.email, one.phone) for one in found.entries] == [
        (2, "甲公司", "a@b.cn", "1"), (4, "乙公司", "", ""), (7, "丙公司", "", ""), (8, "丁公司", "l@m.cn", ""),
    ]  # fmt: skip
    assert told(found) == [
        (3, "没有单位名称（公式在此不作计算，请先存为数值）"),
        (4, "类别“飞船”无法识别，按单位名称判断"),
        (4, "邮箱“ef”写法有误，不予采用"),
        (4, "电话“1.39E+10”已被表格软件改成科学计数，不予采用"),
        (5, "与第 2 行重复"),
        (6, "“单位名称”像是公式，不予采用"),
        (7, "邮箱“no-reply@k.cn”是不收信的系统地址，不予采用"),
        (7, "“电话”是出错的公式（#N/A），不予采用"),
        (8, "有不止一个邮箱，只取第一个"),
        (8, "“电话”像是公式，不予采用"),
        (9, "“单位名称”超过 200 字，不予采用"),
    ]
    assert [one.row for one in found.faults if not one.taken] == [3, 5, 6, 9]


def test_a_dash_says_nothing_and_an_empty_row_is_none() -> None:
    found = read("单位名称,联系人,邮箱\n甲公司,—,无\n,,\n-,/,\n")
    assert [(one.name, one.contact, one.email) for one in found.entries] == [("甲公司", "", "")]
    assert not found.faults


def test_two_columns_of_one_head_are_told() -> None:
    found = read("单位名称,电话,手机,邮箱\n甲公司,1,2,a@b.cn\n")
    assert told(found) == [(0, "有不止一列“电话”，只取第一列")]
    assert found.entries[0].phone == "1"


def test_wide_letters_in_an_address_are_made_plain() -> None:
    wide = "a@b.cn".translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    assert read(f"单位名称,邮箱\n甲公司,{wide}\n").entries[0].email == "a@b.cn"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("云岫省通信行业协会", rules.PROVINCIAL),
        ("社会责任工作委员会", rules.BRANCH),
        ("中国铁塔股份有限公司", rules.GROUP),
        ("中国移动通信集团有限公司", rules.GROUP),
        ("中国移动通信集团江苏有限公司", rules.MEMBER),
        ("青川数智科技有限公司", rules.MEMBER),
        ("某某控股集团有限公司", rules.MEMBER),
    ],
)
def test_a_kind_is_told_by_the_name_and_the_tables_of_the_call(name: str, kind: str) -> None:
    assert rules.kind_guessed(name, CALL) == kind


def test_a_call_without_tables_knows_members() -> None:
    bare = replace(CALL, groups=(), provinces=(), addressees=())
    assert read_list(workbook(HEADS[:1], ("中国电信集团有限公司",)), bare).entries[0].kind == rules.MEMBER


def test_what_a_list_says_itself_counts_before_the_tables() -> None:
    entry = read("单位名称,类别,集团,省份\n江苏青川公司,分支机构,中国电信集团,南京\n").entries[0]
    assert (entry.kind, entry.group, entry.province) == (rules.BRANCH, "中国电信", "江苏")


def test_a_file_that_cannot_be_read_is_one_fault_of_the_list() -> None:
    assert [one.row for one in read_list(b"%PDF-", CALL).faults] == [0]
