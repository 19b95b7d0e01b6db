"""Letters to any selection of the inbox: exactly who gets what before anything is written, and who is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.queries import newest_revision
from casecall.files.actions import keep
from casecall.letters import rules
from casecall.letters.models import Letter
from casecall.receiving.filing import file_parcel
from casecall.receiving.letters_in import bring
from casecall.receiving.models import Parcel
from casecall.screening.actions import correct
from casecall.screening.recipients import recipients_of
from tests.casecall.factory import Application, a_case, an_unread_case, several
from tests.casecall.web.office.conftest import EML
from tests.casecall.web.office.test_outbox import a_letter_out

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django import Settings

    from casecall.calls.queries import CallRow

WRITE = "/office/write/"
TEXT = {"subject": "关于 {{编号}}", "text": "{{#申报单位}}\n{{申报单位}}：\n{{/申报单位}}\n请补寄照片。"}


def test_a_query_shows_who_gets_a_letter_and_who_does_not(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="甲案", theme="green"), now=now)
    a_case(call, Application(title="乙案", theme="rural"), now=now)
    page = clerk.get(WRITE, {"q": "主题:绿色"}).content.decode()
    assert "给 1 件案例写信" in page
    assert "甲案" in page
    assert "乙案" not in page
    assert "w＊＊＊@example.com" in page
    assert "wenrens@example.com" not in page
    assert not Letter.objects.exists()


def test_those_left_out_are_named_with_the_reason(clerk: Client, call: CallRow, now: datetime) -> None:
    without = an_unread_case(call, now=now)
    back = a_case(call, Application(email="back@example.com"), now=now)
    gone = a_case(call, Application(title="撤回的"), now=now)
    a_letter_out(back, now=now, to_address="Back@example.com", state=rules.BOUNCED)
    move(gone, states.WITHDRAWN, by="user:1", at=now, why="单位来电")
    page = clerk.post(reverse("office:bulk"), {"act": "write", "case": [without, back, gone]}).content.decode()
    assert "给 0 件案例写信" in page
    for why in ("没有读到邮箱", "此前发往该邮箱的信被退回", "案例已撤回"):
        assert why in page


def test_each_letter_can_be_looked_at_as_it_would_be(clerk: Client, call: CallRow, now: datetime) -> None:
    ids = [a_case(call, Application(unit=unit), now=now) for unit in ("青川分公司", "白鹭市协会")]
    asked = {"cases": ",".join(map(str, ids)), **TEXT}
    assert "青川分公司：" in clerk.post(WRITE, {**asked, "at": "1"}).content.decode()
    second = clerk.post(WRITE, {**asked, "at": "2"}).content.decode()
    assert "白鹭市协会：" in second
    assert "第 2 封，共 2 封" in second
    assert not Letter.objects.exists()


def test_letters_are_written_as_drafts_one_a_case(clerk: Client, call: CallRow, now: datetime) -> None:
    ids = several(call, 3, now=now)
    page = clerk.post(WRITE, {"cases": ",".join(map(str, ids)), **TEXT, "then": "draft"}, follow=True)
    assert "已写成 3 封草稿" in page.content.decode()
    made = list(Letter.objects.order_by("case_id"))
    assert [one.case_id for one in made] == ids
    assert {one.state for one in made} == {rules.DRAFT}
    assert made[0].subject == "关于 LZ2022-0001"
    assert made[0].to_address == "wenrens@example.com"


def test_the_same_form_sent_twice_writes_once(clerk: Client, call: CallRow, now: datetime) -> None:
    ids = several(call, 2, now=now)
    asked = {"cases": ",".join(map(str, ids)), **TEXT, "once": "abc123", "then": "draft"}
    clerk.post(WRITE, asked)
    clerk.post(WRITE, asked)
    assert Letter.objects.count() == 2


def test_who_may_approve_can_do_it_at_once(clerk: Client, call: CallRow, now: datetime) -> None:
    ids = several(call, 2, now=now)
    page = clerk.post(WRITE, {"cases": ",".join(map(str, ids)), **TEXT, "then": "send"}, follow=True)
    assert "已写成并批准 2 封" in page.content.decode()
    assert {one.state for one in Letter.objects.all()} == {rules.APPROVED}


def test_a_text_with_a_fault_writes_nothing(clerk: Client, call: CallRow, now: datetime) -> None:
    ids = several(call, 2, now=now)
    asked = {"cases": ",".join(map(str, ids)), "subject": "好", "text": "{{联系电话}}", "then": "draft"}
    response = clerk.post(WRITE, asked)
    assert response.status_code == 422
    assert "没有“联系电话”这个字段" in response.content.decode()
    assert not Letter.objects.exists()


def test_one_case_is_written_to_from_its_desk(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = an_unread_case(call, now=now)
    page = clerk.get(WRITE, {"case": case_id}).content.decode()
    assert "没有读到邮箱" in page
    clerk.post(WRITE, {"cases": str(case_id), "alone": "1", **TEXT, "then": "draft"})
    letter = Letter.objects.get()
    assert (letter.case_id, letter.to_address, letter.state) == (case_id, "", rules.DRAFT)


def test_no_case_to_write_to_is_said(clerk: Client, call: CallRow) -> None:
    assert "没有可以写信的案例" in clerk.get(WRITE, follow=True).content.decode()
    assert clerk.get(WRITE, {"case": "98765"}).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_cases(clerk: Client, call: CallRow, now: datetime) -> None:
    several(call, 1, now=now)
    with CaptureQueriesContext(connection) as one:
        clerk.get(WRITE)
    several(call, 2, now=now)
    with CaptureQueriesContext(connection) as three:
        clerk.get(WRITE)
    assert len(one) == len(three)


def test_a_corrected_address_counts_before_the_one_that_was_read(call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    assert [(one.address, one.source) for one in recipients_of([case_id])] == [
        ("wenrens@example.com", "申报表上的邮箱")
    ]
    revision = newest_revision(case_id)
    assert revision is not None
    correct(revision.id, "email", "right@example.com", by="user:1", now=now)
    assert [one.address for one in recipients_of([case_id])] == ["right@example.com"]


@pytest.mark.parametrize(
    ("address", "why"), [("no-reply@example.com", "不收信的系统地址"), ("wen rens@", "写法有误"), ("", "没有读到邮箱")]
)
def test_an_address_that_cannot_be_written_to_is_left_out(call: CallRow, now: datetime, address: str, why: str) -> None:
    case_id = a_case(call, Application(email=address), now=now)
    assert why in recipients_of([case_id])[0].why


def test_a_later_letter_that_arrived_clears_an_address(call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    a_letter_out(case_id, now=now, state=rules.BOUNCED)
    assert recipients_of([case_id])[0].why
    a_letter_out(case_id, now=now, state=rules.SENT)
    assert not recipients_of([case_id])[0].why


def test_the_sender_of_the_application_stands_in_where_no_address_was_read(call: CallRow, now: datetime) -> None:
    data = EML.format(message_id="<7@example.com>").encode()
    bring(keep(data, now=now).sha256, call_id=call.id, name="申报.eml", now=now, by="user:1")
    case = file_parcel(Parcel.objects.get().pk, now=now)
    found = recipients_of([case.pk])[0]
    assert (found.address, found.source, found.why) == ("wenrens@example.com", "来信的发件地址", "")


def test_a_letter_to_one_unit_begins_with_plain_words_and_leaves_with_its_link(
    clerk: Client, call: CallRow, now: datetime, settings: Settings
) -> None:
    settings.BASE_URL = "https://cases.example.org"
    case_id = a_case(call, Application(unit="云岫公司", title="山村有网"), now=now)
    begun = clerk.get(WRITE, {"case": case_id}).context["page"].asked
    assert begun.text.startswith("云岫公司：")
    assert "《山村有网》" in begun.subject
    assert [one for one in ("{{#", "{{申报单位") if one in begun.text] == []
    typed = {"cases": str(case_id), "alone": "1", "subject": begun.subject, "text": begun.text, "then": "draft"}
    clerk.post(WRITE, typed)
    assert f"[[link:case:{case_id}]]" in Letter.objects.get().text
