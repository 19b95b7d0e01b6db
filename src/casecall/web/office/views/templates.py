"""The templates of letters: edited with their fields beside, looked at on a real case, switched to be automatic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.letters import actions as letters
from casecall.letters import templates
from casecall.letters.rules import KINDS
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.templates import kind_lines, template_page
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


SAYS = {
    "saved": "模板已保存，此后写的信用新的文字；已写成的信不变。",
    "restored": "已恢复随软件附带的文字。",
    "on": "“{kind}”此后自动发出。",
    "off": "“{kind}”此后先成草稿，批准后发出。",
}
REFUSED = 422


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """Every kind of letter."""
    return show(request, "templates", here="outbox", lines=kind_lines())


@require_http_methods(["GET", "POST"])
@needs("write")
def one(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One template: looked at, kept, or put back as it was shipped."""
    if kind not in KINDS:
        raise Http404
    typed = request.POST.get("text") if request.method == "POST" else None
    act, faults = request.POST.get("then", ""), tuple[templates.Fault, ...]()
    if act in {"save", "restore"}:
        text = templates.shipped(kind) if act == "restore" else typed or ""
        try:
            templates.save(kind, text, now=timezone.now(), by=actor(request))
        except templates.TemplateFault as wrong:
            faults = wrong.faults
        else:
            messages.success(request, SAYS["saved" if act == "save" else "restored"])
            return redirect("office:template", kind)
    asked = request.POST if request.method == "POST" else request.GET
    number, role = asked.get("number", "").strip()[:40], getattr(request.user, "role", "")
    shown = template_page(kind, role=role, number=number, typed=typed, faults=faults)
    return show(request, "template", here="outbox", status=REFUSED if faults else 200, page=shown)


@require_POST
@needs("set_up")
def automatic(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Let a kind leave by itself, or no more."""
    if kind not in KINDS:
        raise Http404
    on = request.POST.get("automatic") == "yes"
    try:
        letters.set_habit(kind, automatic=on, now=timezone.now(), by=actor(request))
    except letters.NotAllowed as why:
        messages.error(request, f"{why}。", extra_tags="doubt")
    else:
        messages.success(request, SAYS["on" if on else "off"].format(kind=KINDS[kind]))
    return redirect("office:template", kind)
