"""The accounts in mail.toml: the mailboxes that are read and the one that sends; every fault at once, with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from casepaper.forms.callfile import parsed
from casepaper.forms.calltable import CallFileFault, Table, lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FILE: Final = "mail.toml"
MOST_BYTES: Final = 200_000
OTHERS: Final = 0o077  # the bits of a file's mode that let anyone but its owner in
SECURITIES: Final = ("tls", "starttls", "none")
PROTOCOLS: Final = ("imap", "pop3")
COPIES: Final = ("no", "imap", "bcc")
PORTS: Final[Mapping[tuple[str, str], int]] = {
    ("imap", "tls"): 993,
    ("imap", "starttls"): 143,
    ("imap", "none"): 143,
    ("pop3", "tls"): 995,
    ("pop3", "starttls"): 110,
    ("pop3", "none"): 110,
    ("smtp", "tls"): 465,
    ("smtp", "starttls"): 587,
    ("smtp", "none"): 25,
}
PER_MINUTE, PER_DAY = 10, 300  # below what free accounts of the usual providers bear
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+")
_AFTER: Final = re.compile(r"keep|seen|move:[^\r\n]{1,200}")
SAYS: Final = {
    "open": "能被其他用户读取（权限 {mode:o}），而其中有口令；请运行 chmod 600 {path}",
    "unreadable": "找不到或无法读取",
    "no_text": "不是 UTF-8 编码的文本文件",
    "too_big": "超过 200 KB，不像是邮箱账户文件",
    "address": "应当是邮箱地址，例如 cases@example.org",
    "among": "应当是 {among} 之一",
    "after": '应当是 "keep"、"seen" 或 "move:文件夹名"',
    "password_twice": "与 password_file 只能写一个",
    "password_file": "指向的文件{why}：{path}",
    "empty": "指向的文件是空的：{path}",
    "twice": "“{name}”用了两次，每个邮箱要有自己的名字",
    "one_line": "不能换行",
    "plain": "为 none 时口令会明文传输，只用于本机（127.0.0.1 或 localhost）",
    "seconds": "应当是 {low} 到 {high} 的整数",
    "sent_folder": '为 "imap" 时，需要有一个写明 sent_folder 的 IMAP 邮箱',
    "header": "邮箱账户文件 {path} 有 {count} 处需要修改：",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A mailbox that is read. ``call`` is the key of the call its letters belong to, or empty for the current one.

    ``border`` is the host whose Authentication-Results count; ``after`` is keep, seen or ``move:`` and a folder.
    Letters that arrived before the day ``since`` are left where they are.
    """

    name: str
    protocol: str
    host: str
    port: int
    security: str
    user: str
    password: str
    folders: tuple[str, ...] = ("INBOX",)
    sent_folder: str = ""
    call: str = ""
    border: str = ""
    after: str = "keep"
    since: date | None = None
    poll_seconds: int = 60
    ca_file: str = ""

    def __repr__(self) -> str:
        """Never the password."""
        return f"Mailbox({self.name!r}, {self.user!r}@{self.host}:{self.port})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The account that sends. ``keep_copy``: no, imap (a copy with links hidden is put into Sent), bcc (to oneself).

    ``answer_seconds`` is how long the server may take to say that it took a letter; RFC 5321 asks for patience there.
    """

    sender_name: str
    sender_address: str
    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    per_minute: int = PER_MINUTE
    per_day: int = PER_DAY
    reply_to: str = ""
    keep_copy: str = "no"
    ca_file: str = ""
    timeout_seconds: int = 60
    answer_seconds: int = 300

    @property
    def domain(self) -> str:
        """The domain of the sender's address."""
        return self.sender_address.rpartition("@")[2]

    def __repr__(self) -> str:
        """Never the password."""
        return f"Sending({self.sender_address!r} by {self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class MailAccounts:
    """What the file holds; without a file there is no mailbox and nothing is sent."""

    mailboxes: tuple[Mailbox, ...] = ()
    sending: Sending | None = None


class MailFileFaults(ValueError):  # noqa: N818 - it holds faults in the plural
    """An accounts file that cannot be used; ``faults`` has every one with its line, key and sentence."""

    def __init__(self, faults: tuple[CallFileFault, ...], *, path: Path) -> None:
        self.faults = faults
        super().__init__("\n".join([SAYS["header"].format(path=path, count=len(faults)), *map(str, faults)]))


def path_of_file() -> Path:
    """Where the accounts file stands or would stand."""
    return Path(settings.MAIL or settings.DATA / FILE)


def load(path: Path | None = None) -> MailAccounts:
    """The accounts of the file; none where the usual file is not there. Raises MailFileFaults with every fault."""
    asked, path = path is not None or bool(settings.MAIL), Path(path or path_of_file())
    if not asked and not path.exists():
        return MailAccounts()
    text, broken = _text(path)
    data, faults = parsed(text)
    top = Table(data, path=(), lines=lines_of(text))
    accounts = _accounts(top, path)
    found = [*broken, *faults, *top.faults, *([] if faults else top.absent)]
    if found or accounts is None:
        raise MailFileFaults(tuple(sorted(found, key=lambda one: one.line or 0)), path=path)
    return accounts


def _text(path: Path) -> tuple[str, list[CallFileFault]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, "too_big")
        text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    except OSError as wrong:
        raise _refused(path, "unreadable") from wrong
    except UnicodeDecodeError as wrong:
        raise _refused(path, "no_text") from wrong
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS and re.search(r"^\s*password\s*=", text, re.MULTILINE):
        return text, [CallFileFault(None, "", f"{path.name} {SAYS['open'].format(mode=mode, path=path)}")]
    return text, []


