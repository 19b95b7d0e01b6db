"""A value was not surely read, or the page reads otherwise than the Word form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casepaper.asking import name_of, place_of
from casepaper.records import Finding

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules, FormField
    from casepaper.records import Field, Paper

ID: Final = "field_uncertain"
ABOUT: Final = "某一栏没有读准，或 Word 文件与盖章页不一致"
SAYS: Final = {
    "unsure": "{label}读作「{value}」，没有把握，请对照原件认定{place}。",
    "several": "{label}读作「{value}」，也可能是「{others}」，请对照原件认定{place}。",
    "because": "{label}读作「{value}」：{why}，请对照原件认定{place}。",
    "several because": "{label}读作「{value}」，也可能是「{others}」：{why}，请对照原件认定{place}。",
}
LONGEST: Final = 40
_ASKING: Final = re.compile(r"[，；]?请[^，；。]*。?$|。$")  # what a reader asks for; the sentence asks for it itself


def check(paper: Paper) -> tuple[Finding, ...]:
    """A value stands there but was not surely read; one finding a field."""
    if paper.reading is None:
        return ()
    found = []
    for form_field in paper.rules.form.fields:
        field = paper.reading.fields.get(form_field.key)
        if field and field.value and not field.sure:
            says = _says(field, form_field, paper.rules)
            found.append(Finding(ID, "doubt", says, field=form_field.key, evidence=field.evidence))
    return tuple(found)


def _says(field: Field, form_field: FormField, rules: CallRules) -> str:
    others = () if form_field.kind == "body" else field.others  # long texts differ where no sentence shows it
    known = ("several" if others else "", "because" if field.doubt else "")
    case = " ".join(filter(None, known)) or "unsure"
    return SAYS[case].format(
        label=name_of(form_field),
        value=_shown(field.value or "", form_field, rules),
        others="」或「".join(_shown(other, form_field, rules) for other in others),
        why=_ASKING.sub("", field.doubt or ""),
        place=place_of(field.evidence),
    )


def _shown(value: str, form_field: FormField, rules: CallRules) -> str:
    if form_field.kind == "themes":
        return "、".join(theme.label if (theme := rules.theme(key)) else key for key in value.split()) or "未选"
    flat = " ".join(value.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST]}…"
