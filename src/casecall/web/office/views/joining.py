"""Two cases that are one are joined, one that is several is split; both with a reason, and joining can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from casecall.calls import queries as calls
from casecall.cases.rules import NotAllowed
from casecall.receiving import joining
from casecall.receiving.filing import dismiss as dismiss_suggestion
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.thread import join_page, split_page
from casecall.web.office.views.asking import back_to, whole
from casecall.web.office.views.showing import show
from casecall.web.office.views.thread import case_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.cases.records import CaseRow

SAYS = {
    "joined": "{number} 已并入本案，原编号和来件都留存。",
    "parted": "已撤销并案，正在重新识读。",
    "split": "已分出 {count} 件：{numbers}，正在识读。",
    "pick": "请选择要并入的案例",
    "between": "、",
    "dismissed": "已记下：并非如此。",
}
LONGEST = 500
REFUSED = 422


@require_http_methods(["GET", "POST"])
@needs("decide")
def page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Look for the other case, and join this one into it."""
    case, refused = case_or_404(case_id), ""
    if request.method == "POST":
        into = whole(request.POST.get("into"), otherwise=0)
        try:
            _join(case_id, into, why=_why(request), by=actor(request))
        except NotAllowed as why:
            refused = f"{why}。"
        else:
            messages.success(request, SAYS["joined"].format(number=case.number))
            return redirect("office:thread", into)
    asked = request.POST if request.method == "POST" else request.GET
    shown = join_page(case, asked.get("q", "").strip()[:200])
    return _shown(request, "join", case, refused=refused, page=shown)


@require_POST
@needs("decide")
def part(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Undo that a case was joined into another."""
    case_or_404(case_id)
    try:
        joining.part(case_id, why=_why(request), now=timezone.now(), by=actor(request))
    except NotAllowed as why:
        messages.error(request, f"{why}。", extra_tags="doubt")
    else:
        messages.success(request, SAYS["parted"])
    return redirect("office:thread", case_id)


@require_http_methods(["GET", "POST"])
@needs("decide")
def split(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Put files of a case into cases of their own."""
    case, refused = case_or_404(case_id), ""
    shown = split_page(case)
    if request.method == "POST":
        chosen = {n: [sha256 for sha256, _ in shown.pieces if request.POST.get(sha256) == str(n)] for n in shown.groups}
        groups = [one for one in chosen.values() if one]
        try:
            made = joining.split(case_id, groups, why=_why(request), now=timezone.now(), by=actor(request))
        except NotAllowed as why:
            refused = f"{why}。"
        else:
            numbers = SAYS["between"].join(one.number for one in made)
            messages.success(request, SAYS["split"].format(count=len(made), numbers=numbers))
            return redirect("office:thread", case_id)
    return _shown(request, "split", case, refused=refused, page=shown)


@require_POST
@needs("decide")
def dismiss(request: HttpRequest, suggestion_id: int) -> HttpResponseBase:
    """Say that what software suggested is not so."""
    dismiss_suggestion(suggestion_id, now=timezone.now(), by=actor(request))
    messages.success(request, SAYS["dismissed"])
    return back_to(request, resolve_url("office:inbox"))


def _join(case_id: int, into: int, *, why: str, by: str) -> None:
    if not into:
        raise NotAllowed(SAYS["pick"])
    case_or_404(into)
    joining.join(case_id, into, why=why, now=timezone.now(), by=by)


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "").strip()[:LONGEST]


def _shown(request: HttpRequest, template: str, case: CaseRow, *, refused: str, page: object) -> HttpResponseBase:
    key = calls.rules_of(case.call_id).key
    status = REFUSED if refused else 200
    return show(request, template, here="inbox", call_key=key, status=status, refused=refused, page=page)
