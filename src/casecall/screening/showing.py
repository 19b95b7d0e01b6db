"""Puts a screening into the shapes that the desk shows: values, findings, boxes, tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casecall.screening.records import (
    DeskBox,
    DeskCell,
    DeskFinding,
    DeskPage,
    DeskPhoto,
    DeskPlace,
    DeskSeal,
    DeskTable,
    DeskValue,
)
from casepaper.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casecall.screening.models import Correction, FindingRow, Screening
    from casecall.screening.records import DeskFile, DeskRuling, DeskView
    from casepaper.forms.rules import CallRules, FormField
    from casepaper.records import Box, Field, FileRecord, Paper

HOW = {
    "control": "Word 表单",
    "table": "Word 表格",
    "layout": "版面文字",
    "ocr": "图像识别",
    "letter": "邮件正文",
    "person": "人工核定",
}
LEVELS = {"fault": "不齐", "doubt": "待认定", "note": "提示"}
ROLES = {"form": "申报表", "twin": "Word 副本", "annex": "附页", "photo": "图片", "letter": "邮件", "other": "其他"}
SEALS = {"ink": "印章", "picture": "图片印章", "electronic": "电子印章"}
ORDER = {"fault": 1, "doubt": 0, "note": 2}


def role(record: FileRecord) -> tuple[str, str, int]:
    """The part a file plays, its name on screen, and how many pages it has."""
    return record.role, ROLES[record.role], record.pages


def with_role(file: DeskFile, record: FileRecord | None) -> DeskFile:
    """A file with the part it plays, where that is known."""
    if record is None:
        return file
    part, label, count = role(record)
    return replace(file, role=part, role_label=label, pages=count)


def complete(bare: DeskView, **found: Any) -> DeskView:
    """The desk with what was read and found."""
    return replace(bare, **found)


class Places:
    """Finds the picture, and for Word files the box, of a place that was seen."""

    def __init__(self, pages: Iterable[Mapping[str, Any]]) -> None:
        self._pages = {(one["file"], one["number"]): one for one in pages}

    def of(self, seen: Evidence, field: str = "") -> DeskPlace:
        """The place with its picture. A Word cell is found on the printed page by the field it belongs to."""
        page, box = seen.page, seen.box
        if page is None and field:
            page, box = self._printed(seen.file, field)
        picture = self._pages.get((seen.file, page), {}).get("sha256", "") if page else ""
        return DeskPlace(seen.file, page, box, seen.cell or "", seen.text or "", picture)

    def _printed(self, file: str, field: str) -> tuple[int | None, Box | None]:
        for (name, number), page in self._pages.items():
            if name == file and field in page["fields"]:
                x0, y0, x1, y1 = page["fields"][field]
                return number, (x0, y0, x1, y1)
        return None, None


def values(
    paper: Paper, read: Mapping[str, Field], corrections: Mapping[str, Correction], places: Places
) -> tuple[DeskValue, ...]:
    """The values in the order of the form; ``read`` is what the machine read before anybody corrected it."""
    now = paper.reading.fields if paper.reading else {}
    return tuple(
        _value(one, paper.rules, now.get(one.key), read.get(one.key), corrections.get(one.key), places)
        for one in paper.rules.form.fields
    )


def _value(  # noqa: PLR0917 - the four things a value is made of
    form_field: FormField,
    rules: CallRules,
    now: Field | None,
    read: Field | None,
    correction: Correction | None,
    places: Places,
) -> DeskValue:
    value = correction.value if correction else (now.value if now else None) or ""
    seen = (read.evidence if read else ()) or (now.evidence if now else ())
    how = "person" if correction else (now.how if now else "")
    return DeskValue(
        key=form_field.key,
        label="".join(form_field.label.split()).strip("（）()：:") or form_field.key,
        kind=form_field.kind,
        value=value,
        shown=_shown(value, form_field, rules),
        read=(read.value if read else None) or "",
        how=how,
        how_label=HOW.get(how, ""),
        confidence=1.0 if correction else (now.confidence if now else 0.0),
        sure=True if correction else bool(now and now.sure),
        found=bool(correction or (now and now.found)),
        others=tuple(_shown(other, form_field, rules) for other in (read.others if read else ())),
        doubt=("" if correction else (now.doubt if now else "")) or "",
        places=tuple(places.of(one, form_field.key) for one in seen),
        corrected_by=correction.by if correction else "",
        corrected_at=correction.at if correction else None,
    )


def _shown(value: str, form_field: FormField, rules: CallRules) -> str:
    if form_field.kind != "themes":
        return value
    return "、".join(theme.label if (theme := rules.theme(key)) else key for key in value.split())


def findings(
    rows: Iterable[FindingRow], rulings: Mapping[int, DeskRuling], rules: CallRules, places: Places
) -> tuple[DeskFinding, ...]:
    """The findings: what waits for a person first, then faults, then what was ruled on, then notes."""
    from_rows = [_finding(row, rulings.get(row.pk), rules, places) for row in rows]
    return tuple(sorted(from_rows, key=lambda one: (one.ruling is not None, ORDER.get(one.level, 3))))


def _finding(row: FindingRow, ruling: DeskRuling | None, rules: CallRules, places: Places) -> DeskFinding:
    form_field = rules.form.field(row.field)
    return DeskFinding(
        id=row.pk,
        check=row.check_id,
        level=row.level,
        level_label=LEVELS.get(row.level, row.level),
        says=row.says,
        field=row.field,
        field_label=form_field.label if form_field else "",
        places=tuple(places.of(evidence(one), row.field) for one in row.evidence),
        ruling=ruling,
    )


def evidence(kept: Mapping[str, Any]) -> Evidence:
    """Evidence as it was kept with a finding."""
    box = kept.get("box")
    return Evidence(kept["file"], kept.get("page"), tuple(box) if box else None, kept.get("text"), kept.get("cell"))


def seals(paper: Paper, places: Places) -> tuple[DeskSeal, ...]:
    """The seals with their places."""
    return tuple(
        DeskSeal(places.of(Evidence(one.file, one.page, one.box)), one.kind, SEALS[one.kind], one.text or "")
        for one in paper.seals
    )


def pages(
    screening: Screening,
    shown: Sequence[DeskValue],
    found: Sequence[DeskFinding],
    stamped: Sequence[DeskSeal],
) -> tuple[DeskPage, ...]:
    """The pages as pictures with every box on them."""
    boxes = [
        *((place, f"value:{one.key}", "value", one.label) for one in shown for place in one.places),
        *((place, f"finding:{one.id}", one.level, one.says) for one in found for place in one.places),
        *((one.place, f"seal:{n}", "seal", one.kind_label) for n, one in enumerate(stamped)),
    ]
    return tuple(
        DeskPage(
            anchor=f"page-{n}",
            file=one["file"],
            number=one["number"],
            sha256=one["sha256"],
            width=one["width"],
            height=one["height"],
            boxes=tuple(
                DeskBox(owner, kind, place.box, label)
                for place, owner, kind, label in boxes
                if place.box and (place.file, place.page) == (one["file"], one["number"])
            ),
        )
        for n, one in enumerate(screening.pages, 1)
    )


def photos(screening: Screening) -> tuple[DeskPhoto, ...]:
    """The photos by hash."""
    return tuple(
        DeskPhoto(one["name"], one["sha256"], one["width"], one["height"], one.get("view", one["sha256"]))
        for one in screening.photos
    )


def tables(screening: Screening, shown: Sequence[DeskValue]) -> tuple[DeskTable, ...]:
    """The tables of Word files without pictures, each cell with the value that was read from it."""
    owners = {(place.file, place.cell): f"value:{one.key}" for one in shown for place in one.places if place.cell}
    return tuple(
        DeskTable(
            file=one["file"],
            number=one["number"],
            rows=tuple(tuple(_cell(cell, one["file"], owners) for cell in row) for row in one["rows"]),
        )
        for one in screening.tables
    )


def _cell(cell: Mapping[str, Any], file: str, owners: Mapping[tuple[str, str], str]) -> DeskCell:
    plain = DeskCell(cell["name"], cell["text"], cell["span"][0], cell["span"][1])
    return replace(plain, owner=owners.get((file, cell["name"]), ""))
