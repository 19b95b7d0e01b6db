"""What each finding asks of a unit: the rule in words, how to mend it, and what it is shown to mend it with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casecall.correcting.rules import FIELD, FILES, LARGE_FILE, PHOTOS, STAMPED, WORDS
from casecall.receiving.typed import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.forms.rules import CallRules


@dataclass(frozen=True, slots=True)
class Mending:
    """What a check's finding comes to for a unit. The texts may name what the call says, such as {label} or {limit}."""

    part: str
    rule: str
    how: str


_FILL: Final = "请填写{label}。"
_AGAIN: Final = "请核对后重新填写{label}。"

MENDING: Final[Mapping[str, Mending]] = {
    "unreadable": Mending(
        FILES,
        "申报材料应能打开、读清，其中须有《{form}》。",
        "请把该文件另存为 Word 或 PDF，或在光线充足处整页重新拍照、扫描后上传；确认不用的，请说明。",
    ),
    "theme_missing": Mending(FIELD, "申报表应选定主题。", "请选定主题。"),
    "theme_several": Mending(FIELD, "一个案例只选一个主题。", "请只保留一个主题。"),
    "unit_missing": Mending(FIELD, "申报表应填写{label}全称，与公章一致。", "请填写{label}全称。"),
    "contact_missing": Mending(FIELD, "申报表应填写{label}，以便核实和联络。", _FILL),
    "position_missing": Mending(FIELD, "申报表应填写{label}。", _FILL),
    "phone_missing": Mending(FIELD, "申报表应填写{label}，以便核实和联络。", "请填写手机号码，或带区号的固定电话。"),
    "phone_invalid": Mending(FIELD, "{label}应能接通。", "请核对后重新填写手机号码，或带区号的固定电话。"),
    "email_missing": Mending(FIELD, "申报表应填写{label}，以便联络。", _FILL),
    "email_invalid": Mending(FIELD, "{label}应能收到邮件。", "请核对后重新填写，形如 name@example.cn。"),
    "title_missing": Mending(FIELD, "申报表应填写{label}。", _FILL),
    "body_missing": Mending(FIELD, "申报表应有文字材料，不超过 {limit} 字。", "请填写{label}，不超过 {limit} 字。"),
    "words_over": Mending(FIELD, "文字材料不超过 {limit} 字。", "请把{label}压缩到 {limit} 字以内。"),
    "scope_old": Mending(
        FIELD, "案例应为 {since} 以来的事迹、做法或经验。", "请写明事情发生的时间；确属此前的，请说明情况。"
    ),
    "field_missing": Mending(FIELD, "申报表应填写{label}。", _FILL),
    "field_uncertain": Mending(FIELD, "申报表应填写清楚，各份材料应一致。", "请核对，填写准确的{label}。"),
    "promise_missing": Mending(
        STAMPED,
        "申报表应保留“{promise}”原文，不得改动。",
        "请使用原表重新打印、盖章，整页扫描或拍照后上传。",
    ),
    "seal_missing": Mending(
        STAMPED,
        "申报表应在“{seal}”处加盖单位公章。",
        "请加盖单位公章，整页彩色扫描或拍照（字迹和公章清楚）后上传。",
    ),
    "date_missing": Mending(FIELD, "申报表盖章处应填写日期。", "请填写盖章的日期。"),
    "date_invalid": Mending(FIELD, "申报表盖章处的日期应完整。", "请填写盖章的年、月、日。"),
    "date_late": Mending(FIELD, "申报应在 {opens} 至 {closes} 之间。", "请核对盖章的日期；确属逾期的，请说明情况。"),
    "photo_missing": Mending(PHOTOS, "案例应附清晰的图片。", "请上传清晰的照片原图，JPG、PNG 或 HEIC。"),
    LARGE_FILE: Mending(
        FILES,
        "材料应随邮件发送，或在网页上传；网盘、超大附件只是链接，到期即失效，秘书处不下载。",
        "请把文件上传到补正网页；过大的照片可另存小些，或分次发送。",
    ),
}
OF_CLERK: Final = re.compile("，请对照原件认定(?:，必要时请补彩色扫描件)?|，请认定是否属于本次征集的范围")
OTHER: Final = Mending(WORDS, "", _AGAIN)

# A typed value is the unit's own word. What its seal vouches for is to be stamped anew as well; whom to call is not.
RESTAMP: Final = "与已盖章的申报表不一致的，请一并上传重新盖章的申报表。"
DAY: Final = "{day.year} 年 {day.month} 月 {day.day} 日"


def mending_of(check: str, field: str, *, call: CallRules) -> Mending:
    """What a finding of a check about a field asks for under the rules of a call, its texts filled in."""
    found = MENDING.get(check, OTHER)
    form_field = call.form.field(field)
    words = {
        "label": label_of(form_field) if form_field else "",
        "form": call.form.title,
        "limit": call.word_limit,
        "seal": label_of_seal(call),
        "promise": call.form.undertaking_label,
        "opens": DAY.format(day=call.opens),
        "closes": DAY.format(day=call.closes),
        "since": DAY.format(day=call.scope_since) if call.scope_since else "",
    }
    part = found.part if found.part != FIELD or form_field else WORDS
    how = found.how.format(**words)
    if part == FIELD and form_field and not form_field.contact and call.form.seal_label:
        how += RESTAMP
    return Mending(part, found.rule.format(**words), how)


def for_unit(says: str) -> str:
    """A finding's sentence without what it asks of a clerk.

    >>> for_unit("邮箱读作「a」，没有把握，请对照原件认定（扫描件.jpg 第 1 页）。")
    '邮箱读作「a」，没有把握（扫描件.jpg 第 1 页）。'
    """
    return OF_CLERK.sub("", says)


def part_of(check: str, field: str, *, call: CallRules) -> str:
    """What a unit is shown to mend a finding with."""
    return mending_of(check, field, call=call).part


def wants_stamp(check: str, field: str, *, call: CallRules) -> bool:
    """Whether mending a finding may need a newly stamped page: for the seal, or for what the seal vouches for."""
    form_field = call.form.field(field)
    part = part_of(check, field, call=call)
    return bool(call.form.seal_label) and (
        part == STAMPED or (part == FIELD and not (form_field and form_field.contact))
    )


def label_of_seal(call: CallRules) -> str:
    """Where the seal goes, as it is printed."""
    return "".join(call.form.seal_label.split()).strip("：:")
