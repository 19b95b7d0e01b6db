"""Makes reports, quotes cases in them, puts quotations in order, and writes to the units that were cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db.models import Max
from django.utils import timezone

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.compiling.rules import contact_found
from casecall.letters import actions as letters
from casecall.letters import rules as letter_rules
from casecall.letters.templates import fill
from casecall.publishing.models import Citation, Report
from casecall.publishing.reports import rules
from casecall.publishing.reports.exports import reference_of
from casecall.publishing.reports.queries import citable, report
from casecall.screening.queries import effective_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from casecall.publishing.reports.records import CitationRow, ReportView
    from casecall.screening.records import Effective

DAY = "{day.year} 年 {day.month} 月 {day.day} 日"


class Words(TypedDict, total=False):
    """What is said of a report. ``authors`` are separated by semicolons; ``out_on`` is the day it came out, or None."""

    title: str
    authors: str
    publisher: str
    place: str
    year: int
    url: str
    standard: str
    out_on: date | None


def make_report(call_id: int, *, by: str, now: datetime, **words: Unpack[Words]) -> int:
    """A new report of a call; its id. Raises rules.Unfit with a sentence."""
    kept = _fit(words)
    with write_atomic():
        made = Report.objects.create(call_id=call_id, made_at=now, made_by=by, **kept)
        record(at=now, actor=by, verb="report.make", object=f"report:{made.pk}")
    return made.pk


def edit_report(report_id: int, *, by: str, now: datetime, **words: Unpack[Words]) -> None:
    """Say something else of a report. Raises rules.Unfit with a sentence."""
    kept = _fit(words)
    with write_atomic():
        Report.objects.filter(pk=report_id).update(**kept)
        record(at=now, actor=by, verb="report.edit", object=f"report:{report_id}")


def cite(report_id: int, case_id: int, quote: str, *, page: str = "", by: str, now: datetime) -> int:
    """Quote a case in a report, on the consent that covers it now; its id. Raises rules.Unfit with a sentence.

    The consent is written down as it stood, so that the register can say later on what the quotation rested.
    """
    if says := rules.quote_fault(quote) or _slipped(case_id, quote):
        raise rules.Unfit(says)
    with write_atomic():
        fault, consent = citable(case_id)
        if fault:
            raise rules.Unfit(fault)
        last = Citation.objects.filter(report_id=report_id).aggregate(last=Max("order"))["last"] or 0
        made = Citation.objects.create(
            report_id=report_id,
            case_id=case_id,
            order=last + 1,
            quote=quote.strip(),
            page=page.strip()[: rules.MOST["page"]],
            consent=consent[:300],
            made_at=now,
            made_by=by,
        )
        record(at=now, actor=by, verb="citation.add", object=f"case:{case_id}", note=f"report:{report_id}")
    return made.pk


def edit_citation(citation_id: int, quote: str, *, page: str, by: str, now: datetime) -> None:
    """Change the words or the page of a quotation. Raises rules.Unfit with a sentence."""
    case_id = Citation.objects.values_list("case_id", flat=True).get(pk=citation_id)
    if says := rules.quote_fault(quote) or _slipped(case_id, quote):
        raise rules.Unfit(says)
    with write_atomic():
        Citation.objects.filter(pk=citation_id).update(quote=quote.strip(), page=page.strip()[: rules.MOST["page"]])
        record(at=now, actor=by, verb="citation.edit", object=f"citation:{citation_id}")


def _slipped(case_id: int, quote: str) -> str:
    """What of a contact person slipped into a quotation, empty where nothing did."""
    paper = effective_of([case_id]).get(case_id)
    return "；".join(contact_found(paper.values, quote)) if paper else ""


def remove_citation(citation_id: int, *, by: str, now: datetime) -> None:
    """Take a quotation out of its report; the register keeps it. Twice is once."""
    with write_atomic():
        if Citation.objects.filter(pk=citation_id, withdrawn_at=None).update(withdrawn_at=now):
            record(at=now, actor=by, verb="citation.remove", object=f"citation:{citation_id}")


def move_citation(report_id: int, citation_id: int, *, up: bool) -> None:
    """Put a quotation a place higher or lower."""
    with write_atomic(recorded=False):
        kept = Citation.objects.select_for_update().filter(report_id=report_id, withdrawn_at=None)
        for n, one in enumerate(rules.moved([one.pk for one in kept], citation_id, up=up), 1):
            Citation.objects.filter(pk=one).update(order=n)


def write_letters(report_id: int, *, by: str, now: datetime) -> tuple[int, ...]:
    """A letter to each unit whose case is cited, as a draft in the outbox, one a case; the ids of those made now.

    Raises rules.Unfit where there is none to write.
    """
    view = report(report_id)
    waiting = {one.case_id: one for one in view.standing if one.letter_id is None}
    if not waiting:
        raise rules.Unfit(rules.SAYS["no_letters"])
    papers = effective_of(waiting)
    with write_atomic():
        made = tuple(_write(view, one, papers.get(one.case_id), by=by, now=now) for one in waiting.values())
        record(at=now, actor=by, verb="citation.letter", object=f"report:{report_id}", note=f"{len(made)}")
    return made


def _write(view: ReportView, one: CitationRow, paper: Effective | None, *, by: str, now: datetime) -> int:
    """The letter about one case, with every quotation of it."""
    call = rules_of(view.report.call_id)
    said = _contact(paper, [field.key for field in call.form.fields if field.kind == "email"])
    quotations = [{"quote": each.quote, "page": each.page} for each in view.standing if each.case_id == one.case_id]
    values = {
        "number": one.number,
        "title": one.title,
        "unit": one.unit,
        "call": call.title,
        "report": view.report.title,
        "authors": view.report.authors,
        "out_on": DAY.format(day=view.report.out_on) if view.report.out_on else "",
        "address": view.report.url,
        "quotations": quotations,
        "reference": reference_of(one, view.report.standard, read_on=timezone.localtime(now, call.zone).date()),
    }
    filled = fill(letter_rules.CITED, values, now=now)
    letter = letters.write(
        letter_rules.CITED,
        key=rules.LETTER_KEY.format(report=view.report.id, case=one.case_id),
        to_address=said,
        to_name=one.unit,
        subject=filled.subject,
        text=filled.text,
        case_id=one.case_id,
        call_id=view.report.call_id,
        now=now,
        by=by,
    )
    return letter.pk


def _contact(paper: Effective | None, keys: Sequence[str]) -> str:
    """The first usable address of a form, empty where there is none: whoever approves the letter fills it in."""
    values = [paper.values.get(key, "").strip() for key in keys] if paper else []
    return next((one for one in values if letter_rules.is_address(one)), "")


def _fit(words: Words) -> Words:
    """The words as they are kept: trimmed to what a column takes. Raises rules.Unfit with a sentence."""
    kept = Words(
        title=_trimmed("title", words.get("title", "")),
        authors=_trimmed("authors", words.get("authors", "")),
        publisher=_trimmed("publisher", words.get("publisher", "")),
        place=_trimmed("place", words.get("place", "")),
        url=_trimmed("url", words.get("url", "")),
        year=words.get("year", 0),
        standard=words.get("standard", "2025"),
        out_on=words.get("out_on"),
    )
    says = rules.report_fault(title=kept["title"], year=kept["year"], url=kept["url"], standard=kept["standard"])
    if says:
        raise rules.Unfit(says)
    return kept


def _trimmed(name: str, text: str) -> str:
    return text.strip()[: rules.MOST[name]]
