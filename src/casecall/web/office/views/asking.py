"""What a request asks for: its call, its numbers, where to go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from casecall.calls import queries as calls

if TYPE_CHECKING:
    from django.http import HttpRequest

    from casecall.calls.queries import CallRow


def call_asked(request: HttpRequest, *, among: tuple[CallRow, ...] | None = None) -> CallRow | None:
    """The call that is named, else the current one; None before the first is opened. 404 for a name without a call."""
    rows = calls.list_calls() if among is None else among
    key = request.POST.get("call") or request.GET.get("call")
    if not key:
        return calls.current_of(rows, timezone.now())
    call = next((one for one in rows if one.key == key), None)
    if call is None:
        raise Http404
    return call


def numbers(request: HttpRequest, name: str) -> list[int]:
    """The whole numbers posted under a name; what is none is left out."""
    return [int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdigit() and len(one) < 12]  # noqa: PLR2004 - longer is no id


def listed(request: HttpRequest, name: str) -> list[int]:
    """The whole numbers posted in one value, with commas between; what is none is left out."""
    said = request.POST.get(name, "").split(",")
    return list(dict.fromkeys(int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 12))  # noqa: PLR2004 - longer is no id


def whole(text: str | None, *, otherwise: int) -> int:
    """A whole number as it was written, or the other."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise  # noqa: PLR2004 - longer is no page


def back_to(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To where the reader was, if that is an address of ours."""
    wanted = request.POST.get("back", "")
    local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if local else resolve_url(otherwise))
