"""The inbox, and what is done with several cases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.compiling import actions as compiling
from casecall.compiling.rules import Unfit
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.inbox import Asked, inbox
from casecall.web.office.contexts.rail import Known
from casecall.web.office.views import exports, writing
from casecall.web.office.views.asking import back_to, call_asked, numbers, whole
from casecall.web.office.views.editions import edition_or_404
from casecall.web.office.views.showing import show, wants_part

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow

SAYS = {
    "pick": "请先勾选来件。",
    "picked": "所选来件",
    "edition": "请先建立编辑稿，再编入案例。",
    "joined": "已编入 {count} 件。",
    "left": "另有 {count} 件未入选或已在编辑稿中，没有编入。",
}

UNCHANGED = 204  # htmx leaves the list as it is


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """The inbox of a call, or its list alone for htmx."""
    rows = calls.list_calls()
    call = call_asked(request, among=rows)
    if call is None:
        return show(request, "start", here="inbox")
    asked = _asked(request, call)
    found = inbox(asked, now=timezone.now())
    if wants_part(request):
        if request.GET.get("seen") == found.mark:
            return HttpResponse(status=UNCHANGED)
        return render(request, "office/_inbox_list.html", {"inbox": found})
    known = Known(rows, found.everything, found.stuck, found.waiting)
    return show(request, "inbox", here="inbox", call_key=call.key, known=known, inbox=found)


@require_POST
@needs("see")
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Do one thing with the cases that were picked."""
    call = call_asked(request)
    picked = numbers(request, "case")
    if call is None or not picked:
        messages.info(request, SAYS["pick"], extra_tags="doubt")
        return back_to(request, "office:inbox")
    act = request.POST.get("act", "")
    if act == "write":
        return writing.page(request)
    if act in exports.BY_NAME:
        return exports.BY_NAME[act](call, picked, filtered_by=SAYS["picked"])
    return _compile(request, picked)


@needs("compile")
def _compile(request: HttpRequest, picked: list[int]) -> HttpResponseBase:
    """Put the picked cases into an edition; only accepted ones can join."""
    chosen = numbers(request, "edition")
    if not chosen:
        messages.info(request, SAYS["edition"], extra_tags="doubt")
        return redirect("office:editions")
    edition_or_404(chosen[0])
    accepted = [row.id for row in cases.case_rows(picked).values() if row.state == case_rules.ACCEPTED]
    try:
        joined = compiling.add_cases(chosen[0], accepted, by=actor(request), now=timezone.now())
    except (case_rules.NotAllowed, Unfit) as changed:  # a colleague decided otherwise just now
        messages.error(request, f"{changed}。", extra_tags="doubt")
        return back_to(request, "office:inbox")
    left = len(picked) - joined
    messages.success(request, SAYS["joined"].format(count=joined) + (SAYS["left"].format(count=left) if left else ""))
    return back_to(request, "office:inbox")


def _asked(request: HttpRequest, call: CallRow) -> Asked:
    """The question in the address; an unknown state counts as none."""
    state = request.GET.get("state", "")
    return Asked(
        call=call,
        state=state if state in case_rules.STATES else "",
        query=request.GET.get("q", "").strip()[:200],
        page=max(1, whole(request.GET.get("page"), otherwise=1)),
    )