def _refused(path: Path, why: str) -> MailFileFaults:
    return MailFileFaults((CallFileFault(None, "", f"{path} {SAYS[why]}"),), path=path)


def _accounts(top: Table, path: Path) -> MailAccounts | None:
    given = "sending" in top.names()
    outgoing = top.table("sending")
    sending = _sending(outgoing, path) if given else None
    tables = top.tables("mailbox")
    mailboxes = tuple(_mailbox(one, path) for one in tables)
    names = [one.name for one in mailboxes]
    for table, name in zip(tables, names, strict=True):
        if name and names.count(name) > 1:
            table.fault("name", SAYS["twice"].format(name=name))
    if sending and sending.keep_copy == "imap" and not any(one.sent_folder for one in mailboxes):
        outgoing.fault("keep_copy", SAYS["sent_folder"])
    top.done()
    return None if top.faults or top.absent else MailAccounts(mailboxes, sending)


def _sending(table: Table, path: Path) -> Sending:
    security = _among(table, "security", SECURITIES, "tls")
    host = table.text("host")
    made = Sending(
        sender_name=_one_line(table, "sender_name"),
        sender_address=_address(table, "sender_address"),
        host=host,
        port=_port(table, PORTS["smtp", security]),
        security=security,
        user=_one_line(table, "user", ""),
        password=_password(table, path, needed=False),
        per_minute=_whole(table, "per_minute", PER_MINUTE, (1, 1000)),
        per_day=_whole(table, "per_day", PER_DAY, (1, 100_000)),
        reply_to=_address(table, "reply_to", ""),
        keep_copy=_among(table, "keep_copy", COPIES, "no"),
        ca_file=_ca_file(table, path),
        timeout_seconds=_whole(table, "timeout_seconds", 60, (1, 600)),
        answer_seconds=_whole(table, "answer_seconds", 300, (1, 1200)),
    )
    if made.user and not made.password:
        table.missing("password")
    _no_plain_password(table, made)
    table.done()
    return made


def _mailbox(table: Table, path: Path) -> Mailbox:
    protocol = _among(table, "protocol", PROTOCOLS, "imap")
    security = _among(table, "security", SECURITIES, "tls")
    after = table.text("after", "keep")
    if not _AFTER.fullmatch(after):
        table.fault("after", SAYS["after"])
    made = Mailbox(
        name=_one_line(table, "name")[:60],
        protocol=protocol,
        host=table.text("host"),
        port=_port(table, PORTS[protocol, security]),
        security=security,
        user=_one_line(table, "user"),
        password=_password(table, path, needed=True),
        folders=table.texts("folders", ("INBOX",)),
        sent_folder=_one_line(table, "sent_folder", ""),
        call=table.text("call", ""),
        border=table.text("border", ""),
        after=after,
        since=table.day("since"),
        poll_seconds=_whole(table, "poll_seconds", 60, (5, 86_400)),
        ca_file=_ca_file(table, path),
    )
    _no_plain_password(table, made)
    table.done()
    return made


def _password(table: Table, path: Path, *, needed: bool) -> str:
    """The password, or the first line of the file that holds it, which nobody else may read either."""
    own, file = table.text("password", ""), table.text("password_file", "")
    if own and file:
        table.fault("password", SAYS["password_twice"])
    if not file:
        if needed and not own:
            table.missing("password")
        return own
    place = path.parent / file
    try:
        mode, text = place.stat().st_mode & 0o777, place.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        table.fault("password_file", SAYS["password_file"].format(why=SAYS["unreadable"], path=place))
        return ""
    if mode & OTHERS:
        why = SAYS["open"].format(mode=mode, path=place)
        table.fault("password_file", SAYS["password_file"].format(why=why, path=place))
    if not text:
        table.fault("password_file", SAYS["empty"].format(path=place))
    return text.splitlines()[0].strip() if text else ""


def _ca_file(table: Table, path: Path) -> str:
    file = table.text("ca_file", "")
    if file and not (path.parent / file).is_file():
        table.fault("ca_file", SAYS["password_file"].format(why=SAYS["unreadable"], path=path.parent / file))
    return str(path.parent / file) if file else ""


def _no_plain_password(table: Table, one: Mailbox | Sending) -> None:
    if one.security == "none" and one.user and one.host not in {"127.0.0.1", "localhost", "::1"}:
        table.fault("security", SAYS["plain"])


def _among(table: Table, key: str, among: tuple[str, ...], usual: str) -> str:
    value = table.text(key, usual)
    if value not in among:
        table.fault(key, SAYS["among"].format(among="、".join(among)))
        return usual
    return value


def _address(table: Table, key: str, usual: str | None = None) -> str:
    value = table.text(key, usual).strip()
    if value and not _ADDRESS.fullmatch(value):
        table.fault(key, SAYS["address"])
    return value


def _one_line(table: Table, key: str, usual: str | None = None) -> str:
    value = table.text(key, usual).strip()
    if not value.isprintable():
        table.fault(key, SAYS["one_line"])
    return value


def _port(table: Table, usual: int) -> int:
    return _whole(table, "port", usual, (1, 65_535))


def _whole(table: Table, key: str, usual: int, bounds: tuple[int, int]) -> int:
    low, high = bounds
    value = table.number(key, usual, most=high) or usual
    if value < low:
        table.fault(key, SAYS["seconds"].format(low=low, high=high))
    return value
