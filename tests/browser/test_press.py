"""The page about the press in a browser: read by all, no wider than a phone, whole without scripts."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from casecall.compiling import actions as compiling
from casecall.compiling.models import ConsentLimit
from casecall.people.rules import ADMINISTRATOR
from casecall.publishing.press import actions as press
from casecall.publishing.press.records import Reported, Words
from casecall.screening.actions import accept
from tests.browser.staff import CHIEF, log_in
from tests.casecall.factory import Application, a_case, a_user
from tests.casepress.presskit.words import a_word

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Page

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def topic(call: CallRow, inside: datetime) -> int:
    """A topic whose kit was handed out, and of which a case was then narrowed; reported twice."""
    now = inside
    a_user(CHIEF, role=ADMINISTRATOR, shown="公冶岚", now=now)
    made = compiling.make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
    cases = [a_case(call, Application(title=title), now=now) for title in ("云上采茶忙", "银龄课堂", "机房里的一度电")]
    for case_id in cases:
        accept(case_id, "做法可学", by="user:1", now=now)
    compiling.add_cases(made, cases, by="user:1", now=now)
    press.keep_words(made, Words("六个故事", "秘书处\n电话：010-00000000", "“话。”——某人"), by="user:1", now=now)
    press.hand_out(made, given_to="云岫晚报 经济部", by="user:1", now=now)
    link = "https://example.org/news/2022/08/31/" + "a" * 60
    press.add_coverage(made, Reported("云岫晚报", "信号翻过山梁", link, now.date()), by="user:1", now=now)
    press.add_coverage(made, Reported("青川日报", "银龄课堂开讲", "", now.date(), cases[1]), by="user:1", now=now)
    ConsentLimit.objects.create(case_id=cases[2], channel="press", why="单位来函", by="user:1", at=now)
    return made


def address(topic: int) -> str:
    return f"/office/editions/{topic}/press/"


@pytest.mark.parametrize("dress", [("light", False), ("dark", False), ("light", True)], ids=str)
def test_the_page_can_be_read_by_all(
    visits: Visits, topic: int, dress: tuple[str, bool], faults_of: Callable[[Page], list[str]]
) -> None:
    page = log_in(visits.fresh(scheme=dress[0], large=dress[1]), visits)
    page.goto(visits.address + address(topic))
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert faults_of(page) == []


def test_the_page_is_no_wider_than_a_phone(visits: Visits, topic: int, overflow_of: Callable[[Page], int]) -> None:
    page = log_in(visits.fresh(width=360), visits)
    page.goto(visits.address + address(topic))
    assert overflow_of(page) == 0
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert overflow_of(page) == 0


def test_a_kit_is_handed_out_and_downloaded_without_scripts(visits: Visits, topic: int, tmp_path: Path) -> None:
    page = log_in(visits.fresh(scripts=False), visits)
    page.goto(visits.address + address(topic))
    page.get_by_label("交给谁").fill("青川日报")
    page.get_by_role("button", name="登记交付").click()
    page.wait_for_load_state()
    assert page.get_by_role("cell", name="青川日报").first.is_visible()
    with page.expect_download() as asked:
        page.get_by_role("link", name="下载", exact=False).filter(has_text="交付的素材包").first.click()
    asked.value.save_as(tmp_path / "kit.zip")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "kit.zip").read_bytes())) as archive:
        assert archive.testzip() is None
        assert "机房里的一度电" not in archive.read(f"{asked.value.suggested_filename[:-4]}/03-quotes.txt").decode()


def test_a_template_with_faults_says_them_where_it_was_chosen(visits: Visits, topic: int) -> None:
    page = log_in(visits.fresh(), visits)
    page.goto(visits.address + address(topic))
    file = {"name": "坏.docx", "mimeType": "application/octet-stream", "buffer": a_word("{{标提}}")}
    page.get_by_label("模板文件（.docx）").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="检查并换用").click()
    page.wait_for_load_state()
    assert "是否为“{{标题}}”" in page.get_by_role("alert").inner_text()
