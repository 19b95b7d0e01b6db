"""Why a case is where it is, in a few words: what the inbox and the sheet say of its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.screening.rules import CLEARED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casepaper.forms.rules import CallRules

SAYS = {
    "rest": "等 {count} 项",
    "doubt": "{label}待核对",
    "missing": "未填{label}",
    "wrong": "{label}有误",
}

MOST = 4
BETWEEN = " · "

# check → what a clerk would say of it; {label} is the field's label, {words} the count, {limit} the call's limit
SHORT = {
    "unreadable": "无法识读",
    "words_over": "正文 {words} 字",
    "promise_missing": "承诺不完整",
    "seal_missing": "未盖公章",
    "scope_old": "事迹早于征集范围",
    "date_late": "逾期报送",
    "date_invalid": "日期不完整",
    "theme_several": "主题多选",
    "field_uncertain": "{label}待核对",
    "photo_missing": "没有图片",
}
SHORT_DOUBT = {
    "unreadable": "有文件无法打开",
    "date_late": "填报日期不在征集时间内",
    "words_over": "正文约 {words} 字，待核对",
    "seal_missing": "公章待认定",
    "promise_missing": "承诺待认定",
}


def short(check: str, level: str, field: str, *, rules: CallRules, words: int | None) -> str:
    """One finding in a few words."""
    form_field = rules.form.field(field)
    label = "".join(form_field.label.split()).strip("（）()：:") if form_field else ""
    pattern = (SHORT_DOUBT.get(check) if level == "doubt" else None) or SHORT.get(check) or _by_ending(check, level)
    return pattern.format(label=label, words=words if words is not None else "", limit=rules.word_limit)


def reason(
    findings: Iterable[tuple[str, str, str, str | None]], *, rules: CallRules, words: int | None, most: int = MOST
) -> str:
    """The findings that count, of (check, level, field, newest verdict), faults first; the rest as a number."""
    standing = [one for one in findings if one[1] != "note" and one[3] != CLEARED]
    ordered = sorted(standing, key=lambda one: one[1] != "fault")
    said = list(
        dict.fromkeys(short(check, level, field, rules=rules, words=words) for check, level, field, _ in ordered)
    )
    if len(said) > most:
        return BETWEEN.join(said[: most - 1]) + BETWEEN + SAYS["rest"].format(count=len(said))
    return BETWEEN.join(said)


def listed(findings: Iterable[tuple[str, str, str, str | None]], *, rules: CallRules, words: int | None) -> str:
    """The findings that count as the query line looks for them: a line each, by the check's id and in words."""
    standing = [one for one in findings if one[1] != "note" and one[3] != CLEARED]
    lines = (f"{one[0]} {short(*one[:3], rules=rules, words=words)}" for one in standing)
    return "\n".join(dict.fromkeys(lines))


def _by_ending(check: str, level: str) -> str:
    if check.endswith("_missing"):
        return SAYS["doubt"] if level == "doubt" else SAYS["missing"]
    return SAYS["doubt"] if level == "doubt" else SAYS["wrong"]
