"""Talks to the sending server, one letter at a time; what goes wrong is told apart by what may follow from it."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casecall.letters.accounts import Sending

SAYS: Final = {
    "dns": "找不到服务器 {host}：请核对 host 的写法，并确认这台机器能上网、能解析域名",
    "refused": "{host} 的 {port} 端口连接不上：请核对 port 与 security（465 配 tls，587 配 starttls），"
    "并确认防火墙放行；不少云服务器封了 25 端口",
    "slow": "{host}:{port} 在 {seconds} 秒内没有应答：请核对 host 与 port，并确认防火墙放行",
    "certificate": "{host} 的证书无法核验（{why}）：请核对 host 是否与邮箱服务商公布的一致；"
    "单位自建的服务器，可用 ca_file 写明签发它的证书",
    "not_tls": '{host}:{port} 不以加密方式开始：465 端口配 security = "tls"，587 或 25 端口配 "starttls"',
    "no_starttls": '{host}:{port} 不支持 STARTTLS：请改用 465 端口与 security = "tls"，或向服务商核实',
    "login": "登录未通过，服务器答复：{words}。163、126、QQ、腾讯企业邮等邮箱须先在网页版“设置”里开启 SMTP 服务、"
    "生成授权码，把授权码填在 password 里，不是网页登录密码；Exchange 与 Coremail 请向本单位网管核实是否允许 SMTP 登录",
    "no_login": "{host}:{port} 不提供登录：请核对 port 与 security；确实无需登录的，请删去 user 与 password",
    "sender": "服务器不接受发件人 {sender}，答复：{words}。sender_address 通常须与登录的 user 一致",
    "busy": "服务器要求放慢或暂不服务，答复：{words}。会自动等待后再发，也可以调小 per_minute 与 per_day",
    "closed": "服务器中断了连接（{why}）",
    "put_off": "服务器要求稍后再试，答复：{words}",
    "refusal": "服务器拒收，答复：{words}",
    "unanswered": "信件已交出，但没有等到服务器的答复（{why}）：请到“已发送”文件夹或向收件人核实后认定，不会自动重发",
    "greeting": "{host}:{port} 拒绝连接，答复：{words}",
}
_BUSY: Final = re.compile(
    rb"too (?:many|much|fast)|frequen|rate.?limit|throttl|sending limit|limit exceeded|exceed\w* .*(?:messages|limit)"
    rb"|HL:",  # 163 and 126 say so in a code of their own
    re.IGNORECASE,
)
_OK, _GO_ON, _CLOSING, _PERMANENT = 250, 354, 421, 500


class Trouble(Exception):  # noqa: N818 - what kind it is follows
    """What kept a letter from being handed over; the message is a sentence for people."""


class AccountTrouble(Trouble):
    """The account or its server cannot send at all now: nothing is wrong with the letter."""


class PutOff(Trouble):
    """The server did not take the letter and asks to try later."""


class Refusal(Trouble):
    """The server did not take the letter and never will."""


class Unanswered(Trouble):
    """The letter was given away whole and nobody knows whether it was taken."""


class Conversation:
    """A connection to the sending server, logged in. Raises AccountTrouble where that does not come about."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._smtp = self._connected()
        try:
            self._secured()
            self._logged_in()
        except BaseException:
            self.hang_up()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if trouble[0] is None and self._smtp.sock is not None:
                self._smtp.sock.settimeout(5)
                self._smtp.quit()
        self.hang_up()

    def offer(self, recipient: str, data: bytes, *, also: Sequence[str] = ()) -> None:
        """Give the letter up to its last line but not the line that ends it: until then the server keeps nothing.

        That a broken connection cancels it is what RFC 5321 §4.1.1.10 demands. ``also`` may be refused without harm.
        Raises AccountTrouble, PutOff or Refusal.
        """
        try:
            self._name_both(recipient, len(data), also)
            code, words = self._smtp.docmd("DATA")
            if code != _GO_ON:
                raise _why(code, words)
            self._smtp.send(_dotted(data))
        except (smtplib.SMTPException, OSError) as wrong:
            raise PutOff(SAYS["closed"].format(why=_said(wrong))) from wrong

    def close(self) -> str:
        """End the letter and give the server's words of acceptance. Raises Unanswered, PutOff or Refusal."""
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._sending.answer_seconds)
            self._smtp.send(b".\r\n")
            code, words = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as wrong:
            raise Unanswered(SAYS["unanswered"].format(why=_said(wrong))) from wrong
        if code == _OK:
            return _words(code, words)
        if code < 400 or code >= 600:  # noqa: PLR2004 - no answer that the protocol knows
            raise Unanswered(SAYS["unanswered"].format(why=_words(code, words)))
        raise _why(code, words)

    def try_sender(self) -> None:
        """Ask whether the server takes letters of the sender, without sending one. Raises AccountTrouble."""
        try:
            self._say_sender(0)
            self._smtp.rset()
        except (smtplib.SMTPException, OSError) as wrong:
            raise AccountTrouble(SAYS["closed"].format(why=_said(wrong))) from wrong

    def hang_up(self) -> None:
        """Drop the connection as it is."""
        self._smtp.close()

    def _name_both(self, recipient: str, size: int, also: Sequence[str]) -> None:
        self._say_sender(size)
        code, words = self._smtp.rcpt(recipient)
        if code not in {_OK, 251}:
            raise _why(code, words)
        for one in also:
            self._smtp.rcpt(one)

    def _say_sender(self, size: int) -> None:
        sender = self._sending.sender_address
        options = [f"size={size}"] if size and self._smtp.has_extn("size") else []
        code, words = self._smtp.mail(sender, options)
        if code == 552:  # noqa: PLR2004 - larger than the server takes: the letter's own fault
            raise Refusal(SAYS["refusal"].format(words=_words(code, words)))
        if code != _OK:
            busy = code < _PERMANENT or _BUSY.search(words)
            says = SAYS["busy"] if busy else SAYS["sender"]
            raise AccountTrouble(says.format(sender=sender, words=_words(code, words)))

    def _connected(self) -> smtplib.SMTP:
        one = self._sending
        where = {"host": one.host, "port": one.port}
        try:
            if one.security == "tls":
                return smtplib.SMTP_SSL(
                    one.host, one.port, one.domain, timeout=one.timeout_seconds, context=self._context()
                )
            return smtplib.SMTP(one.host, one.port, one.domain, timeout=one.timeout_seconds)
        except smtplib.SMTPConnectError as wrong:
            says = SAYS["greeting"].format(**where, words=_words(wrong.smtp_code, wrong.smtp_error))
            raise AccountTrouble(says) from wrong
        except (smtplib.SMTPException, OSError) as wrong:
            raise AccountTrouble(connection_says(wrong, one.host, one.port, seconds=one.timeout_seconds)) from wrong

    def _secured(self) -> None:
        one = self._sending
        try:
            self._smtp.ehlo_or_helo_if_needed()
            if one.security != "starttls":
                return
            if not self._smtp.has_extn("starttls"):
                raise AccountTrouble(SAYS["no_starttls"].format(host=one.host, port=one.port))
            self._smtp.starttls(context=self._context())
            self._smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as wrong:
            raise AccountTrouble(connection_says(wrong, one.host, one.port, seconds=one.timeout_seconds)) from wrong

    def _logged_in(self) -> None:
        one = self._sending
        if not one.user:
            return
        try:
            self._smtp.login(one.user, one.password)
        except smtplib.SMTPAuthenticationError as wrong:
            says = SAYS["busy"] if wrong.smtp_code == _CLOSING else SAYS["login"]
            raise AccountTrouble(says.format(words=_words(wrong.smtp_code, wrong.smtp_error))) from wrong
        except smtplib.SMTPNotSupportedError as wrong:
            raise AccountTrouble(SAYS["no_login"].format(host=one.host, port=one.port)) from wrong
        except (smtplib.SMTPServerDisconnected, UnicodeError) as wrong:
            raise AccountTrouble(SAYS["login"].format(words=_said(wrong))) from wrong
        except (smtplib.SMTPException, OSError) as wrong:
            raise AccountTrouble(SAYS["closed"].format(why=_said(wrong))) from wrong

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._sending.ca_file or None)


