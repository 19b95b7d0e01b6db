"""Delivery reports: which address was not reached, why, and which letter of ours it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.headers import addresses, decode_header, identifiers
from casepaper.opening.letter.parts import take_apart
from casepaper.records import Bounce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.opening.letter.parts import Part

_REPORT: Final = 1024 * 1024
_FIELD = re.compile(r"^([A-Za-z-]+)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
# What only a machine heads its report with; a person who writes of 退信 does not.
_HEADING = re.compile(
    r"^\s*(?:系统退信|退信通知|邮件(?:投递|发送|递送)失败|undeliver|delivery status notification"
    r"|mail delivery fail|failure notice)",
    re.IGNORECASE,
)
_DAEMON = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?|mail\.?delivery.*|microsoftexchange[0-9a-f]*)@|^mailer-daemon$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"退信|退件|退回(?:邮件|的邮件)|邮件(?:投递|发送|递送)失败|(?:投递|发送|递送|传送)失败|无法(?:投递|送达|传送|递送)"
    r"|未送达|未能送达"
    r"|undeliver|delivery (?:status notification|failure|failed|has failed)|returned mail|mail delivery fail"
    r"|failure notice"
    r"|delivery report|non-?delivery|mail system error",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"(?:无法|未能|没有|不能)(?:被?成功)?(?:投递|送达|发送|递送|传送)|投递失败|被退回|退信原因|退信信息|用户不存在"
    r"|收件人(?:邮箱|邮件)?地址?(?:不存在|有误|错误)"
    r"|could ?n[o']t be delivered|undeliverable|delivery (?:to .{1,80} )?failed|permanent (?:error|failure)"
    r"|user (?:unknown|not found)",
    re.IGNORECASE,
)
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<![\d.\-])([45]\d\d)(?=[\s\-:]+[#\w\d\u4e00-\u9fff\"'(])")
_BARE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ID = re.compile(r"message-id\s*[:：]\s*(<[^<>\s]{1,990}>)", re.IGNORECASE)
_READ: Final = 20_000
_LONGEST: Final = 300
_FAILED: Final = frozenset({"failed", ""})


def is_daemon(address: str) -> bool:
    """Whether an address is one that mail systems report from."""
    return bool(_DAEMON.match(address))


def report_of(reports: Sequence[Part]) -> dict[str, str]:
    """The fields of a standard delivery report that matter, in lower case; of several recipients the first failed."""
    for part in reports:
        if not part.type.endswith("delivery-status"):
            continue
        blocks = re.split(r"\n[ \t]*\n", part.content(_REPORT).decode("utf-8", "replace").replace("\r", ""))
        found = [{m[1].lower(): " ".join(m[2].split()) for m in _FIELD.finditer(block)} for block in blocks]
        told = [one for one in found if "final-recipient" in one or "action" in one]
        failed = (one for one in told if one.get("action", "").lower() in _FAILED)
        return next(failed, told[0] if told else {"action": "failed"})
    return {}


def says_bounce(letter: Part, sender: str, *, subject: str, text: str) -> bool:
    """Whether a letter without a standard report is one all the same: by its sender, its subject and what it says."""
    if letter.header("x-failed-recipients") or (letter.type == "multipart/report" and is_daemon(sender)):
        return True
    nobody = is_daemon(sender) or letter.header("return-path").strip() == b"<>"
    if nobody:
        return bool(_SUBJECT.search(subject) or _TEXT.search(text[:_READ]))
    return bool(_HEADING.match(subject) and _BARE.search(text[:_READ]) and _TEXT.search(text[:_READ]))


def bounce_of(letter: Part, reports: Sequence[Part], *, text: str, sender: str) -> Bounce:
    """Address, status and letter, from the standard report where there is one, else from the words."""
    fields = report_of(reports)
    diagnosis = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
    returned = _returned(reports)
    whole = f"{fields.get('status', '')}\n{diagnosis}\n{text[:_READ]}"
    status = _ENHANCED.search(whole) or _SMTP.search(whole)
    return Bounce(
        address=_address(letter, fields, returned, text=text, sender=sender),
        status=status[1] if status else "",
        message_id=_message_id(letter, returned, text),
        says=" ".join((diagnosis or _reason(text)).split())[:_LONGEST],
    )


def _returned(reports: Sequence[Part]) -> Part | None:
    """The letter that came back, whole or only its headers."""
    for part in reports:
        if part.is_letter or part.type in {"text/rfc822-headers", "message/global-headers"}:
            inner = take_apart(part.content(_REPORT))
            if inner.header("message-id") or inner.header("to"):
                return inner
    return None


def _address(letter: Part, fields: dict[str, str], returned: Part | None, *, text: str, sender: str) -> str:
    for key in ("original-recipient", "final-recipient"):
        if found := _BARE.search(fields.get(key, "").rpartition(";")[2]):
            return found[0]
    if found := _BARE.search(decode_header(letter.header("x-failed-recipients"))):
        return found[0]
    ours = {address.lower() for _, address in addresses(letter.header("to"))} | {sender.lower()}
    for address in _BARE.findall(text[:_READ]):
        if address.lower() not in ours and not is_daemon(address):
            return str(address)
    sent_to = addresses(returned.header("to")) if returned else ()
    return sent_to[0][1] if sent_to else ""


def _message_id(letter: Part, returned: Part | None, text: str) -> str:
    for header in (returned.header("message-id") if returned else b"", letter.header("in-reply-to")):
        if found := identifiers(header):
            return found[0]
    if quoted := _ID.search(text):
        return quoted[1]
    return next(reversed(identifiers(letter.header("references"))), "")


def _reason(text: str) -> str:
    """The line that says why, else the first that says that it failed."""
    lines = [line.strip() for line in text[:_READ].split("\n") if line.strip()]
    why = (line for line in lines if re.search(r"原因|\b[45]\d\d[ -]|\b[45]\.\d\.\d", line))
    return next(why, next((line for line in lines if _TEXT.search(line)), lines[0] if lines else ""))
