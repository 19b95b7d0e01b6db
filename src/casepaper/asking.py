"""What checks ask of a paper: is a field missing, how surely was it read, and where does one look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casepaper.records import Evidence, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from casepaper.forms.rules import FieldKind, FormField
    from casepaper.records import Field, Level, Paper, Reading

SAYS = {
    "page": "第 {n} 页",
}


def name_of(field: FormField) -> str:
    """The label as people say it, without the brackets and the spaces that the form prints."""
    return "".join(field.label.split()).strip("（）()：:") or field.key


def place_of(evidence: Iterable[Evidence]) -> str:
    """Where a clerk looks, in brackets: （扫描件.pdf 第 2 页）; empty where nothing is known."""
    places = dict.fromkeys(filter(None, map(_place, evidence)))
    return f"（{'；'.join(places)}）" if places else ""


def _place(seen: Evidence) -> str:
    where = seen.cell or (SAYS["page"].format(n=seen.page) if seen.page else "")
    return f"{seen.file} {where}".strip()


def read_by_eye(reading: Reading, key: str) -> bool:
    """Whether a field was read from pixels; for a field that was not found, whether any was."""
    field = reading.fields.get(key)
    return field.how == "ocr" if field else any(one.how == "ocr" for one in reading.fields.values())


def value_of(paper: Paper, key: str) -> str | None:
    """The value of a field, None where nothing stands there or nothing was read."""
    field = field_of(paper, key)
    return field.value if field else None


def field_of(paper: Paper, key: str) -> Field | None:
    """The field as read, or None."""
    return paper.reading.fields.get(key) if paper.reading else None


def evidence_of(paper: Paper, key: str) -> tuple[Evidence, ...]:
    """Where a field was seen; the form's file alone where its place was not found."""
    field = field_of(paper, key)
    if field and field.evidence:
        return field.evidence
    return (Evidence(paper.reading.file),) if paper.reading else ()


def missing(paper: Paper, form_field: FormField, *, check: str, says: Mapping[str, str]) -> tuple[Finding, ...]:
    """The finding that a required field is empty. Unless it was surely read it is a doubt (``says["doubt"]``).

    Text that came as text is sure. What was seen on pixels is sure where the place was found and surely read.
    """
    field = field_of(paper, form_field.key)
    if paper.reading is None or not form_field.required or (field and field.value):
        return ()
    level: Level = "fault" if _surely_empty(paper.reading, form_field.key) else "doubt"
    evidence = evidence_of(paper, form_field.key)
    words = says[level].format(label=name_of(form_field), place=place_of(evidence))
    return (Finding(check, level, words, field=form_field.key, evidence=evidence),)


def missing_of_kind(paper: Paper, kind: FieldKind, *, check: str, says: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings that required fields of a kind are empty."""
    fields = (field for field in paper.rules.form.fields if field.kind == kind)
    return tuple(finding for field in fields for finding in missing(paper, field, check=check, says=says))


def missing_of_key(paper: Paper, key: str, *, check: str, says: Mapping[str, str]) -> tuple[Finding, ...]:
    """The finding that the field of that key is empty; nothing where this form has no such field."""
    field = paper.rules.form.field(key)
    return missing(paper, field, check=check, says=says) if field else ()


def _surely_empty(reading: Reading, key: str) -> bool:
    field = reading.fields.get(key)
    if field is None or not field.found:
        return not read_by_eye(reading, key)
    return field.sure


def invalid_of_kind(
    paper: Paper, kind: FieldKind, *, valid: Callable[[str], bool], check: str, says: Mapping[str, str]
) -> tuple[Finding, ...]:
    """The findings that fields of a kind hold what cannot be such a value: doubts unless they were surely read."""
    findings = []
    for form_field in (one for one in paper.rules.form.fields if one.kind == kind):
        field = field_of(paper, form_field.key)
        if field is None or not field.value or valid(field.value):
            continue
        level: Level = "fault" if field.sure else "doubt"
        words = says[level].format(
            label=name_of(form_field), value=" ".join(field.value.split()), place=place_of(field.evidence)
        )
        findings.append(Finding(check, level, words, field=form_field.key, evidence=field.evidence))
    return tuple(findings)
