"""Who sends very often is asked to wait, in words, and loses nothing of what was typed or sent before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from casecall.cases import queries as cases
from casecall.people.models import Knock
from tests.casecall.web.apply.conftest import GOOD, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import Settings

    from casecall.calls.queries import CallRow

APPLY, SEND = "/c/cace-2022/apply/", "/c/cace-2022/send/"


@pytest.fixture
def spent(settings: Settings, link: str) -> str:
    """The link of a draft whose sender may send nothing more within this hour."""
    settings.SENDS_PER_HOUR = 1
    return link


def test_one_too_many_is_told_when_to_come_again(call: CallRow, spent: str) -> None:
    answer = Client().post(APPLY, GOOD | {"once": "def", "title": "又一个案例", "photo-1": picture()})
    html = answer.content.decode()
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1800"
    assert "提交得太频繁了" in html
    assert "请在约 30 分钟后再提交；此前收到的材料都在" in html
    assert "填写的内容都在本页；照片需要重新选择。" in html
    assert "又一个案例" in html
    assert 'name="once" value="def"' in html
    assert len(cases.case_ids(call.id)) == 1


@pytest.mark.parametrize(
    ("page", "posted", "says"),
    [
        ("send", {"consent": "yes"}, "文件需要重新选择"),
        ("edit", GOOD | {"title": "改了名"}, "改了名"),
        ("upload", {}, "文件没有收下"),
        ("withdraw", {}, "申报没有撤回"),
    ],
)
def test_every_door_asks_to_wait_and_changes_nothing(
    call: CallRow, spent: str, page: str, posted: dict[str, Any], says: str
) -> None:
    if page in {"send", "upload"}:
        posted = posted | {"files": [picture("盖章.jpg")]}
    answer = Client().post(SEND if page == "send" else f"{spent}{page}/", posted)
    assert answer.status_code == 429
    assert says in answer.content.decode()
    assert "一小时内已提交 1 次" in answer.content.decode()
    (case_id,) = cases.case_ids(call.id)
    case = cases.case_row(case_id)
    assert (case.state, case.title) == ("draft", GOOD["title"])


def test_the_next_hour_and_another_address_are_free(call: CallRow, spent: str, turn: Callable[[str], datetime]) -> None:
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert other.post(APPLY, GOOD | {"once": "def"}).status_code == 303
    turn("2022-09-01T11:00+08:00")
    assert Client().post(APPLY, GOOD | {"once": "ghi"}).status_code == 303


def test_behind_our_proxy_it_is_the_address_that_the_proxy_saw(call: CallRow, spent: str, settings: Settings) -> None:
    there = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    assert Client().post(APPLY, GOOD | {"once": "def"}, headers=there).status_code == 429
    settings.PROXY = True
    assert Client().post(APPLY, GOOD | {"once": "def"}, headers=there).status_code == 303


def test_looking_costs_nothing(call: CallRow, spent: str) -> None:
    before = list(Knock.objects.values_list("count", flat=True))
    for page in (APPLY, SEND, spent, f"{spent}edit/", f"{spent}withdraw/"):
        assert Client().get(page).status_code == 200
    assert list(Knock.objects.values_list("count", flat=True)) == before
