"""The templates of letters: every kind, one kind with its fields and faults, and what it makes of a real case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.correcting.receipts import receipt_values
from casecall.letters import links, templates
from casecall.letters import queries as letters
from casecall.letters.rules import KINDS, MAY_BE_AUTOMATIC, RECEIPT
from casecall.people.rules import may
from casecall.screening import recipients

if TYPE_CHECKING:
    from casecall.cases.records import CaseRow
    from casecall.letters.templates import Fault, Field, Filled

SAYS = {
    "example": "以示例内容预览；填写案例编号，可看用在该案例上的样子。",
    "real": "以案例 {number} 预览；该案例没有的内容用示例补上。",
    "no_case": "没有编号为“{number}”的案例，以示例内容预览。",
    "list": "一组内容，写成 {{{{#{name}}}}}…{{{{/{name}}}}}，其中可用：{inner}",
    "may_be_empty": "可能为空，写成 {{{{#{name}}}}}…{{{{/{name}}}}}",
    "between": "、",
}
# what an administrator switches, in a sentence
MEANS = {
    True: "写成后不经人批准，直接发出；自动回复和短时间内大量来信的除外。",
    False: "写成草稿，经人在发件箱批准后才发出。",
}


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of letter in the list."""

    kind: str
    name: str
    href: str
    changed: bool
    automatic: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that may stand in a template, and how it is written."""

    name: str
    written: str
    means: str
    note: str


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """One kind: its text as it stands or was typed, faults by line, and what it makes."""

    kind: str
    name: str
    text: str
    changed: bool
    fields: tuple[FieldLine, ...]
    faults: tuple[Fault, ...]
    number: str
    preview: Filled | None
    preview_says: str
    automatic: bool
    may_be_automatic: bool
    may_switch: bool
    automatic_means: str
    other_means: str

    @property
    def preview_text(self) -> str:
        """The text of the preview with links in words."""
        return links.hide(self.preview.text) if self.preview else ""


def kind_lines() -> tuple[KindLine, ...]:
    """Every kind of letter."""
    return tuple(
        KindLine(
            kind=one.kind,
            name=one.kind_name,
            href=reverse("office:template", args=(one.kind,)),
            changed=templates.text_of(one.kind) != templates.shipped(one.kind),
            automatic=one.automatic,
        )
        for one in letters.habits()
    )


def template_page(
    kind: str, *, role: str, number: str = "", typed: str | None = None, faults: tuple[Fault, ...] = ()
) -> TemplatePage:
    """A template as it stands, or as it was typed and is not kept yet."""
    saved = templates.text_of(kind)
    case = cases.find_number(number) if number else None
    filled, wrong = _preview(kind, typed, case)
    automatic = letters.is_automatic(kind)
    says = "real" if case else "no_case" if number else "example"
    return TemplatePage(
        kind=kind,
        name=KINDS[kind],
        text=saved if typed is None else typed,
        changed=saved != templates.shipped(kind),
        fields=field_lines(kind),
        faults=faults or wrong,
        number=number,
        preview=filled,
        preview_says=SAYS[says].format(number=number),
        automatic=automatic,
        may_be_automatic=kind in MAY_BE_AUTOMATIC,
        may_switch=may(role, "set_up") and kind in MAY_BE_AUTOMATIC,
        automatic_means=MEANS[automatic],
        other_means=MEANS[not automatic],
    )


def field_lines(kind: str) -> tuple[FieldLine, ...]:
    """The fields of a kind, each with how it is written."""
    return tuple(map(_field, templates.fields_of(kind)))


def _preview(kind: str, text: str | None, case: CaseRow | None) -> tuple[Filled | None, tuple[Fault, ...]]:
    values: dict[str, Any] = templates.example_values(kind)
    if case:
        own: dict[str, Any] = recipients.values_of([case.id])[case.id]
        if kind == RECEIPT:
            own |= receipt_values(case.id, now=timezone.now())
        named = {"call": calls.rules_of(case.call_id).title, **own}
        values |= {key: value for key, value in named.items() if key in values and value}
    try:
        return templates.fill(kind, values, text=text), ()
    except templates.TemplateFault as wrong:
        return None, wrong.faults


def _field(one: Field) -> FieldLine:
    note = ""
    if one.inner:
        note = SAYS["list"].format(name=one.name, inner=SAYS["between"].join(inner.name for inner in one.inner))
    elif one.may_be_empty:
        note = SAYS["may_be_empty"].format(name=one.name)
    return FieldLine(one.name, f"{{{{{one.name}}}}}", one.means, note)
