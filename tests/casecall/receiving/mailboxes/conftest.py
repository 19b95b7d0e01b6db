"""Mailboxes for tests: Debian's Dovecot on this machine."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bench.dovecot import ACCOUNT, PASSWORD, served
from casecall.cli.dovecot import found
from casecall.letters.accounts import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casecall.cli.dovecot import Dovecot


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    """A Dovecot of one's own, skipped where it is not installed."""
    if not found():
        pytest.skip("没有装 dovecot-imapd（见 packages.txt）")
    with served() as one:
        yield one


@pytest.fixture
def post(server: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    shutil.rmtree(server.folder / "mail" / ACCOUNT, ignore_errors=True)
    server.maildir(ACCOUNT)
    return server


@pytest.fixture
def mailbox(post: Dovecot) -> Mailbox:
    """The account of the empty mailbox."""
    return Mailbox(
        name="秘书处",
        protocol="imap",
        host="127.0.0.1",
        port=post.imap,
        security="none",
        user=ACCOUNT,
        password=PASSWORD,
    )
