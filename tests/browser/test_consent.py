"""Consent, the point of a photo and where a case stands, in a browser: by a click, by keyboard, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from casecall.compiling import actions as compiling
from casecall.compiling import consent
from casecall.compiling import queries as compiled
from casecall.people.rules import ADMINISTRATOR
from casecall.publishing.actions import publish
from casecall.publishing.queries import where_is
from casecall.screening.actions import accept
from tests.browser.staff import CHIEF, log_in
from tests.casecall.factory import Application, a_case, a_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playwright.sync_api import Page

    from casecall.calls.queries import CallRow
    from casecall.compiling.records import EntryView
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def entry(call: CallRow, inside: datetime) -> EntryView:
    """A published entry, corrected and narrowed, of which an older text was sent before."""
    now = inside
    a_user(CHIEF, role=ADMINISTRATOR, shown="公冶岚", now=now)
    made = compiling.make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
    cases = [a_case(call, Application(title=title), now=now) for title in ("云上采茶忙", "银龄课堂进社区")]
    for case_id in cases:
        accept(case_id, "做法可学", by="user:1", now=now)
    compiling.add_cases(made, cases, by="user:1", now=now)
    publish(made, by="user:1", now=now)
    one = compiled.edition(made).entries[0]
    consent.amend(one.id, "“320 万元”应为“230 万元”。", by="user:1", now=now)
    publish(made, by="user:1", now=now)
    consent.limit(one.case_id, "wechat", why="单位来函，不上公众号", by="user:1", now=now)
    lifted = consent.limit(one.case_id, "press", photo=one.photos[0].sha256, why="照片中有客户", by="user:1", now=now)
    consent.lift(lifted, by="user:1", now=now)
    return one


def addresses(entry: EntryView) -> tuple[str, ...]:
    sent = where_is(entry.case_id)[-1].publication_id
    return (
        f"/office/entries/{entry.id}/",
        f"/office/cases/{entry.case_id}/standing/",
        f"/office/cases/{entry.case_id}/standing/?text={sent}",
        f"/office/editions/{entry.edition_id}/",
        f"/office/editions/{entry.edition_id}/publish/",
    )


@pytest.mark.parametrize("dress", [("light", False), ("dark", False), ("light", True)], ids=str)
def test_every_page_of_consent_can_be_read_by_all(
    visits: Visits, entry: EntryView, dress: tuple[str, bool], faults_of: Callable[[Page], list[str]]
) -> None:
    page = log_in(visits.fresh(scheme=dress[0], large=dress[1]), visits)
    for address in addresses(entry):
        page.goto(visits.address + address)
        assert faults_of(page) == [], address


def test_no_page_of_consent_is_wider_than_a_phone(
    visits: Visits, entry: EntryView, overflow_of: Callable[[Page], int]
) -> None:
    page = log_in(visits.fresh(width=360), visits)
    for address in addresses(entry):
        page.goto(visits.address + address)
        assert overflow_of(page) == 0, address


def test_a_click_on_the_picture_sets_its_point(visits: Visits, entry: EntryView) -> None:
    page = log_in(visits.fresh(), visits)
    page.goto(visits.address + addresses(entry)[0])
    picture = page.locator(".tray img").first
    picture.scroll_into_view_if_needed()
    expect(page.get_by_text("在照片上点一下即可").first).to_be_visible()
    size = picture.evaluate("one => [one.clientWidth, one.clientHeight, one.naturalWidth, one.naturalHeight]")
    scale = min(size[0] / size[2], size[1] / size[3])
    left, top = (size[0] - size[2] * scale) / 2, (size[1] - size[3] * scale) / 2
    picture.click(position={"x": left + 0.25 * size[2] * scale, "y": top + 0.8 * size[3] * scale})
    across, down = (page.get_by_label(name).first for name in ("焦点自左（%）", "焦点自上（%）"))
    assert abs(int(across.input_value()) - 25) <= 1
    assert abs(int(down.input_value()) - 80) <= 1
    page.locator(".tray form").first.get_by_role("button", name="保存").click()
    page.wait_for_load_state()
    kept = compiled.entry(entry.id).photos[0].focus
    assert abs(kept[0] - 0.25) <= 0.011
    assert abs(kept[1] - 0.8) <= 0.011


def test_all_of_it_is_done_without_scripts(visits: Visits, entry: EntryView) -> None:
    page = log_in(visits.fresh(scripts=False), visits)
    page.goto(visits.address + addresses(entry)[0])
    page.get_by_label("焦点自左（%）").first.fill("10")
    page.get_by_label("焦点自上（%）").first.fill("95")
    page.locator(".tray form").first.get_by_role("button", name="保存").click()
    page.locator("#consent").get_by_label("不再用于").select_option("press")
    page.locator("#consent").get_by_label("理由").fill("单位来函")
    page.get_by_role("button", name="限定", exact=True).click()
    page.get_by_label("更正说明").fill("单位名称更正。")
    page.get_by_role("button", name="登记更正").click()
    kept = compiled.entry(entry.id)
    assert kept.photos[0].focus == (0.1, 0.95)
    assert kept.channels == ("website", "report")
    assert [one.note for one in kept.amendments][-1] == "单位名称更正。"
