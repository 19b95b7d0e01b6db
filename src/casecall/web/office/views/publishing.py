"""An edition looked at before it goes out, published, and taken down again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.publishing import actions as publishing
from casecall.publishing import queries as published
from casecall.publishing.exporting import Absent, as_zip
from casecall.publishing.rules import NotReady
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import serve_file
from casecall.web.office.contexts.editions import publish_page
from casecall.web.office.views.asking import whole
from casecall.web.office.views.editions import edition_or_404
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SAYS = {
    "published": "专题“{title}”已发布。",
    "why": "撤下请写明理由。",
    "case": "案例已从专题中撤下。",
    "topic": "专题已撤下，发布过的内容仍留存备查。",
}

REFUSED = 422


@require_http_methods(["GET", "POST"])
@needs("publish")
def confirm(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """What goes out and what stands in its way; then it is sent."""
    view = edition_or_404(edition_id)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            publishing.publish(edition_id, by=actor(request), now=timezone.now())
        except NotReady as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, SAYS["published"].format(title=view.title))
            return redirect("office:edition", edition_id)
    shown = publish_page(view, reasons=reasons)
    status = REFUSED if reasons else 200
    return show(request, "publish", here="editions", call_key=view.call_key, status=status, page=shown)


@require_safe
@needs("compile")
def preview(request: HttpRequest, edition_id: int, path: str = "") -> HttpResponseBase:
    """The topic as it would be, laid out anew with each look at its first page."""
    if not path:
        edition_or_404(edition_id)
        try:
            publishing.preview(edition_id, now=timezone.now())
        except NotReady as refusal:
            messages.error(request, str(refusal), extra_tags="doubt")
            return redirect("office:edition", edition_id)
    found = published.preview_file(edition_id, path)
    if found is None:
        raise Http404
    return FileResponse(found.path.open("rb"), content_type=found.media_type)


@require_safe
@needs("publish")
def package(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """The topic as a zip for any web server."""
    view = edition_or_404(edition_id)
    try:
        pieces = as_zip(view.slug)
    except Absent as absent:
        messages.error(request, f"{absent}。", extra_tags="doubt")
        return redirect("office:edition", edition_id)
    return serve_file(pieces, name=f"{view.slug}.zip", media_type="application/zip")


@require_POST
@needs("publish")
def take_down(request: HttpRequest, edition_id: int, publication_id: int) -> HttpResponseBase:
    """Take a whole topic or one of its cases down, with a reason."""
    edition_or_404(edition_id)
    standing = {row.id for row in published.publications(edition_id) if row.taken_down_at is None}
    if publication_id not in standing:
        raise Http404
    why = request.POST.get("why", "").strip()[:300]
    case_id = whole(request.POST.get("case"), otherwise=0)
    held = {row.publication_id for row in published.where_is(case_id)}
    if request.POST.get("case") and publication_id not in held:  # never the whole topic, where one case was meant
        raise Http404
    if not why:
        messages.error(request, SAYS["why"], extra_tags="doubt")
    else:
        _take_down(request, publication_id, case_id, why)
    return redirect("office:edition", edition_id)


def _take_down(request: HttpRequest, publication_id: int, case_id: int, why: str) -> None:
    by, now = actor(request), timezone.now()
    try:
        if case_id:
            publishing.take_down_case(publication_id, case_id, why=why, by=by, now=now)
        else:
            publishing.take_down(publication_id, why=why, by=by, now=now)
    except NotReady as refusal:  # a photo that cannot be read any more, or many withdrawals at once
        messages.error(request, f"{refusal}。", extra_tags="doubt")
    else:
        messages.success(request, SAYS["case" if case_id else "topic"])
