"""The office in a browser: the whole path by keyboard, the same without scripts, and every page readable by all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.compiling import actions as compiling
from casecall.compiling import queries as compiled
from casecall.letters import actions as letters
from casecall.letters.models import Letter
from casecall.people.rules import ADMINISTRATOR
from casecall.publishing import actions as publishing
from casecall.receiving import filing as receiving
from casecall.receiving.records import Hint
from casecall.screening.actions import accept
from tests.browser.staff import CHIEF, log_in
from tests.casecall.factory import Application, a_case, a_user, an_unread_case
from tests.casecall.web.office.conftest import a_letter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playwright.sync_api import Browser, Page

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LETTER = """云岫市数通网络有限公司：

　　贵单位报送的案例现为“合格”。办理进度可在以下网页查看：
[[link:case:{case}]]

秘书处
2022 年 9 月 1 日"""
UNSURE = Application(title="机房里的节水管家", email="zhaoyq88@example.com", email_other="zhaoyqB8@example.com")
UNSEALED = Application(title="银龄课堂进社区", theme="digital-divide", sealed=False, photos=0)


@pytest.fixture(autouse=True)
def _staff(call: CallRow, inside: datetime) -> None:
    """An administrator to log in as, while the call is open."""
    a_user(CHIEF, role=ADMINISTRATOR, shown="公冶岚", now=inside)


def everything(call: CallRow, now: datetime) -> list[str]:
    """One of everything, and the addresses of all pages."""
    ready, unsure = a_case(call, now=now), a_case(call, UNSURE, now=now)
    unsealed, unread = a_case(call, UNSEALED, now=now), an_unread_case(call, now=now)
    accept(ready, "做法可学", by="user:1", now=now)
    edition_id = compiling.make_edition(call.id, slug="green-2022", title="绿色专辑", by="user:1", now=now)
    compiling.add_cases(edition_id, [ready], by="user:1", now=now)
    publishing.publish(edition_id, by="user:1", now=now)
    entry_id = compiled.edition(edition_id).entries[0].id
    letters_too = correspondence(call, ready, unsure, now=now)
    desks = [f"/office/cases/{case_id}/" for case_id in (ready, unsure, unsealed, unread)]
    lists = ["", "?q=颜色:红", "?state=withdrawn", "enter/", "editions/", "jobs/", "audit/", "system/", "people/",
             "calls/", f"calls/{call.id}/", "password/", f"editions/{edition_id}/", f"editions/{edition_id}/publish/",
             f"entries/{entry_id}/", *letters_too]  # fmt: skip
    return [*desks, *(f"/office/{one}" for one in lists)]


def correspondence(call: CallRow, ready: int, unsure: int, *, now: datetime) -> list[str]:
    """Letters in every state, in and out, and the addresses of their pages."""
    who: dict[str, Any] = {"now": now, "by": "user:1"}
    for n, state in enumerate(("draft", "approved", "sent", "unknown", "failed", "bounced")):
        made = letters.write(
            "free", key=f"key{n}", to_address="wenrens@example.com", to_name="云岫市数通网络有限公司", case_id=ready,
            subject=f"关于案例材料的第 {n} 封信", text=LETTER.format(case=ready), **who,
        )  # fmt: skip
        error = "服务器拒收，答复：550 mailbox full" if state in {"failed", "bounced"} else ""
        Letter.objects.filter(pk=made.pk).update(state=state, error=error, sent_at=now if state == "sent" else None)
    letters.add_phone_note(ready, "单位来电，说照片下周一补寄。", with_whom="闻人舒", **who)
    large = {
        "provider": "QQ 邮箱超大附件",
        "url": f"https://mail.example.com/{'x' * 90}",
        "expires": "2022-10-01",
        "says": "",
    }
    filed = a_letter(call.id, now=now, case_id=ready, links=[large], checks={"spf": "pass", "dkim": "fail"},
                     attachments=[{"name": "现场照片.zip", "size": 2_400_000, "sha256": "0" * 64, "inline": False}],
                     text="您好，补充照片见附件。\n" * 30)  # fmt: skip
    loose = a_letter(call.id, now=now, message_id="<2@example.com>")
    receiving.suggest([Hint(unsure, "来信地址与该案例一致")], letter_id=loose.pk, now=now)
    made_ids = Letter.objects.order_by("id").values_list("id", flat=True)
    assert filed.case_id == ready
    return [
        *("outbox/", "outbox/?state=unknown", "outbox/?q=没有的", *(f"outbox/{one}/" for one in made_ids)),
        *(
            "templates/",
            "templates/receipt/?number=nowhere",
            "templates/free/",
            f"write/?case={ready}",
            "write/?q=机房",
        ),
        *(f"cases/{ready}/letters/", f"cases/{unsure}/letters/", f"cases/{ready}/split/", f"cases/{ready}/join/"),
        *(f"cases/{ready}/join/?q=节水", "unfiled/", f"unfiled/{loose.pk}/?q=节水", "mail/"),
        "?q=主题:绿色+问题:公章+云岫",
    ]


def test_from_the_inbox_to_the_topic_page_and_off_again(visits: Visits, call: CallRow, inside: datetime) -> None:
    case_id = a_case(call, UNSURE, now=inside)
    page = log_in(visits.fresh(), visits)
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text("机房里的节水管家")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/office/cases/{case_id}/**")
    expect(page.locator('rect.is-on[data-box="value:email"]')).to_have_count(0)
    expect(page.locator("#value-email")).to_have_class("value is-doubt is-current")
    page.keyboard.press("2")
    expect(page.locator("#state")).to_have_text("合格")
    expect(page.locator("#value-email")).to_contain_text("原读作：zhaoyq88@example.com")
    page.keyboard.press("a")
    expect(page.get_by_text("已转为“入选”")).to_be_visible()
    _compile(page, visits)
    _publish_and_take_down(page, visits)
    assert cases.case_row(case_id).state == states.COMPILED


def _compile(page: Page, visits: Visits) -> None:
    page.goto(f"{visits.address}/office/editions/")
    page.get_by_label("专题标题").fill("绿色专辑")
    page.get_by_label("网页地址").fill("green-2022")
    page.get_by_role("button", name="建立").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="编入所选").click()
    page.get_by_role("link", name="机房里的节水管家").click()
    page.get_by_label("标题").fill("一池水的旅行")
    expect(page.locator("#body-hint output")).not_to_have_text("0")
    page.locator("#entry").get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    page.get_by_role("link", name="回到编辑稿").click()


def _publish_and_take_down(page: Page, visits: Visits) -> None:
    edition = page.url
    page.get_by_role("link", name="发布…").click()
    page.get_by_role("button", name="确认发布").click()
    page.get_by_role("link", name="看专题页").click()
    expect(page.get_by_role("heading", name="绿色专辑")).to_be_visible()
    expect(page.locator("body")).to_contain_text("一池水的旅行")
    expect(page.locator("body")).not_to_contain_text("zhaoyq")
    topic = page.url
    page.goto(edition)
    page.get_by_label("理由").fill("专题改版")
    page.get_by_role("button", name="撤下").click()
    expect(page.get_by_text("专题已撤下")).to_be_visible()
    gone = page.request.get(topic)
    assert gone.status == 404


def test_a_doubt_is_ruled_on_and_a_note_written_by_keyboard(visits: Visits, call: CallRow, inside: datetime) -> None:
    words = Application(words=(496, 503))
    case_id = a_case(call, words, now=inside)
    page = log_in(visits.fresh(), visits)
    page.goto(f"{visits.address}/office/cases/{case_id}/")
    page.keyboard.press("y")
    expect(page.locator("#state")).to_have_text("合格")
    page.keyboard.press("m")
    page.keyboard.type("周五前回电，j k a 都是字")
    page.get_by_role("button", name="保存").last.click()
    expect(page.get_by_text("已记下。")).to_be_visible()
    assert cases.case_row(case_id).note == "周五前回电，j k a 都是字"


def test_moving_through_values_moves_the_box_on_the_paper(visits: Visits, call: CallRow, inside: datetime) -> None:
    case_id = a_case(call, now=inside)
    page = log_in(visits.fresh(), visits)
    page.goto(f"{visits.address}/office/cases/{case_id}/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    lit = page.locator("rect.is-on")
    expect(lit).to_have_attribute("data-box", "value:unit")
    page.keyboard.press("ArrowDown")
    expect(lit).to_have_attribute("data-box", "value:contact")


def test_the_paper_is_enlarged_where_one_is(visits: Visits, call: CallRow, inside: datetime) -> None:
    case_id = a_case(call, now=inside)
    page = log_in(visits.fresh(), visits)
    page.goto(f"{visits.address}/office/cases/{case_id}/")
    before = page.locator("#page-1").bounding_box()
    page.keyboard.press("z")
    after = page.locator("#page-1").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.5 * before["width"]


def test_keys_can_be_switched_off(visits: Visits, call: CallRow, inside: datetime) -> None:
    a_case(call, now=inside)
    page = log_in(visits.fresh(), visits)
    page.get_by_role("button", name="快捷键：开").click()
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_count(0)


def test_picking_shows_what_can_be_done_and_survives_the_next_drawing(
    visits: Visits, call: CallRow, inside: datetime
) -> None:
    a_case(call, now=inside)
    page = log_in(visits.fresh(), visits)
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_contain_text("已选 1 件")
    a_case(call, Application(title="刚刚寄到的一件"), now=inside)
    expect(page.get_by_text("刚刚寄到的一件")).to_be_visible(timeout=15_000)
    expect(page.locator(".bulk")).to_contain_text("已选 1 件")
    expect(page.locator("tr.is-current")).to_contain_text("山村机房")


def test_the_desk_works_without_scripts(visits: Visits, call: CallRow, inside: datetime) -> None:
    case_id = a_case(call, UNSURE, now=inside)
    page = log_in(visits.fresh(scripts=False), visits)
    page.get_by_role("link", name="机房里的节水管家").click()
    page.get_by_role("button", name="2 采用").click()
    expect(page.locator("#state")).to_have_text("合格")
    page.get_by_role("button", name="入选").click()
    expect(page.locator("#state")).to_have_text("入选")
    assert cases.case_row(case_id).state == states.ACCEPTED


def test_conditions_turn_indigo_as_they_are_typed(visits: Visits, call: CallRow, inside: datetime) -> None:
    a_case(call, now=inside)
    page = log_in(visits.fresh(), visits)
    page.keyboard.press("/")
    page.keyboard.type("主题:绿色 颜色:红")
    expect(page.locator(".query-mirror b")).to_have_text(["主题:"])
    page.keyboard.press("Enter")
    page.get_by_role("link", name="去掉条件 颜色:红").click()
    expect(page.get_by_role("link", name="山村机房换上")).to_be_visible()


def test_a_letter_is_written_looked_at_and_let_go_without_scripts(
    visits: Visits, call: CallRow, inside: datetime
) -> None:
    case_id = a_case(call, now=inside)
    page = log_in(visits.fresh(scripts=False), visits)
    page.goto(f"{visits.address}/office/cases/{case_id}/")
    page.get_by_role("link", name="往来").click()
    page.get_by_role("link", name="写信").click()
    page.get_by_label("正文").fill("请补寄照片。")
    page.get_by_role("button", name="写成 草稿").click()
    page.get_by_role("button", name="保存并批准发送").click()
    expect(page.get_by_text("已批准，即将发出。")).to_be_visible()
    assert Letter.objects.get().state == "approved"


def test_no_page_asks_for_what_the_policy_forbids(
    chromium: Browser, visits: Visits, call: CallRow, inside: datetime
) -> None:
    context = chromium.new_context(locale="zh-CN")
    visits.contexts.append(context)
    page, said = context.new_page(), []
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    log_in(page, visits)
    for path in everything(call, inside):
        page.goto(visits.address + path)
    assert not said


@pytest.mark.parametrize("dress", [("light", False), ("dark", False), ("light", True)], ids=str)
def test_every_page_can_be_read_by_all(
    visits: Visits, call: CallRow, dress: tuple[str, bool], faults_of: Callable[[Page], list[str]]
) -> None:
    scheme, large = dress
    page = visits.fresh(scheme=scheme, large=large)
    page.goto(f"{visits.address}/office/login/")
    assert faults_of(page) == []
    log_in(page, visits)
    for path in everything(call, timezone.now()):
        page.goto(visits.address + path)
        assert (path, faults_of(page)) == (path, [])


def test_no_page_is_wider_than_a_phone(
    visits: Visits, call: CallRow, inside: datetime, overflow_of: Callable[[Page], int]
) -> None:
    page = log_in(visits.fresh(width=360), visits)
    for path in everything(call, inside):
        page.goto(visits.address + path)
        assert (path, overflow_of(page)) == (path, 0)
