"""Research reports on screen: the list, one report with what it cites and could cite, and the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from casecall.publishing.reports import exports, queries
from casecall.publishing.reports.files import FILES
from casecall.publishing.reports.rules import STANDARDS
from casecall.reviewing.rules import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casecall.calls.queries import CallRow
    from casecall.publishing.reports.records import Candidate, CitationRow, RegisterRow, ReportRow, ReportView

SAYS = {
    "chapter.docx": "章节骨架（Word）",
    "references.docx": "参考文献（Word）",
    "references.txt": "引文与参考文献（文本）",
    "references.bib": "BibTeX",
    "references.ris": "RIS",
    "references.json": "CSL-JSON",
    "data.zip": "数据表",
    "label": "标签:{name}",
    "labelled": "标签:有",
}
FIELDS = ("title", "authors", "publisher", "place", "year", "url", "standard", "out_on")
HEADS = (
    ("编号", 14),
    ("案例名称", 24),
    ("申报单位", 22),
    ("标签", 10),
    ("研究报告", 24),
    ("年份", 7),
    ("页码", 8),
    ("引用的句子", 44),
    ("授权依据", 32),
    ("情况", 16),
    ("登记日期", 12),
)


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """The reports of a call."""

    call: CallRow
    reports: tuple[ReportRow, ...]
    standards: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CitationLine:
    """A quotation with its reference, and its place among those that stand."""

    row: CitationRow
    reference: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report: what it cites, what could be cited, what it takes away. ``shortcuts`` are queries by label."""

    view: ReportView
    lines: tuple[CitationLine, ...]
    gone: tuple[CitationLine, ...]
    candidates: tuple[Candidate, ...]
    found: int
    query: str
    shortcuts: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    standards: Mapping[str, str]
    to_write: int
    note: str

    @property
    def said(self) -> Mapping[str, str]:
        """What is said of the report, as the fields show it."""
        report = self.view.report
        return {name: str(getattr(report, name) or "") for name in FIELDS}


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register of a call."""

    call: CallRow
    rows: tuple[RegisterRow, ...]


def reports_page(call: CallRow) -> ReportsPage:
    """The reports of a call, the newest first."""
    return ReportsPage(call, queries.list_reports(call.id), STANDARDS)


def report_page(view: ReportView, *, query: str, on: date) -> ReportPage:
    """A report with the cases that the query line finds."""
    found, count = queries.candidates(view.report.call_id, query)
    kept = [one for one in view.citations if one.withdrawn_at is None]
    lines = tuple(_line(view, one, (n == 1, n == len(kept)), on) for n, one in enumerate(kept, 1))
    gone = tuple(_line(view, one, (True, True), on) for one in view.citations if one.withdrawn_at is not None)
    asked = (SAYS["labelled"], *(SAYS["label"].format(name=name) for name in LABELS.values()))
    return ReportPage(
        view=view,
        lines=lines,
        gone=gone,
        candidates=found,
        found=count,
        query=query,
        shortcuts=tuple((one, f"?{urlencode({'q': one})}#choose") for one in asked),
        files=tuple((name, SAYS[name]) for name in FILES),
        standards=STANDARDS,
        to_write=len({one.case_id for one in view.standing if one.letter_id is None}),
        note=exports.note(view, on=on),
    )


def register_page(call: CallRow) -> RegisterPage:
    """Every quotation of a call's reports."""
    return RegisterPage(call, queries.register(call.id))


def register_table(call: CallRow) -> list[tuple[str | int, ...]]:
    """The register as rows of a table."""
    return [
        (
            *(one.number, one.title, one.unit, one.labels, one.report, one.year, one.page, one.quote),
            *(one.consent, one.standing, one.made_at.astimezone(call.rules.zone).date().isoformat()),
        )
        for one in queries.register(call.id)
    ]


def _line(view: ReportView, one: CitationRow, ends: tuple[bool, bool], on: date) -> CitationLine:
    reference = exports.reference_of(one, view.report.standard, read_on=on) if one.stands else ""
    return CitationLine(one, reference, *ends)
