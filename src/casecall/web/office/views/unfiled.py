"""Letters that belong to no case yet: each is filed with one, opens its own, or is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from casecall.cases import queries as cases
from casecall.cases.rules import NotAllowed
from casecall.files import queries as files
from casecall.files.rules import safe_name
from casecall.receiving import filing
from casecall.receiving import queries as receiving
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import serve_file
from casecall.web.office.contexts.unfiled import letter_page, unfiled_page
from casecall.web.office.views.asking import call_asked, whole
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow
    from casecall.receiving.records import ReceivedLetterRow

SAYS = {
    "filed": "已归入 {number}。",
    "opened": "已另立案例 {number}，正在识读。",
    "aside": "不再处理，信件仍留存。",
    "number": "没有编号为“{number}”的案例",
}
MAIL = "message/rfc822"
REFUSED = 422
LONGEST = 200


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """The letters that wait for a clerk."""
    call = call_asked(request)
    if call is None:
        return show(request, "start", here="unfiled")
    return show(
        request, "unfiled", here="unfiled", call_key=call.key, page=unfiled_page(call.id, now=timezone.now()), call=call
    )


@require_http_methods(["GET", "POST"])
@needs("enter")
def one(request: HttpRequest, came_id: int) -> HttpResponseBase:
    """One letter, and what becomes of it."""
    row, call = _letter(came_id), call_asked(request)
    if call is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request, row, call))
        except NotAllowed as why:
            refused = f"{why}。"
        else:
            return redirect(f"{resolve_url('office:unfiled')}?call={call.key}")
    shown = letter_page(row, call.id, query=_query(request), now=timezone.now())
    status = REFUSED if refused else 200
    return show(
        request, "unfiled_letter", here="unfiled", call_key=call.key, status=status, page=shown, refused=refused,
        call=call,
    )  # fmt: skip


@require_safe
@needs("see")
def eml(request: HttpRequest, came_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """The letter as it came."""
    row = _letter(came_id)
    if not files.exists(row.sha256):
        raise Http404
    return serve_file(files.path_of(row.sha256), name=safe_name(f"{row.subject or row.id}.eml"), media_type=MAIL)


def _done(request: HttpRequest, row: ReceivedLetterRow, call: CallRow) -> str:
    """Do with a letter what the button says; the sentence that tells it. Raises NotAllowed."""
    now, by, then = timezone.now(), actor(request), request.POST.get("then", "")
    if then == "open":
        case = filing.open_letter(row.id, call_id=call.id, now=now, by=by)
        return SAYS["opened"].format(number=case.number)
    if then == "aside":
        filing.set_aside(row.id, request.POST.get("why", "").strip()[:LONGEST], now=now, by=by)
        return SAYS["aside"]
    typed = request.POST.get("number", "").strip()
    into = whole(then, otherwise=0)
    found = cases.find_case(into) if into else cases.case_numbered(call.id, typed)
    if found is None:
        raise NotAllowed(SAYS["number"].format(number=typed))
    filing.file_letter(row.id, found.id, now=now, by=by)
    return SAYS["filed"].format(number=found.number)


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:200]


def _letter(came_id: int) -> ReceivedLetterRow:
    row = receiving.received_letter(came_id)
    if row is None or row.case_id:
        raise Http404
    return row
