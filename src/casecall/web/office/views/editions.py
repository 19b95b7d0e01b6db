"""Editions: made, filled with accepted cases, put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.cases.rules import NotAllowed
from casecall.compiling import actions as compiling
from casecall.compiling import queries as compiled
from casecall.compiling.rules import Unfit
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.editions import edition_page, editions_page
from casecall.web.office.views.asking import call_asked, numbers, whole
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.compiling.records import EditionView

SAYS = {
    "title": "专题标题不能为空。",
    "saved": "已保存。",
    "joined": "已编入 {count} 件。",
    "pick": "请先勾选要编入的案例。",
}

REFUSED = 422


@require_http_methods(["GET", "POST"])
@needs("compile")
def page(request: HttpRequest) -> HttpResponseBase:
    """The editions of a call, and a new one."""
    call = call_asked(request)
    if call is None:
        return show(request, "start", here="editions")
    fault = ""
    if request.method == "POST":
        try:
            made = compiling.make_edition(
                call.id,
                slug=request.POST.get("slug", "").strip(),
                title=request.POST.get("title", "").strip(),
                lead=request.POST.get("lead", "").strip(),
                by=actor(request),
                now=timezone.now(),
            )
            return redirect("office:edition", made)
        except Unfit as refusal:
            fault = str(refusal)
    shown = editions_page(call, now=timezone.now())
    typed = {name: request.POST.get(name, "") for name in ("slug", "title", "lead")}
    status = REFUSED if fault else 200
    return show(
        request, "editions", here="editions", call_key=call.key, status=status, page=shown, fault=fault, typed=typed
    )


@require_safe
@needs("compile")
def one(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """An edition with its entries and the accepted cases that could join."""
    view = edition_or_404(edition_id)
    shown = edition_page(view, now=timezone.now())
    return show(request, "edition", here="editions", call_key=view.call_key, page=shown)


@require_POST
@needs("compile")
def change(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Keep the title and lead."""
    edition_or_404(edition_id)
    title = request.POST.get("title", "").strip()[:200]
    if not title:
        messages.error(request, SAYS["title"], extra_tags="doubt")
    else:
        _change(request, edition_id, title)
    return redirect("office:edition", edition_id)


def _change(request: HttpRequest, edition_id: int, title: str) -> None:
    lead, base_url = request.POST.get("lead", "").strip(), request.POST.get("base_url")
    by, now = actor(request), timezone.now()
    try:
        compiling.edit_edition(edition_id, title=title, lead=lead, base_url=base_url, by=by, now=now)
    except Unfit as refusal:
        messages.error(request, f"{refusal}。", extra_tags="doubt")
    else:
        messages.success(request, SAYS["saved"])


@require_POST
@needs("compile")
def add(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Take accepted cases in."""
    could = {one.case_id for one in edition_or_404(edition_id).to_add}
    picked = [case_id for case_id in numbers(request, "case") if case_id in could]
    try:
        joined = compiling.add_cases(edition_id, picked, by=actor(request), now=timezone.now()) if picked else 0
    except (NotAllowed, Unfit) as changed:  # a colleague decided otherwise just now
        messages.error(request, f"{changed}。", extra_tags="doubt")
        return redirect("office:edition", edition_id)
    if joined:
        messages.success(request, SAYS["joined"].format(count=joined))
    else:
        messages.info(request, SAYS["pick"], extra_tags="doubt")
    return redirect("office:edition", edition_id)


@require_POST
@needs("compile")
def order(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Move one entry up or down, or take a whole new order from a drag."""
    ids = [entry.id for entry in edition_or_404(edition_id).entries]
    wanted = numbers(request, "order") or _moved(ids, request.POST.get("move", ""))
    compiling.order_entries(edition_id, wanted, by=actor(request), now=timezone.now())
    return redirect("office:edition", edition_id)


def _moved(ids: list[int], move: str) -> list[int]:
    """The order with ``12:up`` or ``12:down`` done."""
    text, _, way = move.partition(":")
    if whole(text, otherwise=0) not in ids or way not in {"up", "down"}:
        return ids
    at = ids.index(whole(text, otherwise=0))
    to = min(max(at + (-1 if way == "up" else 1), 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
    return ids


def edition_or_404(edition_id: int) -> EditionView:
    """The edition, or the page that says there is none."""
    try:
        return compiled.edition(edition_id)
    except ObjectDoesNotExist as absent:
        raise Http404 from absent
