"""Kind and province of a unit come from its name by the call's tables, and stay empty when unsure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casepaper.forms.callfile import dump_call, load_call, parse_call
from casepaper.forms.placing import group_of, kind_of_unit, province_of

RULES = load_call("cace-2022")


@pytest.mark.parametrize(
    ("name", "kind", "province"),
    [
        ("中国移动通信集团四川有限公司青川分公司", "基础电信企业", "四川"),
        ("中国铁塔股份有限公司湖南省分公司", "铁塔企业", "湖南"),
        ("浙江省通信行业协会", "行业协会", "浙江"),
        ("某某信息通信研究院", "科研院所", ""),
        ("青川数智科技有限公司", "会员企业", ""),
        ("中国联合网络通信有限公司 哈尔滨市分公司", "基础电信企业", "黑龙江"),
        ("数智小组", "", ""),
        ("", "", ""),
    ],
)
def test_names_are_placed_by_the_tables(name: str, kind: str, province: str) -> None:
    assert (kind_of_unit(name, RULES), province_of(name, RULES)) == (kind, province)


def test_a_name_with_two_provinces_is_left_to_a_person() -> None:
    assert province_of("川渝（四川、重庆）信息通信联盟", RULES) == ""


def test_words_do_not_overlap() -> None:
    assert province_of("江西安义信息通信有限公司", RULES) == "江西"
    assert province_of("湖南宁乡信息通信有限公司", RULES) == "湖南"


def test_a_city_with_its_province_is_one_province() -> None:
    assert province_of("广东省深圳市信息通信协会", RULES) == "广东"


def test_a_call_without_tables_places_nobody() -> None:
    bare = replace(RULES, unit_kinds=(), provinces=())
    assert (kind_of_unit("四川移动有限公司", bare), province_of("四川移动有限公司", bare)) == ("", "")


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("中国联合网络通信有限公司 哈尔滨市分公司", "中国联通"),
        ("中移（云岫）信息技术有限公司", "中国移动"),
        ("中国铁塔股份有限公司湖南省分公司", "中国铁塔"),
        ("中国电信、中国移动联合实验室", ""),
        ("青川数智科技有限公司", ""),
    ],
)
def test_a_unit_belongs_to_the_one_group_that_its_name_holds(name: str, group: str) -> None:
    assert group_of(name, RULES) == group


def test_groups_are_written_to_a_call_file_and_read_from_it() -> None:
    assert parse_call(dump_call(RULES), name="").groups == RULES.groups
    assert "[groups]" not in dump_call(replace(RULES, groups=()))
