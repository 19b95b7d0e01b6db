"""Calls: opened from a file, edited on a page, cloned for another year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.calls import actions as calls
from casecall.calls import queries
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import serve_bytes
from casecall.web.office.contexts.calls import call_lines, call_page, edited
from casecall.web.office.contexts.cloning import changes, clone_form, stale
from casecall.web.office.contexts.saying import day
from casecall.web.office.views.showing import show
from casepaper.forms.callfile import CallFileFault, CallFileFaults, dump_call, load_call, shipped_calls

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow

SAYS = {
    "opened": "征集活动“{title}”已打开。",
    "saved": "征集活动已保存，对此后识读的来件生效。",
    "file-saved": "征集文件已保存，对此后识读的来件生效。",
    "window": "请填写新的起止日期",
    "since": "“事迹不早于”请填写日期，或留空",
    "cloned": "已照此建立“{title}”，请核对各项内容。",
    "large": "文件过大，不像是征集文件",
    "bytes": "不是 UTF-8 编码的文本文件",
}

REFUSED = 422
MOST_BYTES = 1_000_000


@require_http_methods(["GET", "POST"])
@needs("set_up")
def page(request: HttpRequest) -> HttpResponseBase:
    """The calls, and a new one from a call file."""
    faults: tuple[CallFileFault, ...] = ()
    source = request.POST.get("source", "")
    if request.method == "POST":
        try:
            source = _source(request)
            made = calls.open_call(source, now=timezone.now(), by=actor(request))
        except CallFileFaults as refusal:
            faults = refusal.faults
        else:
            messages.success(request, SAYS["opened"].format(title=made.title))
            return redirect("office:call", made.pk)
    return show(
        request, "calls", here="calls", status=REFUSED if faults else 200,
        lines=call_lines(now=timezone.now()), faults=faults, source=source, shipped=shipped_calls(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("set_up")
def one(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """A call's main points as a form."""
    row = _row(call_id)
    if request.method != "POST":
        return _shown(request, row)
    try:
        calls.change_call(call_id, dump_call(edited(row.rules, request.POST)), now=timezone.now(), by=actor(request))
    except CallFileFaults as refusal:
        return _shown(request, row, faults=refusal.faults)
    messages.success(request, SAYS["saved"])
    return redirect("office:call", call_id)


@require_POST
@needs("set_up")
def source(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """Replace a call's whole file."""
    row, text = _row(call_id), request.POST.get("source", "")
    try:
        calls.change_call(call_id, text, now=timezone.now(), by=actor(request))
    except CallFileFaults as refusal:
        return _shown(request, row, faults=refusal.faults, source=text)
    messages.success(request, SAYS["file-saved"])
    return redirect("office:call", call_id)


@require_POST
@needs("set_up")
def clone(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """Another call like this one, with its own window."""
    row, typed = _row(call_id), request.POST
    opens, closes, since = (day(typed.get(name)) for name in ("opens", "closes", "scope_since"))
    faults = [] if opens and closes else [CallFileFault(line=None, key="window", says=SAYS["window"])]
    if typed.get("scope_since") and since is None:
        faults.append(CallFileFault(line=None, key="scope_since", says=SAYS["since"]))
    if opens is None or closes is None or faults:
        return _shown(request, row, faults=tuple(faults), cloning=True)
    key, other = typed.get("key", ""), calls.Other(title=typed.get("title", ""), number=typed.get("number", ""))
    if "scope_since" in typed:
        other["scope_since"] = since
    try:
        made = calls.clone_call(
            call_id, key=key, opens=opens, closes=closes, now=timezone.now(), by=actor(request), **other
        )
    except CallFileFaults as refusal:
        return _shown(request, row, faults=refusal.faults, cloning=True)
    messages.success(request, SAYS["cloned"].format(title=made.title))
    return redirect(f"{reverse('office:call', args=(made.pk,))}?like={row.key}")


@require_safe
@needs("see")
def download(request: HttpRequest, call_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """The call file."""
    row = _row(call_id)
    return serve_bytes(row.source.encode(), name=f"{row.key}.toml", media_type="application/octet-stream")


def _source(request: HttpRequest) -> str:
    """The call file that came: chosen of the shipped ones, uploaded, or pasted. Raises CallFileFaults."""
    if (key := request.POST.get("shipped", "")) in shipped_calls():
        return dump_call(load_call(key))
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("source", "")
    if (upload.size or 0) > MOST_BYTES:
        raise CallFileFaults((CallFileFault(line=None, key="", says=SAYS["large"]),))
    try:
        return str(upload.read(), "utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise CallFileFaults((CallFileFault(line=None, key="", says=SAYS["bytes"]),)) from wrong


def _row(call_id: int) -> CallRow:
    try:
        return queries.call_row(call_id)
    except ObjectDoesNotExist as absent:
        raise Http404 from absent


def _shown(
    request: HttpRequest,
    row: CallRow,
    *,
    faults: tuple[CallFileFault, ...] = (),
    source: str = "",
    cloning: bool = False,
) -> HttpResponseBase:
    typed = request.POST if faults and not source else None
    shown = call_page(row, now=timezone.now(), typed=None if cloning else typed)
    like = queries.call_by_key(request.GET.get("like", ""))
    status = REFUSED if faults else 200
    return show(
        request, "call", here="call", call_key=row.key, status=status,
        page=shown, faults=faults, source=source or row.source, clone=clone_form(row, typed if cloning else None),
        like=like, changes=changes(like.rules, row.rules) if like else (), stale=stale(like, row) if like else (),
    )  # fmt: skip
