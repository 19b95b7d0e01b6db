"""Fetching from a true server: each letter once, nothing touched, whatever breaks in between."""

from __future__ import annotations

import dataclasses
import imaplib
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from bench.dovecot import ACCOUNT, PASSWORD, renumber
from casecall.letters.accounts import MailAccounts, Sending
from casecall.letters.actions import write
from casecall.receiving.mailboxes import fetch_once, fetching
from casecall.receiving.models import MailFolder, MailItem, MailTrouble, Parcel, ReceivedLetter
from tests.casecall.receiving.mailboxes.letters import letter

if TYPE_CHECKING:
    from pytest_django import Settings

    from casecall.cli.dovecot import Dovecot
    from casecall.letters.accounts import Mailbox
    from casecall.receiving.mailboxes import FetchReport

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("call")]


def fetched(mailbox: Mailbox) -> FetchReport:
    return fetch_once(mailbox, now=timezone.now, stop=threading.Event())


def flags(post: Dovecot, folder: str = "INBOX") -> list[bytes]:
    client = imaplib.IMAP4("127.0.0.1", post.imap, 10)
    client.login(ACCOUNT, PASSWORD)
    client.select(folder, readonly=True)
    _, said = client.fetch("1:*", "(FLAGS)")
    client.logout()
    return [one for one in said if isinstance(one, bytes)]


def test_each_letter_becomes_one_parcel_and_the_mailbox_stays_as_it_was(post: Dovecot, mailbox: Mailbox) -> None:
    for n in range(5):
        post.deliver(ACCOUNT, letter(n))
    assert fetched(mailbox).taken == 5
    assert fetched(mailbox).taken == 0
    assert Parcel.objects.count() == ReceivedLetter.objects.count() == MailItem.objects.count() == 5
    assert not any(b"Seen" in one for one in flags(post))


def test_another_uidvalidity_brings_no_letter_twice(post: Dovecot, mailbox: Mailbox) -> None:
    for n in range(3):
        post.deliver(ACCOUNT, letter(n, message_id=None))
    fetched(mailbox)
    before = MailFolder.objects.get(folder="INBOX").validity
    renumber(post)
    post.deliver(ACCOUNT, letter(4))
    assert fetched(mailbox).taken == 4
    assert MailFolder.objects.get(folder="INBOX").validity != before
    assert Parcel.objects.count() == 4


def test_a_letter_of_twenty_megabytes_comes_in_parts(post: Dovecot, mailbox: Mailbox, settings: Settings) -> None:
    whole = letter(1, size=20 * 1024 * 1024)
    post.deliver(ACCOUNT, whole)
    assert fetched(mailbox).taken == 1
    kept = ReceivedLetter.objects.get().file
    assert kept.size == len(whole.replace(b"\n", b"\r\n"))
    assert not list(settings.INCOMING.glob("mail-*"))


def test_a_letter_above_the_limit_leaves_its_headers_and_a_word_to_the_clerk(
    post: Dovecot, mailbox: Mailbox, settings: Settings
) -> None:
    settings.LETTER_BYTES = 100_000
    post.deliver(ACCOUNT, letter(1, size=200_000))
    post.deliver(ACCOUNT, letter(2))
    assert fetched(mailbox).taken == 2
    assert Parcel.objects.count() == 1
    assert "只收下了信头" in MailTrouble.objects.get(due=None).trouble


def test_the_sent_folder_is_found_and_its_letters_are_ours(post: Dovecot, mailbox: Mailbox) -> None:
    post.deliver(ACCOUNT, letter(1), folder="&XfJT0ZAB-")
    assert fetched(mailbox).taken == 1
    assert ReceivedLetter.objects.get().ours
    assert not Parcel.objects.exists()


def test_a_letter_that_this_program_sent_is_not_taken_again_and_proves_that_it_went(
    post: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying = Sending(
        sender_name="秘书处", sender_address=ACCOUNT, host="127.0.0.1", port=25, security="none", keep_copy="bcc"
    )
    monkeypatch.setattr(fetching, "load", lambda: MailAccounts((), copying))
    sent = write("free", key="1", to_address="a@example.com", subject="题", text="文", now=timezone.now(), by="user:1")
    sent.state, sent.handed_at = "unknown", timezone.now()
    sent.save()
    post.deliver(ACCOUNT, letter(1, message_id=sent.message_id))
    post.deliver(ACCOUNT, letter(2))
    found = fetched(mailbox)
    assert (found.taken, found.passed) == (1, 1)
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_letters_are_marked_or_moved_where_told(post: Dovecot, mailbox: Mailbox) -> None:
    post.deliver(ACCOUNT, letter(1))
    fetched(dataclasses.replace(mailbox, after="seen"))
    assert all(b"Seen" in one for one in flags(post))
    post.maildir(ACCOUNT, "done")
    post.deliver(ACCOUNT, letter(2))
    fetched(dataclasses.replace(mailbox, after="move:done"))
    assert len(flags(post, "done")) == 1
    assert not MailItem.objects.filter(settled=False).exists()


def test_a_folder_to_move_to_that_is_not_there_is_told_and_the_letter_taken(post: Dovecot, mailbox: Mailbox) -> None:
    post.deliver(ACCOUNT, letter(1))
    report = fetched(dataclasses.replace(mailbox, after="move:nowhere"))
    assert "nowhere" in report.trouble
    assert "已发送" in MailFolder.objects.get(folder="INBOX").trouble
    assert Parcel.objects.count() == 1
    post.maildir(ACCOUNT, "nowhere")
    fetched(dataclasses.replace(mailbox, after="move:nowhere"))
    assert len(flags(post, "nowhere")) == 1


def test_by_pop3_each_letter_comes_once_and_stays_there(post: Dovecot, mailbox: Mailbox) -> None:
    by_pop = dataclasses.replace(mailbox, protocol="pop3", port=post.pop3)
    whole = letter(1) + b"..dots\n" + b"x" * 300_000 + b"\n"
    for one in (whole, letter(2), letter(3)):
        post.deliver(ACCOUNT, one)
    assert fetched(by_pop).taken == 3
    assert fetched(by_pop).taken == 0
    assert Parcel.objects.count() == 3
    assert len(whole.replace(b"\n", b"\r\n")) in ReceivedLetter.objects.values_list("file__size", flat=True)
    assert len(flags(post)) == 3


def test_two_fetchers_of_one_mailbox_do_not_meet(post: Dovecot, mailbox: Mailbox) -> None:
    from casecall.receiving.mailboxes.lease import only_fetcher

    with only_fetcher(mailbox.name):
        assert "另一个进程" in fetched(mailbox).trouble
    assert fetched(mailbox).trouble == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": "wrong"}, "授权码"),
        ({"port": 1}, "没有开放"),
        ({"folders": ("没有的",)}, "现有：已发送、INBOX"),
        ({"security": "tls"}, "没有加密服务"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(mailbox: Mailbox, change: dict[str, Any], says: str) -> None:
    wrong = dataclasses.replace(mailbox, **change)
    assert says in fetched(wrong).trouble
    assert says in MailFolder.objects.get(folder=wrong.folders[0]).trouble
