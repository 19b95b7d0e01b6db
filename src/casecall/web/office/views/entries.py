"""An entry: the editor's text beside the paper's, and its photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from casecall.compiling import actions as compiling
from casecall.compiling import queries as compiled
from casecall.compiling.consent import set_focus
from casecall.compiling.rules import Unfit
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.editions import entry_page
from casecall.web.office.views.asking import whole
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.compiling.records import EntryView

SAYS = {
    "saved": "已保存。",
    "photo": "照片说明已保存。",
    "removed": "已从编辑稿中移出：{title}",
}

LONGEST = {"title": 300, "unit": 200, "theme": 60, "body": 20_000, "unpledged_why": 500}


@require_http_methods(["GET", "POST"])
@needs("compile")
def page(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """The editor's text beside the original."""
    entry = entry_or_404(entry_id)
    if request.method == "POST":
        texts = {name: request.POST.get(name, "").strip()[:most] for name, most in LONGEST.items()}
        compiling.edit_entry(entry_id, **texts, by=actor(request), now=timezone.now())
        messages.success(request, SAYS["saved"])
        return redirect("office:entry", entry_id)
    shown = entry_page(entry, now=timezone.now())
    return show(request, "entry", here="editions", call_key=shown.call_key, page=shown)


@require_POST
@needs("compile")
def photo(request: HttpRequest, entry_id: int, photo_id: int) -> HttpResponseBase:
    """Keep the words of a photo, its place, and whether it is shown."""
    if photo_id not in {one.id for one in entry_or_404(entry_id).photos}:
        raise Http404
    compiling.edit_photo(
        photo_id,
        order=whole(request.POST.get("order"), otherwise=0),
        caption=request.POST.get("caption", "").strip()[:200],
        alt=request.POST.get("alt", "").strip()[:200],
        credit=request.POST.get("credit", "").strip()[:100],
        shown=bool(request.POST.get("shown")),
        by=actor(request),
        now=timezone.now(),
    )
    if focus := _focus(request):
        set_focus(photo_id, focus, by=actor(request), now=timezone.now())
    messages.success(request, SAYS["photo"])
    return redirect("office:entry", entry_id)


@require_POST
@needs("compile")
def remove(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """Take an entry out of its edition; its case is accepted as before."""
    entry = entry_or_404(entry_id)
    why = request.POST.get("why", "").strip()[:500]
    try:
        compiling.remove_entry(entry_id, why=why, by=actor(request), now=timezone.now())
    except Unfit as refusal:
        messages.error(request, str(refusal), extra_tags="doubt")
        return redirect("office:entry", entry_id)
    messages.success(request, SAYS["removed"].format(title=entry.title))
    return redirect("office:edition", entry.edition_id)


def _focus(request: HttpRequest) -> tuple[float, float] | None:
    """The point of a photo as asked for in hundredths, None where nothing fit was asked."""
    across, down = (whole(request.POST.get(name), otherwise=-1) for name in ("across", "down"))
    return (across / 100, down / 100) if 0 <= across <= 100 and 0 <= down <= 100 else None  # noqa: PLR2004 - hundredths


def entry_or_404(entry_id: int) -> EntryView:
    """The entry, or the page that says there is none."""
    try:
        return compiled.entry(entry_id)
    except ObjectDoesNotExist as absent:
        raise Http404 from absent
