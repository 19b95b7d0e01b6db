"""Addressees are taken from a list once and changed by the next; typed, marked and removed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.audit.models import AuditLine
from casecall.inviting import actions, rules
from casecall.inviting.actions import Unfit
from casecall.inviting.models import Addressee
from casecall.inviting.notices import write_notice
from tests.casecall.inviting.lists import HEADS, ROWS, a_list, as_csv, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from casecall.calls.queries import CallRow


@pytest.fixture
def bring(call: CallRow, now: datetime) -> Callable[[bytes], actions.ImportReport]:
    return lambda data: actions.import_addressees(data, call.id, now=now, by="user:1")


def kept() -> list[tuple[str, str, str]]:
    return list(Addressee.objects.values_list("name", "email", "phone"))


def test_a_list_is_looked_through_before_anything_is_kept(call: CallRow) -> None:
    report = actions.look_through(a_list(), call.id)
    assert (len(report.fresh), report.changed, report.same, report.takes) == (3, (), 0, True)
    assert not kept()


def test_the_same_list_again_doubles_nothing(bring: Callable[[bytes], actions.ImportReport]) -> None:
    bring(a_list())
    again = bring(a_list())
    assert (again.fresh, again.changed, again.same, again.takes) == ((), (), 3, False)
    assert len(kept()) == 3


def test_a_further_list_changes_what_it_says_and_leaves_the_rest(
    bring: Callable[[bytes], actions.ImportReport],
) -> None:
    bring(a_list())
    report = bring(as_csv("单位名称,邮箱,电话\n青川数智 科技有限公司,,13900008826\n丙公司,b@example.com,\n"))
    assert [(entry.name, columns) for entry, columns in report.changed] == [("青川数智 科技有限公司", ("电话",))]
    assert kept()[2:] == [
        ("青川数智科技有限公司", "gongyel@qcsz.example.com", "13900008826"),
        ("丙公司", "b@example.com", ""),
    ]


def test_an_address_that_is_wrong_in_the_list_does_not_wipe_the_good_one(
    bring: Callable[[bytes], actions.ImportReport],
) -> None:
    bring(a_list())
    report = bring(workbook(HEADS, (*ROWS[0][:6], "不是邮箱")))
    assert [one.says for one in report.faults] == ["邮箱“不是邮箱”写法有误，不予采用"]
    assert kept()[0][1] == ROWS[0][6]


def test_what_a_person_said_of_a_unit_outlasts_a_list(
    bring: Callable[[bytes], actions.ImportReport], now: datetime
) -> None:
    bring(a_list())
    one = Addressee.objects.get(name=ROWS[0][0])
    actions.say(one.pk, rules.FORWARDED, "电话告知", now=now, by="user:1")
    bring(workbook(HEADS, (*ROWS[0][:6], "other@example.org")))
    one.refresh_from_db()
    assert (one.said, one.note, one.email) == (rules.FORWARDED, "电话告知", "other@example.org")


def test_a_long_list_takes_few_statements(
    call: CallRow, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(f"第{n}分公司", "", "", "", "", "", f"u{n}@example.com") for n in range(500)]
    with django_assert_max_num_queries(20):
        actions.import_addressees(a_list(*rows), call.id, now=now, by="user:1")
    assert Addressee.objects.count() == 500


def test_no_more_are_taken_than_a_call_may_have(call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ADDRESSEES", 2)
    report = actions.import_addressees(a_list(), call.id, now=now, by="user:1")
    assert (len(report.fresh), [one.says for one in report.faults]) == (
        2,
        ["一次征集的主送单位不能超过 2 家，其后的没有导入"],
    )
    with pytest.raises(Unfit, match="不能超过 2 家"):
        actions.add(call.id, "丁公司", now=now, by="user:1")


def test_the_units_that_the_notice_names_are_taken_from_it_once(call: CallRow, now: datetime) -> None:
    assert actions.take_from_notice(call.id, now=now, by="user:1") == 5
    assert actions.take_from_notice(call.id, now=now, by="user:1") == 0
    assert set(Addressee.objects.values_list("kind", "group")) == {
        (rules.GROUP, name) for name in ("中国电信", "中国移动", "中国联通", "中国铁塔", "中国广电")
    }


def test_the_record_names_no_person_and_no_unit(
    bring: Callable[[bytes], actions.ImportReport], add: Callable[..., int], now: datetime
) -> None:
    bring(a_list())
    actions.edit(add("丙公司", contact="闻人舒"), "丙公司", email="a@example.com", now=now, by="user:1")
    lines = " ".join(f"{one.verb} {one.object} {one.note}" for one in AuditLine.objects.all())
    assert "addressee.import call:" in lines
    assert not [one for one in ("闻人", "丙公司", "example.com", "青川") if one in lines]


@pytest.mark.parametrize(
    ("name", "fields", "why"),
    [
        ("  ", {}, "请填写单位名称"),
        ("长" * 201, {}, "不能超过 200 字"),
        ("甲公司", {"email": "a@b"}, "写法有误"),
        ("甲公司", {"email": "noreply@example.com"}, "不收信"),
        ("甲公司", {"kind": "ship"}, "没有“ship”这种类别"),
        ("甲公司", {"phone": "1" * 61}, "“电话”不能超过 60 字"),
        ("已 有公司", {}, "已在名单中"),
    ],
)
def test_what_cannot_be_an_addressee_is_refused(
    add: Callable[..., int], name: str, fields: dict[str, str], why: str
) -> None:
    add("已有公司")
    with pytest.raises(Unfit, match=why):
        add(name, **fields)
    assert len(kept()) == 1


def test_a_name_cannot_begin_another_header(add: Callable[..., int]) -> None:
    add("甲\r\nBcc: x@y.cn\u202e公司")
    assert kept()[0][0] == "甲 Bcc: x@y.cn公司"


def test_what_is_emptied_by_hand_stays_empty_and_the_kind_is_told_by_the_name(
    add: Callable[..., int], now: datetime
) -> None:
    one = add("江苏省通信行业协会", contact="闻人舒")
    assert Addressee.objects.get(pk=one).province == "江苏"
    actions.edit(one, "江苏省通信行业协会", province="", contact="", kind="", now=now, by="user:1")
    row = Addressee.objects.get(pk=one)
    assert (row.province, row.contact, row.kind) == ("", "", rules.PROVINCIAL)


def test_a_name_cannot_become_that_of_another(add: Callable[..., int], now: datetime) -> None:
    add("甲公司")
    with pytest.raises(Unfit, match="已在名单中"):
        actions.edit(add("乙公司"), "甲公司", now=now, by="user:1")


def test_only_an_addressee_without_letters_can_be_removed(
    call: CallRow, add: Callable[..., int], now: datetime
) -> None:
    written, other = add("甲公司", email="a@example.com"), add("乙公司")
    write_notice(call.id, [written], now=now, by="user:1")
    actions.remove(other, now=now, by="user:1")
    with pytest.raises(Unfit, match="已给“甲公司”写过信"):
        actions.remove(written, now=now, by="user:1")
    assert [name for name, *_ in kept()] == ["甲公司"]


def test_a_standing_that_is_none_is_refused(add: Callable[..., int], now: datetime) -> None:
    with pytest.raises(Unfit, match="没有“gone”"):
        actions.say(add("甲公司"), "gone", "", now=now, by="user:1")
