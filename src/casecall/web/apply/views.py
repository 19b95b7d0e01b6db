"""What a unit does: fill in, send, see where it stands, add the stamped page, replace, withdraw. No account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.cases.rules import DRAFT, NotAllowed
from casecall.people.links import make_link, read_link
from casecall.receiving import actions as receiving
from casecall.receiving import applying, form
from casecall.receiving.filing import file_parcel
from casecall.receiving.rules import UPLOAD, WEB
from casecall.web.apply import contexts, entry, pace, standing, taking
from casecall.web.kit import serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from casecall.calls.queries import CallRow
    from casecall.cases.records import CaseRow

SAYS = {
    "changed": "填报内容已改好，请重新下载申报表。",
    "received": "已收到。",
    "withdrawn": "申报已撤回。",
    "kept": "申报没有撤回",
    "refused": "文件没有收下",
}

PURPOSE = "case"
REFUSED, CONFLICT = 422, 409
CHANGED = "这份申报在此期间有了变化"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a call on the web; sent, it becomes a draft with a number and a link."""
    call, now = _answerable_or_404(key), timezone.now()
    if not call.rules.is_open(now):
        return _closed(request, call)
    if request.method != "POST":
        blank = entry.fresh(entry.dated(call.rules, now))
        return render(request, "apply/form.html", {"page": contexts.form_page(call.rules, blank)})
    sent, wait = entry.posted(request, call.rules), pace.wait(request, now=now)
    if wait or sent.errors:
        return _form_again(request, contexts.form_page(call.rules, sent), wait)
    photos = [(slot, taking.keep_file(slot.file, now=now)) for slot in sent.photos if slot.file]
    values = entry.typed_values(sent, [(slot, file.sha256) for slot, file in photos])
    try:
        case = applying.submit_form(call.id, values, [file for _, file in photos], now=now, once=sent.once)
    except NotAllowed:  # the window was changed just now
        return _closed(request, call)
    return _to_status(case.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, key: str) -> HttpResponse:
    """A unit's own Word form, stamped scan and photos in one go."""
    call, now = _answerable_or_404(key), timezone.now()
    if not call.rules.is_open(now):
        return _closed(request, call)
    agreed, errors = request.POST.get("consent") == "yes", []
    wait = pace.wait(request, now=now) if request.method == "POST" else None
    if request.method == "POST" and wait is None:
        files = request.FILES.getlist("files")
        errors = [("files", says) for says in taking.faults_of(files, taking.MATERIAL)]
        errors += [] if agreed else [("f-consent", entry.TICKS["consent"])]
        if not errors:
            kept = [taking.keep_file(file, now=now) for file in files]
            parcel = receiving.receive(
                kept, call_id=call.id, door=UPLOAD, sent_at=now, now=now, by="applicant", once=entry.token_of(request)
            )
            return _to_status(file_parcel(parcel.pk, now=now).pk)
    says = entry.TICKS["consent"] if errors and not agreed else ""
    once = entry.token_of(request) or entry.new_token()
    ticks = {"consent"} if agreed else set()
    context = {"rules": call.rules, "errors": errors, "ticks": ticks, "says": says, "once": once, "wait": wait}
    answer = render(request, "apply/send.html", context, status=REFUSED if errors else pace.STATUS if wait else 200)
    return wait.told(answer) if wait else answer


@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Where an application stands, what comes next, until when."""
    return _status(request, token)


@never_cache
@require_safe
def filled(_request: HttpRequest, token: str) -> HttpResponse:
    """The form as it was filled in on the web, as a Word file with its number, to print and stamp."""
    case = _case_or_404(token)
    data = form.filled(case.id)
    if data is None:
        raise Http404
    rules = calls.rules_of(case.call_id)
    return serving.serve_bytes(data, name=f"{case.number} {rules.form.title}.docx", media_type=serving.DOCX)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Change what was filled in, while the stamped page has not come."""
    case, now = _case_or_404(token), timezone.now()
    rules, revision = calls.rules_of(case.call_id), cases.newest_revision(case.id)
    if case.state != DRAFT or revision is None or revision.typed is None or not rules.is_open(now):
        return redirect("apply:status", token=token)
    if request.method != "POST":
        page = contexts.form_page(rules, entry.fresh(revision.typed), case=case, token=token)
        return render(request, "apply/form.html", {"page": page})
    sent, wait = entry.posted(request, rules), pace.wait(request, now=now)
    if wait or sent.errors:
        return _form_again(request, contexts.form_page(rules, sent, case=case, token=token), wait)
    photos = [(slot, taking.keep_file(slot.file, now=now)) for slot in sent.photos if slot.file]
    words = {} if photos else {name: text for name, text in revision.typed.items() if ":" in name}
    values = words | entry.typed_values(sent, [(slot, file.sha256) for slot, file in photos])
    try:
        applying.change_form(case.id, values, [file for _, file in photos] or None, now=now)
    except NotAllowed as why:
        return _changed(request, token, why, kept=entry.filled_lines(sent, rules))
    messages.success(request, SAYS["changed"])
    return _to_status(case.id)


