"""How a page of the office is shown: its context in the chrome with the rail, or a part of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from casecall.web.office.contexts.rail import rail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from casecall.web.office.contexts.rail import Known


def show(  # what to show, where it belongs, and what is in it
    request: HttpRequest,
    template: str,
    *,
    here: str,
    call_key: str = "",
    status: int = 200,
    known: Known | None = None,
    **page: object,
) -> HttpResponse:
    """The page ``office/<template>.html`` in its chrome."""
    role = getattr(request.user, "role", "")
    rows = rail(role=role, here=here, now=timezone.now(), call_key=call_key, known=known)
    return render(request, f"office/{template}.html", {"rail": rows, **page}, status=status)


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks, who wants a part of the page alone."""
    return request.headers.get("HX-Request") == "true"
