"""What is wrong with a mailbox, in plain words: for the office's page, the check of an account and the log."""

from __future__ import annotations

import imaplib
import poplib
import re
import socket
import ssl
from typing import TYPE_CHECKING, Any, Final

from imap_tools.errors import UnexpectedCommandStatusError

from casepaper.opening.letter.charsets import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casecall.letters.accounts import Mailbox

SAYS: Final[Mapping[str, str]] = {
    "name": "找不到服务器 {host}，请核对 mail.toml 中的 host，并确认本机能上网",
    "port": "服务器 {host} 的端口 {port} 没有开放，请核对 port 与 security（IMAP 加密端口通常为 993，POP3 为 995）",
    "timeout": "服务器 {host}:{port} 在 {seconds} 秒内没有应答，可能被防火墙拦住",
    "unreachable": "连不上服务器 {host}:{port}：{words}",
    "self_signed": "服务器 {host} 的证书不是公认机构签发的；如确是本单位的服务器，请把签发证书存成文件，写入 ca_file",
    "other_name": "服务器的证书不属于 {host}，请核对 host 是否写成了别名或 IP 地址",
    "expired": "服务器 {host} 的证书已过期，请联系邮箱服务商",
    "certificate": "服务器 {host} 的证书没有通过核对：{words}",
    "not_tls": "端口 {port} 上没有加密服务，请核对 port 与 security（tls 用 993 或 995，starttls 用 143 或 110）",
    "no_starttls": "服务器 {host}:{port} 不支持 STARTTLS，请改用 security = tls 与对应的端口",
    "login": (
        "登录被拒绝（{user}）。QQ、163、126 等邮箱须用授权码，不能用网页登录的口令；"
        "授权码在网页邮箱的“设置”里生成，改过口令后要重新生成。服务器说：{words}"
    ),
    "not_open": (
        "邮箱 {user} 没有开启 {protocol} 服务，或授权码不对。"
        "请在网页邮箱的“设置”里开启 {protocol}，生成授权码后写入 mail.toml。服务器说：{words}"
    ),
    "oauth": (
        "服务器只接受 OAuth 登录，不接受口令（Microsoft 365 已如此）；"
        "请用支持口令的邮箱，或由管理员设自动转发。服务器说：{words}"
    ),
    "often": "服务器因登录过于频繁暂时拒绝，程序会隔一段时间再试。服务器说：{words}",
    "unsafe": "服务器不放行本程序（Unsafe Login），请在网页邮箱里重新生成授权码，或联系服务商放行。服务器说：{words}",
    "folder": "信箱里没有名为“{folder}”的文件夹；现有：{folders}",
    "no_folders": "无（服务器没有列出文件夹）",
    "select": "文件夹“{folder}”打不开。服务器说：{words}",
    "read_only": "文件夹“{folder}”只能读取，无法按 after = {after} 标记或移动；请改为 keep，或取得写的权限",
    "no_target": "要移入的文件夹“{folder}”不存在，请先在邮箱中建立；现有：{folders}",
    "no_move": "服务器没有 MOVE 和 UIDPLUS，移动信件会连带清除他人删除的信，因此没有移动；请改为 keep 或 seen",
    "not_done": "信件已收下，但没有能按 after = {after} 标记或移动。服务器说：{words}",
    "cut": "与服务器 {host} 的连接中断，稍后接着收取：{words}",
    "protocol": "服务器 {host} 的应答不合规范：{words}",
    "no_uidl": "服务器 {host} 不支持 UIDL，无法用 POP3 分辨已收和未收的信，请改用 IMAP",
    "disk": "收到的信写不进磁盘（{words}），腾出空间后会接着收取，信仍在信箱里",
    "database": "数据库暂时不可用，稍后接着收取，信仍在信箱里",
    "unexpected": "收取时遇到意外（{words}），稍后再试，信仍在信箱里",
    "busy": "另一个进程正在收取这个信箱",
    "no_call": "mail.toml 中写的征集活动“{call}”不存在",
    "letter_gone": "信已不在信箱中",
    "letter_refused": "服务器没有给出这封信：{words}",
    "letter_unread": "这封信处理时出错（{words}），原信仍在信箱里，请在网页邮箱中查看，或存成 .eml 后上传",
    "letter_cuts": "取这封信时接连中断 {count} 次，先收其余的信，稍后再试",
    "letter_big": "这封信有 {size} MB，超过 {most} MB 的上限，只收下了信头；请在网页邮箱中下载后，从经办页面上传",
}

