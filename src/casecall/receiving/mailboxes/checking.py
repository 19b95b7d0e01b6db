"""Looks whether a mailbox can be read, step by step, and says in plain words what is wrong; nothing is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casecall.letters.checking import Checked
from casecall.receiving.mailboxes.fetching import box_of, folders_of
from casecall.receiving.mailboxes.imap import ImapBox
from casecall.receiving.mailboxes.saying import SAYS as TROUBLES
from casecall.receiving.mailboxes.saying import MailboxTrouble, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casecall.letters.accounts import Mailbox
    from casecall.receiving.mailboxes.box import Box

SAYS: Final = {
    "login": "连接、加密与登录",
    "fine": "正常",
    "open_line": "已登录，但没有加密，只应在本机或内网这样使用",
    "id": "客户端声明（ID）",
    "id_refused": "服务器没有接受（{words}），不影响收信时可不理会",
    "folder": "文件夹“{folder}”",
    "letters": "有 {letters} 封信",
    "sent": "已发送文件夹",
    "sent_none": "没有找到；在邮件客户端里直接回的信不会归入案例，可在 mail.toml 中写明 sent_folder",
    "after": "收信之后",
    "keep": "信件原样留在信箱，不标记、不移动、不删除",
    "seen": "标为已读",
    "move": "移入“{folder}”",
    "pop3": "POP3 只能收取，不标记、不移动、不删除；已发送的信也看不到",
    "new": "新信",
    "idle": "随到随收",
    "border": "核对发件人",
    "border_told": "以 {border} 写下的 SPF、DKIM、DMARC 结论为准",
    "border_none": "mail.toml 中没有写 border：发件地址是否冒充无从判断，冒用某单位地址的来信会当作该单位的",
    "poll": "服务器不支持 IDLE，每 {seconds} 秒看一次",
    "poll_pop3": "每 {seconds} 秒看一次",
}


def check_mailbox(mailbox: Mailbox) -> tuple[Checked, ...]:
    """The steps of a fetch one after another; those after the login are looked at though one of them fails."""
    try:
        with box_of(mailbox) as box:
            says = SAYS["open_line"] if mailbox.security == "none" else SAYS["fine"]
            return (Checked(SAYS["login"], well=True, says=says), *_inside(box, mailbox))
    except MailboxTrouble as wrong:
        return (Checked(SAYS["login"], well=False, says=str(wrong)),)


def _inside(box: Box, mailbox: Mailbox) -> Iterator[Checked]:
    if isinstance(box, ImapBox) and box.id_refused:
        yield Checked(SAYS["id"], well=True, says=SAYS["id_refused"].format(words=box.id_refused))
    told = mailbox.protocol == "imap" and mailbox.after != "keep"
    sent = ""
    for folder, ours in reversed(folders_of(box, mailbox)):
        sent = folder if ours else sent
        yield _folder(box, folder, what=SAYS["sent"] if ours else "", to_change=told and not ours)
    if mailbox.protocol == "imap" and not sent:
        yield Checked(SAYS["sent"], well=True, says=SAYS["sent_none"])
    yield _after(box, mailbox)
    says = SAYS["border_told"].format(border=mailbox.border) if mailbox.border else SAYS["border_none"]
    yield Checked(SAYS["border"], well=True, says=says)
    yield Checked(SAYS["new"], well=True, says=_new(box, mailbox))


def _folder(box: Box, folder: str, *, what: str, to_change: bool) -> Checked:
    name = SAYS["folder"].format(folder=folder)
    try:
        found = box.open(folder, to_change=to_change)
    except MailboxTrouble as wrong:
        return Checked(what or name, well=False, says=str(wrong))
    letters = SAYS["letters"].format(letters=found.letters)
    return Checked(what or name, well=True, says=f"{name}{letters}" if what else letters)


def _after(box: Box, mailbox: Mailbox) -> Checked:
    if mailbox.protocol == "pop3":
        return Checked(SAYS["after"], well=True, says=SAYS["pop3"])
    kind, _, folder = mailbox.after.partition(":")
    if kind == "move" and folder not in box.folders():
        says = TROUBLES["no_target"].format(folder=folder, folders=listed(box.folders()))
        return Checked(SAYS["after"], well=False, says=says)
    return Checked(SAYS["after"], well=True, says=SAYS[kind].format(folder=folder))


def _new(box: Box, mailbox: Mailbox) -> str:
    if isinstance(box, ImapBox):
        return SAYS["idle" if "IDLE" in box.capabilities else "poll"].format(seconds=mailbox.poll_seconds)
    return SAYS["poll_pop3"].format(seconds=mailbox.poll_seconds)
