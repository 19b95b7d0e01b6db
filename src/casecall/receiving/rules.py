"""The doors through which papers come in, and what makes a repeat known."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import timedelta
from difflib import SequenceMatcher
from string import Formatter
from typing import TYPE_CHECKING

from casecall.cases.rules import DESK, DOORS, FOLDER, LETTER, UPLOAD, WEB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["DESK", "DOORS", "FOLDER", "LETTER", "UPLOAD", "WEB"]

CLOSED = "征集时间已过，如需补充请联系秘书处"
NOT_OPEN = "征集尚未开始"
NO_FILES = "没有收到文件"
MOST_FILES = 40

APPLICATION, AUTO_REPLY, BOUNCE, BULK, OTHER = "application", "auto-reply", "bounce", "bulk", "other"
LETTER_KINDS = {
    APPLICATION: "申报",
    AUTO_REPLY: "自动回复",
    BOUNCE: "退信",
    BULK: "群发或垃圾邮件",
    OTHER: "来信",
}


BELONGS, SEVERAL = "belongs", "several"
SUGGESTIONS = {BELONGS: "可能属于另一案例", SEVERAL: "可能含有几个案例"}
SAYS = {
    "number_subject": "主题中有编号",
    "number_text": "正文中有编号",
    "by_address": "，来信地址与该案例一致",
    "by_domain": "，来信单位域名与该案例一致",
    "by_reply": "，是我方来信的回复",
    "reply": "是我方来信的回复",
    "thread": "是同一地址前一封来信的续信",
    "same": "材料与已收到的完全相同",
    "sender": "该地址只有这一个案例",
    "recipient": "收信地址是该案例的联系地址",
    "mark": "表上二维码",
    "unit": "同一单位同名案例",
    "parts": "同一地址几天内分几封寄来，此封没有申报表",
    "parts_first": "同一地址几天内分几封寄来，前一封没有申报表",
    "stranger": "{why}，但来信地址与该案例无关，请核对",
    "forged": "{why}，但来信未通过发件人验证，请核对",
    "ended": "{why}，但该案例{state}",
    "otherwise": "{why}，但表上的案例名不同，请核对",
    "unsure": "{why}，无法确认寄件单位，请核对",
    "filed": "归入本案",
    "filed_line": "按来信归入本案",
    "letter": "收到来信",
    "letter_ours": "我方邮箱发出的信件",
    "again": "再次收到相同材料，未另立案",
    "held": "同一地址一天内来件超过 {most} 件，请工作人员查看后处理",
    "several": "来件中有 {count} 份申报表，分为 {count} 个案例",
    "too_many": "来件中有 {count} 份申报表，未自动分案，请工作人员查看",
    "other_unit": "第 {n} 稿由 {sender} 寄来，申报单位与此前不同，恐是另一件申报，请工作人员查看",
    "from": "由 {number} 的来件分出",
    "by_clerk": "工作人员归入",
    "set_aside": "不再处理",
    "into": "并入 {number}：{why}",
    "joined": "{number} 并入本案",
    "parted": "撤销 {number} 的并案",
    "split": "分出 {numbers}",
    "and": "、",
    "no_reason": "请写明理由",
    "itself": "不能与自己并案",
    "other_call": "不是同一次征集的案例，不能并案",
    "chosen": "案例现为“{state}”，请先撤回入选再并案",
    "over": "案例{state}，不能再补充材料",
    "not_joined": "案例没有并入别的案例",
    "no_group": "请选择要分出的文件",
    "not_there": "所选文件不在这份材料里",
    "nothing_left": "原案例至少要留下一个文件",
    "not_letter": "来信已处理，或没有可立案的材料",
}
MOST_A_DAY = 60  # applications of one sender's address; more wait for a clerk
MOST_CASES = 60  # that one delivery is taken apart into by software
PARTS_WITHIN = timedelta(days=3)  # letters of one address that may be parts of one application
PUBLIC_MAIL = frozenset({
    "163.com", "126.com", "yeah.net", "188.com", "vip.163.com", "vip.126.com", "qq.com", "vip.qq.com",
    "foxmail.com", "sina.com", "sina.cn", "vip.sina.com", "sohu.com", "tom.com", "139.com", "189.cn", "wo.cn",
    "aliyun.com", "21cn.com", "263.net", "gmail.com", "outlook.com", "hotmail.com", "live.com", "live.cn",
    "msn.com", "icloud.com", "me.com", "yahoo.com", "yahoo.cn", "yahoo.com.cn", "proton.me",
})  # fmt: skip
ALIKE = 0.6  # titles less alike than this are two
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\uff0d\ufe63\u2212", "-"))
_MARKS = re.compile(r"[\W_]+")


def suggestion_choices() -> list[tuple[str, str]]:
    """What may be suggested, with its name on screen."""
    return list(SUGGESTIONS.items())


def letter_choices() -> list[tuple[str, str]]:
    """The kinds of letters with their names on screen."""
    return list(LETTER_KINDS.items())


def door_choices() -> list[tuple[str, str]]:
    """The doors with their names on screen."""
    return list(DOORS.items())


def fingerprint(hashes: Iterable[str], values: Mapping[str, str] | None = None) -> str:
    """What a delivery is by its content alone, whatever its files are called and in whatever order they come."""
    whole = json.dumps([sorted(set(hashes)), dict(values or {})], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def click(fingerprint: str, once: str) -> str:
    """What one form sent is by its own token and content; empty without a token, for bytes alone tell no sender."""
    return hashlib.sha256(f"{once}:{fingerprint}".encode()).hexdigest() if once else ""


def left_out(name: str) -> bool:
    """Whether a file of a folder is no material: hidden, a lock file of an office program, a system's own."""
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in {"thumbs.db", "desktop.ini"}


