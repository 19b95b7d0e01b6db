"""Letters that belong to no case wait for a clerk; how the mailboxes stand; letters that a clerk brings as files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casecall.cases import queries as cases
from casecall.cases.actions import move
from casecall.cases.rules import WITHDRAWN
from casecall.letters import accounts
from casecall.letters.models import Rest
from casecall.receiving import ledger
from casecall.receiving import queries as receiving
from casecall.receiving.filing import suggest
from casecall.receiving.models import MailTrouble, Parcel, ReceivedLetter
from casecall.receiving.records import Hint, Place
from tests.casecall.factory import Application, a_case
from tests.casecall.web.office.conftest import EML, a_letter

if TYPE_CHECKING:
    from datetime import datetime

    import pytest
    from django.test import Client

    from casecall.calls.queries import CallRow

UNFILED = "/office/unfiled/"


def answer(client: Client, letter: ReceivedLetter, then: str, **more: str) -> str:
    address = reverse("office:unfiled-letter", args=(letter.pk,))
    return client.post(address, {"then": then, **more}, follow=True).content.decode()


def test_a_question_waits_and_is_counted_on_the_rail(clerk: Client, call: CallRow, now: datetime) -> None:
    a_letter(call.id, now=now)
    page = clerk.get(UNFILED).content.decode()
    assert "请问照片要几张" in page
    assert '来信 <span class="count">1</span>' in page


def test_what_the_rail_counts_is_what_the_page_lists(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    other = a_case(call, Application(title="银龄课堂", unit="白鹭市协会"), now=now)
    gone = a_case(call, Application(title="撤回的", unit="青川公司"), now=now)
    move(gone, WITHDRAWN, by="user:1", at=now, why="单位来电")
    a_letter(call.id, now=now)
    for n, more in enumerate(({"case_id": case_id}, {"kind": "bulk"}, {"ours": True}, {"aside": True})):
        a_letter(call.id, now=now, message_id=f"<no{n}@example.com>", **more)
    suggest([Hint(case_id, "表上二维码"), Hint(gone, "同名")], case_id=other, now=now)
    suggest([Hint(case_id, "表上二维码")], case_id=gone, now=now)
    waiting = receiving.waiting(call.id)
    assert waiting.letters == len(receiving.unfiled_letters(call.id)) == 1
    assert waiting.cases == len({one.case_id for one in receiving.suggested_cases(call.id)}) == 1


def test_no_letter_says_so(clerk: Client, call: CallRow) -> None:
    assert "没有待归档的来信" in clerk.get(UNFILED).content.decode()


def test_a_letter_goes_to_the_case_that_was_likely(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id, letter = a_case(call, now=now), a_letter(call.id, now=now)
    suggest([Hint(case_id, "来信地址与该案例一致")], letter_id=letter.pk, now=now)
    page = clerk.get(reverse("office:unfiled-letter", args=(letter.pk,))).content.decode()
    assert "来信地址与该案例一致" in page
    assert "已归入 LZ2022-0001" in answer(clerk, letter, str(case_id))
    letter.refresh_from_db()
    assert letter.case_id == case_id
    assert "请问照片要几张" in clerk.get(reverse("office:thread", args=(case_id,))).content.decode()


def test_a_letter_goes_to_a_case_by_number(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id, letter = a_case(call, now=now), a_letter(call.id, now=now)
    assert "没有编号为“LZ2022-0099”的案例" in answer(clerk, letter, "number", number="LZ2022-0099")
    answer(clerk, letter, "number", number="LZ2022-0001")
    letter.refresh_from_db()
    assert letter.case_id == case_id


def test_a_case_is_looked_for_by_its_title(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    letter = a_letter(call.id, now=now)
    address = reverse("office:unfiled-letter", args=(letter.pk,))
    assert "LZ2022-0001" in clerk.get(address, {"q": "凉外套"}).content.decode()
    assert "没有符合“丙丁”的案例" in clerk.get(address, {"q": "丙丁"}).content.decode()


def test_a_letter_opens_a_case_of_its_own(clerk: Client, call: CallRow, now: datetime) -> None:
    letter = a_letter(call.id, now=now)
    assert "已另立案例 LZ2022-0001" in answer(clerk, letter, "open")
    letter.refresh_from_db()
    assert letter.case_id is not None
    assert cases.case_row(letter.case_id).door == "letter"


def test_a_letter_is_set_aside_and_stays(clerk: Client, call: CallRow, now: datetime) -> None:
    letter = a_letter(call.id, now=now)
    answer(clerk, letter, "aside", why="推销")
    assert "请问照片要几张" not in clerk.get(UNFILED).content.decode()
    assert ReceivedLetter.objects.get(pk=letter.pk).why == "推销"


def test_a_letter_that_was_filed_is_not_here(clerk: Client, call: CallRow, now: datetime) -> None:
    letter = a_letter(call.id, now=now, case_id=a_case(call, now=now))
    assert clerk.get(reverse("office:unfiled-letter", args=(letter.pk,))).status_code == 404


def mail_toml(monkeypatch: pytest.MonkeyPatch) -> None:
    """One mailbox is set up."""
    box = accounts.Mailbox(
        name="秘书处", protocol="imap", host="imap.example.org", port=993, security="tls", user="u", password="p"
    )
    found = accounts.MailAccounts(mailboxes=(box,))
    monkeypatch.setattr("casecall.web.office.contexts.mail._accounts", lambda: (found, ""))
    monkeypatch.setattr("casecall.receiving.queries.load", lambda: found)


def test_without_a_mailbox_the_pages_say_how_papers_come_in(clerk: Client, call: CallRow) -> None:
    assert "未连接信箱" in clerk.get("/office/").content.decode()
    page = clerk.get("/office/mail/").content.decode()
    assert "征集页、文件夹导入和上传 .eml" in page
    assert "docs/howto/mailboxes.md" in page


def test_when_a_mailbox_was_looked_at_stands_on_the_inbox(
    clerk: Client, call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_toml(monkeypatch)
    assert "秘书处 尚未收取" in clerk.get("/office/").content.decode()
    ledger.looked("秘书处", "INBOX", now=now - timedelta(minutes=3))
    assert "信箱 秘书处：今天 10:27 收取正常" in clerk.get("/office/").content.decode()
    ledger.looked("秘书处", "INBOX", now=now - timedelta(hours=3))
    assert "超过半小时未收取" in clerk.get("/office/").content.decode()


def test_what_is_wrong_with_a_mailbox_is_said_in_plain_words(
    clerk: Client, call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_toml(monkeypatch)
    ledger.looked("秘书处", "INBOX", trouble="登录被拒绝，须用授权码", now=now)
    ledger.refuse(Place("秘书处", "INBOX", "1", "7"), "信件不完整", subject="半封信", now=now)
    for path in ("/office/", "/office/mail/"):
        assert "登录被拒绝，须用授权码" in clerk.get(path).content.decode()
    page = clerk.get("/office/mail/").content.decode()
    assert "收取不成" in page
    assert "半封信" in page


def test_an_account_that_rests_is_said_on_the_inbox(
    clerk: Client, call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_toml(monkeypatch)
    Rest.objects.create(address="cases@example.org", since=now, until=now + timedelta(minutes=8), why="登录未通过")
    assert "发信账户 cases@example.org 暂停发送，今天 10:38 再试：登录未通过" in clerk.get("/office/").content.decode()


def test_several_letters_are_brought_at_once_each_an_application(clerk: Client, call: CallRow) -> None:
    files = [SimpleUploadedFile(f"{n}.eml", EML.format(message_id=f"<{n}@example.com>").encode()) for n in range(3)]
    page = clerk.post(reverse("office:enter"), {"files": files}, follow=True).content.decode()
    assert "已录入 3 份申报" in page
    assert Parcel.objects.count() == ReceivedLetter.objects.count() == 3
    assert {one.door for one in Parcel.objects.all()} == {"letter"}


def test_a_letter_that_is_known_is_not_entered_twice(clerk: Client, call: CallRow) -> None:
    def bring(**more: Any) -> str:
        file = SimpleUploadedFile("一.eml", EML.format(message_id="<1@example.com>").encode())
        return clerk.post(reverse("office:enter"), {"files": [file], **more}, follow=True).content.decode()

    bring()
    assert "1 封邮件此前已收过" in bring()
    assert Parcel.objects.count() == 1


def test_a_letter_that_could_not_be_taken_is_tried_again_when_a_clerk_says_so(clerk: Client, now: datetime) -> None:
    trouble = MailTrouble.objects.create(
        account="秘书处", folder="INBOX", uid="7", subject="申报材料", trouble="信件残缺", attempts=5, at=now
    )
    assert "再试一次" in clerk.get("/office/mail/").content.decode()
    address = reverse("office:mail-again", args=(trouble.pk,))
    assert "下次收取时再试" in clerk.post(address, follow=True).content.decode()
    trouble.refresh_from_db()
    assert (trouble.attempts, trouble.due is not None) == (0, True)
    trouble.delete()
    assert "不在信箱里" in clerk.post(address, follow=True).content.decode()