def connection_says(wrong: Exception, host: str, port: int, *, seconds: int) -> str:
    """What a failed connection means, and what to do about it."""
    where = {"host": host, "port": port}
    if isinstance(wrong, socket.gaierror | UnicodeError):
        return SAYS["dns"].format(**where)
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return SAYS["certificate"].format(**where, why=wrong.verify_message)
    if isinstance(wrong, ssl.SSLError):
        return SAYS["not_tls"].format(**where)
    if isinstance(wrong, TimeoutError) or "timed out" in str(wrong):
        return SAYS["slow"].format(**where, seconds=seconds)
    if isinstance(wrong, smtplib.SMTPServerDisconnected):
        return SAYS["closed"].format(why=_said(wrong))
    return SAYS["refused"].format(**where)


def _why(code: int, words: bytes) -> Trouble:
    said = _words(code, words)
    if code == _CLOSING or _BUSY.search(words):
        return AccountTrouble(SAYS["busy"].format(words=said))
    if code < _PERMANENT:
        return PutOff(SAYS["put_off"].format(words=said))
    return Refusal(SAYS["refusal"].format(words=said))


def _words(code: int, words: bytes | str) -> str:
    """A server's answer as it can be shown: on one line, in whatever coding it came."""
    text = words if isinstance(words, str) else _decoded(words)
    return " ".join(f"{code} {''.join(one if one.isprintable() else ' ' for one in text)}".split())[:500]


def _decoded(words: bytes) -> str:
    try:
        return words.decode("utf-8")
    except UnicodeDecodeError:
        return words.decode("gb18030", "replace")


def _said(wrong: Exception) -> str:
    return " ".join(str(wrong).split())[:200] or type(wrong).__name__


def _dotted(data: bytes) -> bytes:
    """A letter as it is sent: lines that begin with a dot get another (RFC 5321 §4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", data)
