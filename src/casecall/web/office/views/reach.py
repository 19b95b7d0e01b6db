"""How far an edition went: views, downloads and whence readers came; access logs from other hosts are brought here."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from casecall.publishing.reach.counting import Unfit, count_brought
from casecall.publishing.reach.queries import reach_of
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import serve_bytes
from casecall.web.office.contexts.reach import HEADS, reach_page, reach_rows
from casecall.web.office.views.editions import edition_or_404
from casecall.web.office.views.showing import show
from casepress.sheet.plain import write_table_csv

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

SAYS = {
    "file": "请选择访问日志文件。",
    "address": "请先写明专题在那台服务器上的网址。",
    "counted": "统计了 {lines} 行，其中专题页面阅读 {views} 次。",
    "before": "另有 {before} 行以前统计过，没有重复计入。",
    "name": "{title} 传播数据.csv",
    "refused": "{refused} 行不是访问记录，已略过。",
}
REFUSED = 422


@require_http_methods(["GET", "POST"])
@needs("compile")
def page(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """The figures; and a log that is brought."""
    view, fault = edition_or_404(edition_id), ""
    if request.method == "POST":
        log, address = request.FILES.get("log"), request.POST.get("address", "").strip()
        if log is None or not address:
            fault = SAYS["file"] if log is None else SAYS["address"]
        else:
            try:
                found = count_brought(
                    cast("BinaryIO", log.file), slug=view.slug, base_url=address, by=actor(request), now=timezone.now()
                )
            except Unfit as refusal:
                fault = f"{log.name}：{refusal}。"
            else:
                said = [SAYS["counted"].format(lines=found.lines, views=found.views)]
                said += [SAYS["before"].format(before=found.before)] if found.before else []
                said += [SAYS["refused"].format(refused=found.refused)] if found.refused else []
                messages.success(request, "".join(said))
                return redirect("office:edition-reach", edition_id)
    shown = reach_page(view, reach_of(edition_id))
    status = REFUSED if fault else 200
    return show(request, "reach", here="editions", call_key=view.call_key, status=status, page=shown, fault=fault)


@require_safe
@needs("compile")
def table(_request: HttpRequest, edition_id: int) -> HttpResponse:
    """The views by page as a table for a report."""
    view = edition_or_404(edition_id)
    out = io.BytesIO()
    write_table_csv(reach_rows(reach_of(edition_id)), out, heads=HEADS)
    return serve_bytes(out.getvalue(), name=SAYS["name"].format(title=view.title), media_type="text/csv; charset=utf-8")
