"""The demonstration's post: made where Dovecot is installed, never over somebody's own accounts, and it delivers."""

from __future__ import annotations

import shutil
import smtplib
import subprocess
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from casecall.cli import post
from casecall.cli.dovecot import found
from casecall.letters.accounts import load, path_of_file
from casecall.receiving.mailboxes import fetch_once
from casecall.receiving.models import Parcel
from tests.casecall.receiving.mailboxes.letters import letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "found", lambda: True)


def test_without_dovecot_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(post, "found", lambda: False)
    made = post.make_ready(settings.DATA)
    assert made.commands == ()
    assert "装上 dovecot-imapd" in made.says[0]
    assert not path_of_file().exists()


@pytest.fixture
def _cleared(settings: Settings) -> Iterator[None]:
    """The letters lie where Dovecot's own user gets to, which is not always among what a test leaves behind."""
    yield
    shutil.rmtree(post._folder(settings.DATA), ignore_errors=True)


@pytest.mark.usefixtures("installed")
def test_accounts_that_somebody_wrote_are_left_alone(settings: Settings) -> None:
    settings.DATA.mkdir(parents=True)
    path_of_file().write_text("# ours\n")
    made = post.make_ready(settings.DATA)
    assert made.commands == ()
    assert path_of_file().read_text() == "# ours\n"


@pytest.mark.slow
@pytest.mark.skipif(not found(), reason="没有装 dovecot-imapd（见 packages.txt）")
@pytest.mark.usefixtures("_cleared")
def test_its_accounts_can_be_read_and_only_by_their_owner(settings: Settings) -> None:
    for _ in range(2):  # a second start writes them anew
        made = post.make_ready(settings.DATA)
    accounts = load()
    assert path_of_file().stat().st_mode & 0o777 == 0o600
    assert accounts.mailboxes[0].user == accounts.sending.sender_address == post.OFFICE  # type: ignore[union-attr]
    assert all(any(unit in line for line in made.says) for unit in post.UNITS)


@pytest.fixture
def running(settings: Settings, _cleared: None) -> Iterator[Path]:
    """The post of a data folder, up; where its letters lie."""
    with ExitStack() as stack:
        made = post.make_ready(settings.DATA)
        for _, command in made.commands:
            quiet = subprocess.DEVNULL
            process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
            stack.callback(process.wait, 10)
            stack.callback(process.terminate)
        box, sending = load().mailboxes[0], load().sending
        assert sending
        folder = post._folder(settings.DATA)
        assert post.server_in(folder, imap=box.port).is_up()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                smtplib.SMTP("127.0.0.1", sending.port, timeout=2).quit()
                break
            except OSError:
                time.sleep(0.1)
        yield folder


@pytest.mark.slow
@pytest.mark.skipif(not found(), reason="没有装 dovecot-imapd（见 packages.txt）")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("call")
def test_a_letter_sent_through_it_becomes_a_parcel_and_none_leaves_this_machine(running: Path) -> None:
    accounts = load()
    assert accounts.sending
    with smtplib.SMTP("127.0.0.1", accounts.sending.port, timeout=10) as line:
        line.sendmail(post.UNITS[0], [post.OFFICE], letter(1))
        line.sendmail(post.OFFICE, [post.UNITS[1], "stranger@elsewhere.example"], letter(2))
    assert fetch_once(accounts.mailboxes[0], now=timezone.now, stop=threading.Event()).taken == 1
    assert Parcel.objects.count() == 1
    assert len(list((running / "mail" / post.UNITS[1] / "new").iterdir())) == 1
    assert len(list((running / "mail" / "sink" / "new").iterdir())) == 1
