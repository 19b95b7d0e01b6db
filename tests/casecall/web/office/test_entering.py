"""What a clerk adds to a case that is known: a stamped page by post joins the draft that was filled in on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casecall.cases.queries import case_row, newest_revision
from casecall.receiving.applying import submit_form, withdraw
from casecall.receiving.models import Parcel

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow


def test_a_stamped_page_that_came_by_post_joins_its_case(clerk: Client, call: CallRow, now: datetime) -> None:
    case = submit_form(call.id, {"title": "银发课堂", "body": "正文"}, now=now)
    page = SimpleUploadedFile("邮寄盖章页.pdf", b"%PDF-1.4 stamped")
    sent = {"files": [page], "number": f" {case.number} ", "sent_on": "2022-09-30"}
    response = clerk.post(reverse("office:enter"), sent, follow=True)
    assert f"已补到 {case.number}" in response.content.decode()
    row = newest_revision(case.pk)
    assert row is not None
    assert [file.name for file in row.files] == [f"{case.number}.docx", "邮寄盖章页.pdf"]
    assert row.sent_at is not None
    assert (case_row(case.pk).state, row.sent_at.date().isoformat()) == ("received", "2022-09-30")


@pytest.mark.usefixtures("call")
def test_a_number_that_no_case_bears_is_said(clerk: Client) -> None:
    page = SimpleUploadedFile("盖章页.pdf", b"%PDF-1.4 stamped")
    response = clerk.post(reverse("office:enter"), {"files": [page], "number": "LZ2022-9999"})
    assert response.status_code == 422
    assert "没有编号为“LZ2022-9999”的案例" in response.content.decode()


def test_a_withdrawn_case_takes_nothing_more(clerk: Client, call: CallRow, now: datetime) -> None:
    case = submit_form(call.id, {"title": "银发课堂", "body": "正文"}, now=now)
    withdraw(case.pk, now=now)
    page = SimpleUploadedFile("盖章页.pdf", b"%PDF-1.4 stamped")
    response = clerk.post(reverse("office:enter"), {"files": [page], "number": case.number})
    assert response.status_code == 422
    assert "已撤回" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "door", "kept"),
    [
        ("来信.eml", b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\nDate: x\n\nx", "letter", "来信.eml"),
        ("盖章\u202efdp.页.pdf", b"%PDF-1.4 stamped", "desk", "盖章fdp.页.pdf"),
    ],
)
def test_a_letter_is_entered_as_one_and_names_are_made_safe(
    clerk: Client, call: CallRow, name: str, data: bytes, *, door: str, kept: str
) -> None:
    response = clerk.post(reverse("office:enter"), {"files": [SimpleUploadedFile(name, data)]})
    assert response.status_code == 302
    parcel = Parcel.objects.get()
    assert (parcel.door, [one.name for one in parcel.files.all()]) == (door, [kept])
