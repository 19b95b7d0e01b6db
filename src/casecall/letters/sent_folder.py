"""Looks into the mailboxes for a letter of ours, and puts copies of sent letters there; both by IMAP."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from typing import TYPE_CHECKING, Final

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError
from imap_tools.query import AND, H

from casecall.letters.accounts import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imap_tools import BaseMailBox

    from casecall.letters.accounts import Mailbox

TIMEOUT: Final = 30.0
WHO: Final = (
    '("name" "casecall" "version" "1" "vendor" "casecall")'  # 163 and 126 want to know before they open a folder
)
LOST: Final = (OSError, EOFError, UnicodeError, imaplib.IMAP4.error, ImapToolsError)
SAYS: Final = {"none": "没有 IMAP 邮箱", "place": "{name}·{folder}", "failed": "{name}：{why}"}
_OURS: Final = re.compile(r"<[\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]+>")


def find(message_id: str) -> str:
    """Where a letter lies: the mailbox and its folder, or nothing. Raises LookupError where there is no IMAP mailbox.

    Raises OSError where none of the mailboxes could be looked into.
    """
    boxes = [one for one in load().mailboxes if one.protocol == "imap"]
    if not boxes:
        raise LookupError(SAYS["none"])
    troubles = []
    for mailbox in boxes:
        try:
            if folder := _found(mailbox, message_id):
                return SAYS["place"].format(name=mailbox.name, folder=folder)
        except LOST as wrong:
            troubles.append(SAYS["failed"].format(name=mailbox.name, why=wrong))
    if len(troubles) == len(boxes):
        raise OSError("；".join(troubles))
    return ""


def put(data: bytes) -> str:
    """Put a letter into Sent, as read; what kept it from that, or nothing."""
    mailbox = next((one for one in load().mailboxes if one.protocol == "imap" and one.sent_folder), None)
    if mailbox is None:
        return SAYS["none"]
    try:
        with _opened(mailbox) as box:
            box.append(data, mailbox.sent_folder, flag_set=[MailMessageFlags.SEEN])
    except LOST as wrong:
        return SAYS["failed"].format(name=mailbox.name, why=wrong)
    return ""


def _found(mailbox: Mailbox, message_id: str) -> str:
    if not _OURS.fullmatch(message_id):
        return ""
    with _opened(mailbox) as box:
        for folder in dict.fromkeys(filter(None, (mailbox.sent_folder, *mailbox.folders))):
            try:
                box.folder.set(folder, readonly=True)
            except ImapToolsError:  # a name that the mailbox does not know keeps nobody from looking into the others
                continue
            if box.uids(AND(header=[H("Message-ID", message_id)])):
                return folder
    return ""


@contextlib.contextmanager
def _opened(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    box = _connected(mailbox)
    try:
        box.login(mailbox.user, mailbox.password, initial_folder=None)
        if "ID" in box.client.capabilities:
            box.client.xatom("ID", WHO)
        yield box
    finally:
        with contextlib.suppress(*LOST):
            box.client.logout()


def _connected(mailbox: Mailbox) -> BaseMailBox:
    where = {"host": mailbox.host, "port": mailbox.port, "timeout": TIMEOUT}
    if mailbox.security == "none":
        return MailBoxUnencrypted(**where)
    context = ssl.create_default_context(cafile=mailbox.ca_file or None)
    made = MailBox if mailbox.security == "tls" else MailBoxStartTls
    return made(**where, ssl_context=context)
