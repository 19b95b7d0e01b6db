"""Control characters that are typed or pasted go no further than the door; static files carry the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casecall.cases import queries as cases
from casecall.people.queries import list_users
from casecall.people.rules import ADMINISTRATOR
from casecall.web.kit.plain import plain
from tests.casecall.factory import a_case, a_user
from tests.casecall.web.apply.conftest import GOOD, picture

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

DIRTY = "节\x00能\x01改\x1f造\x7f\uffff"


@pytest.fixture
def chief(db: None, now: datetime) -> Client:
    """An administrator who is logged in."""
    client = Client()
    client.force_login(
        a_user("chief", role=ADMINISTRATOR, shown="公冶岚", now=now),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DIRTY, "节能改造"),
        ("甲\v乙\f丙", "甲\n乙\n丙"),
        ("甲\t乙\r\n丙\n丁", "甲\t乙\r\n丙\n丁"),
        ("𠮷 – “引号” 🏔", "𠮷 – “引号” 🏔"),
    ],
)
def test_controls_go_and_text_stays(typed: str, kept: str) -> None:
    assert plain(typed) == kept


def test_a_form_with_controls_becomes_a_draft_that_can_be_printed(call: CallRow) -> None:
    typed = {
        "title": DIRTY,
        "body": "第一行\x00\v第二行",
        "caption-1": "图\x02说",
        "photo-1": picture(),
        "once": "\x00o",
    }
    answer = Client().post("/c/cace-2022/apply/", GOOD | typed)
    assert answer.status_code == 303
    (case_id,) = cases.case_ids(call.id)
    revision = cases.newest_revision(case_id)
    assert revision is not None
    assert revision.typed is not None
    assert cases.case_row(case_id).title == "节能改造"
    assert revision.typed["body"] == "第一行\n第二行"
    assert not any(one in value for value in revision.typed.values() for one in "\x00\x01\x02\v")
    assert Client().get(f"{answer['Location']}form.docx").status_code == 200


def test_what_the_office_types_is_plain_too(chief: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    chief.post(reverse("office:note", args=(case_id,)), {"note": DIRTY})
    assert cases.case_row(case_id).note == "节能改造"
    chief.post(reverse("office:people"), {"username": "new\x00one", "name": "卫\x00青禾", "role": "clerk"})
    assert [(one.username, one.shown) for one in list_users() if one.username != "chief"] == [("newone", "卫青禾")]


def test_a_question_with_controls_is_asked_without_them(chief: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    page = chief.get("/office/?q=%00%E6%9C%BA%01%E6%88%BF&state=%00")
    assert page.status_code == 200
    assert page.context["inbox"].asked.query == "机房"


def test_the_name_of_a_file_is_plain(call: CallRow) -> None:
    files = [SimpleUploadedFile("申\x00报\x01表.jpg", picture().read())]
    assert Client().post("/c/cace-2022/send/", {"files": files, "consent": "yes"}).status_code == 303
    revision = cases.newest_revision(cases.case_ids(call.id)[0])
    assert revision is not None
    assert [one.name for one in revision.files] == ["申报表.jpg"]


@pytest.mark.parametrize("path", ["/c/cace%002022/", "/office/pictures/%00/", "/t/green/%01"])
def test_an_address_with_controls_is_not_found(chief: Client, call: CallRow, path: str) -> None:
    assert chief.get(path).status_code == 404


def test_static_files_carry_the_policy_of_the_pages() -> None:
    sheet = settings.STATIC_ROOT / "policy-test.css"
    sheet.write_text("p { margin: 0 }")
    try:
        answer = Client().get("/static/policy-test.css")
    finally:
        sheet.unlink()
    assert answer.status_code == 200
    assert b"margin" in b"".join(answer)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
