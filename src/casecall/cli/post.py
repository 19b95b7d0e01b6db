"""The demonstration's post: mail servers on this machine alone, with accounts to play both sides."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casecall.cli.dovecot import Dovecot, found, free_port
from casecall.letters.accounts import path_of_file

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFICE: Final = "office@example.org"
UNITS: Final = ("zhang@yunxiu.example", "li@beiming.example")
PASSWORD: Final = "casecall-demo"  # noqa: S105 - of invented accounts that only this machine reaches
IMAP, POP3, SMTP = 10143, 10110, 10025  # where they are free
LONGEST: Final = 60  # characters of the folder's name: with what comes below it a socket's may have 107
REACHED: Final = 0o001  # the bit that lets others pass through a folder

SAYS: Final[Mapping[str, str]] = {
    "name": "演示邮局",
    "sink": "演示发信",
    "mark": "# 演示邮局的账户，由 casecall serve --post 写成；改过的文件请删去这一行，就不会再被覆盖",
    "without": "装上 dovecot-imapd 后演示可收发邮件（apt-get install dovecot-imapd），现在没有装",
    "own": "{path} 是自己写的账户，演示邮局没有启动",
    "begun": "演示邮局随网站启动，只在本机、不加密，信件为虚构：",
    "read": "  收信    IMAP 127.0.0.1:{imap}，POP3 127.0.0.1:{pop3}",
    "send": "  发信    SMTP 127.0.0.1:{smtp}，不需登录",
    "office": "  秘书处  {user}，口令 {password}（发到这里的信自动成为来件）",
    "unit": "  单位    {user}，口令 {password}",
    "try": "  试一试  mutt -e 'set smtp_url=smtp://127.0.0.1:{smtp}/ ssl_starttls=no ssl_force_tls=no from={user}' "
    "-f imap://{login}@127.0.0.1:{imap}/",
    "office_name": "案例征集秘书处",
    "sent": "已发送",
}
_ACCOUNTS = """{mark}
[[mailbox]]
name = "{name}"
host = "127.0.0.1"
port = {imap}
security = "none"
user = "{office}"
password = "{password}"
sent_folder = "{sent}"
poll_seconds = 10

[sending]
sender_name = "{name}"
sender_address = "{office}"
host = "127.0.0.1"
port = {smtp}
security = "none"
per_minute = 100
keep_copy = "imap"
"""


@dataclass(frozen=True, slots=True)
class Post:
    """The demonstration's post: what is to be kept running, by name, and what is to be said of it."""

    commands: tuple[tuple[str, tuple[str, ...]], ...] = ()
    says: tuple[str, ...] = ()


def make_ready(data: Path) -> Post:
    """Write the configuration and the accounts; nothing to run where Dovecot is not installed or accounts are there."""
    if not found():
        return Post(says=(SAYS["without"],))
    path = path_of_file()
    if path.exists() and not path.read_text("utf-8").startswith(SAYS["mark"]):
        return Post(says=(SAYS["own"].format(path=path),))
    server = server_in(_folder(data), imap=_port(IMAP), pop3=_port(POP3))
    smtp, command = _port(SMTP), server.command()
    for one in server.accounts:
        server.maildir(one)
    _write(path, imap=server.imap, smtp=smtp)
    sink = (sys.executable, "-m", "casecall.cli.sink", str(server.folder), str(smtp))
    return Post(((SAYS["name"], command), (SAYS["sink"], sink)), _says(server, smtp))


def server_in(folder: Path, *, imap: int = 0, pop3: int = 0) -> Dovecot:
    """The server whose letters lie in a folder."""
    accounts = dict.fromkeys((OFFICE, *UNITS), PASSWORD)
    return Dovecot(folder, accounts, sent=SAYS["sent"], imap=imap, pop3=pop3, imaps=0)


def _folder(data: Path) -> Path:
    """In the data folder; among the temporary files where Dovecot's own user cannot get there, or a socket's name."""
    own = data / "post"
    own.mkdir(parents=True, exist_ok=True)
    above = [one for one in own.parents if not one.stat().st_mode & REACHED]
    if len(str(own)) <= LONGEST and (os.geteuid() or not above):
        return own
    name = hashlib.sha256(str(own).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"casecall-post-{name}"
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return Path(tempfile.mkdtemp(prefix="casecall-post-"))
    return folder


def _port(wanted: int) -> int:
    try:
        with socket.create_server(("127.0.0.1", wanted)):
            return wanted
    except OSError:
        return free_port()


def _write(path: Path, *, imap: int, smtp: int) -> None:
    values = {"mark": SAYS["mark"], "name": SAYS["office_name"], "sent": SAYS["sent"], "office": OFFICE}
    text = _ACCOUNTS.format(**values, password=PASSWORD, imap=imap, smtp=smtp)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.write_text(text, encoding="utf-8")
    half.chmod(0o600)
    half.replace(path)


def _says(server: Dovecot, smtp: int) -> tuple[str, ...]:
    unit = UNITS[0]
    values = {"imap": server.imap, "pop3": server.pop3, "smtp": smtp, "password": PASSWORD}
    return (
        SAYS["begun"],
        SAYS["read"].format(**values),
        SAYS["send"].format(**values),
        SAYS["office"].format(user=OFFICE, **values),
        *(SAYS["unit"].format(user=one, **values) for one in UNITS),
        SAYS["try"].format(user=unit, login=unit.replace("@", "%40"), **values),
    )
