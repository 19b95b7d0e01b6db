"""Asks a unit for a correction, shows the round with its answer, gives more time, ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.correcting import actions, queries, rules
from casecall.correcting.actions import NotAllowed, Wish
from casecall.correcting.asking import asking
from casecall.correcting.calendar import CalendarFaults
from casecall.correcting.comparing import compare
from casecall.letters.actions import NotAllowed as Unsent
from casecall.letters.templates import TemplateFault
from casecall.people.rules import may
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.correcting import ask_page, round_page
from casecall.web.office.contexts.saying import day
from casecall.web.office.views.asking import numbers
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from casecall.cases.records import CaseRow
    from casecall.correcting.records import RoundRow

SAYS: Final = {
    "drafted": "补正通知已存为草稿，批准后发出。",
    "approved": "补正通知已批准，正在发送；案例等待申报单位补正。",
    "held": "补正通知已存为草稿，还不能发出：{why}",
    "extended": "已延期至 {due}，原来的链接继续有效。",
    "closed": "这次补正已结束。",
    "again": "已按新地址另写一封，批准后发出。",
    "due": "请填写日期。",
    "calendar": "节假日文件有误：{why}",
}
REFUSED: Final = 422
LONGEST: Final = {"mend": 1000, "extra": rules.EXTRA_MOST, "why": rules.WHY_MOST, "address": 254}
Refusals = (NotAllowed, Unsent, TemplateFault, CalendarFaults)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("write")
def ask(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What may be asked, ticked or not; sent: a preview of the letter, a draft of it, or the letter on its way."""
    case, now = _case(case_id), timezone.now()
    if waiting := queries.open_round(case_id):
        return redirect("office:round", waiting.id)
    found = asking(case_id, now=now)
    if request.method != "POST":
        return _asking(request, case, ask_page(case, found, wrong=found.blocked))
    wish, act = _wish(request), request.POST.get("act", "preview")
    try:
        if act not in {"draft", "send"}:
            letter = actions.preview(case_id, wish, now=now)
            return _asking(request, case, ask_page(case, found, wish=wish, letter=letter))
        made = actions.open_round(case_id, wish, now=now, by=actor(request))
    except Refusals as refusal:
        return _asking(request, case, ask_page(case, found, wish=wish, wrong=str(refusal)), status=REFUSED)
    if act == "send" and may(getattr(request.user, "role", ""), "send"):
        _let_go(request, made.pk)
    else:
        messages.success(request, SAYS["drafted"])
    return redirect("office:round", made.pk)


@require_safe
@needs("see")
def page(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """A round: its letter, its items, and its answer beside the old."""
    row = _round(round_id)
    case, rounds = _case(row.case_id), queries.rounds_of(row.case_id)
    shown = round_page(
        case,
        row,
        compare(row.id, row.items),
        others=rounds,
        may=frozenset(act for act in ("write", "send") if may(getattr(request.user, "role", ""), act)),
    )
    return show(request, "round", here="inbox", call_key=rules_of(case.call_id).key, page=shown)


@require_POST
@needs("send")
def approve(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Let the letter of a round go."""
    _let_go(request, _round(round_id).id)
    return redirect("office:round", round_id)


@require_POST
@needs("write")
def extend(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give a round a later date with a reason; the unit is told of it where that is wanted."""
    due, tell = day(request.POST.get("due")), bool(request.POST.get("tell"))

    def act() -> str:
        if due is None:
            raise NotAllowed(SAYS["due"])
        now = timezone.now()
        actions.extend(round_id, due, _text(request, "why"), tell=tell, now=now, by=actor(request))
        return SAYS["extended"].format(due=due)

    return _done(request, round_id, act)


@require_POST
@needs("write")
def close(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """End a round with a reason."""

    def act() -> str:
        actions.close(round_id, _text(request, "why"), now=timezone.now(), by=actor(request))
        return SAYS["closed"]

    return _done(request, round_id, act)


@require_POST
@needs("write")
def again(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Write the letter of a round to another address: the one before did not arrive."""

    def act() -> str:
        actions.send_again(round_id, _text(request, "address"), now=timezone.now(), by=actor(request))
        return SAYS["again"]

    return _done(request, round_id, act)


def _done(request: HttpRequest, round_id: int, act: Callable[[], str]) -> HttpResponseBase:
    _round(round_id)
    try:
        messages.success(request, act())
    except Refusals as refusal:
        messages.error(request, f"{refusal}。", extra_tags="doubt")
    return redirect("office:round", round_id)


def _let_go(request: HttpRequest, round_id: int) -> None:
    try:
        actions.approve(round_id, now=timezone.now(), by=actor(request))
    except (NotAllowed, Unsent) as why:
        messages.error(request, SAYS["held"].format(why=why), extra_tags="doubt")
    else:
        messages.success(request, SAYS["approved"])


def _asking(request: HttpRequest, case: CaseRow, page: object, *, status: int = 200) -> HttpResponseBase:
    return show(request, "ask", here="inbox", call_key=rules_of(case.call_id).key, page=page, status=status)


def _wish(request: HttpRequest) -> Wish:
    mends = {
        name.removeprefix("mend-"): text.strip()[: LONGEST["mend"]]
        for name, text in request.POST.items()
        if name.startswith("mend-") and isinstance(text, str)
    }
    return Wish(
        findings=numbers(request, "finding"),
        links=[one[:60] for one in request.POST.getlist("link")],
        mends=mends,
        extra=_text(request, "extra"),
        due=day(request.POST.get("due")),
        to_address=_text(request, "address"),
    )


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[: LONGEST[name]]


def _case(case_id: int) -> CaseRow:
    case = cases.find_case(case_id)
    if case is None:
        raise Http404
    return case


def _round(round_id: int) -> RoundRow:
    row = queries.round_row(round_id)
    if row is None:
        raise Http404
    return row
