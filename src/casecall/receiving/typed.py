"""What a unit typed into the web form: read from what was posted, and every fault at once, in words, by field."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from casepaper.counting.words import interval
from casepaper.reading.values import email_is_valid, phone_is_valid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.forms.rules import CallRules, FormField

LONGEST: Final = {"title": 100, "unit": 100, "line": 60, "person": 40, "phone": 60, "email": 100, "body": 20_000}
SAYS: Final = {
    "empty": "请填写{label}。",
    "themes": "请选择一个主题。",
    "several": "请只选择一个主题。",
    "phone": "{label}的位数或写法不对，请填手机号码，或带区号的固定电话。",
    "email": "{label}的写法不对，应形如 name@example.cn。",
    "date": "{label}不是有效的日期。",
    "window": "{label}不在征集时间（{opens} 至 {closes}）之内，请核对。",
    "words": "正文现有 {words} 字，超过 {limit} 字的限制，请压缩 {over} 字以上。",
    "long": "{label}过长，请控制在 {most} 个字符以内。",
    "rank": "推荐序请填 1 至 99 的整数，或留空。",
}


_RANK: Final = re.compile(r"0?[1-9]|[1-9][0-9]")


def label_of(field: FormField) -> str:
    """The printed label without the brackets and spaces that only the paper needs.

    >>> from casepaper.forms.rules import FormField
    >>> label_of(FormField("date", "date", ("日 期",))), label_of(FormField("body", "body", ("（正文）",)))
    ('日期', '正文')
    """
    return "".join(field.label.split()).strip("（）()：:")


def faults(values: Mapping[str, str], rules: CallRules) -> dict[str, str]:
    """Each field that cannot stand as typed, in the order of the form, with what to do about it."""
    found = {field.key: _fault(field, values.get(field.key, "").strip(), rules) for field in rules.form.fields}
    rank = values.get("rank", "")
    found["rank"] = SAYS["rank"] if rank and not _RANK.fullmatch(rank) else ""
    return {key: says for key, says in found.items() if says}


def words(text: str) -> int:
    """字数 as the form counts it."""
    return interval(text).low


def photo_words(values: Mapping[str, str], sha256: str) -> tuple[str, str]:
    """The caption and the credit that were typed for a photo, each perhaps empty."""
    return values.get(f"caption:{sha256}", ""), values.get(f"credit:{sha256}", "")


def with_photo_words(values: Mapping[str, str], sha256: str, *, caption: str, credit: str) -> dict[str, str]:
    """The values with the words of a photo, kept under its hash."""
    words = {f"caption:{sha256}": caption, f"credit:{sha256}": credit}
    return {**values, **{key: text for key, text in words.items() if text}}


def _fault(field: FormField, value: str, rules: CallRules) -> str:
    label = label_of(field)
    if field.kind == "themes":
        return _theme_fault(field, value.split(), rules)
    if not value:
        return SAYS["empty"].format(label=label) if field.required and field.kind != "date" else ""
    most = LONGEST.get(field.kind, 0)
    if most and len(value) > most:
        return SAYS["long"].format(label=label, most=most)
    if field.kind == "body" and (count := words(value)) > rules.word_limit:
        return SAYS["words"].format(words=count, limit=rules.word_limit, over=count - rules.word_limit)
    if field.kind == "date":
        return _date_fault(label, value, rules)
    valid = {"phone": phone_is_valid, "email": email_is_valid}.get(field.kind)
    return "" if valid is None or valid(value) else SAYS[field.kind].format(label=label)


def _theme_fault(field: FormField, chosen: list[str], rules: CallRules) -> str:
    known = [key for key in chosen if rules.theme(key)]
    if len(known) != len(chosen) or (field.required and not known):
        return SAYS["themes"]
    return SAYS["several"] if len(known) > 1 and not rules.several_themes else ""


def _date_fault(label: str, value: str, rules: CallRules) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return SAYS["date"].format(label=label)
    within = rules.opens <= day <= rules.closes
    return "" if within else SAYS["window"].format(label=label, opens=rules.opens, closes=rules.closes)
