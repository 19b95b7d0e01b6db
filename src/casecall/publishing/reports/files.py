"""The files that a report takes away, each by its name."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from casecall.publishing.reports import exports
from casepress.chapter import Chapter, Quotation, Section, Table, write_chapter, write_references

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from casecall.publishing.reports.records import CitationRow, ReportView

    Make = Callable[[ReportView, date], bytes]

SAYS: Final = {
    "table": "按{name}",
    "read": (
        "《{title}》引用的案例数据\n{note}\n\n"
        "cases.csv　　每件案例一行\nby-*.csv　　　按主题、单位类别、省份、标签的件数\n"
        "同一案例可有多个标签，按标签的件数之和可能大于 n。\n"
    ),
}
README: Final = "README.txt"
STAMP: Final = (2000, 1, 1, 0, 0, 0)


def chapter_of(view: ReportView, *, on: date) -> Chapter:
    """The chapter of a report: its quotations by theme in the order of the references, its figures as of a day."""
    themes: dict[str, list[CitationRow]] = {}
    for one in sorted(view.standing, key=lambda each: each.reference):
        themes.setdefault(one.theme or exports.SAYS["unknown"], []).append(one)
    report = view.report
    return Chapter(
        title=report.title,
        authors=report.authors,
        call=view.call_title,
        cases=len(view.cited),
        on=on,
        sections=tuple(Section(theme, tuple(map(_quotation, rows))) for theme, rows in themes.items()),
        tables=tuple(
            Table(SAYS["table"].format(name=name), (name, exports.SAYS["count"]), counted)
            for key, name in exports.DIMENSIONS.items()
            if (counted := exports.counts(view, key))
        ),
        references=exports.references(view, read_on=on),
        standard=report.standard_name,
    )


def data_zip(view: ReportView, on: date) -> bytes:
    """The data of the cited cases and their counts, as a zip with ASCII names; equal data give equal bytes."""
    note = exports.note(view, on=on)
    files = {
        README: SAYS["read"].format(title=view.report.title, note=note).encode(),
        "cases.csv": exports.as_csv(view),
    }
    for key, name in exports.DIMENSIONS.items():
        files[f"by-{key.replace('_', '-')}.csv"] = exports.counted_csv(name, exports.counts(view, key), note=note)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path, STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _quotation(one: CitationRow) -> Quotation:
    about = " · ".join(filter(None, (one.unit, one.province, one.number)))
    return Quotation(
        title=one.title, about=about, words=one.quote, reference=one.reference, page=one.page, labels=one.labels
    )


FILES: Final[Mapping[str, Make]] = {
    "chapter.docx": lambda view, on: write_chapter(chapter_of(view, on=on)),
    "references.docx": lambda view, on: write_references(chapter_of(view, on=on)),
    "references.txt": lambda view, on: exports.as_txt(view, read_on=on).encode(),
    "references.bib": lambda view, on: exports.as_bibtex(view, read_on=on).encode(),
    "references.ris": lambda view, on: exports.as_ris(view, read_on=on).encode(),
    "references.json": lambda view, on: exports.as_csl_json(view, read_on=on).encode(),
    "data.zip": data_zip,
}
