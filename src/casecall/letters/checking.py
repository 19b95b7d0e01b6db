"""Looks whether the sending account works, step by step, and says in plain words what is wrong."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from casecall.letters.composing import Sheet, compose
from casecall.letters.conversation import SAYS as TROUBLES
from casecall.letters.conversation import Conversation, Trouble

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.letters.accounts import Sending

SAYS: Final = {
    "dns": "域名",
    "login": "连接、加密与登录",
    "open": "连接与加密（未设登录）",
    "sender": "发件人",
    "letter": "测试信",
    "fine": "正常",
    "found": "正常，{addresses}",
    "gave": "服务器已接收（{words}），请到 {to} 查看是否收到",
    "subject": "测试信：发信账户可以使用",
    "text": "这是一封测试信，由 {sender} 发出，用来确认发信账户可以使用。收到即可，不必回复。",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: what, whether it is well, and what is to be said of it."""

    what: str
    well: bool
    says: str


def check_sending(sending: Sending, *, to: str = "", now: datetime) -> tuple[Checked, ...]:
    """The steps of a hand-over one after another, up to the first that fails; ``to`` gets a letter of trial."""
    found = [_resolve(sending)]
    if not found[-1].well:
        return tuple(found)
    what = SAYS["login"] if sending.user else SAYS["open"]
    try:
        with Conversation(sending) as talk:
            found.append(Checked(what, well=True, says=SAYS["fine"]))
            what = SAYS["sender"]
            talk.try_sender()
            found.append(Checked(what, well=True, says=SAYS["fine"]))
            if to:
                what = SAYS["letter"]
                talk.offer(to, _trial(sending, to, now))
                found.append(Checked(what, well=True, says=SAYS["gave"].format(words=talk.close(), to=to)))
    except Trouble as why:
        found.append(Checked(what, well=False, says=str(why)))
    return tuple(found)


def _resolve(sending: Sending) -> Checked:
    try:
        found = socket.getaddrinfo(sending.host, sending.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Checked(SAYS["dns"], well=False, says=TROUBLES["dns"].format(host=sending.host))
    addresses = "、".join(dict.fromkeys(str(one[4][0]) for one in found))
    return Checked(SAYS["dns"], well=True, says=SAYS["found"].format(addresses=addresses))


def _trial(sending: Sending, to: str, now: datetime) -> bytes:
    return compose(
        Sheet(
            sender_name=sending.sender_name,
            sender_address=sending.sender_address,
            to_name="",
            to_address=to,
            subject=SAYS["subject"],
            text=SAYS["text"].format(sender=sending.sender_address),
            message_id=f"<trial-{secrets.token_hex(16)}@{sending.domain}>",
            date=timezone.localtime(now),
            automatic=True,
        )
    )
