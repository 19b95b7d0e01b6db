"""Who was invited and where each stands: the board, groups by provinces, and both as a file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from casecall.calls import queries as calls
from casecall.inviting import rules
from casecall.web.kit.access import needs
from casecall.web.kit.serving import XLSX, serve_file
from casecall.web.office.contexts.inviting import EXPORTED, PROBLEMS, Asked, board_page, exported, matrix_page
from casecall.web.office.contexts.rail import Known
from casecall.web.office.views.asking import call_asked, whole
from casecall.web.office.views.showing import show
from casepress.sheet.plain import write_table, write_table_csv

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow

SAYS = {"title": "通知与催报", "file": "主送单位情况"}


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """The board of a call."""
    rows = calls.list_calls()
    call = call_asked(request, among=rows)
    if call is None:
        return show(request, "start", here="inviting")
    shown = board_page(asked(request, call), now=timezone.now())
    return show(
        request, "inviting", here="inviting", call_key=call.key, known=Known(rows), page=shown, call=call,
        standings=rules.STANDINGS.values(), kinds=rules.KINDS.items(),
    )  # fmt: skip


@require_safe
@needs("see")
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Groups by provinces."""
    rows = calls.list_calls()
    call = call_asked(request, among=rows)
    if call is None:
        return show(request, "start", here="inviting")
    return show(
        request, "inviting_matrix", here="inviting", call_key=call.key, known=Known(rows), call=call,
        page=matrix_page(call),
    )  # fmt: skip


@require_safe
@needs("see")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The board as it is asked for, as a workbook or CSV."""
    call = call_asked(request)
    if call is None:
        raise Http404
    out = io.BytesIO()
    rows = exported(asked(request, call), now=timezone.now())
    if kind == "sheet":
        write_table(rows, out, title=SAYS["title"], heads=EXPORTED)
    else:
        write_table_csv(rows, out, heads=[head for head, _ in EXPORTED])
    out.seek(0)
    name = f"{call.key}-{timezone.localdate():%Y%m%d}-{SAYS['file']}.{'xlsx' if kind == 'sheet' else 'csv'}"
    return serve_file(out, name=name, media_type=XLSX if kind == "sheet" else "text/csv")


def asked(request: HttpRequest, call: CallRow) -> Asked:
    """The question in the address; what is not known counts as not asked."""
    said = request.GET

    def among(name: str, known: object) -> str:
        value = said.get(name, "")
        return value if value in cast("dict[str, str]", known) else ""

    return Asked(
        call=call,
        standing=among("standing", rules.STANDINGS),
        kind=among("kind", rules.KINDS),
        problem=among("problem", PROBLEMS),
        group=said.get("group", "")[:100],
        province=said.get("province", "")[:20],
        query=said.get("q", "").strip()[:100],
        page=max(1, whole(said.get("page"), otherwise=1)),
    )
