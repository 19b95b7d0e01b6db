"""The desk: a case with its paper, and everything that a person does with it there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.cases import actions as case_actions
from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.receiving import actions as receiving
from casecall.reviewing import actions as reviewing
from casecall.reviewing import queries as reviewed
from casecall.screening import actions as screening
from casecall.screening import queries as screened
from casecall.screening.rules import VERDICTS
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.desk import desk
from casecall.web.office.views.asking import back_to, whole
from casecall.web.office.views.showing import wants_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from casecall.cases.records import CaseRow

SAYS = {
    "verdict": "请选择“没有问题”或“存在问题”。",
    "decision": "请选择入选、未收录或撤回。",
    "moved": "已转为“{state}”。",
    "noted": "已记下。",
    "placed": "归类已保存。",
    "labelled": "标签已加上。",
    "unlabelled": "标签已撤回，原来的理由仍有记录。",
    "again": "已排队重新审查。原有的认定和改正都保留。",
}

LONGEST = {"why": 500, "reason": 500, "note": 2000, "value": 20_000}
REFUSED = 422
DECISIONS: dict[str, Callable[..., None]] = {
    case_rules.ACCEPTED: screening.accept,
    case_rules.DECLINED: screening.decline,
    case_rules.WITHDRAWN: partial(screening.end, to=case_rules.WITHDRAWN),
    case_rules.LAPSED: partial(screening.end, to=case_rules.LAPSED),
}


@require_safe
@needs("see")
def page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The desk, or its right side alone for htmx."""
    return _shown(request, _case(case_id))


@require_POST
@needs("rule")
def rule(request: HttpRequest, case_id: int, finding_id: int) -> HttpResponseBase:
    """Rule on a finding of this case."""
    verdict = request.POST.get("verdict", "")
    mine = {one.id for one in screened.desk(_case(case_id).id).findings}
    if finding_id not in mine:
        raise Http404
    if verdict not in VERDICTS:
        return _after(request, case_id, refused=SAYS["verdict"])
    try:
        screening.rule(finding_id, verdict, _text(request, "why"), by=actor(request), now=timezone.now())
    except ValueError as refusal:
        return _after(request, case_id, refused=str(refusal))
    return _after(request, case_id)


@require_POST
@needs("correct")
def correct(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Keep a value as a person reads it; the machine's reading stays beside it."""
    view = screened.desk(_case(case_id).id)
    field = request.POST.get("field", "")
    if field not in {one.key for one in view.values}:
        raise Http404
    try:
        screening.correct(view.revision_id, field, _text(request, "value"), by=actor(request), now=timezone.now())
    except ValueError as refusal:
        return _after(request, case_id, refused=str(refusal))
    return _after(request, case_id)


@require_POST
@needs("decide")
def decide(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Accept a case, leave it out, or end it: the unit took it back, or it is void."""
    _case(case_id)
    act = DECISIONS.get(request.POST.get("to", ""))
    if act is None:
        return _after(request, case_id, refused=SAYS["decision"])
    try:
        act(case_id, _text(request, "why"), by=actor(request), now=timezone.now())
    except (case_rules.NotAllowed, ValueError) as refusal:
        return _after(request, case_id, refused=str(refusal))
    messages.success(request, SAYS["moved"].format(state=cases.case_row(case_id).state_name))
    return _after(request, case_id)


@require_POST
@needs("decide")
def note(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Write the secretariat's own note."""
    _case(case_id)
    case_actions.write_note(case_id, _text(request, "note"), by=actor(request), now=timezone.now())
    messages.success(request, SAYS["noted"])
    return _after(request, case_id)


@require_POST
@needs("correct")
def place(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Set kind of unit, province and the unit's own rank."""
    case, by, now = _case(case_id), actor(request), timezone.now()
    kind, province = request.POST.get("unit_kind", ""), request.POST.get("province", "")
    if (kind, province) != (case.unit_kind, case.province):
        case_actions.place(case_id, unit_kind=kind, province=province, by=by, now=now)
    rank = whole(request.POST.get("rank"), otherwise=0) or None
    if rank != case.rank:
        case_actions.set_rank(case_id, rank, by=by, now=now)
    messages.success(request, SAYS["placed"])
    return _after(request, case_id)


@require_POST
@needs("decide")
def label(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Give the case a label of the notice, with the reason; or take back the one that is named."""
    standing = {one.id for one in reviewed.labels_of(_case(case_id).id) if one.stands}
    by, now, back = actor(request), timezone.now(), whole(request.POST.get("take_back"), otherwise=0)
    try:
        if back in standing:
            reviewing.take_back(back, _text(request, "why"), by=by, now=now)
        else:
            reviewing.give_label(case_id, request.POST.get("kind", ""), _text(request, "reason"), by=by, now=now)
    except ValueError as refusal:
        return _after(request, case_id, refused=str(refusal))
    messages.success(request, SAYS["unlabelled" if back else "labelled"])
    return _after(request, case_id)


@require_POST
@needs("decide")
def seen(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Note that the further revision of a decided case was looked at."""
    _case(case_id)
    case_actions.settle_clerk(case_id, by=actor(request), now=timezone.now())
    return _after(request, case_id)


@require_POST
@needs("correct")
def rescreen(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Have a case screened again, after its call's rules or the reader changed."""
    revision = cases.newest_revision(_case(case_id).id)
    if revision is None:
        raise Http404
    receiving.have_screened(revision.id, now=timezone.now(), again=True)
    messages.success(request, SAYS["again"])
    return _after(request, case_id)


def _case(case_id: int) -> CaseRow:
    case = cases.find_case(case_id)
    if case is None:
        raise Http404
    return case


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[: LONGEST[name]]


def _after(request: HttpRequest, case_id: int, *, refused: str = "") -> HttpResponseBase:
    """After an act: the side alone for htmx, else the desk again; a refusal is said where the act was."""
    if refused:
        messages.error(request, refused, extra_tags="doubt")
    if wants_part(request):
        return _shown(request, _case(case_id), status=REFUSED if refused else 200)
    return back_to(request, resolve_url("office:desk", case_id))


def _list(request: HttpRequest) -> dict[str, str]:
    """The list one came from: in the address, or in the address that an act goes back to."""
    asked = QueryDict(urlsplit(request.POST.get("back", "")).query) if request.method == "POST" else request.GET
    return {key: value for key in ("call", "state", "q") if (value := asked.get(key))}


def _shown(request: HttpRequest, case: CaseRow, *, status: int = 200) -> HttpResponseBase:
    n = whole(request.GET.get("revision"), otherwise=0) or None
    try:
        view = screened.desk(case.id, revision=n)
    except LookupError as absent:
        raise Http404 from absent
    shown = desk(case, view, role=getattr(request.user, "role", ""), asked=_list(request), now=timezone.now())
    part = wants_part(request)
    template = "office/_desk_side.html" if part else "office/desk.html"
    response = render(request, template, {"desk": shown, "part": part}, status=status)
    if part and request.GET.get("reading") and not shown.reading:
        response["HX-Refresh"] = "true"  # it was read just now: the paper is to be seen too
    return response
