"""The outbox: letters that wait, went out or came back; what lets them go; and one letter by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.files.rules import safe_name
from casecall.letters import actions as letters
from casecall.letters import queries
from casecall.letters import rules as letter_rules
from casecall.people.rules import may
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import serve_bytes
from casecall.web.office.contexts.outbox import going, letter_page, outbox, sheet
from casecall.web.office.views.asking import back_to, listed, numbers, whole
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponseBase

    from casecall.letters.records import LetterRow

SAYS = {
    "pick": "请先勾选要发出的信件。",
    "approved": "已批准 {count} 封，按发信账户的限速依次发出。",
    "refused": "{to}：{why}。",
    "saved": "草稿已保存。",
    "approve": "已批准，即将发出。",
    "put_back": "已退回草稿。",
    "drop": "不再发送。",
    "was_sent": "已认定为发出。",
    "not_sent": "已认定为没有发出，重新排队发送。",
    "look": "已开始查找，结果会记在这封信的经过里。",
    "resumed": "已恢复发送。",
}
WHYS = {"was_sent": "已在发件箱中看到", "not_sent": "没有发出"}
REFUSED = 422
LONGEST = 500
MAIL = "message/rfc822"
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def _resolve(letter_id: int, why: str, *, was_sent: bool, now: datetime, by: str) -> None:
    said = why or WHYS["was_sent" if was_sent else "not_sent"]
    letters.resolve(letter_id, was_sent=was_sent, why=said, now=now, by=by)


# what a button does: who may, and the act
ACTS: dict[str, tuple[str, Callable[..., None]]] = {
    "approve": ("send", lambda letter_id, _why, **who: letters.approve(letter_id, **who)),
    "put_back": ("write", lambda letter_id, _why, **who: letters.put_back(letter_id, **who)),
    "drop": ("write", letters.drop),
    "was_sent": ("send", partial(_resolve, was_sent=True)),
    "not_sent": ("send", partial(_resolve, was_sent=False)),
    "look": ("write", lambda letter_id, _why, **who: letters.ask_to_look(letter_id, **who)),
}


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """The letters of one state or of all."""
    state = request.GET.get("state", "")
    shown = outbox(
        state=state if state in letter_rules.STATES else "",
        query=request.GET.get("q", "").strip()[:200],
        page=max(1, whole(request.GET.get("page"), otherwise=1)),
        now=timezone.now(),
    )
    return show(request, "outbox", here="outbox", page=shown)


@require_POST
@needs("send")
def approve(request: HttpRequest) -> HttpResponseBase:
    """First show exactly what would go to whom; with ``sure`` let it go."""
    picked = listed(request, "letters") if request.POST.get("sure") else numbers(request, "letter")
    if not picked:
        messages.info(request, SAYS["pick"], extra_tags="doubt")
        return back_to(request, "office:outbox")
    if not request.POST.get("sure"):
        return show(request, "approving", here="outbox", page=going(picked, now=timezone.now()))
    done = letters.approve_all(picked, now=timezone.now(), by=actor(request))
    if done.approved:
        messages.success(request, SAYS["approved"].format(count=len(done.approved)))
    names = {one.id: one.to_name or one.case_number for one in queries.letters(key for key, _ in done.refused)}
    for key, why in done.refused:
        messages.error(request, SAYS["refused"].format(to=names[key], why=why), extra_tags="doubt")
    return redirect("office:outbox")


@require_POST
@needs("send")
def resume(request: HttpRequest) -> HttpResponseBase:
    """End the rest of the sending account, after what was wrong was put right."""
    letters.resume(now=timezone.now(), by=actor(request))
    messages.success(request, SAYS["resumed"])
    return redirect("office:outbox")


@require_safe
@needs("see")
def one(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """One letter."""
    return _shown(request, _letter(letter_id))


@require_POST
@needs("write")
def edit(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """Keep a draft as it was changed; ``then`` lets it go at once."""
    _letter(letter_id)
    typed = {name: request.POST.get(name, "") for name in ("subject", "text", "to_address")}
    try:
        letters.edit(letter_id, **typed, now=timezone.now(), by=actor(request))
    except letters.NotAllowed as why:
        return _shown(request, _letter(letter_id), refused=f"{why}。", typed=typed)
    if request.POST.get("then") == "approve":
        return act(request, letter_id)
    messages.success(request, SAYS["saved"])
    return redirect("office:letter", letter_id)


@require_POST
@needs("see")
def act(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """Do with a letter what the button says."""
    _letter(letter_id)
    name = request.POST.get("then", "")
    if name not in ACTS:
        raise Http404
    permission, do = ACTS[name]
    if not may(getattr(request.user, "role", ""), permission):
        raise PermissionDenied
    try:
        do(letter_id, request.POST.get("why", "").strip()[:LONGEST], now=timezone.now(), by=actor(request))
    except letters.NotAllowed as why:
        return _shown(request, _letter(letter_id), refused=f"{why}。")
    messages.success(request, SAYS[name])
    return redirect("office:letter", letter_id)


@require_safe
@needs("see")
def html(request: HttpRequest, letter_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """The sheet of a letter as a mail client shows it, run by nothing."""
    _letter(letter_id)
    response = HttpResponse(sheet(letter_id), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@needs("see")
def eml(request: HttpRequest, letter_id: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """The letter as a file for a mail client, its links in words."""
    row = _letter(letter_id)
    return serve_bytes(queries.as_eml(letter_id), name=safe_name(f"{row.subject}.eml"), media_type=MAIL)


def _letter(letter_id: int) -> LetterRow:
    row = queries.letter(letter_id)
    if row is None:
        raise Http404
    return row


def _shown(
    request: HttpRequest, row: LetterRow, *, refused: str = "", typed: Mapping[str, str] | None = None
) -> HttpResponseBase:
    shown = letter_page(row, role=getattr(request.user, "role", ""), now=timezone.now())
    kept = typed or {"subject": row.subject, "text": row.text, "to_address": row.to_address}
    status = REFUSED if refused else 200
    return show(request, "letter", here="outbox", status=status, page=shown, refused=refused, typed=kept)
