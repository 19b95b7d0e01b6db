"""Press kits of an edition: looked at, handed out, downloaded; their words and template; where the press reported."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.publishing import actions as publishing
from casecall.publishing.channels import press as channel
from casecall.publishing.press import actions, queries
from casecall.publishing.press.records import Reported, Words
from casecall.publishing.press.rules import Unfit
from casecall.publishing.rules import NotReady
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import DOCX, XLSX, serve_bytes, serve_file
from casecall.web.office.contexts.press import coverage_table, press_page
from casecall.web.office.contexts.saying import day
from casecall.web.office.views.asking import whole
from casecall.web.office.views.editions import edition_or_404
from casecall.web.office.views.showing import show
from casepress.presskit.template import LARGE, MOST_BYTES
from casepress.sheet.plain import write_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SAYS: Final = {
    "handed_out": "已登记。请在“已交付”中下载素材包。",
    "words": "已保存。",
    "template": "已换用模板“{name}”。",
    "away": "已恢复随软件附带的模板。",
    "no_file": "请选择模板文件",
    "added": "已登记报道。",
    "removed": "已移除，登记过的内容仍留存备查。",
    "release": "新闻稿（预览）.docx",
    "form": "新闻稿模板.docx",
    "register": "媒体报道",
}
REFUSED: Final = 422
HEADS: Final = (
    ("日期", 12), ("媒体", 20), ("标题", 44), ("链接", 44), ("案例编号", 14), ("案例", 34), ("登记人", 12),
)  # fmt: skip


@require_safe
@needs("publish")
def page(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """What a kit would hold, kits handed out, words, template, and where the press reported."""
    return _page(request, edition_id)


@require_POST
@needs("publish")
def hand_out(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Put down that a kit is handed out, so that it can be downloaded."""
    edition_or_404(edition_id)
    try:
        to = request.POST.get("given_to", "")
        actions.hand_out(edition_id, given_to=to, by=actor(request), now=timezone.now())
    except NotReady as refusal:
        return _page(request, edition_id, reasons=refusal.reasons)
    messages.success(request, SAYS["handed_out"])
    return _back(edition_id, "kits")


@require_safe
@needs("publish")
def kit(request: HttpRequest, edition_id: int, kit_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """A kit, packed while it is sent."""
    edition_or_404(edition_id)
    found = queries.kit_file(edition_id, kit_id)
    if found is None:
        raise Http404
    return serve_file(found.pieces, name=found.name, media_type="application/zip")


@require_safe
@needs("publish")
def release(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """The press release as it would go out now."""
    edition_or_404(edition_id)
    now = timezone.now()
    try:
        content = publishing.content_for(edition_id, channel.KEY, now=now)
    except NotReady as refusal:
        return _page(request, edition_id, reasons=refusal.reasons)
    made = queries.release_now(edition_id, content, now=now)
    return serve_bytes(made, name=SAYS["release"], media_type=DOCX)


@require_POST
@needs("publish")
def words(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Keep what only the press is told."""
    edition_or_404(edition_id)
    said = Words(*(request.POST.get(name, "") for name in ("headline", "contact", "quotes")))
    actions.keep_words(edition_id, said, by=actor(request), now=timezone.now())
    messages.success(request, SAYS["words"])
    return _back(edition_id)


@require_POST
@needs("publish")
def template(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Use another template from now on, or the one that ships again."""
    edition_or_404(edition_id)
    if request.POST.get("away"):
        actions.put_template_away(by=actor(request), now=timezone.now())
        messages.success(request, SAYS["away"])
        return _back(edition_id, "template")
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, edition_id, template_faults=(SAYS["no_file"],))
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return _page(request, edition_id, template_faults=(LARGE,))
    try:
        actions.use_template(data, upload.name or "", by=actor(request), now=timezone.now())
    except Unfit as unfit:
        return _page(request, edition_id, template_faults=unfit.reasons)
    messages.success(request, SAYS["template"].format(name=upload.name))
    return _back(edition_id, "template")


@require_safe
@needs("publish")
def form(request: HttpRequest, edition_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """The template in use, to be changed in Word."""
    edition_or_404(edition_id)
    row = queries.template_in_use()
    data = queries.template_bytes(row.id if row else None)
    return serve_bytes(data, name=row.name if row else SAYS["form"], media_type=DOCX)


@require_POST
@needs("publish")
def add_coverage(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Put down a report of the press."""
    edition_or_404(edition_id)
    medium, title, url = (request.POST.get(name, "").strip() for name in ("medium", "title", "url"))
    case_id = whole(request.POST.get("case"), otherwise=0) or None
    said = Reported(medium, title, url, day(request.POST.get("on")), case_id)
    try:
        actions.add_coverage(edition_id, said, by=actor(request), now=timezone.now())
    except Unfit as unfit:
        return _page(request, edition_id, coverage_faults=unfit.reasons)
    messages.success(request, SAYS["added"])
    return _back(edition_id, "coverage")


@require_POST
@needs("publish")
def remove_coverage(request: HttpRequest, edition_id: int, coverage_id: int) -> HttpResponseBase:
    """Strike a report of the press."""
    edition_or_404(edition_id)
    actions.remove_coverage(edition_id, coverage_id, by=actor(request), now=timezone.now())
    messages.success(request, SAYS["removed"])
    return _back(edition_id, "coverage")


@require_safe
@needs("publish")
def export(request: HttpRequest, edition_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """The register of coverage as a workbook."""
    view = edition_or_404(edition_id)
    out = io.BytesIO()
    write_table(coverage_table(view), out, title=SAYS["register"], heads=HEADS)
    out.seek(0)
    return serve_file(out, name=f"{view.slug}-{SAYS['register']}.xlsx", media_type=XLSX)


def _page(  # the page with what was refused
    request: HttpRequest,
    edition_id: int,
    *,
    reasons: tuple[str, ...] = (),
    template_faults: tuple[str, ...] = (),
    coverage_faults: tuple[str, ...] = (),
) -> HttpResponseBase:
    view = edition_or_404(edition_id)
    return show(
        request,
        "press",
        here="editions",
        call_key=view.call_key,
        status=REFUSED if reasons or template_faults or coverage_faults else 200,
        page=press_page(view, reasons=reasons, now=timezone.now()),
        typed={name: request.POST.get(name, "") for name in ("given_to", "medium", "title", "url", "on", "case")},
        today=timezone.localdate(),
        refused=bool(reasons),
        template_faults=template_faults,
        coverage_faults=coverage_faults,
    )


def _back(edition_id: int, place: str = "") -> HttpResponseBase:
    to = redirect("office:edition-press", edition_id)
    to["Location"] += f"#{place}" if place else ""
    return to
