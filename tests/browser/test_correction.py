"""A whole round of correction in a browser: asked for at the desk, sent, answered on a telephone, seen mended."""

from __future__ import annotations

import re
import socket
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.files.actions import keep
from casecall.flow.worker import run_due
from casecall.letters.models import Letter
from casecall.people.actions import make_user
from casecall.receiving.actions import receive
from casecall.receiving.records import ReceivedFile
from tests.casecall.drawing import draw_form
from tests.casecall.factory import Application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django import Settings

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]

UNIT = Application()
PASSWORD = "a-quiet-orchard-in-the-hills"


class Sink:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope.content)
        return "250 taken"


@pytest.fixture
def sink(settings: Settings, tmp_path: Path, visits: Visits) -> Iterator[Sink]:
    """The server that the site's account sends by; links in letters lead to the live site."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    path = tmp_path / "mail.toml"
    path.write_text(
        '[sending]\nsender_name = "秘书处"\nsender_address = "cases@example.org"\nhost = "127.0.0.1"\n'
        f'port = {port}\nsecurity = "none"\n',
        encoding="utf-8",
    )
    path.chmod(0o600)
    settings.MAIL, settings.BASE_URL = str(path), visits.address
    yield sink
    controller.stop()


def scan(call: CallRow, *, sealed: bool) -> bytes:
    """The form as its unit scanned it."""
    names = ("theme", "unit", "contact", "position", "phone", "email", "title", "body")
    values = {name: getattr(UNIT, name) for name in names} | {"date": "2022年9月1日"}
    themes = {theme.key: theme.label for theme in call.rules.themes}
    return draw_form(values, themes=themes, seal=UNIT.unit if sealed else "").jpeg


def sent_in(call: CallRow, now: datetime) -> int:
    """A case of an unstamped scan, read."""
    file = ReceivedFile("申报表.jpg", keep(scan(call, sealed=False), now=now).sha256)
    receive([file], call_id=call.id, door="upload", sent_at=now, now=now, by="applicant")
    run_due()
    return cases.case_ids(call.id)[0]


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/office/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def link_in(letter: bytes) -> str:
    body = message_from_bytes(letter, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://\S+/x/\S+", body.get_content())
    return found[0] if found else ""


def test_from_the_desk_to_the_answer_and_back(
    visits: Visits,
    call: CallRow,
    inside: datetime,
    sink: Sink,
    faults_of: Callable[[Page], list[str]],
    overflow_of: Callable[[Page], int],
) -> None:
    make_user("clerk", PASSWORD, role="clerk", name="公冶岚", now=timezone.now(), by="console")
    case_id = sent_in(call, inside)
    assert cases.case_row(case_id).state == states.FAULTY, cases.case_row(case_id).reason

    office = visits.fresh()
    log_in(office, visits.address)
    office.goto(f"{visits.address}/office/cases/{case_id}/")
    office.get_by_role("link", name="请求补正").click()
    assert faults_of(office) == []
    office.get_by_label("另需补正的内容").fill("盖章处请写清日期。")
    office.get_by_role("button", name="预览信件").click()
    assert office.get_by_text("〔补正链接，已隐去〕").is_visible()
    assert faults_of(office) == []
    office.get_by_role("button", name="批准发送").click()
    office.get_by_text("补正通知已批准").wait_for()
    assert cases.case_row(case_id).state == states.WAITING
    run_due()
    link = next(found for found in map(link_in, sink.taken) if found)
    assert link.split("~")[1].strip("/") not in Letter.objects.get(kind="correction").text

    answered_on_a_telephone(visits, link, scan(call, sealed=True), faults_of, overflow_of)
    assert cases.case_row(case_id).state == states.RECEIVED
    run_due()
    office.reload()
    assert office.get_by_text("1 项中 1 项已补正").is_visible(), office.locator("main").inner_text()
    assert office.get_by_role("heading", name="新旧对照：第 1 稿与第 2 稿").is_visible()
    assert cases.case_row(case_id).state in {states.IN_ORDER, states.DOUBTFUL}, cases.case_row(case_id).reason
    assert faults_of(office) == []
    office.emulate_media(color_scheme="dark")
    assert faults_of(office) == []


def answered_on_a_telephone(
    visits: Visits,
    link: str,
    stamped: bytes,
    faults_of: Callable[[Page], list[str]],
    overflow_of: Callable[[Page], int],
) -> None:
    """The link as its unit meets it: light, dark and large, then without scripts, at the width of a telephone."""
    path = link.removeprefix(visits.address)
    for dress in ({}, {"scheme": "dark"}, {"large": True}):
        page = visits.open(path, width=360, **dress)
        assert page.get_by_role("button", name="提交补正").is_visible()
        assert faults_of(page) == [], dress
        assert overflow_of(page) <= 0, dress
        text = page.locator("main").inner_text()
        assert not [one for one in (UNIT.phone, UNIT.email, UNIT.contact) if one in text]
    page = visits.open(path, width=360, scripts=False)
    page.get_by_role("button", name="提交补正").click()
    assert page.get_by_text("处需要改动").is_visible()
    file: Any = {"name": "盖章件.jpg", "mimeType": "image/jpeg", "buffer": stamped}
    page.get_by_label("重新盖章的申报表").set_input_files([file])
    page.get_by_role("button", name="提交补正").click()
    assert page.get_by_role("heading", name="补正已提交").is_visible()
    page = visits.open(path, width=360)
    assert page.get_by_role("heading", name="补正已提交").is_visible()
    assert faults_of(page) == []
    assert overflow_of(page) <= 0