@never_cache
@require_POST
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """The stamped page of a draft, or further files of an application in place of what was sent."""
    case, now = _case_or_404(token), timezone.now()
    if wait := pace.wait(request, now=now):
        return wait.told(_status(request, token, errors=[wait.says], code=pace.STATUS))
    files = request.FILES.getlist("files")
    wanted = taking.SCANS if case.state == DRAFT else taking.MATERIAL
    if errors := taking.faults_of(files, wanted):
        return _status(request, token, errors=errors, code=REFUSED)
    sent = [taking.keep_file(file, now=now) for file in files]
    before = {file.sha256 for file in contexts.sent_files(case, cases.newest_revision(case.id))}
    keeping = set(request.POST.getlist("keep")) & before if "chooses" in request.POST else before
    try:
        if case.state == DRAFT:
            applying.upload_stamped(case.id, sent, now=now)
        elif keeping | {file.sha256 for file in sent} != before or not applying.may_change(case.id, now=now):
            applying.replace_files(case.id, sent, now=now, keeping=keeping)  # not for the same click once more
    except NotAllowed as why:
        return _status(request, token, errors=[f"{why}。"], code=CONFLICT)
    messages.success(request, SAYS["received"])
    return _to_status(case.id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take an application back, once more asked."""
    case, now = _case_or_404(token), timezone.now()
    if not applying.may_change(case.id, now=now):
        return redirect("apply:status", token=token)
    if request.method != "POST":
        page = {"case": case, "token": token, "rules": calls.rules_of(case.call_id)}
        return render(request, "apply/withdraw.html", page)
    if wait := pace.wait(request, now=now):
        return wait.told(_status(request, token, heading=SAYS["kept"], errors=[wait.says], code=pace.STATUS))
    try:
        applying.withdraw(case.id, now=now, why=request.POST.get("why", "")[:300])
    except NotAllowed as why:
        return _changed(request, token, why)
    messages.success(request, SAYS["withdrawn"])
    return _to_status(case.id)


def _changed(request: HttpRequest, token: str, why: NotAllowed, *, kept: Sequence[entry.Line] = ()) -> HttpResponse:
    """The case has changed since the page was opened: where it stands now, and what was typed to copy."""
    return _status(request, token, heading=CHANGED, errors=[f"{why}。"], kept=kept, code=CONFLICT)


def _form_again(request: HttpRequest, page: contexts.FormPage, wait: pace.Wait | None) -> HttpResponse:
    """The form with all that was typed, and why it was not taken."""
    status = pace.STATUS if wait else REFUSED
    answer = render(request, "apply/form.html", {"page": page, "wait": wait}, status=status)
    return wait.told(answer) if wait else answer


def _status(  # the page, and what did not go
    request: HttpRequest,
    token: str,
    *,
    heading: str = SAYS["refused"],
    errors: Sequence[str] = (),
    kept: Sequence[entry.Line] = (),
    code: int = 200,
) -> HttpResponse:
    case = _case_or_404(token)
    revision = cases.newest_revision(case.id)
    site = settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")
    rules = calls.rules_of(case.call_id)
    page = contexts.status_page(
        case,
        rules,
        revision,
        now=timezone.now(),
        token=token,
        address=site + reverse("apply:status", args=[token]),
        told=standing.told(case, revision),
        over=cases.over_limit(case, rules.cases_per_unit) > 0,
    )
    context = {"page": page, "heading": heading, "errors": errors, "kept": kept}
    return render(request, "apply/status.html", context, status=code)


def _closed(request: HttpRequest, call: CallRow) -> HttpResponse:
    """A call that is not open: said politely, and what was typed is given back to copy."""
    typed = entry.posted(request, call.rules) if request.method == "POST" else None
    context = {
        "rules": call.rules,
        "before": timezone.now() < call.rules.opens_at,
        "lost": entry.filled_lines(typed, call.rules) if typed else [],
    }
    return render(request, "apply/closed.html", context, status=403 if request.method == "POST" else 200)


def _answerable_or_404(key: str) -> CallRow:
    """A call that can be answered on the web: its file says which ways there are."""
    row = calls.call_by_key(key)
    if row is None or WEB not in row.rules.ways:
        raise Http404
    return row


def _case_or_404(token: str) -> CaseRow:
    key = read_link(PURPOSE, token)
    case = cases.find_case(int(key)) if key is not None and key.isdigit() else None
    if case is None:
        raise Http404
    return case


def _to_status(case_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("apply:status", args=[make_link(PURPOSE, str(case_id))]), status=303)
