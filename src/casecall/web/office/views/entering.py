"""Papers that a clerk enters for a unit: what came by post, by letter, or on a stick."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casecall.cases.queries import case_numbered
from casecall.cases.rules import NotAllowed
from casecall.files import actions as files
from casecall.files.rules import MAIL, safe_name
from casecall.receiving import actions as receiving
from casecall.receiving import applying, letters_in
from casecall.receiving import rules as doors
from casecall.receiving.records import ReceivedFile
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.saying import day
from casecall.web.office.views.asking import call_asked
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow
    from casecall.files.models import StoredFile

    Stored = Sequence[tuple[str, StoredFile]]

SAYS = {
    "files": "请选择要录入的文件。",
    "entered": "已录入 {count} 份申报，正在识读，几秒后可在列表中看到。",
    "known": "其中 {count} 封邮件此前已收过，没有重复登记。",
    "number": "没有编号为“{number}”的案例。",
    "added": "已补到 {number}，正在识读。",
}

NOON = time(12)


@require_http_methods(["GET", "POST"])
@needs("enter")
def page(request: HttpRequest) -> HttpResponseBase:
    """The form, and what was entered with it."""
    call = call_asked(request)
    if call is None:
        raise Http404
    faults = _enter(request, call) if request.method == "POST" else ()
    if request.method == "POST" and not faults:
        return redirect(f"{resolve_url('office:inbox')}?call={call.key}")
    status = 422 if faults else 200
    return show(
        request, "entering", here="inbox", call_key=call.key, status=status,
        call=call, faults=faults, today=timezone.localdate(), megabytes=settings.UPLOAD_BYTES // (1024 * 1024),
    )  # fmt: skip


def _enter(request: HttpRequest, call: CallRow) -> tuple[str, ...]:
    """Keep the files and put them into the queue; the faults that kept it from being done."""
    came = request.FILES.getlist("files")
    if not came:
        return (SAYS["files"],)
    sent_on = day(request.POST.get("sent_on"))
    sent_at = datetime.combine(sent_on, NOON, call.rules.zone) if sent_on else None
    if number := request.POST.get("number", "").strip():
        return _add(request, call, came, number=number, sent_at=sent_at)
    stored, by = _stored(came), actor(request)
    papers = [one for one in stored if one[1].media_type != MAIL]
    each = [[one] for one in papers] if request.POST.get("each") else [papers] if papers else []
    for together in each:
        _receive(together, call, sent_at, by=by)
    fresh = sum(_bring(one, call, by=by) for one in stored if one[1].media_type == MAIL)
    messages.success(request, SAYS["entered"].format(count=len(each) + fresh))
    if known := len(stored) - len(papers) - fresh:
        messages.info(request, SAYS["known"].format(count=known), extra_tags="doubt")
    return ()


def _add(
    request: HttpRequest,
    call: CallRow,
    came: Sequence[UploadedFile[bytes]],
    *,
    number: str,
    sent_at: datetime | None,
) -> tuple[str, ...]:
    """Add the files to the case of that number; the fault that kept it from being done."""
    case, now = case_numbered(call.id, number), timezone.now()
    if case is None:
        return (SAYS["number"].format(number=number),)
    try:
        applying.add_files(case.id, _kept(came), sent_at=sent_at, now=now, by=actor(request))
    except NotAllowed as why:
        return (f"{why}。",)
    messages.success(request, SAYS["added"].format(number=case.number))
    return ()


def _receive(together: Stored, call: CallRow, sent_at: datetime | None, *, by: str) -> None:
    kept = [ReceivedFile(name, one.sha256) for name, one in together]
    receiving.receive(
        kept, call_id=call.id, door=doors.DESK, sent_at=sent_at, now=timezone.now(), by=by, name=kept[0].name
    )


def _bring(one: tuple[str, StoredFile], call: CallRow, *, by: str) -> bool:
    """A letter is one application by itself; when it was sent stands in it."""
    name, stored = one
    return letters_in.bring(stored.sha256, call_id=call.id, name=name, now=timezone.now(), by=by)


def kept_files(request: HttpRequest) -> list[ReceivedFile]:
    """The files of a form, on the disk."""
    return _kept(request.FILES.getlist("files"))


def _kept(came: Sequence[UploadedFile[bytes]]) -> list[ReceivedFile]:
    return [ReceivedFile(name, one.sha256) for name, one in _stored(came)]


def _stored(came: Sequence[UploadedFile[bytes]]) -> list[tuple[str, StoredFile]]:
    now = timezone.now()
    return [(safe_name(one.name or ""), files.keep(cast("BinaryIO", one), now=now)) for one in came]
