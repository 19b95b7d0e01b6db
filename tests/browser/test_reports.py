"""The pages of reports in a browser: read by all, no wider than a phone, whole without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.compiling import actions as compiling
from casecall.people.rules import ADMINISTRATOR
from casecall.publishing.actions import publish
from casecall.publishing.reports.actions import cite, make_report
from casecall.reviewing.actions import give_label
from casecall.screening.actions import accept
from tests.browser.staff import CHIEF, log_in
from tests.casecall.factory import Application, a_case, a_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playwright.sync_api import Page

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def research(call: CallRow, inside: datetime) -> int:
    """A report with two quotations, one of them not word for word."""
    now = inside
    a_user(CHIEF, role=ADMINISTRATOR, shown="公冶岚", now=now)
    case_id = a_case(call, Application(photos=0), now=now)
    accept(case_id, "做法可学", by="user:1", now=now)
    give_label(case_id, "innovative", "余电用于路灯", by="user:1", now=now)
    made = compiling.make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
    compiling.add_cases(made, [case_id], by="user:1", now=now)
    publish(made, by="user:1", now=now)
    report = make_report(call.id, title="行业履责研究报告", authors="张三三；李四", year=2022, by="user:1", now=now)
    cite(report, case_id, "当地三个村用上了机房余电的路灯", page="12", by="user:1", now=now)
    cite(report, case_id, "年节电约九十万千瓦时", by="user:1", now=now)
    return report


def paths(research: int) -> tuple[str, ...]:
    return ("/office/reports/", f"/office/reports/{research}/", "/office/reports/register/")


@pytest.mark.parametrize("dress", [("light", False), ("dark", False), ("light", True)], ids=str)
def test_the_pages_can_be_read_by_all(
    visits: Visits, research: int, dress: tuple[str, bool], faults_of: Callable[[Page], list[str]]
) -> None:
    page = log_in(visits.fresh(scheme=dress[0], large=dress[1]), visits)
    for path in paths(research):
        page.goto(visits.address + path)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert faults_of(page) == [], path


def test_the_pages_are_no_wider_than_a_phone(visits: Visits, research: int, overflow_of: Callable[[Page], int]) -> None:
    page = log_in(visits.fresh(width=360), visits)
    for path in paths(research):
        page.goto(visits.address + path)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert overflow_of(page) == 0, path


def test_a_sentence_is_cited_without_scripts(visits: Visits, research: int) -> None:
    page = log_in(visits.fresh(scripts=False), visits)
    page.goto(f"{visits.address}/office/reports/{research}/?q=标签:创新性")
    page.locator("#choose summary").click()
    page.locator("#choose").get_by_label("引用的句子").fill("护林员夜里巡山有了光")
    page.get_by_role("button", name="引用", exact=True).click()
    page.wait_for_load_state()
    assert page.get_by_text("已引用。").is_visible()
    assert page.locator("ol.entries > li").count() == 3
