"""Research reports: made, filled with quotations of cases, taken away as files, and told to the units."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.publishing.reports import actions, queries
from casecall.publishing.reports.files import FILES
from casecall.publishing.reports.rules import Unfit
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import DOCX, UNKNOWN, XLSX, serve_bytes, serve_file
from casecall.web.office.contexts.reports import (
    FIELDS,
    HEADS,
    register_page,
    register_table,
    report_page,
    reports_page,
)
from casecall.web.office.contexts.saying import day
from casecall.web.office.views.asking import call_asked, whole
from casecall.web.office.views.showing import show
from casepress.sheet.plain import write_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.publishing.reports.actions import Words
    from casecall.publishing.reports.records import ReportView

SAYS: Final = {
    "saved": "已保存。",
    "cited": "已引用。",
    "removed": "已撤去，引用登记中仍留存。",
    "letters": "已写成 {count} 封引用告知函的草稿，请到发件箱查看后批准。",
    "register": "引用登记表",
    "day": "发布日期应写作 2026-11-25",
}
REFUSED = 422
MOST_QUERY = 200
MEDIA: Final = {".docx": DOCX, ".zip": "application/zip"}


@require_http_methods(["GET", "POST"])
@needs("compile")
def page(request: HttpRequest) -> HttpResponseBase:
    """The reports of a call, and a new one."""
    call = call_asked(request)
    if call is None:
        return show(request, "start", here="reports")
    fault = ""
    if request.method == "POST":
        try:
            made = actions.make_report(call.id, by=actor(request), now=timezone.now(), **_words(request))
            return redirect("office:report", made)
        except Unfit as refusal:
            fault = str(refusal)
    status = REFUSED if fault else 200
    shown = reports_page(call)
    first = {"year": str(timezone.localdate().year), "standard": "2025"}
    typed = {name: request.POST.get(name, first.get(name, "")) for name in FIELDS}
    return show(
        request, "reports", here="reports", call_key=call.key, status=status, page=shown, fault=fault, typed=typed
    )


@require_safe
@needs("compile")
def one(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """A report with what it cites, and the cases that could be cited."""
    view = _view(report_id)
    query = request.GET.get("q", "").strip()[:MOST_QUERY]
    shown = report_page(view, query=query, on=timezone.localdate())
    return show(request, "report", here="reports", call_key=view.call_key, page=shown)


@require_POST
@needs("compile")
def change(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """Keep what is said of the report."""
    _view(report_id)
    try:
        actions.edit_report(report_id, by=actor(request), now=timezone.now(), **_words(request))
    except Unfit as refusal:
        return _back(request, report_id, refused=refusal)
    return _back(request, report_id, done="saved")


@require_POST
@needs("compile")
def cite(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """Quote a case."""
    view = _view(report_id)
    case_id = whole(request.POST.get("case"), otherwise=0)
    if not queries.belongs(case_id, view.report.call_id):
        raise Http404
    quote, number = request.POST.get("quote", ""), request.POST.get("page", "")
    try:
        actions.cite(report_id, case_id, quote, page=number, by=actor(request), now=timezone.now())
    except Unfit as refusal:
        return _back(request, report_id, refused=refusal)
    return _back(request, report_id, done="cited")


@require_POST
@needs("compile")
def citation(request: HttpRequest, report_id: int, citation_id: int) -> HttpResponseBase:
    """Change a quotation, move it up or down, or take it out."""
    kept = {each.id for each in _view(report_id).citations if each.withdrawn_at is None}
    if citation_id not in kept:
        raise Http404
    act, by, now = request.POST.get("act", "save"), actor(request), timezone.now()
    if act in {"up", "down"}:
        actions.move_citation(report_id, citation_id, up=act == "up")
        return _back(request, report_id)
    if act == "remove":
        actions.remove_citation(citation_id, by=by, now=now)
        return _back(request, report_id, done="removed")
    quote, number = request.POST.get("quote", ""), request.POST.get("page", "")
    try:
        actions.edit_citation(citation_id, quote, page=number, by=by, now=now)
    except Unfit as refusal:
        return _back(request, report_id, refused=refusal)
    return _back(request, report_id, done="saved")


@require_POST
@needs("write")
def letters(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """Write to the units whose cases are cited: drafts in the outbox."""
    _view(report_id)
    try:
        made = actions.write_letters(report_id, by=actor(request), now=timezone.now())
    except Unfit as refusal:
        return _back(request, report_id, refused=refusal)
    messages.success(request, SAYS["letters"].format(count=len(made)))
    return redirect("office:report", report_id)


@require_safe
@needs("compile")
def file(request: HttpRequest, report_id: int, name: str) -> HttpResponseBase:  # noqa: ARG001 - as Django calls it
    """A file that the report takes away, as of today."""
    view = _view(report_id)
    make = FILES.get(name)
    if make is None:
        raise Http404
    media_type = MEDIA.get(f".{name.rpartition('.')[2]}", UNKNOWN)
    return serve_bytes(make(view, timezone.localdate()), name=f"report-{report_id}-{name}", media_type=media_type)


@require_safe
@needs("compile")
def register(request: HttpRequest) -> HttpResponseBase:
    """Case, report, page, sentence and consent, for a whole call."""
    call = call_asked(request)
    if call is None:
        return show(request, "start", here="reports")
    return show(request, "register", here="reports", call_key=call.key, page=register_page(call))


@require_safe
@needs("compile")
def sheet(request: HttpRequest) -> HttpResponseBase:
    """The register as a workbook."""
    call = call_asked(request)
    if call is None:
        raise Http404
    out = io.BytesIO()
    write_table(register_table(call), out, title=SAYS["register"], heads=HEADS)
    out.seek(0)
    return serve_file(out, name=f"{call.key}-{SAYS['register']}.xlsx", media_type=XLSX)


def _view(report_id: int) -> ReportView:
    try:
        return queries.report(report_id)
    except ObjectDoesNotExist as absent:
        raise Http404 from absent


def _words(request: HttpRequest) -> Words:
    """What was typed of a report. Raises Unfit for a day that is none."""
    typed, out_on = request.POST, request.POST.get("out_on", "").strip()
    on = day(out_on)
    if out_on and on is None:
        raise Unfit(SAYS["day"])
    return {
        "title": typed.get("title", ""),
        "authors": typed.get("authors", ""),
        "publisher": typed.get("publisher", ""),
        "place": typed.get("place", ""),
        "year": whole(typed.get("year"), otherwise=0),
        "url": typed.get("url", "").strip(),
        "standard": typed.get("standard", "2025"),
        "out_on": on,
    }


def _back(request: HttpRequest, report_id: int, *, done: str = "", refused: Unfit | None = None) -> HttpResponseBase:
    """Back to the report, with the query line that was asked."""
    if refused:
        messages.error(request, f"{refused}。", extra_tags="doubt")
    elif done:
        messages.success(request, SAYS[done])
    query = request.POST.get("q", "").strip()[:MOST_QUERY]
    asked = f"?{urlencode({'q': query})}#choose" if query else ""
    return redirect(f"{resolve_url('office:report', report_id)}{asked}")
