"""A call's rules written as a call file: plain TOML, in the order in which people read it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepaper.forms.rules import CallRules, FormField

Value = str | int | bool | date | tuple[str, ...] | None


def dump_call(rules: CallRules) -> str:
    """A call file that parses back to equal rules. UTF-8 text ending in a line feed."""
    return "\n".join(line for block in _blocks(rules) for line in block) + "\n"


def _blocks(rules: CallRules) -> Iterator[list[str]]:
    yield [f"# {' '.join(f'{rules.number}：{rules.title}'.split())}", *_pairs(_top(rules))]
    window: dict[str, Value] = {"opens": rules.opens, "closes": rules.closes, "timezone": rules.timezone}
    yield ["", "[window]", *_pairs(window)]
    yield ["", "[limits]", *_pairs(_limits(rules))]
    yield ["", "[levels]", *_pairs(dict(rules.levels or {}))]
    for theme in rules.themes:
        pairs: dict[str, Value] = {"key": theme.key, "label": theme.label, "short": theme.short, "text": theme.text}
        yield ["", "[[theme]]", *_pairs(pairs)]
    form = rules.form
    yield [
        "",
        "[form]",
        *_pairs(
            {
                "attachment": form.attachment,
                "title": form.title,
                "undertaking_label": form.undertaking_label,
                "undertaking": form.undertaking,
                "seal_label": form.seal_label,
                "note": form.note,
            }
        ),
    ]
    for field in form.fields:
        yield ["", "[[form.field]]", *_pairs(_field(field))]
    for name, words in rules.unit_kinds:
        yield ["", "[[unit_kind]]", *_pairs({"name": name, "words": words})]
    yield ["", "[provinces]", *_pairs(dict(rules.provinces))]
    if rules.groups:
        yield ["", "[groups]", *_pairs(dict(rules.groups))]


def _top(rules: CallRules) -> dict[str, Value]:
    return {
        "schema": 1,
        "key": rules.key,
        "number": rules.number,
        "title": rules.title,
        "issuer": rules.issuer,
        "organiser": rules.organiser,
        "numbering": rules.numbering,
        "summary": rules.summary,
        "background": rules.background,
        "scope": rules.scope,
        "requirements": rules.requirements,
        "uses_text": rules.uses_text,
        "uses": rules.uses,
        "ways": rules.ways,
        "addressees": rules.addressees,
        "signed_by": rules.signed_by,
        "signed_on": rules.signed_on,
    }


def _limits(rules: CallRules) -> dict[str, Value]:
    return {
        "words": rules.word_limit,
        "annex_counts": rules.annex_counts,
        "scope_since": rules.scope_since,
        "several_themes": rules.several_themes,
        "cases_per_unit": rules.cases_per_unit,
        "ranked_by_unit": rules.ranked_by_unit,
        "photos_asked": rules.photos_asked,
        "correction_days": rules.correction_days,
        "silence": rules.silence,
    }


def _field(field: FormField) -> dict[str, Value]:
    pairs: dict[str, Value] = {"key": field.key, "kind": field.kind, "labels": field.labels}
    usual = {"required": True, "hint": "", "half": False, "contact": False}
    return pairs | {key: getattr(field, key) for key, value in usual.items() if getattr(field, key) != value}


def _pairs(pairs: dict[str, Value]) -> Iterator[str]:
    for key, value in pairs.items():
        if value is not None:
            name = key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _text(key)
            yield f"{name} = {_value(value)}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    return _text(value or "")


def _text(value: str) -> str:
    """A basic TOML string: JSON's escapes are TOML's, but for DEL, which TOML wants escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
