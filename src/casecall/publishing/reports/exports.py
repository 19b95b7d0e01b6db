"""What a report takes away: references in every form, quotations, and data with their charts."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from casepress.citation import bibtex, csl_json, gb7714, ris, website_item
from casepress.sheet.plain import write_table_csv

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Literal

    from casecall.publishing.reports.records import CitationRow, ReportView
    from casepress.citation import Item

SAYS = {
    "no_reference": "案例已不在专题网页，没有可用的著录",
    "quote": "“{quote}”[{number}]{page}",
    "page": "（第 {page} 页）",
    "note": "n = {n}，截至 {on}",
    "unknown": "未定",
    "count": "件数",
}
DATA_HEAD = ("序号", "编号", "案例名称", "申报单位", "单位类别", "省份", "主题", "标签", "首次或最近发布", "网址")
DIMENSIONS = {"theme": "主题", "unit_kind": "单位类别", "province": "省份", "labels": "标签"}


def item_of(one: CitationRow, *, read_on: date) -> Item | None:
    """What is cited of a case: its page on the web, read on that day; None where it stands there no more."""
    if one.online is None:
        return None
    online = one.online
    return website_item(online.unit, online.title, published=online.changed_on, accessed=read_on, url=online.url)


def reference_of(one: CitationRow, standard: str, *, read_on: date, number: int | None = None) -> str:
    """The reference of one case by an edition of GB/T 7714."""
    item = item_of(one, read_on=read_on)
    edition: Literal["2025", "2015"] = "2015" if standard == "2015" else "2025"
    return gb7714(item, edition=edition, number=number) if item else SAYS["no_reference"]


def references(view: ReportView, *, read_on: date) -> tuple[str, ...]:
    """The list of references of a report: each case once, by number."""
    return tuple(reference_of(one, view.report.standard, read_on=read_on, number=one.reference) for one in view.cited)


def quotation(one: CitationRow) -> str:
    """A quotation with the number of its reference, and its page where it is known."""
    page = SAYS["page"].format(page=one.page) if one.page else ""
    return SAYS["quote"].format(quote=one.quote, number=one.reference, page=page)


def as_txt(view: ReportView, *, read_on: date) -> str:
    """Quotations in order, a blank line, and the references."""
    lines = (*map(quotation, view.standing), "", *references(view, read_on=read_on))
    return "\n".join(lines) + "\n"


def as_bibtex(view: ReportView, *, read_on: date) -> str:
    """The cited cases as BibTeX; keys are the numbers of the cases."""
    return "\n".join(bibtex(item, key) for key, item in _items(view, read_on))


def as_ris(view: ReportView, *, read_on: date) -> str:
    """The cited cases as RIS."""
    return "".join(ris(item) for _, item in _items(view, read_on))


def as_csl_json(view: ReportView, *, read_on: date) -> str:
    """The cited cases as CSL-JSON."""
    found = [csl_json(item, key) for key, item in _items(view, read_on)]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def as_csv(view: ReportView) -> bytes:
    """The cited cases as a table for spreadsheets; no text becomes a formula."""
    rows = []
    for one in view.cited:
        on, url = (one.online.changed_on.isoformat(), one.online.url) if one.online else ("", "")
        about = (one.reference, one.number, one.title, one.unit, one.unit_kind, one.province, one.theme)
        rows.append((*about, "、".join(one.labels), on, url))
    out = io.BytesIO()
    write_table_csv(rows, out, heads=DATA_HEAD)
    return out.getvalue()


def counted_csv(name: str, rows: Iterable[tuple[str, int]], *, note: str) -> bytes:
    """Counts as a table for spreadsheets, with n and the day in its last line."""
    out = io.BytesIO()
    write_table_csv([*rows, (note, "")], out, heads=(name, SAYS["count"]))
    return out.getvalue()


def counts(view: ReportView, dimension: str) -> tuple[tuple[str, int], ...]:
    """How many cited cases there are of each kind, the most first; a case with several labels counts with each."""
    said = Counter(name for one in view.cited for name in _names(one, dimension))
    return tuple(sorted(said.items(), key=lambda pair: (-pair[1], pair[0])))


def note(view: ReportView, *, on: date) -> str:
    """How many cases, and as of when: it stands under every table and chart."""
    return SAYS["note"].format(n=len(view.cited), on=on)


def _names(one: CitationRow, dimension: str) -> tuple[str, ...]:
    value = getattr(one, dimension)
    return tuple(value) if isinstance(value, tuple) else (value or SAYS["unknown"],)


def _items(view: ReportView, read_on: date) -> Iterable[tuple[str, Item]]:
    for one in view.cited:
        item = item_of(one, read_on=read_on)
        if item:
            yield re.sub(r"[^A-Za-z0-9-]+", "-", one.number).strip("-").lower(), item
