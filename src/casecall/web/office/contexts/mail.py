"""The mailboxes and the sending account: in one line for the inbox, and whole on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from casecall.letters import queries as letters
from casecall.letters.accounts import MailAccounts, MailFileFaults, load, path_of_file
from casecall.receiving import queries as receiving
from casecall.web.office.contexts.saying import when

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.receiving.records import MailboxState, MailTroubleRow

SAYS = {
    "none": "没有连接收信的信箱：来件由征集页、文件夹导入和上传 .eml 而来。连接方法见 docs/howto/mailboxes.md。",
    "no_sending": "没有设置发信账户：信写成后可下载 .eml 用自己的邮箱发出。设置方法见 docs/howto/letters.md。",
    "never": "尚未收取",
    "good": "正常",
    "wrong": "收取不成",
    "late": "超过半小时未收取，请看 worker 是否在运行",
    "rests": "发信账户 {address} 暂停发送，{until} 再试：{why}",
    "looked": "信箱 {names}：{at} 收取正常",
    "no_box": "未连接信箱",
    "box_wrong": "信箱 {name} 收取不成：{why}",
    "again": "{at} 再试",
    "no_more": "不再自动重试",
    "between": "、",
}
FACTS = {
    "sender": "发件人",
    "server": "服务器",
    "rate": "限速",
    "per": "每分钟 {minute} 封，每天 {day} 封",
}
LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Box:
    """A folder of a mailbox."""

    account: str
    folder: str
    looked: str
    letters: int
    refused: int
    state: str
    tone: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A letter that could not be taken."""

    id: int
    subject: str
    where: str
    when: str
    trouble: str
    next: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """The whole page; a sentence stands where nothing is set up."""

    boxes: tuple[Box, ...]
    troubles: tuple[Refused, ...]
    sending: tuple[tuple[str, str], ...]
    rests: str
    none: str
    no_sending: str


@dataclass(frozen=True, slots=True)
class Glance:
    """The state of the mail in one line for the inbox; ``tone`` is fault where something is wrong."""

    says: str
    tone: str


def mail_page(*, now: datetime) -> MailPage:
    """Every folder, what could not be taken, and the account that sends."""
    try:
        sending = load().sending
    except MailFileFaults:
        sending = None  # its faults are said among the mailboxes
    rest = letters.rest(now=now)
    facts: tuple[tuple[str, str], ...] = ()
    if sending:
        per = FACTS["per"].format(minute=sending.per_minute, day=sending.per_day)
        facts = (
            (FACTS["sender"], f"{sending.sender_name} <{sending.sender_address}>"),
            (FACTS["server"], f"{sending.host}:{sending.port}"),
            (FACTS["rate"], per),
        )
    return MailPage(
        boxes=tuple(_box(one, now) for one in receiving.mailbox_states()),
        troubles=tuple(_refused(one, now) for one in receiving.mail_troubles()),
        sending=facts,
        rests=SAYS["rests"].format(address=rest.address, until=when(rest.until, now), why=rest.why) if rest else "",
        none=SAYS["none"],
        no_sending=SAYS["no_sending"],
    )


def glance(*, now: datetime) -> Glance:
    """How the mail stands, in one statement at most."""
    accounts, faults = _accounts()
    if faults:
        return Glance(faults, "fault")
    if not accounts.mailboxes and accounts.sending is None:
        return Glance(SAYS["no_box"], "")
    seen = {one.name for one in accounts.mailboxes}
    known = receiving.mail_at_a_glance(now=now)
    folders = [one for one in known if one.account in seen and one.folder]
    if rest := next((one for one in known if not one.folder and one.looked_at), None):
        until = when(rest.looked_at, now) if rest.looked_at else ""
        return Glance(SAYS["rests"].format(address=rest.account, until=until, why=rest.trouble), "fault")
    if wrong := next((one for one in folders if one.trouble), None):
        return Glance(SAYS["box_wrong"].format(name=wrong.account, why=wrong.trouble), "fault")
    if not seen:
        return Glance(SAYS["no_box"], "")
    names = SAYS["between"].join(sorted(seen))
    looked = [one.looked_at for one in folders if one.looked_at]
    at = when(max(looked), now) if looked else ""
    late = not looked or now - max(looked) > LATE
    says = SAYS["looked"].format(names=names, at=at) if looked else f"{names} {SAYS['never']}"
    return Glance(SAYS["late"] if late and looked else says, "doubt" if late else "good")


def _accounts() -> tuple[MailAccounts, str]:
    path = path_of_file()
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        stamp = 0
    return _loaded(str(path), stamp)


@lru_cache(maxsize=4)
def _loaded(_path: str, _stamp: int) -> tuple[MailAccounts, str]:
    """The file as it was at that moment: it is read when it changes, not with each look at the inbox."""
    try:
        return load(), ""
    except MailFileFaults as wrong:
        return MailAccounts(), str(wrong).splitlines()[0]


def _box(one: MailboxState, now: datetime) -> Box:
    state, tone = (SAYS["wrong"], "fault") if one.trouble else (SAYS["good"], "good")
    if not one.trouble and one.looked_at is None:
        state, tone = SAYS["never"], "doubt"
    elif not one.trouble and one.looked_at and now - one.looked_at > LATE:
        state, tone = SAYS["late"], "doubt"
    looked = when(one.looked_at, now) if one.looked_at else SAYS["never"]
    return Box(one.account, one.folder, looked, one.letters, one.refused, state, tone, one.trouble)


def _refused(one: MailTroubleRow, now: datetime) -> Refused:
    then = SAYS["again"].format(at=when(one.due, now)) if one.due else SAYS["no_more"]
    return Refused(one.id, one.subject, f"{one.account} {one.folder}", when(one.at, now), one.trouble, then)
