"""The whole path in a browser: from a unit's form to the published topic, and down again. Real papers, real reading."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.flow.worker import run_due
from casecall.people.actions import make_user
from samples.making.paper import scan, stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django import Settings

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.office]

UNIT = "星衢通信集团云岫有限公司"
TITLE = "高山果园有了自己的网"
PHONE, EMAIL, PERSON = "15400018821", "fruit@xingqu.example.com", "翀明远"
PASSWORD = "a-quiet-orchard-in-the-hills"
BODY = (
    "2022年3月，石笋县高山果园仍没有网络信号，果农卖果要走四十里山路。公司派出六人小队，在石笋县架设基站三座，并教果农用手机直播。\n"
    "到2022年9月底，网上销售额第一次超过二百万元，一百一十二户果农户均增收六千元。"
)
DPI = 200


def stamped(form: Path, folder: Path) -> Any:
    """What a unit does with the form: prints it, stamps it, and scans it."""
    profile = f"-env:UserInstallation=file://{folder}/office"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, form],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with pypdfium2.PdfDocument(folder / f"{form.stem}.pdf") as printed:
        page = printed[0]
        places = page.get_textpage()
        found = places.search("单位盖章").get_next()
        left, bottom, _, _ = places.get_charbox(found[0])
        sheet = page.render(scale=DPI / 72).to_pil().convert("RGB")
        at = ((left + 130) * DPI / 72, sheet.height - (bottom - 10) * DPI / 72)
    random = np.random.default_rng(20221020)
    pixels = np.array(sheet)
    stamp(pixels, UNIT, at, random, dpi=DPI)
    out = io.BytesIO()
    Image.fromarray(scan(pixels, random)).save(out, "JPEG", quality=85, dpi=(DPI, DPI))
    return {"name": "盖章扫描件.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def photo() -> Any:
    """A photo with its camera's notes in it, which must not leave."""
    across, down = np.meshgrid(np.linspace(0, 1, 1200), np.linspace(0, 1, 800))
    pixels = np.stack([110 + 90 * across, 150 + 60 * down, 90 + 40 * across * down], axis=2).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0110] = "PrivateCamera"
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=88, exif=exif)
    return {"name": "果园.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def apply(page: Page) -> None:
    """Fill the form in as the unit does."""
    page.get_by_role("link", name="开始申报").click()
    page.get_by_label("助力乡村振兴").check()
    for label, text in {
        "申报单位": UNIT, "联系人": PERSON, "职务": "综合部主管", "联系电话": PHONE,
        "邮箱": EMAIL, "案例名称": TITLE, "正文": BODY,
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("照片 1", exact=True).set_input_files([photo()])
    page.get_by_label("已阅读并代表本单位").check()
    page.get_by_label("已阅读并同意").check()
    page.get_by_role("button", name="提交并取得编号").click()
    page.get_by_role("heading", name="LZ2022-0001").wait_for()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/office/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def settle_doubts(page: Page) -> None:
    """Rule on whatever is left to a person, one after the other."""
    for _ in range(8):
        waiting = page.get_by_role("button", name="没有问题").first
        if not waiting.is_visible():
            return
        page.locator("article.finding input[name=why]").first.fill("与纸面核对无误")
        waiting.click()
        page.wait_for_load_state("networkidle")


def test_from_the_units_form_to_the_topic_page_and_down_again(
    visits: Visits,
    call: CallRow,
    inside: datetime,
    tmp_path: Path,
    faults_of: Callable[[Page], list[str]],
    settings: Settings,
) -> None:
    make_user("clerk", PASSWORD, role="clerk", name="公冶岚", now=timezone.now(), by="console")

    unit = visits.open("/c/cace-2022/")
    apply(unit)
    with unit.expect_download() as fetched:
        unit.get_by_role("link", name="下载 Word 申报表").click()
    form = tmp_path / "form.docx"
    fetched.value.save_as(form)
    assert cases.case_row(cases.case_ids(call.id)[0]).state == states.DRAFT
    unit.get_by_label("选择文件").set_input_files([stamped(form, tmp_path)])
    unit.get_by_role("button", name="上传盖章件").click()
    unit.get_by_text("已收到").first.wait_for()
    run_due()

    office = visits.fresh()
    log_in(office, visits.address)
    office.get_by_role("link", name=TITLE).click()
    assert office.get_by_text(UNIT).first.is_visible()
    assert faults_of(office) == []
    case_id = cases.case_ids(call.id)[0]
    assert cases.case_row(case_id).state in {states.IN_ORDER, states.DOUBTFUL}, cases.case_row(case_id).reason
    settle_doubts(office)
    assert cases.case_row(case_id).state == states.IN_ORDER
    office.get_by_role("button", name="入选").click()
    office.wait_for_load_state("networkidle")
    assert cases.case_row(case_id).state == states.ACCEPTED

    publish(office, visits.address)
    public = visits.open("/t/orchards/")
    assert public.get_by_text(TITLE).first.is_visible()
    public.get_by_role("link", name=TITLE).first.click()
    assert public.get_by_text("网上销售额第一次超过二百万元").first.is_visible()
    assert cases.case_row(case_id).state == states.PUBLISHED

    assert private_words_in(settings.SITE_OUT) == []

    take_down(office)
    assert visits.open("/t/orchards/").get_by_text(TITLE).count() == 0
    assert cases.case_row(case_id).state == states.COMPILED


def private_words_in(folder: Path) -> list[str]:
    """What must not leave, wherever it stands in the bytes of the published folder."""
    private = [word.encode() for word in (PHONE, EMAIL, PERSON, "PrivateCamera")]
    return [path.name for path in folder.rglob("*") if path.is_file() for word in private if word in path.read_bytes()]


def publish(office: Page, address: str) -> None:
    """Make an edition of what was accepted, change a word in it, and send it out."""
    office.goto(f"{address}/office/editions/")
    office.get_by_label("专题标题").fill("山里的网")
    office.get_by_label("网页地址").fill("orchards")
    office.get_by_role("button", name="建立").click()
    office.get_by_role("checkbox").first.check()
    office.get_by_role("button", name="编入所选").click()
    office.get_by_role("link", name="发布…").click()
    office.get_by_role("button", name="确认发布").click()
    office.wait_for_load_state("networkidle")
    run_due()
    office.reload()


def take_down(office: Page) -> None:
    office.get_by_label("理由").fill("单位要求更正数据")
    office.get_by_role("button", name="撤下").click()
    office.wait_for_load_state("networkidle")
    run_due()