# What servers say, in the words of the usual providers, and which sentence of ours fits.
_HEARD: Final = tuple(
    (code, re.compile("|".join(words), re.IGNORECASE))
    for code, words in {
        "unsafe": ("unsafe login",),
        "oauth": ("basicauth", "oauth", "modern auth"),
        "not_open": ("not open", "service is not", "not enabled", "disabled", "未开启", "未开通", "没有开启"),
        "often": ("frequen", "too many", "try again later", "rate limit", "频繁", "过多", "系统繁忙"),
    }.items()
)
_KINDS: Final[tuple[tuple[Any, str], ...]] = (
    (ssl.SSLError, "not_tls"),
    (socket.gaierror, "name"),
    (UnicodeError, "name"),
    (ConnectionRefusedError, "port"),
    (TimeoutError, "timeout"),
    (imaplib.IMAP4.error, "protocol"),
    (poplib.error_proto, "protocol"),
    (UnexpectedCommandStatusError, "protocol"),
)
_PROTOCOLS: Final = {"imap": "IMAP", "pop3": "POP3"}


class MailboxTrouble(Exception):  # noqa: N818 - it says what happened
    """What keeps a mailbox or a folder from being read; ``code`` names it in SAYS, the text is for people."""

    def __init__(self, code: str, /, **values: Any) -> None:
        self.code = code
        super().__init__(SAYS[code].format(**values))


class LetterTrouble(Exception):  # noqa: N818 - it says what happened
    """What keeps one letter from being taken, while the others are."""

    def __init__(self, code: str, /, **values: Any) -> None:
        self.code = code
        super().__init__(SAYS[code].format(**values))


def words_of(wrong: Exception) -> str:
    """What a server said with an error, in a line without its own code."""
    if isinstance(wrong, UnexpectedCommandStatusError):
        said = [one for one in wrong.command_result[1] if isinstance(one, bytes)]
        text = decode(b" ".join(said))
    elif wrong.args and isinstance(wrong.args[0], bytes):
        text = decode(wrong.args[0])
    else:
        text = str(wrong) or type(wrong).__name__
    text = re.sub(r"^(b['\"])|['\"]$", "", text)
    return " ".join(text.split())[:300]


def connecting(wrong: Exception, mailbox: Mailbox, *, seconds: float) -> MailboxTrouble:
    """What kept a connection from being made."""
    code = _connecting(wrong)
    return _trouble(code, mailbox, wrong, seconds=round(seconds))


def _connecting(wrong: Exception) -> str:
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return _certificate(wrong)
    if re.search("starttls|stls|tls not", str(wrong), re.IGNORECASE):
        return "no_starttls"
    return next((code for kind, code in _KINDS if isinstance(wrong, kind)), "unreachable")


def _certificate(wrong: ssl.SSLCertVerificationError) -> str:
    said = str(wrong.verify_message).lower()
    if "hostname mismatch" in said or "ip address mismatch" in said:
        return "other_name"
    if "expired" in said:
        return "expired"
    return "self_signed" if "self-signed" in said or "self signed" in said or "local issuer" in said else "certificate"


def logging_in(wrong: Exception, mailbox: Mailbox) -> MailboxTrouble:
    """Why a login was refused."""
    said = words_of(wrong)
    code = next((code for code, words in _HEARD if words.search(said)), "login")
    return _trouble(code, mailbox, wrong)


def opening(wrong: Exception, mailbox: Mailbox, folder: str, folders: tuple[str, ...]) -> MailboxTrouble:
    """Why a folder could not be opened."""
    said = words_of(wrong)
    if dict(_HEARD)["unsafe"].search(said):
        return _trouble("unsafe", mailbox, wrong)
    if folders and folder not in folders:
        return MailboxTrouble("folder", folder=folder, folders=listed(folders))
    return MailboxTrouble("select", folder=folder, words=said)


def broken(wrong: Exception, mailbox: Mailbox) -> MailboxTrouble:
    """A connection that broke, or a server that says what cannot be understood."""
    lost = isinstance(wrong, OSError | EOFError | imaplib.IMAP4.abort)
    return _trouble("cut" if lost else "protocol", mailbox, wrong)


def listed(folders: tuple[str, ...]) -> str:
    """Names of folders, as a sentence lists them."""
    return "、".join(folders[:30]) or SAYS["no_folders"]


def _trouble(code: str, mailbox: Mailbox, wrong: Exception, **more: Any) -> MailboxTrouble:
    return MailboxTrouble(
        code,
        host=mailbox.host,
        port=mailbox.port,
        user=mailbox.user,
        protocol=_PROTOCOLS[mailbox.protocol],
        words=words_of(wrong),
        **more,
    )
