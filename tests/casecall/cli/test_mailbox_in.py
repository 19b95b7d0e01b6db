"""``casecall mailbox`` for those that come in: each step of a mailbox told, letters fetched by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.cli import main
from casecall.receiving.models import Parcel
from tests.casecall.receiving.mailboxes.fake_imap import FakeImap
from tests.casecall.receiving.mailboxes.letters import letter

if TYPE_CHECKING:
    from pytest_django import Settings

Said = pytest.CaptureFixture[str]
ACCOUNT = """[[mailbox]]
name = "秘书处"
host = "127.0.0.1"
port = {port}
security = "none"
user = "cases@example.org"
password = "do-not-show"
folders = ["INBOX", "征集"]
"""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("call")]


def write(settings: Settings, port: int) -> None:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    file = settings.DATA / "mail.toml"
    file.write_text(ACCOUNT.format(port=port))
    file.chmod(0o600)


def test_each_step_is_told_and_what_is_wrong_with_one_stops_no_other(settings: Settings, capsys: Said) -> None:
    with FakeImap({1: letter(1)}) as server:
        write(settings, server.port)
        assert main(["mailbox", "check"]) == 1
    said = capsys.readouterr()
    assert "收信账户 秘书处（cases@example.org，127.0.0.1" in said.out
    assert "文件夹“INBOX”：有 1 封信" in said.out
    assert "文件夹“征集”：未通过。信箱里没有名为“征集”的文件夹；现有：INBOX、已发送" in said.err
    assert "do-not-show" not in said.out + said.err


def test_a_login_that_is_refused_is_told_with_what_to_do(settings: Settings, capsys: Said) -> None:
    with FakeImap(refuses_login="LOGIN Login error or password error") as server:
        write(settings, server.port)
        assert main(["mailbox", "check"]) == 1
    assert "授权码" in capsys.readouterr().err


def test_letters_are_fetched_by_hand(settings: Settings, capsys: Said) -> None:
    with FakeImap({1: letter(1), 2: letter(2)}) as server:
        write(settings, server.port)
        assert main(["mailbox", "fetch", "--once"]) == 1  # one folder is not there, and that is said
    said = capsys.readouterr()
    assert "秘书处：新收 2 封" in said.out
    assert "没有名为“征集”" in said.err
    assert Parcel.objects.count() == 2
