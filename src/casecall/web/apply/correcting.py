"""The page behind the link of a correction: no login, just what is asked; opening it never spends it, sending does."""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from casecall.correcting import actions, queries, records
from casecall.screening.queries import crop
from casecall.web.apply import corrections, pace, taking
from casecall.web.kit import errors, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from casecall.correcting.records import Visit
    from casecall.web.apply.corrections import CorrectionPage

P = ParamSpec("P")
SAYS: Final = {
    "none": "没有找到这次补正",
    "none_says": "链接可能没有复制完整。请从邮件里重新打开，或直接回复邮件；有疑问请联系秘书处。",
}
REFUSED, GONE = 422, 410
WEBP: Final = "image/webp"


def _private(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Keeps a page out of caches and search, and its address out of what other sites are told."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@csrf_exempt  # who has the link may send, and nobody else knows where to; a page without a referrer has no origin
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What a round asks for, as a form; sent once, it says when it was sent and what comes next."""
    now = timezone.now()
    visit = queries.round_by_token(token, now=now)
    if visit is None:
        return errors.page(request, 404, title=SAYS["none"], says=SAYS["none_says"])
    if visit.standing != records.OPEN:
        return _over(request, visit)
    if request.method != "POST":
        return _form(request, corrections.page_of(visit, token, corrections.fresh(visit)))
    answer, wait = corrections.posted(request, visit), pace.wait(request, now=now)
    if wait or answer.faults:
        return _form(request, corrections.page_of(visit, token, answer, wait=wait))
    files = [taking.keep_file(one, now=now) for one in answer.all_files]
    with suppress(actions.LinkSpent):  # it was sent from another device just now, or its date has just passed
        actions.answer(visit.round_id, answer.values, files, note=answer.note, now=now)
    return HttpResponseRedirect(reverse("apply:correction", args=[token]), status=303)


@_private
@require_safe
def seen(_request: HttpRequest, token: str, order: int) -> HttpResponse:
    """The strip of the paper that an item points to, while the link is good; never one with contact data in it."""
    visit = queries.round_by_token(token, now=timezone.now())
    place = queries.seen_place(visit, order) if visit and visit.standing == records.OPEN else None
    if place is None or place.box is None:
        raise Http404
    try:
        strip = crop(place.picture, place.box)
    except (FileNotFoundError, ValueError) as absent:
        raise Http404 from absent
    return serving.serve_bytes(strip, name=f"{order}.webp", media_type=WEBP, shown=True)


def _form(request: HttpRequest, page: CorrectionPage) -> HttpResponse:
    status = pace.STATUS if page.wait else REFUSED if page.errors else 200
    answer = render(request, "apply/correction.html", {"page": page}, status=status)
    return page.wait.told(answer) if page.wait else answer


def _over(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The link was used, or its date has passed, or the office ended the round: said kindly, with whom to ask."""
    status = 409 if request.method == "POST" else 200 if visit.standing == records.SENT else GONE
    return render(request, "apply/correction_over.html", {"visit": visit, "rules": visit.call}, status=status)
