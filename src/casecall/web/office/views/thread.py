"""The letters of a case: read in their order, taken along as mbox, calls noted, and what a clerk enters for a unit."""

from __future__ import annotations

import tempfile
from datetime import datetime, time
from typing import TYPE_CHECKING, BinaryIO, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.cases.rules import NotAllowed
from casecall.files import queries as files
from casecall.files.rules import safe_name
from casecall.letters import actions as letters
from casecall.letters import queries as written
from casecall.letters.mbox import Posted, as_mbox
from casecall.receiving import applying
from casecall.receiving import queries as receiving
from casecall.receiving.actions import NothingReceived
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import serve_file
from casecall.web.office.contexts.saying import day
from casecall.web.office.contexts.thread import thread
from casecall.web.office.views.entering import kept_files
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.cases.records import CaseRow
    from casecall.receiving.records import ReceivedLetterRow

SAYS = {
    "noted": "电话已记下。",
    "revised": "已代为录入，正在识读。",
    "nothing": "请选择文件，或改动在线填写的内容。",
    "mbox": "{number}-往来.mbox",
}
MBOX = "application/mbox"
MAIL = "message/rfc822"
LONGEST = {"note": 4000, "whom": 100, "value": 20_000}
IN_MEMORY = 8 * 1024 * 1024
NOON = time(12)
REFUSED = 422


@require_safe
@needs("see")
def page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Everything that was written and said about a case."""
    return _shown(request, case_or_404(case_id))


@require_POST
@needs("write")
def phone(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Keep what was said on the telephone."""
    case_or_404(case_id)
    text, whom = request.POST.get("note", ""), request.POST.get("whom", "")
    try:
        letters.add_phone_note(
            case_id,
            text[: LONGEST["note"]],
            with_whom=whom[: LONGEST["whom"]],
            now=timezone.now(),
            by=actor(request),
        )
    except letters.NotAllowed as why:
        return _shown(request, case_or_404(case_id), refused=f"{why}。")
    messages.success(request, SAYS["noted"])
    return redirect("office:thread", case_id)


@require_POST
@needs("enter")
def revise(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """A further revision that a clerk enters for the unit: files that came, or values it told."""
    case = case_or_404(case_id)
    sent_on = day(request.POST.get("sent_on"))
    zone = calls.rules_of(case.call_id).zone
    try:
        applying.add_files(
            case_id,
            kept_files(request),
            sent_at=datetime.combine(sent_on, NOON, zone) if sent_on else None,
            values=_values(request),
            now=timezone.now(),
            by=actor(request),
        )
    except NothingReceived:
        return _shown(request, case, refused=SAYS["nothing"])
    except NotAllowed as why:
        return _shown(request, case, refused=f"{why}。")
    messages.success(request, SAYS["revised"])
    return redirect("office:thread", case_id)


@require_safe
@needs("see")
def mbox(request: HttpRequest, case_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """All letters of a case in and out as one file for a mail client; the links in ours are words."""
    case = case_or_404(case_id)
    came = [one for one in receiving.letters_of(case_id) if files.exists(one.sha256)]
    dated: list[tuple[datetime, Posted | ReceivedLetterRow]] = [(one.at, one) for one in written.posted(case_id)]
    dated += [(one.sent_at or one.came_at, one) for one in came]
    out = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - served and then closed
    for at, one in sorted(dated, key=lambda entry: entry[0]):
        letter = one if isinstance(one, Posted) else Posted(one.sender_address, at, files.read(one.sha256))
        out.write(as_mbox([letter]))
    out.seek(0)
    return serve_file(out, name=SAYS["mbox"].format(number=case.number), media_type=MBOX)


@require_safe
@needs("see")
def eml(request: HttpRequest, case_id: int, filed_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """A letter that came in, as it came."""
    row = next((one for one in receiving.letters_of(case_or_404(case_id).id) if one.id == filed_id), None)
    if row is None or not files.exists(row.sha256):
        raise Http404
    return serve_file(files.path_of(row.sha256), name=safe_name(f"{row.subject or row.id}.eml"), media_type=MAIL)


def case_or_404(case_id: int) -> CaseRow:
    """The case, or 404."""
    case = cases.find_case(case_id)
    if case is None:
        raise Http404
    return case


def _values(request: HttpRequest) -> dict[str, str]:
    """The fields that were typed for the unit; a form without them changes none."""
    asked = [key for key in request.POST if key.startswith("typed-")]
    return {
        key.removeprefix("typed-"): request.POST[key].replace("\r\n", "\n").strip()[: LONGEST["value"]] for key in asked
    }


def _shown(request: HttpRequest, case: CaseRow, *, refused: str = "") -> HttpResponseBase:
    shown = thread(case, role=getattr(request.user, "role", ""), now=timezone.now())
    key = calls.rules_of(case.call_id).key
    status = REFUSED if refused else 200
    return show(
        request, "thread", here="inbox", call_key=key, status=status, page=shown, refused=refused,
        today=timezone.localdate(),
    )  # fmt: skip
