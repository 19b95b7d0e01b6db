"""``casecall mailbox check`` says in plain words whether the accounts work, and ends with a code that scripts read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.cli import main
from tests.casecall.letters.servers import Script, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

Said = pytest.CaptureFixture[str]
ACCOUNT = """[sending]
sender_name = "征案秘书处"
sender_address = "office@example.org"
host = "127.0.0.1"
port = {port}
security = "none"
user = "office@example.org"
password = "do-not-show"
"""


@pytest.fixture
def script(settings: Settings) -> Iterator[Script]:
    with serving(Script()) as script:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        file = settings.DATA / "mail.toml"
        file.write_text(ACCOUNT.format(port=script.port))
        file.chmod(0o600)
        yield script


def test_an_account_that_works_is_told_step_by_step(script: Script, capsys: Said) -> None:
    assert main(["mailbox", "check"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"发信账户 office@example.org（127.0.0.1:{script.port}，none）",
        "  域名：正常，127.0.0.1",
        "  连接、加密与登录：正常",
        "  发件人：正常",
    ]
    assert (said.err, script.taken) == ("", [])


def test_a_refused_login_says_what_to_do_and_shows_no_password(script: Script, capsys: Said) -> None:
    script.replies["AUTH"] = "535 Error: authentication failed"
    assert main(["mailbox", "check"]) == 1
    said = capsys.readouterr()
    assert "连接、加密与登录：未通过" in said.err
    assert "授权码" in said.err
    assert "do-not-show" not in said.out + said.err


def test_a_letter_of_trial_goes_where_one_asks(script: Script, capsys: Said) -> None:
    assert main(["mailbox", "check", "--to", "me@example.com"]) == 0
    assert "请到 me@example.com 查看" in capsys.readouterr().out
    assert len(script.taken) == 1
    assert main(["mailbox", "check", "--to", "me"]) == 2


def test_a_faulty_file_tells_every_fault(script: Script, settings: Settings, capsys: Said) -> None:
    file = settings.DATA / "mail.toml"
    file.write_text(file.read_text().replace("port", "prot"))
    file.chmod(0o644)
    assert main(["mailbox", "check"]) == 2
    said = capsys.readouterr().err
    assert "有 2 处需要修改" in said
    assert "chmod 600" in said
    assert "sending.prot 是无法识别的键" in said


def test_without_accounts_that_is_said(settings: Settings, capsys: Said) -> None:
    assert main(["mailbox", "check"]) == 1
    assert "尚未设置邮箱账户" in capsys.readouterr().err
