"""The accounts file tells every fault at once, and is not used where others can read its passwords."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casecall.letters.accounts import MailAccounts, MailFileFaults, load

if TYPE_CHECKING:
    from pytest_django import Settings

WHOLE = """
[sending]
sender_name = "征案秘书处"
sender_address = "office@example.org"
host = "smtp.example.org"
user = "office@example.org"
password = "code"

[[mailbox]]
name = "收件"
host = "imap.example.org"
user = "office@example.org"
password_file = "code.txt"
sent_folder = "已发送"

[[mailbox]]
name = "旧邮箱"
protocol = "pop3"
host = "pop.example.org"
user = "old@example.org"
password = "code"
after = "move:已收"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mail.toml"


def written(file: Path, text: str, *, mode: int = 0o600) -> Path:
    file.write_text(text)
    file.chmod(mode)
    code = file.parent / "code.txt"
    code.write_text("authorisation\n")
    code.chmod(0o600)
    return file


def faults(file: Path, text: str, *, mode: int = 0o600) -> list[str]:
    with pytest.raises(MailFileFaults) as wrong:
        load(written(file, text, mode=mode))
    return [str(one) for one in wrong.value.faults]


def test_a_whole_file_is_read_with_the_usual_ports(file: Path) -> None:
    found = load(written(file, WHOLE))
    assert found.sending is not None
    assert (found.sending.port, found.sending.security, found.sending.domain) == (465, "tls", "example.org")
    assert [(one.name, one.protocol, one.port, one.password) for one in found.mailboxes] == [
        ("收件", "imap", 993, "authorisation"),
        ("旧邮箱", "pop3", 995, "code"),
    ]
    assert found.mailboxes[0].folders == ("INBOX",)


def test_the_example_of_the_documentation_is_read(file: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "howto" / "letters.md"
    example = page.read_text().split("```toml\n")[1].split("```")[0]
    (file.parent / "smtp.code").write_text("authorisation\n")
    (file.parent / "smtp.code").chmod(0o600)
    found = load(written(file, example))
    assert found.sending is not None
    assert (found.sending.password, found.sending.per_day) == ("authorisation", 300)
    assert found.mailboxes[0].sent_folder == "已发送"


def test_without_a_file_there_are_no_accounts(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert load() == MailAccounts()


def test_a_file_that_a_setting_names_must_be_there(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL = str(tmp_path / "nowhere.toml")
    with pytest.raises(MailFileFaults, match="找不到或无法读取"):
        load()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_with_passwords_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    said = faults(file, WHOLE, mode=mode)
    assert len(said) == 1
    assert "能被其他用户读取" in said[0]
    assert f"chmod 600 {file}" in said[0]


def test_a_password_file_that_others_can_read_is_refused(file: Path) -> None:
    written(file, WHOLE)
    (file.parent / "code.txt").chmod(0o644)
    with pytest.raises(MailFileFaults, match="能被其他用户读取"):
        load(file)


def test_a_file_without_passwords_may_be_read_by_others(file: Path) -> None:
    assert load(written(file, WHOLE.replace('password = "code"', 'password_file = "code.txt"'), mode=0o644)).sending


def test_every_fault_is_told_at_once_with_its_line(file: Path) -> None:
    said = faults(
        file,
        """[sending]
sender_name = "甲"
sender_address = "不是地址"
host = ""
port = 99999
security = "ssl"
colour = "red"

[[mailbox]]
name = "一"
host = "imap.example.org"
user = "u"
after = "delete"
poll_seconds = 1
""",
    )
    assert said == [
        "第 3 行：sending.sender_address 应当是邮箱地址，例如 cases@example.org",
        "第 4 行：sending.host 不能为空",
        "第 5 行：sending.port 应当是 1 到 65535 的整数",
        "第 6 行：sending.security 应当是 tls、starttls、none 之一",
        "第 7 行：sending.colour 是无法识别的键，请检查拼写",
        "第 9 行：mailbox[1].password 缺少，必须填写",
        '第 13 行：mailbox[1].after 应当是 "keep"、"seen" 或 "move:文件夹名"',
        "第 14 行：mailbox[1].poll_seconds 应当是 5 到 86400 的整数",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "旧邮箱"', 'name = "收件"', "“收件”用了两次"),
        ('password_file = "code.txt"', 'password_file = "nowhere.txt"', "找不到或无法读取"),
        ('password_file = "code.txt"', 'password_file = "code.txt"\npassword = "x"', "只能写一个"),
        ('host = "smtp.example.org"', 'host = "smtp.example.org"\nsecurity = "none"', "口令会明文传输"),
        ('password = "code"\n\n[[', "\n[[", "sending.password 缺少"),
        ('sent_folder = "已发送"', "", "写明 sent_folder 的 IMAP 邮箱"),
        ('sender_name = "征案秘书处"', 'sender_name = "甲\\r\\nBcc: x@example.org"', "不能换行"),
        ('host = "smtp.example.org"', 'host = "smtp.example.org"\nca_file = "ca.pem"', "找不到或无法读取"),
        ("[sending]", "[sending", "第 2 行"),
    ],
)
def test_each_fault_has_its_sentence(file: Path, old: str, new: str, fault: str) -> None:
    text = WHOLE.replace('sender_name = "征案秘书处"', 'sender_name = "征案秘书处"\nkeep_copy = "imap"')
    text = text if old != 'sender_name = "征案秘书处"' else WHOLE
    assert fault in "\n".join(faults(file, text.replace(old, new, 1)))


def test_an_empty_password_file_is_told(file: Path) -> None:
    written(file, WHOLE)
    (file.parent / "code.txt").write_text("\n")
    with pytest.raises(MailFileFaults, match="是空的"):
        load(file)


def test_no_password_stands_in_a_message_about_faults(file: Path) -> None:
    text = WHOLE.replace('host = "smtp', 'hots = "smtp').replace('"code"', '"do-not-show"')
    assert "do-not-show" not in "\n".join(faults(file, text))
