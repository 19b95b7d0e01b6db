"""A Word form to a reading: content controls by tag, then by alias, then label cells of the table, then paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casepaper.forms.labels import is_own_print, label_of, normal
from casepaper.reading.labelled import Followed, follow_labels
from casepaper.reading.tables import read_tables
from casepaper.reading.themes import holds_themes, read_themes
from casepaper.reading.tidying import tidy_value
from casepaper.records import Evidence, Field, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casepaper.forms.rules import CallRules, FormField
    from casepaper.reading.tables import TableRead
    from casepaper.records import Control, How, Opened

THEME_TAG: Final = "casecall.theme."
UNSURE: Final = 0.5
DIFFER: Final = "同一栏在文件中有两处不同的内容"
STILL_EMPTY: Final = "这一栏仍标为未填写，但其中有文字"
REPEATED: Final = "同样的内容重复了几遍，可能是保存文件的软件所致"
_REPEATED = re.compile(r"(.{2,}?)\1+")
_LONGEST_NAME: Final = 400
_IN_WORDS: Final = frozenset({"unit", "person", "line", "title"})
#: A line that is a date and nothing else; below a table whose date has its label only, it was written beside it.
_IS_A_DATE: Final = re.compile(r"[12]\d{3}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?")
_OUTSIDE_THE_TABLE: Final = frozenset({"date", "themes"})


def read_word(opened: Opened, rules: CallRules) -> Reading | None:
    """The fields of the form in an opened Word file, plain text or letter; None when it is not the form.

    Every field of the form has its entry. A date that is none is given as it was written (the check tells it from
    YYYY-MM-DD), telephone and e-mail likewise. ``promise`` is whether the undertaking stands there word for word,
    whatever its spaces and punctuation, and not struck out.
    """
    table = read_tables(opened.cells, rules) if opened.cells else None
    in_table = table is not None and len(table.places) >= _enough(rules) - 1
    found: dict[str, list[Field]] = {field.key: [] for field in rules.form.fields}
    controls = tuple(_from_controls(opened, rules))
    for one in (*controls, *_from_table(opened, table, rules, controls)):
        found[one.key].append(one)
    for one in _from_paragraphs(opened, rules, beside_table=in_table):
        if not any(other.value for other in found[one.key]):
            found[one.key].append(one)
    matched = sum(bool(readings) for readings in found.values())
    if matched < _enough(rules) or (matched < len(rules.form.fields) // 2 and not _is_titled(opened, rules)):
        return None
    promise, evidence = _promise(opened, rules)
    fields = {field.key: _settled(field, found[field.key]) for field in rules.form.fields}
    return Reading(opened.name, fields, matched=matched, promise=promise, promise_evidence=evidence)


def _enough(rules: CallRules) -> int:
    """How many fields must be there for a file with the form's title to be the form."""
    return min(2, len(rules.form.fields))


def _is_titled(opened: Opened, rules: CallRules) -> bool:
    title = normal(rules.form.title)
    return any(title in normal(text) for text in (*opened.paragraphs, *(cell.text for cell in opened.cells)))


# ---- content controls -------------------------------------------------------------------------------------------


def _from_controls(opened: Opened, rules: CallRules) -> Iterable[Field]:
    """A reading for each control that bears the tag or the label of a field, and one for the theme boxes together."""
    by_tag = {field.tag: field for field in rules.form.fields}
    themes = next((field for field in rules.form.fields if field.kind == "themes"), None)
    boxes = [one for one in opened.controls if one.checked is not None and _theme_of(one, rules)]
    if themes is not None and boxes:
        ticked = {_theme_of(one, rules) for one in boxes if one.checked}
        keys = " ".join(theme.key for theme in rules.themes if theme.key in ticked)
        evidence = tuple(_evidence(opened, one) for one in boxes if one.checked) or (_evidence(opened, boxes[0]),)
        yield Field(themes.key, keys or None, "control", evidence=evidence)
    for control in opened.controls:
        field = by_tag.get(control.tag) or label_of(control.tag, rules.form)
        if field is not None and field.kind != "themes" and control.checked is None:
            yield _of_control(opened, control, field, rules)


def _of_control(opened: Opened, control: Control, field: FormField, rules: CallRules) -> Field:
    value = tidy_value(control.text, field, rules.form)
    evidence = (_evidence(opened, control),)
    if control.empty and control.tag == field.tag and value and not is_own_print(control.text, field, rules.form):
        doubt = STILL_EMPTY
        return Field(field.key, value, "control", UNSURE, evidence, sure=False, doubt=doubt)
    return Field(field.key, None if control.empty else value, "control", evidence=evidence)


def _theme_of(control: Control, rules: CallRules) -> str | None:
    """The key of the theme that a box stands for, by tag or label."""
    if control.tag.startswith(THEME_TAG):
        theme = rules.theme(control.tag.removeprefix(THEME_TAG))
        return theme.key if theme else None
    plain = normal(control.tag)
    return next((theme.key for theme in rules.themes if normal(theme.label) == plain), None)


