"""The notice and the nudges: who exactly gets what, the drafts, and their approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casecall.calls import queries as calls
from casecall.inviting import notices, rules
from casecall.letters import rules as letters
from casecall.letters.templates import TemplateFault
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.notices import drafts_page, plan_page
from casecall.web.office.contexts.rail import Known
from casecall.web.office.views.asking import call_asked, numbers, whole
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Written

SAYS: Final = {
    "written": "已写成 {count} 封草稿，核对后批准发送。",
    "approved": "已批准 {count} 封，将依次发出。",
    "refused": "另有 {count} 封未能批准：{why}",
    "skipped": "有 {count} 家没有写：{names}",
    "pick": "请先勾选信件。",
    "one": "{name}（{why}）",
    "and": "、",
    "more": "等",
}
REFUSED: Final = 422
MOST_NAMED: Final = 5  # of those who got none, in one message


@require_http_methods(["GET", "POST"])
@needs("write")
def plan(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Exactly who would get what; posted, the drafts are written."""
    rows = calls.list_calls()
    call = _call(request, rows)
    if request.method != "POST":
        return _plan(request, call, kind, known=Known(rows))
    now, by = timezone.now(), actor(request)
    try:
        files = _files(request, kind)
        ticks = notices.chosen(request.POST.getlist("to"))
        written = notices.write_letters(call.id, kind, ticks, files=files, now=now, by=by)
    except (notices.Refused, TemplateFault) as refused:
        return _plan(request, call, kind, says=str(refused))
    _tell(request, written)
    return redirect(f"{redirect('office:inviting-drafts').url}?call={call.key}")


@require_http_methods(["GET", "POST"])
@needs("send")
def drafts(request: HttpRequest) -> HttpResponseBase:
    """The drafts of notices and nudges; posted, those that are ticked go."""
    rows = calls.list_calls()
    call = _call(request, rows)
    if request.method == "POST":
        _approve(request, call)
        return redirect(f"{redirect('office:inviting-drafts').url}?call={call.key}")
    page = drafts_page(call, page=max(1, whole(request.GET.get("page"), otherwise=1)))
    return show(
        request, "notice_drafts", here="inviting", call_key=call.key, known=Known(rows), call=call, page=page
    )  # fmt: skip


def _approve(request: HttpRequest, call: CallRow) -> None:
    picked = numbers(request, "letter")
    if not picked:
        messages.info(request, SAYS["pick"], extra_tags="doubt")
        return
    done = notices.approve(call.id, picked, now=timezone.now(), by=actor(request))
    if done.approved:
        messages.success(request, SAYS["approved"].format(count=len(done.approved)))
    if done.refused:
        why = SAYS["and"].join(dict.fromkeys(why for _, why in done.refused))
        messages.error(request, SAYS["refused"].format(count=len(done.refused), why=why), extra_tags="doubt")


def _tell(request: HttpRequest, written: Written) -> None:
    if written.letters:
        messages.success(request, SAYS["written"].format(count=len(written.letters)))
    if written.skipped:
        named = [SAYS["one"].format(name=name, why=why) for name, why in written.skipped[:MOST_NAMED]]
        names = SAYS["and"].join(named) + (SAYS["more"] if len(written.skipped) > MOST_NAMED else "")
        messages.info(request, SAYS["skipped"].format(count=len(written.skipped), names=names), extra_tags="doubt")


def _files(request: HttpRequest, kind: str) -> tuple[tuple[str, str], ...]:
    """The file that goes with a notice, if one was chosen. Raises Refused."""
    upload = request.FILES.get("file") if kind == letters.NOTICE else None
    if upload is None:
        return ()
    return (notices.attach(cast("BinaryIO", upload), upload.name or "", now=timezone.now()),)


def _plan(
    request: HttpRequest, call: CallRow, kind: str, *, says: str = "", known: Known | None = None
) -> HttpResponseBase:
    only = [int(one) for one in request.GET.getlist("id") if one.isascii() and one.isdigit() and len(one) < 12]  # noqa: PLR2004 - longer is no id
    ticked = request.POST.getlist("to") if request.method == "POST" else None
    page = plan_page(call, kind, only=only, ticked=ticked, now=timezone.now())
    return show(
        request, "notices", here="inviting", call_key=call.key, status=REFUSED if says else 200,
        known=known, call=call, page=page, says=says, most=rules.MOST_AT_ONCE,
    )  # fmt: skip


def _call(request: HttpRequest, rows: tuple[CallRow, ...]) -> CallRow:
    call = call_asked(request, among=rows)
    if call is None:
        raise Http404
    return call
