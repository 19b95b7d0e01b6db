"""A unit's own Word form, stamped scan and photos go in at once, and get a number at once."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casecall.cases import queries as cases
from tests.casecall.web.apply.conftest import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

SEND = "/c/cace-2022/send/"


def word_file() -> SimpleUploadedFile:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return SimpleUploadedFile("申报表.docx", data.getvalue())


def test_the_page_says_what_to_choose(call: CallRow) -> None:
    html = Client().get(SEND).content.decode()
    for said in ("Word 申报表", "加盖公章的扫描件", "照片原图", "50 MB", "个人信息说明"):
        assert said in html


def test_files_sent_in_one_go_are_one_application(call: CallRow) -> None:
    files = [word_file(), SimpleUploadedFile("盖章.pdf", b"%PDF-1.7"), picture()]
    answer = Client().post(SEND, {"files": files, "consent": "yes"}, follow=True)
    (case_id,) = cases.case_ids(call.id)
    case, revision = cases.case_row(case_id), cases.newest_revision(case_id)
    assert (case.number, case.state, case.door) == ("LZ2022-0001", "received", "upload")
    assert revision is not None
    assert [one.name for one in revision.files] == ["申报表.docx", "盖章.pdf", "现场.jpg"]
    html = answer.content.decode()
    assert "LZ2022-0001" in html
    assert "正在识读" in html
    assert "申报表.docx" in html


def test_an_application_that_came_as_files_has_no_filled_form(call: CallRow) -> None:
    link = Client().post(SEND, {"files": [word_file()], "consent": "yes"})["Location"]
    assert Client().get(f"{link}form.docx").status_code == 404
    assert Client().get(f"{link}edit/").status_code == 302


def token(html: str) -> str:
    found = re.search(r'<input type="hidden" name="once" value="([^"]+)">', html)
    assert found is not None
    return found[1]


def test_the_same_form_sent_twice_is_one_application(call: CallRow, turn: Callable[[str], datetime]) -> None:
    once = token(Client().get(SEND).content.decode())
    first = Client().post(SEND, {"files": [word_file()], "consent": "yes", "once": once})
    turn("2022-09-03T10:00+08:00")
    again = Client().post(SEND, {"files": [word_file()], "consent": "yes", "once": once})
    assert first["Location"] == again["Location"]


def test_two_units_that_send_the_same_bytes_have_a_case_each(call: CallRow) -> None:
    links = set()
    for _ in range(2):
        once = token(Client().get(SEND).content.decode())
        links.add(Client().post(SEND, {"files": [word_file()], "consent": "yes", "once": once})["Location"])
    assert len(links) == len(cases.case_ids(call.id)) == 2


def test_a_form_that_is_shown_again_keeps_its_token(call: CallRow) -> None:
    once = token(Client().get(SEND).content.decode())
    assert token(Client().post(SEND, {"once": once}).content.decode()) == once


def test_every_fault_is_said_at_once(call: CallRow) -> None:
    files = [SimpleUploadedFile("a.exe", b"MZ\x00\x01"), SimpleUploadedFile("空.pdf", b"")]
    answer = Client().post(SEND, {"files": files})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "有 3 处需要改动" in html
    assert "“a.exe”的格式不能识读" in html
    assert "“空.pdf”是空文件" in html
    assert "请阅读个人信息说明" in html
    assert not cases.case_ids(call.id)
    assert "请先选择文件" in Client().post(SEND, {"consent": "yes"}).content.decode()


def test_a_closed_call_takes_no_files(call: CallRow, turn: Callable[[str], datetime]) -> None:
    turn("2022-11-02T00:00+08:00")
    assert "征集已截止" in Client().get(SEND).content.decode()
    assert Client().post(SEND, {"files": [word_file()], "consent": "yes"}).status_code == 403
    assert not cases.case_ids(call.id)


def test_the_door_is_got_or_posted_and_of_a_call_that_is_there(call: CallRow) -> None:
    assert Client().put(SEND).status_code == 405
    assert Client().get("/c/nothing/send/").status_code == 404


def test_the_page_asks_one_question(call: CallRow) -> None:
    with CaptureQueriesContext(connection) as asked:
        Client().get(SEND)
    assert len(asked) == 1
