"""Calls in a list, one call as a form, and the rules that a filled form makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.web.office.contexts.saying import day
from casepaper.forms.callfile import CallFileFault, CallFileFaults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casepaper.forms.rules import CallRules, FormField, Theme

SAYS = {
    "window": "{opens} 至 {closes}",
    "date": "请填写日期",
    "since": "请填写日期，或留空",
    "words": "字数上限应为整数",
}

STAGES = {"before": ("未开始", ""), "open": ("征集中", "good"), "after": ("已截止", "")}
LINES = (
    ("title", "名称", 200),
    ("number", "文号", 60),
    ("issuer", "发文单位", 100),
    ("organiser", "承办", 100),
)
TEXTS = (
    ("summary", "一句话说明（征集页首屏）", 2),
    ("background", "通知导语", 5),
    ("scope", "征集范围", 4),
    ("uses_text", "材料用途", 4),
)
SWITCHES = (
    ("annex_counts", "附页文字计入字数"),
    ("photos_asked", "要求附照片"),
    ("several_themes", "可选多个主题"),
    ("ranked_by_unit", "单位可排推荐序"),
)


SILENCES = {"keep": "转回审查，由工作人员处理", "lapse": "作失效处理", "decline": "不收录"}


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call in the list."""

    id: int
    key: str
    title: str
    number: str
    window: str
    stage: str
    tone: str
    cases: int


@dataclass(frozen=True, slots=True)
class Input:
    """A field of the form with its present value."""

    name: str
    label: str
    value: str
    size: int


@dataclass(frozen=True, slots=True)
class Switch:
    """A yes or no of the form."""

    name: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """A call as a form."""

    call: CallRow
    stage: str
    tone: str
    lines: tuple[Input, ...]
    texts: tuple[Input, ...]
    switches: tuple[Switch, ...]
    opens: str
    closes: str
    since: str
    word_limit: str
    correction_days: str
    silences: tuple[tuple[str, str, bool], ...]
    requirements: str
    themes: tuple[Theme, ...]
    fields: tuple[FormField, ...]


def call_lines(*, now: datetime) -> tuple[CallLine, ...]:
    """All calls, the newest window first, with how many cases each has."""
    counts = cases.totals()
    return tuple(
        CallLine(
            id=one.id,
            key=one.key,
            title=one.title,
            number=one.number,
            window=SAYS["window"].format(opens=one.opens, closes=one.closes),
            stage=STAGES[one.stage(now)][0],
            tone=STAGES[one.stage(now)][1],
            cases=counts.get(one.id, 0),
        )
        for one in calls.list_calls()
    )


def call_page(call: CallRow, *, now: datetime, typed: Mapping[str, str] | None = None) -> CallPage:
    """The form of a call; ``typed`` is what was just sent and refused, so that nothing is typed twice."""
    rules = call.rules
    kept = typed or {}
    stage, tone = STAGES[call.stage(now)]
    return CallPage(
        call=call,
        stage=stage,
        tone=tone,
        lines=tuple(Input(name, label, kept.get(name, getattr(rules, name)), most) for name, label, most in LINES),
        texts=tuple(Input(name, label, kept.get(name, getattr(rules, name)), rows) for name, label, rows in TEXTS),
        switches=tuple(Switch(name, label, getattr(rules, name)) for name, label in SWITCHES),
        opens=kept.get("opens", f"{rules.opens}"),
        closes=kept.get("closes", f"{rules.closes}"),
        since=kept.get("scope_since", f"{rules.scope_since or ''}"),
        word_limit=kept.get("word_limit", f"{rules.word_limit}"),
        correction_days=kept.get("correction_days", f"{rules.correction_days}"),
        silences=tuple((one, says, one == kept.get("silence", rules.silence)) for one, says in SILENCES.items()),
        requirements=kept.get("requirements", "\n".join(rules.requirements)),
        themes=rules.themes,
        fields=rules.form.fields,
    )


def edited(rules: CallRules, typed: Mapping[str, str]) -> CallRules:
    """The rules with what the form says. Raises CallFileFaults for what is no date or number."""
    said: dict[str, Any] = {name: _text(typed, name, getattr(rules, name)) for name, *_ in (*LINES, *TEXTS)}
    said |= {name: bool(typed.get(name)) for name, _ in SWITCHES}
    said |= {name: day(typed.get(name)) for name in ("opens", "closes", "scope_since")}
    if faults := _unreadable(typed, said):
        raise CallFileFaults(faults)
    return replace(
        rules,
        **said,
        word_limit=int(typed["word_limit"]),
        **_correction(rules, typed),
        requirements=tuple(line.strip() for line in typed.get("requirements", "").splitlines() if line.strip()),
        themes=tuple(_theme(one, typed) for one in rules.themes),
        form=replace(rules.form, fields=tuple(_field(one, typed) for one in rules.form.fields)),
    )


def _correction(rules: CallRules, typed: Mapping[str, str]) -> dict[str, Any]:
    """The days of a correction and what silence means, as they were chosen; an older form leaves them as they are."""
    days = typed.get("correction_days", "")
    silence = typed.get("silence", "")
    return {
        "correction_days": int(days) if days.isdecimal() else rules.correction_days,
        "silence": silence if silence in SILENCES else rules.silence,
    }


def _theme(theme: Theme, typed: Mapping[str, str]) -> Theme:
    names = ("label", "short", "text")
    return replace(theme, **{one: _text(typed, f"theme-{theme.key}-{one}", getattr(theme, one)) for one in names})


def _field(field: FormField, typed: Mapping[str, str]) -> FormField:
    label = _text(typed, f"field-{field.key}-label", field.label)
    others = tuple(one for one in field.labels[1:] if one != label)
    hint = _text(typed, f"field-{field.key}-hint", field.hint)
    return replace(field, labels=(label, *others), hint=hint)


def _text(typed: Mapping[str, str], name: str, otherwise: str) -> str:
    return typed[name].replace("\r\n", "\n").strip() if name in typed else otherwise


def _unreadable(typed: Mapping[str, str], said: Mapping[str, object]) -> tuple[CallFileFault, ...]:
    wrong = [CallFileFault(None, name, SAYS["date"]) for name in ("opens", "closes") if said[name] is None]
    if typed.get("scope_since") and said["scope_since"] is None:
        wrong.append(CallFileFault(None, "scope_since", SAYS["since"]))
    if not typed.get("word_limit", "").isdecimal():
        wrong.append(CallFileFault(None, "words", SAYS["words"]))
    return tuple(wrong)