def numbers_in(text: str, numbering: str, key: str, *, most: int = 5) -> tuple[str, ...]:
    """The numbers of a call that stand in a text, each once, in order, no more than so many.

    >>> numbers_in("关于lz2022—0012的补充，另见 LZ2022-00123", "LZ2022-{n:04d}", "x")
    ('LZ2022-0012', 'LZ2022-00123')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    found = dict.fromkeys(one[0].upper() for one in re.finditer(_pattern(numbering, key), plain, re.IGNORECASE))
    return tuple(found)[:most]


def _pattern(numbering: str, key: str) -> str:
    pieces = []
    for literal, field, spec, _ in Formatter().parse(numbering):
        pieces.append(re.escape(unicodedata.normalize("NFKC", literal).translate(_DASHES)))
        if field == "key":
            pieces.append(re.escape(key))
        elif field is not None:
            least = re.fullmatch(r"0(\d{1,2})d", spec or "")
            pieces.append(rf"\d{{{least[1] if least else 1},9}}")
    return rf"(?<![0-9A-Za-z]){''.join(pieces)}(?!\d)"


def domain_of(address: str) -> str:
    """The domain of an address where it is a unit's own; empty for a provider that anybody writes from.

    >>> domain_of("lin@gz.example.org"), domain_of("lin@163.com"), domain_of("")
    ('gz.example.org', '', '')
    """
    domain = address.rpartition("@")[2].strip().lower() if "@" in address else ""
    return "" if domain in PUBLIC_MAIL else domain


def is_forged(checks: Mapping[str, str]) -> bool:
    """Whether the border host says that a letter does not come from where it says; without its word nothing is known.

    >>> is_forged({"dmarc": "fail"}), is_forged({"spf": "softfail", "dkim": "pass"}), is_forged({})
    (True, False, False)
    >>> is_forged({"spf": "pass", "dmarc": "none", "aligned": "no"})  # another's domain passed
    True
    """
    if checks.get("aligned") == "no":
        return True
    if checks.get("dmarc") in {"pass", "fail"}:
        return checks["dmarc"] == "fail"
    return checks.get("spf") in {"fail", "softfail"} and checks.get("dkim") != "pass"


def bare(text: str) -> str:
    """A name without spaces, marks, widths and capitals, so that two ways to write it are one."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def differ(one: str, other: str) -> bool:
    """Whether two titles are surely not the same, as read by machine or corrected.

    >>> differ("山村机房换上“凉外套”", "山村机房换上凉外衣"), differ("银发课堂", "山村机房"), differ("", "银发课堂")
    (False, True, False)
    """
    first, second = bare(one), bare(other)
    return bool(first and second) and SequenceMatcher(None, first, second, autojunk=False).ratio() < ALIKE