def _evidence(opened: Opened, control: Control) -> Evidence:
    return Evidence(opened.name, text=control.text or None, cell=control.cell)


# ---- table and paragraphs ---------------------------------------------------------------------------------------


def _from_table(
    opened: Opened, table: TableRead | None, rules: CallRules, controls: Sequence[Field]
) -> Iterable[Field]:
    """A reading for each place in the table but those that hold the very text of their control."""
    said = {(one.key, one.evidence[0].text) for one in controls if one.sure and one.value}
    for placed in (*table.places.values(), *table.again) if table else ():
        if (placed.field.key, placed.text) in said:
            continue
        evidence = Evidence(opened.name, text=placed.text or None, cell=placed.cell.name)
        yield _of_text(placed.text, placed.field, rules, how="table", evidence=evidence)


def _from_paragraphs(opened: Opened, rules: CallRules, *, beside_table: bool) -> Iterable[Field]:
    """Fields in running lines. Beside a table that is the form only what may stand below it: date and themes."""
    how: How = "letter" if opened.kind == "letter" else "layout"
    lines = [line for text in opened.paragraphs for line in text.split("\n")]
    themes = next((field for field in rules.form.fields if field.kind == "themes"), None)
    held = [line for line in lines if themes and holds_themes(line, rules.themes)]
    extra = [Followed(themes, held)] if themes and held else []
    dates = [line for line in lines if beside_table and _IS_A_DATE.fullmatch(line.strip())]
    date = next((field for field in rules.form.fields if field.kind == "date"), None)
    extra += [Followed(date, dates)] if date and len(dates) == 1 else []
    for one in (*extra, *follow_labels(lines, rules.form)):
        if not beside_table or one.field.kind in _OUTSIDE_THE_TABLE:
            evidence = Evidence(opened.name, text=one.text or None)
            yield _of_text(one.text, one.field, rules, how=how, evidence=evidence)


def _of_text(text: str, field: FormField, rules: CallRules, *, how: How, evidence: Evidence) -> Field:
    if field.kind != "themes":
        value = tidy_value(text, field, rules.form)
        once = _REPEATED.fullmatch(value) if value and len(value) <= _LONGEST_NAME and field.kind in _IN_WORDS else None
        if once:
            return Field(field.key, value, how, UNSURE, (evidence,), sure=False, others=(once[1],), doubt=REPEATED)
        return Field(field.key, value, how, evidence=(evidence,))
    read = read_themes(text, rules.themes)
    others = (" ".join(read.others),) if read.others else ()
    value = " ".join(read.keys) or None
    confidence = 1.0 if read.sure else UNSURE
    return Field(field.key, value, how, confidence, (evidence,), sure=read.sure, others=others)


# ---- one value out of several -----------------------------------------------------------------------------------


def _settled(field: FormField, readings: Sequence[Field]) -> Field:
    """One reading out of all for a field: the first that says something, not sure where another says otherwise."""
    if not readings:
        return Field(field.key, None, "table", found=False)
    said = [one for one in readings if one.value]
    if not said:
        return readings[0]
    first = said[0]
    others = tuple(dict.fromkeys(one.value for one in said[1:] if one.value and _differ(first.value, one.value)))
    if not others:
        return first
    whole = next((one for one in said[1:] if _adds_to(first, one)), None)
    if whole is not None and all(other == whole.value for other in others):
        return whole
    return replace(first, sure=False, confidence=UNSURE, others=(*first.others, *others), doubt=first.doubt or DIFFER)


def _differ(one: str | None, other: str) -> bool:
    return one != other and normal(one or "") != normal(other)


def _adds_to(control: Field, cell: Field) -> bool:
    """Whether a cell holds more than the control in it: something was typed beside it, and the page shows both."""
    same_place = control.how == "control" and cell.how == "table" and control.evidence[0].cell == cell.evidence[0].cell
    inside, whole = normal(control.value or ""), normal(cell.value or "")
    return same_place and inside in whole and whole != inside * 2


# ---- the undertaking --------------------------------------------------------------------------------------------


def _promise(opened: Opened, rules: CallRules) -> tuple[bool | None, tuple[Evidence, ...]]:
    """Whether the undertaking stands whole, and where it or its label was seen."""
    wanted, label = normal(rules.form.undertaking), normal(rules.form.undertaking_label)
    if not wanted:
        return True, ()
    near: tuple[Evidence, ...] = ()
    for cell in opened.cells:
        plain = normal(cell.text)
        if wanted in plain:
            return True, (Evidence(opened.name, text=rules.form.undertaking, cell=cell.name),)
        if label and label in plain and not near:
            near = (Evidence(opened.name, text=cell.text, cell=cell.name),)
    if wanted in normal("".join(opened.paragraphs)):
        return True, (Evidence(opened.name, text=rules.form.undertaking),)
    return False, near
