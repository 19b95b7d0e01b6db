"""What kind of letter it is: an application, an answer by a machine, a delivery report, bulk mail, or other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.bounces import is_daemon, report_of, says_bounce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.opening.letter.parts import Part
    from casepaper.records import LetterKind

_AWAY = re.compile(
    r"^\s*[\[【(（]?\s*(?:系统)?(?:自动(?:回复|答复|应答|回信|回执)|我?(?:不在办公室|正在休假)"
    r"|(?:假期|休假|离线|外出|出差|离岗)\S{0,4}(?:自动)?(?:回复|答复|通知|提醒)"
    r"|out[- ]of[- ](?:the )?office|auto(?:matic)?[- ]?(?:reply|response|responder)|vacation reply)",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(r"假期|休假|年假|外出", re.IGNORECASE)
_IS_AWAY = re.compile(
    r"(?:休假|放假|外出|出差|不在(?:办公室|岗|单位)|假期).{0,80}(?:回复|联系|处理)|自动回复", re.DOTALL
)
_RECEIPT = re.compile(
    r"^\s*(?:已读(?:回执)?|阅读回执|未读|回执|送达|已送达|Read|Not read|Delivered|Read receipt"
    r"|Disposition notification)\s*[:：]"
    r"|(?:已读回执|阅读回执|读信回执|收条)\s*$|^(?:Read-Receipt|Return Receipt)",
    re.IGNORECASE,
)
# Each alternative begins with a plain character, so that a text is searched in one quick pass; letters are small.
_BULK = re.compile(
    r"退订|取消订阅|不想再收到|如不愿意?再?收到|unsubscribe|opt[- ]out|view (?:this )?(?:e-?mail )?in (?:your )?browser"
)
_SPAM = re.compile(
    r"代开.{0,10}(?:发票|票据)|发票.{0,20}(?:代开|优惠|低点)|低息|无抵押贷款|信用贷款|中奖|恭喜您(?:被|获)|刷单|博彩|棋牌|赌场|伟哥"
    r"|兼职.{0,10}(?:日结|日赚)|加.{0,4}(?:微信|qq).{0,20}(?:优惠|返利|领取)|论文(?:代写|代发|发表)|群发(?:软件|平台|服务)"
    r"|邮箱(?:即将|已)?(?:停用|过期|升级).{0,30}(?:点击|验证)|viagra|casino|lottery",
    re.DOTALL,
)
_FORM_LABEL = re.compile(
    r"^[\s\d一二三四五六七八九十、.．*]*(申报单位|单位名称|案例名称|案例题目|案例标题|所属主题|申报主题|主题类别|所选主题|联系人|职务|联系电话|电子邮箱|邮箱|手机"
    r"|案例正文|正文|案例内容|申报日期)\s*(?:[（(][^（()）]{0,30}[)）])?\s*[:：]",
    re.MULTILINE,
)
_OF_A_FORM: Final = frozenset({"申报单位", "单位名称", "案例名称", "案例题目", "案例标题", "案例正文", "案例内容"})
_LABELS_ENOUGH: Final = 3
_BULK_WORDS: Final = (b"bulk", b"junk", b"list")
#: Types and endings of files that are no material whoever sends them.
_NO_MATERIAL: Final = (
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "application/pgp",
    "application/pkcs7",
    "application/x-pkcs7",
)
_NO_MATERIAL_NAMES: Final = (".ics", ".vcf", ".p7s", ".p7m", ".asc", ".sig")


def is_material(name: str, kind: str) -> bool:
    """Whether a file may belong to an application: anything but calendars, visiting cards and signatures."""
    return not (kind.startswith(_NO_MATERIAL) or name.lower().endswith(_NO_MATERIAL_NAMES))


def holds_form(text: str) -> bool:
    """Whether a text has the form written into it, by its labels."""
    labels = set(_FORM_LABEL.findall(text))
    return len(labels) >= _LABELS_ENOUGH and not labels.isdisjoint(_OF_A_FORM)


def kind_of(
    letter: Part, reports: Sequence[Part], *, sender: str, subject: str, text: str, material: bool, attached: bool
) -> LetterKind:
    """The kind of a letter. ``text`` is all that is written.

    ``material``: it holds what may be an application, pictures inside the text included; ``attached``: not only those.
    What a machine says of itself in its headers counts whatever it carries; what only reads like it must bring nothing.
    """
    if report_of(reports):
        return "bounce" if report_of(reports).get("action", "").lower() == "failed" else "auto-reply"
    if _is_receipt(letter, reports):
        return "auto-reply"
    if says_bounce(letter, sender, subject=subject, text=text):
        return "bounce"
    if _answers_by_itself(letter) or (not material and _reads_like_a_machine(letter, sender, subject, text)):
        return "auto-reply"
    if _is_marked_bulk(letter) or (not attached and _reads_like_bulk(f"{subject}\n{text}".lower())):
        return "bulk"
    return "application" if material else "other"


def _is_receipt(letter: Part, reports: Sequence[Part]) -> bool:
    told = (letter.parameter("report-type") or "").lower()
    return told == "disposition-notification" or any("disposition" in one.type for one in reports)


def _answers_by_itself(letter: Part) -> bool:
    submitted = letter.header("auto-submitted").split(b";")[0].strip().lower()
    if submitted and submitted != b"no":
        return True
    if letter.header("precedence").strip().lower() in {b"auto_reply", b"auto-reply"}:
        return True
    return any(
        letter.header(name).strip().lower() not in {b"", b"no", b"0", b"false"}
        for name in (
            "x-autoreply",
            "x-autorespond",
            "x-autoresponder",
            "x-autoreply-from",
            "x-mail-autoreply",
            "x-auto-reply",
        )
    )


def _reads_like_a_machine(letter: Part, sender: str, subject: str, text: str) -> bool:
    if letter.header("x-auto-response-suppress") or letter.header("return-path").strip() == b"<>" or is_daemon(sender):
        return True
    away = _AWAY.match(subject) or _RECEIPT.search(subject)
    return bool(away or (_HOLIDAY.search(subject) and _IS_AWAY.search(text)))


def _reads_like_bulk(text: str) -> bool:
    return bool(_BULK.search(text) or _SPAM.search(text))


def _is_marked_bulk(letter: Part) -> bool:
    if letter.header("precedence").strip().lower() in _BULK_WORDS:
        return True
    if letter.header("list-id") or letter.header("list-unsubscribe") or letter.header("x-mailing-list"):
        return True
    flags = (letter.header(name).strip().lower() for name in ("x-spam-flag", "x-spam-status", "x-spam"))
    return any(flag.startswith((b"yes", b"true")) for flag in flags)
