"""A letter of ours is found in the folders of a true mailbox, and a copy without links is put there."""

from __future__ import annotations

import imaplib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casecall.letters import accounts, actions, queries, rules, sending, sent_folder
from tests.casecall.letters.servers import DROP
from tests.casecall.receiving.mailboxes.conftest import ACCOUNT, mailbox, post, server

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.cli.dovecot import Dovecot
    from casecall.letters.accounts import Mailbox
    from casecall.letters.models import Letter
    from tests.casecall.letters.servers import Script

__all__ = ["mailbox", "post", "server"]  # fixtures

OURS = "<letter-0123456789abcdef@example.org>"
LETTER = f"Message-ID: {OURS}\r\nSubject: a\r\n\r\ntext\r\n".encode()


@pytest.fixture
def has(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def has(*mailboxes: Mailbox) -> None:
        monkeypatch.setattr(sent_folder, "load", lambda: accounts.MailAccounts(mailboxes))

    return has


def nowhere(**other: Any) -> Mailbox:
    usual = {"name": "旧", "protocol": "imap", "host": "127.0.0.1", "port": 1, "security": "none"}
    return accounts.Mailbox(**{**usual, "user": "u", "password": "p", **other})


def test_without_an_imap_mailbox_there_is_nowhere_to_look(has: Callable[..., None]) -> None:
    has(nowhere(protocol="pop3"))
    with pytest.raises(LookupError):
        sent_folder.find(OURS)
    assert sent_folder.put(LETTER) == "没有 IMAP 邮箱"


def test_where_no_mailbox_can_be_reached_that_is_a_failure_and_no_proof(has: Callable[..., None]) -> None:
    has(nowhere())
    with pytest.raises(OSError, match="旧："):
        sent_folder.find(OURS)


def test_a_copy_that_cannot_be_put_away_says_why(has: Callable[..., None]) -> None:
    has(nowhere(sent_folder="已发送"))
    assert sent_folder.put(LETTER).startswith("旧：")


@pytest.mark.slow
def test_a_letter_is_found_where_it_lies_and_its_folder_named(
    has: Callable[..., None], post: Dovecot, mailbox: Mailbox
) -> None:
    has(nowhere(), replace(mailbox, sent_folder="不存在的文件夹"))
    assert sent_folder.find(OURS) == ""
    post.deliver(ACCOUNT, LETTER)
    assert sent_folder.find(OURS) == "秘书处·INBOX"
    assert sent_folder.find(OURS.replace("letter-0", "letter-1")) == ""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_copy_in_sent_is_read_already_and_holds_no_link(
    write: Callable[..., Letter],
    account: Callable[..., None],
    has: Callable[..., None],
    mailbox: Mailbox,
    now: datetime,
) -> None:
    account(keep_copy="imap")
    has(replace(mailbox, sent_folder="已发送"))
    letter = write(rules.CORRECTION, key="correction:7", text="请补正：[[link:correction:7]]")
    actions.approve(letter.pk, now=now, by="user:1")
    sending.send(letter.pk, now=now, copy=sent_folder.put)
    assert sent_folder.find(letter.message_id) == "秘书处·已发送"
    client = imaplib.IMAP4(mailbox.host, mailbox.port)
    client.login(mailbox.user, mailbox.password)
    client.select('"&XfJT0ZAB-"', readonly=True)
    _, found = client.fetch("1", "(FLAGS BODY.PEEK[])")
    client.logout()
    assert isinstance(found[0], tuple)
    assert b"\\Seen" in found[0][0]
    assert found[0][1] == queries.as_eml(letter.pk)


@pytest.mark.slow
@pytest.mark.django_db
def test_an_unknown_letter_that_came_back_as_a_copy_to_oneself_is_known_as_sent(
    write: Callable[..., Letter],
    account: Callable[..., None],
    has: Callable[..., None],
    script: Script,
    post: Dovecot,
    mailbox: Mailbox,
    now: datetime,
) -> None:
    account(keep_copy="bcc")
    has(mailbox)
    script.replies["DOT"] = DROP
    letter = write()
    actions.approve(letter.pk, now=now, by="user:1")
    sending.send(letter.pk, now=now)
    post.deliver(ACCOUNT, script.ended[0])
    assert actions.look(letter.pk, find=sent_folder.find, now=now, by="user:1") == "秘书处·INBOX"
    found = queries.letter(letter.pk)
    assert found is not None
    assert (found.state, found.error) == (rules.SENT, "")
