"""The pages of the Official Account in a browser: read by all, no wider than a phone, articles as on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.compiling import actions as compiling
from casecall.people.rules import ADMINISTRATOR
from casecall.publishing.models import Publication, WechatMessage, WechatRemoval
from casecall.publishing.wechat import rules
from casecall.publishing.wechat.accounts import AccountTyped, save_account
from casecall.publishing.wechat.actions import ask_draft
from casecall.screening.actions import accept
from tests.browser.staff import CHIEF, log_in
from tests.casecall.factory import Application, a_case, a_user
from tests.wechat.platform import APP_ID, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playwright.sync_api import Page

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRESSES = [("light", False), ("dark", False), ("light", True)]


@pytest.fixture
def topic(call: CallRow, inside: datetime) -> int:
    """A topic with a message that stopped, one that is published, and an article of it that must go."""
    now = inside
    a_user(CHIEF, role=ADMINISTRATOR, shown="公冶岚", now=now)
    typed = AccountTyped(
        name="履责实践", app_id=APP_ID, secret=SECRET, operator="bianji", may_publish=True, may_send=True
    )
    save_account(typed, by="user:1", now=now)
    made = compiling.make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
    for title in ("云上采茶忙", "银龄课堂", "机房里的一度电"):
        case_id = a_case(call, Application(title=title), now=now)
        accept(case_id, "做法可学", by="user:1", now=now)
        compiling.add_cases(made, [case_id], by="user:1", now=now)
    ask_draft(made, by="user:1", now=now)
    row = WechatMessage.objects.get()
    WechatMessage.objects.update(state=rules.DRAFT, error="公众号没有使用这个接口的权限（错误码 48001）")
    urls = [f"https://mp.weixin.qq.com/s/{'a' * 60}{n}" for n, _ in enumerate(row.articles)]
    seen = WechatMessage.objects.create(
        publication=row.publication, account=row.account, order=1, mark="cc-1", state=rules.PUBLISHED,
        articles=row.articles, article_urls=urls, digest="d", changed_at=now,
    )  # fmt: skip
    case = Publication.objects.get().cases.earliest("pk")
    WechatRemoval.objects.create(message=seen, index=0, case_id=case.case_id, why="单位来函", asked_at=now)
    return made


def address(topic: int) -> str:
    return f"/office/editions/{topic}/wechat/"


def open_all(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_both_pages_can_be_read_by_all(
    visits: Visits, topic: int, dress: tuple[str, bool], faults_of: Callable[[Page], list[str]]
) -> None:
    page = log_in(visits.fresh(scheme=dress[0], large=dress[1]), visits)
    page.goto(f"{visits.address}/office/wechat/")
    assert faults_of(page) == []
    page.goto(visits.address + address(topic))
    assert faults_of(page) == []


def test_both_pages_are_no_wider_than_a_phone(visits: Visits, topic: int, overflow_of: Callable[[Page], int]) -> None:
    page = log_in(visits.fresh(width=360), visits)
    for place in ("/office/wechat/", address(topic)):
        page.goto(visits.address + place)
        assert overflow_of(page) == 0
        open_all(page)
        assert overflow_of(page) == 0


def test_an_article_is_shown_as_wide_as_a_phone_with_its_pictures(visits: Visits, topic: int) -> None:
    page = log_in(visits.fresh(), visits)
    page.goto(visits.address + address(topic))
    open_all(page)
    frame = page.frame_locator("iframe").nth(1)
    frame.locator("img").first.wait_for()
    assert frame.locator("img").first.evaluate("one => one.naturalWidth") > 0
    assert page.locator("iframe").nth(1).evaluate("one => one.clientWidth") == 375
    assert frame.locator("body").evaluate("one => one.scrollWidth") <= 375


def test_what_readers_will_get_is_confirmed_without_scripts(visits: Visits, topic: int) -> None:
    page = log_in(visits.fresh(scripts=False), visits)
    page.goto(visits.address + address(topic))
    assert page.get_by_role("button", name="复制文章").count() == 0
    page.get_by_role("button", name="群发…").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="确认群发").click()
    page.wait_for_load_state()
    assert page.get_by_text("等待群发").first.is_visible()


def test_an_article_is_copied_as_it_is_pasted(visits: Visits, topic: int) -> None:
    page = log_in(visits.fresh(), visits)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(visits.address + address(topic))
    page.get_by_role("button", name="复制文章").nth(1).click()
    page.get_by_text("已复制").wait_for()
    read = "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    copied = page.evaluate(read)
    assert "云上采茶忙" in copied
    assert "style=" in copied
    assert "<script" not in copied
