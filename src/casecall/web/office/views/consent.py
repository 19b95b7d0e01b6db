"""What a case may be used for, its dated corrections, and where it stands on every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.compiling import consent
from casecall.compiling.rules import Unfit
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.consent import standing_page
from casecall.web.office.views.asking import whole
from casecall.web.office.views.entries import entry_or_404
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SAYS = {
    "limited": "已限定用途。已在该渠道发布的，随即撤下。",
    "lifted": "已解除限定。要恢复发布，请重新发布专题。",
    "amended": "更正说明已登记，重新发布后读者可见。",
}


@require_safe
@needs("compile")
def standing(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Where a case stands on every channel, since when, and in which text."""
    text = whole(request.GET.get("text"), otherwise=0)
    role = getattr(request.user, "role", "")
    try:
        shown = standing_page(case_id, text=text, role=role, now=timezone.now())
    except ObjectDoesNotExist as absent:
        raise Http404 from absent
    if text and shown.text is None:
        raise Http404
    return show(request, "standing", here="editions", call_key=shown.call_key, page=shown)


@require_POST
@needs("compile")
def limit(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """Narrow the consent of an entry's case, or of one of its photos, on one channel."""
    entry = entry_or_404(entry_id)
    asked = {name: request.POST.get(name, "").strip()[:300] for name in ("channel", "photo", "why")}
    channel = asked.pop("channel")
    try:
        consent.limit(entry.case_id, channel, **asked, by=actor(request), now=timezone.now())
    except Unfit as refusal:
        messages.error(request, f"{refusal}。", extra_tags="doubt")
    else:
        messages.success(request, SAYS["limited"])
    return redirect("office:entry", entry_id)


@require_POST
@needs("compile")
def lift(request: HttpRequest, entry_id: int, limit_id: int) -> HttpResponseBase:
    """End a limit of an entry's case."""
    if limit_id not in {one.id for one in entry_or_404(entry_id).limits}:
        raise Http404
    consent.lift(limit_id, by=actor(request), now=timezone.now())
    messages.success(request, SAYS["lifted"])
    return redirect("office:entry", entry_id)


@require_POST
@needs("compile")
def amend(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """Add a dated correction in words for readers."""
    entry_or_404(entry_id)
    try:
        consent.amend(entry_id, request.POST.get("note", ""), by=actor(request), now=timezone.now())
    except Unfit as refusal:
        messages.error(request, f"{refusal}。", extra_tags="doubt")
    else:
        messages.success(request, SAYS["amended"])
    return redirect("office:entry", entry_id)
