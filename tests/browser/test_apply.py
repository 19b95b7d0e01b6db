"""A unit applies in a browser: with scripts and without them the way is the same, and every page can be read by all."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from casecall.cases import queries as cases

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playwright.sync_api import Page

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]

BODY = "二〇二二年三月，临河市机房改造完成，年节电四千万度。"
DRESSES = [("light", False), ("dark", False), ("light", True), ("dark", True)]


@pytest.fixture(autouse=True)
def _open(call: CallRow, inside: datetime) -> None:
    """A call that is open."""


def photo(name: str = "现场.jpg") -> Any:
    data = BytesIO()
    Image.new("RGB", (400, 300), (90, 120, 140)).save(data, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": data.getvalue()}


def fill_in(page: Page) -> None:
    """Fill the form in as a person does, by its labels."""
    page.get_by_label("绿色低碳发展").check()
    for label, text in {
        "申报单位": "临河市云岫通信有限公司", "联系人": "欧阳靖", "职务": "主任", "联系电话": "13098338420",
        "邮箱": "ouyang@example.cn", "案例名称": "机房节能改造", "正文": BODY,
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("已阅读并代表本单位").check()
    page.get_by_label("已阅读并同意").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_call_to_the_stamped_page(visits: Visits, call: CallRow, scripts: bool) -> None:
    page = visits.open("/c/cace-2022/", width=360, scripts=scripts)
    page.get_by_role("link", name="开始申报").click()
    fill_in(page)
    page.get_by_label("照片 1", exact=True).set_input_files([photo()])
    page.locator("#caption-1").fill("换上新空调")
    page.get_by_role("button", name="提交并取得编号").click()
    page.get_by_role("heading", name="LZ2022-0001").wait_for()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载 Word 申报表").click()
    assert fetched.value.suggested_filename == "LZ2022-0001 履责实践案例申报表.docx"
    page.get_by_label("选择文件").set_input_files([photo("盖章一.jpg"), photo("盖章二.jpg")])
    page.get_by_role("button", name="上传盖章件").click()
    page.get_by_text("已收到，正在识读").wait_for()
    assert page.get_by_text("盖章二.jpg").first.is_visible()
    case = cases.case_row(cases.case_ids(call.id)[0])
    assert (case.state, case.number) == ("received", "LZ2022-0001")
    page.get_by_role("link", name="撤回这份申报").click()
    page.get_by_role("button", name="撤回申报").click()
    page.get_by_text("这份申报已撤回").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_faults_stand_on_top_and_lead_to_their_fields(visits: Visits, scripts: bool) -> None:
    page = visits.open("/c/cace-2022/apply/", scripts=scripts)
    fill_in(page)
    page.get_by_label("联系电话", exact=True).fill("130")
    page.get_by_role("button", name="提交并取得编号").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "有 1 处需要改动" in alert.inner_text()
    assert page.title().startswith("有 1 处需要改动")
    alert.get_by_role("link").click()
    assert page.url.endswith("#f-phone")
    field = page.get_by_label("联系电话", exact=True)
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "130"
    assert page.get_by_label("正文", exact=True).input_value() == BODY


def test_the_count_follows_what_is_typed_and_says_when_it_is_too_much(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/apply/")
    counted = page.locator(".counted")
    assert counted.inner_text() == "0 / 500 字以内"
    page.get_by_label("正文", exact=True).fill("东京2024")
    assert counted.inner_text() == "3 / 500 字以内"
    page.get_by_label("正文", exact=True).fill("字" * 501)
    assert counted.inner_text() == "501 / 500 字以内"
    assert "over" in (counted.get_attribute("class") or "")


def test_without_scripts_no_counter_pretends_to_count(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/apply/", scripts=False)
    assert page.locator(".counted").inner_text() == "500 字以内"


def test_a_photo_is_shown_as_soon_as_it_is_chosen(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/apply/")
    page.get_by_label("照片 1", exact=True).set_input_files([photo()])
    picture = page.locator(".slot img")
    picture.wait_for()
    assert picture.evaluate("async (one) => { await one.decode(); return one.naturalWidth; }") == 400


def test_too_large_an_upload_is_said_before_it_is_sent(visits: Visits, settings: Any, call: CallRow) -> None:
    settings.UPLOAD_BYTES = 1024 * 1024
    page = visits.open("/c/cace-2022/apply/")
    fill_in(page)
    large = {"name": "大.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"0" * (3 * 1024 * 1024)}
    page.get_by_label("照片 1", exact=True).set_input_files([large])
    page.get_by_role("button", name="提交并取得编号").click()
    says = page.get_by_role("alert")
    assert "超过 1 MB 的上限" in says.inner_text()
    assert not cases.case_ids(call.id)


def test_without_scripts_too_large_an_upload_gets_a_page(visits: Visits, settings: Any) -> None:
    settings.UPLOAD_BYTES = 1024 * 1024
    page = visits.open("/c/cace-2022/apply/", scripts=False)
    fill_in(page)
    large = {"name": "大.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"0" * (3 * 1024 * 1024)}
    page.get_by_label("照片 1", exact=True).set_input_files([large])
    page.get_by_role("button", name="提交并取得编号").click()
    page.get_by_role("heading", name="一次上传的内容过大").wait_for()


def test_the_size_changes_in_place_and_what_was_typed_stays(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/apply/")
    page.get_by_label("案例名称", exact=True).fill("机房节能改造")
    with page.expect_response(lambda answer: "/look/" in answer.url):
        page.get_by_role("link", name="长辈版").click()
    assert page.locator("html").get_attribute("data-size") == "large"
    assert page.get_by_label("案例名称", exact=True).input_value() == "机房节能改造"
    page.get_by_role("link", name="深色").click()
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    page.goto(f"{visits.address}/")
    assert page.locator("html").get_attribute("data-size") == "large"
    assert page.get_by_role("link", name="标准版").is_visible()


def test_two_clicks_send_once(visits: Visits, call: CallRow) -> None:
    page = visits.open("/c/cace-2022/apply/")
    fill_in(page)
    page.get_by_role("button", name="提交并取得编号").dblclick()
    page.get_by_role("heading", name="LZ2022-0001").wait_for()
    assert len(cases.case_ids(call.id)) == 1


@pytest.mark.parametrize(("scheme", "large"), DRESSES, ids=str)
def test_the_pages_behind_a_link_are_sound(  # a draft, its pages, and one that was sent
    visits: Visits,
    faults_of: Callable[..., list[str]],
    overflow_of: Callable[..., int],
    scheme: str,
    *,
    large: bool,
) -> None:
    page = visits.open("/c/cace-2022/apply/", width=360, scheme=scheme, large=large)
    page.get_by_role("button", name="提交并取得编号").click()
    page.get_by_role("alert").wait_for()
    seen = {"faults": (faults_of(page), overflow_of(page))}
    fill_in(page)
    page.get_by_role("button", name="提交并取得编号").click()
    page.get_by_role("heading", name="LZ2022-0001").wait_for()
    link = page.url
    for name in ("", "edit/", "withdraw/"):
        page.goto(link + name)
        seen[name or "draft"] = (faults_of(page), overflow_of(page))
    page.goto(link)
    page.get_by_label("选择文件").set_input_files([photo("盖章件.jpg")])
    page.get_by_role("button", name="上传盖章件").click()
    page.get_by_text("已收到，正在识读").wait_for()
    page.locator("summary").click()
    seen["sent"] = (faults_of(page), overflow_of(page))
    assert not {name: found for name, found in seen.items() if found[0] or found[1] > 0}
