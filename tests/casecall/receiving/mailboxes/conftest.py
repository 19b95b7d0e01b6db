"""Mailboxes for tests: Debian's Dovecot on this machine, and letters of invented people."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casecall.cli.dovecot import Dovecot, found, lines_of
from casecall.letters.accounts import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT, PASSWORD = "cases@example.org", "geheim-0123"


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    """A Dovecot of one's own; its letters lie where its processes can reach them."""
    if not found():
        pytest.skip("没有装 dovecot-imapd（见 packages.txt）")
    folder = Path(tempfile.mkdtemp(prefix="casecall-dovecot-"))
    one = Dovecot(folder, {ACCOUNT: PASSWORD}, sent="已发送")
    process = subprocess.Popen(
        one.command(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if not one.is_up():
            pytest.skip(f"Dovecot 没有启动：{list(lines_of(folder / 'log'))}")
        yield one
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


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
