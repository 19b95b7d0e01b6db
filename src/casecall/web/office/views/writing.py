"""A letter from the secretariat to one unit, or to any selection of the inbox: looked at first, then written."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.letters import actions as letters
from casecall.letters import rules as letter_rules
from casecall.letters import templates
from casecall.people.rules import may
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.writing import Wanted, begin, letters_to, write_page
from casecall.web.office.views.asking import back_to, call_asked, listed, numbers, whole
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponseBase

    from casecall.letters.templates import Filled
    from casecall.screening.recipients import Recipient

SAYS = {
    "nobody": "没有可以写信的案例。",
    "drafts": "已写成 {count} 封草稿，在发件箱批准后发出。",
    "sent": "已写成并批准 {count} 封，按发信账户的限速依次发出。",
    "refused": "{count} 封没有批准，留在草稿里：{why}。",
}
MOST = 2000  # letters at once
REFUSED = 422


@require_http_methods(["GET", "POST"])
@needs("write")
def page(request: HttpRequest) -> HttpResponseBase:
    """Who gets what, and then the letters."""
    asked = _asked(request)
    then = request.POST.get("then", "")
    if not asked.case_ids:
        messages.info(request, SAYS["nobody"], extra_tags="doubt")
        return back_to(request, "office:inbox")
    if then in {"draft", "send"}:
        try:
            made = letters_to(asked.case_ids, subject=asked.subject, text=asked.text, alone=asked.alone)
        except templates.TemplateFault:
            return _shown(request, asked, status=REFUSED)
        return _written(request, asked, [_write(request, asked, *one) for one in made], send=then == "send")
    return _shown(request, asked)


def _write(request: HttpRequest, asked: Wanted, to: Recipient, filled: Filled) -> int:
    letter = letters.write(
        letter_rules.FREE,
        key=f"free:{asked.once}:{to.case_id}",
        to_address=to.address,
        to_name=to.unit or to.contact,
        subject=filled.subject,
        text=filled.text,
        case_id=to.case_id,
        call_id=cases.case_row(to.case_id).call_id,
        now=timezone.now(),
        by=actor(request),
    )
    return int(letter.pk)


def _written(request: HttpRequest, asked: Wanted, made: Sequence[int], *, send: bool) -> HttpResponseBase:
    if send and may(getattr(request.user, "role", ""), "send"):
        done = letters.approve_all(made, now=timezone.now(), by=actor(request))
        if done.approved:
            messages.success(request, SAYS["sent"].format(count=len(done.approved)))
        if done.refused:
            says = SAYS["refused"].format(count=len(done.refused), why=done.refused[0][1])
            messages.error(request, says, extra_tags="doubt")
    else:
        messages.success(request, SAYS["drafts"].format(count=len(made)))
    if asked.alone:
        return redirect("office:letter", made[0])
    return redirect(f"{resolve_url('office:outbox')}?state={letter_rules.DRAFT if not send else ''}")


def _shown(request: HttpRequest, asked: Wanted, *, status: int = 200) -> HttpResponseBase:
    here = cases.case_row(asked.case_ids[0])
    back = resolve_url("office:thread", here.id) if asked.alone else resolve_url("office:inbox")
    shown = write_page(asked, role=getattr(request.user, "role", ""), back=back)
    return show(request, "write", here="outbox", status=REFUSED if shown.faults else status, page=shown)


def _asked(request: HttpRequest) -> Wanted:
    """The cases that were ticked, those of a question, or the one of a desk; and the text as it was typed so far."""
    case_ids, once = _cases(request)[:MOST], request.POST.get("once", "")
    subject, text = begin(case_ids[0] if "case" in request.GET and case_ids else None)
    return Wanted(
        case_ids=case_ids,
        subject=request.POST.get("subject", subject)[: letter_rules.MOST_SUBJECT],
        text=request.POST.get("text", text)[: letter_rules.MOST_TEXT].replace("\r\n", "\n"),
        looked_at=whole(request.POST.get("at"), otherwise=1),
        once=once if once.isalnum() and len(once) < 40 else secrets.token_hex(12),  # noqa: PLR2004 - longer is not ours
        alone="alone" in request.POST or "case" in request.GET,
    )


def _cases(request: HttpRequest) -> list[int]:
    if request.method == "POST":
        return listed(request, "cases") or numbers(request, "case")
    if one := whole(request.GET.get("case"), otherwise=0):
        if cases.find_case(one) is None:
            raise Http404
        return [one]
    call = call_asked(request)
    if call is None:
        return []
    state = request.GET.get("state", "")
    state = state if state in case_rules.STATES else ""
    return list(cases.case_ids(call.id, state=state, query=request.GET.get("q", "").strip()[:200]))
