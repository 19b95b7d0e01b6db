"""The notice in a browser: a list comes in, the notice goes out, without scripts; every page readable by all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from casecall.inviting import actions as inviting
from casecall.inviting import notices
from casecall.letters import rules as letters
from casecall.letters.models import Letter
from casecall.people.rules import ADMINISTRATOR
from tests.browser.staff import CHIEF, log_in
from tests.casecall.factory import Application, a_case, a_user
from tests.casecall.inviting.lists import HEADS, ROWS, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Page

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(autouse=True)
def _staff(call: CallRow, inside: datetime) -> None:
    """An administrator to log in as, while the call is open."""
    a_user(CHIEF, role=ADMINISTRATOR, shown="公冶岚", now=inside)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A list with a fault, on the disk."""
    path = tmp_path / "名单.xlsx"
    path.write_bytes(workbook(HEADS, *ROWS, ("丁公司", "", "", "", "", "", "写错的邮箱")))
    return path


def everything(call: CallRow, now: datetime) -> list[str]:
    """Addressees that stand in every way, and the addresses of all pages of the notice."""
    inviting.take_from_notice(call.id, now=now, by="user:1")
    ids = [
        inviting.add(call.id, name, email=f"u{n}@u{n}.example.com", now=now, by="user:1")
        for n, name in enumerate(
            ("云岫市数通网络有限公司", "江苏省信息通信行业协会", "社会责任工作委员会", "青川数智科技有限公司")
        )
    ]
    inviting.say(ids[2], "forwarded", "电话告知已转发", now=now, by="user:1")
    a_case(call, Application(unit="中国电信股份有限公司南京分公司"), now=now)
    a_case(call, now=now)
    written = notices.write_notice(call.id, ids, now=now, by="user:1").letters
    Letter.objects.filter(pk__in=written[:2]).update(state=letters.SENT, sent_at=now)
    Letter.objects.filter(pk=written[3]).update(state=letters.BOUNCED, sent_at=now, error="550 没有这个用户")
    office = "/office/inviting/"
    return [
        office, f"{office}?standing=silent&kind=group", f"{office}?q=没有这家", f"{office}matrix/", f"{office}import/",
        f"{office}add/", f"{office}{ids[1]}/", f"{office}{ids[3]}/", f"{office}notice/", f"{office}nudge/",
        f"{office}drafts/",
    ]  # fmt: skip


def test_from_a_list_to_the_approved_notice_without_scripts(visits: Visits, call: CallRow, files: Path) -> None:
    page = log_in(visits.fresh(scripts=False), visits)
    page.get_by_role("link", name="通知与催报").click()
    expect(page.get_by_text("还没有主送单位")).to_be_visible()
    page.get_by_role("link", name="导入名单").click()
    page.get_by_label("名单").set_input_files(files)
    page.get_by_role("button", name="查看内容").click()
    expect(page.get_by_text("第 5 行：邮箱“写错的邮箱”写法有误，不予采用")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("新增 4 家，更新 0 家。")).to_be_visible()
    page.get_by_role("link", name="发送通知…").click()
    expect(page.get_by_role("cell", name="没有邮箱")).to_be_visible()
    page.get_by_role("checkbox", name="选择 中国电信集团有限公司").uncheck()
    page.get_by_role("button", name="给勾选的单位写成草稿").click()
    expect(page.get_by_text("已写成 2 封草稿")).to_be_visible()
    page.get_by_role("button", name="批准发送勾选的信件").click()
    expect(page.get_by_text("已批准 2 封")).to_be_visible()
    assert {one.to_address for one in Letter.objects.filter(state=letters.APPROVED)} == {ROWS[0][6], ROWS[2][6]}


@pytest.mark.parametrize("dress", [("light", False), ("dark", False), ("light", True)], ids=str)
def test_every_page_of_the_notice_can_be_read_by_all(
    visits: Visits, call: CallRow, inside: datetime, dress: tuple[str, bool], faults_of: Callable[[Page], list[str]]
) -> None:
    scheme, large = dress
    page = log_in(visits.fresh(scheme=scheme, large=large), visits)
    for path in everything(call, inside):
        page.goto(visits.address + path)
        assert (path, faults_of(page)) == (path, [])


def test_no_page_of_the_notice_is_wider_than_a_phone(
    visits: Visits, call: CallRow, inside: datetime, overflow_of: Callable[[Page], int]
) -> None:
    page = log_in(visits.fresh(width=360), visits)
    for path in everything(call, inside):
        page.goto(visits.address + path)
        assert (path, overflow_of(page)) == (path, 0)
