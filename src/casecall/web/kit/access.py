"""Who may see an office page: logged in, and of a role that may do what the page does."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from casecall.people.rules import may

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
View: TypeAlias = "Callable[Concatenate[HttpRequest, P], HttpResponseBase]"


def needs(act: str) -> Callable[[View[P]], View[P]]:
    """Lets in who may ``act`` (see ``people.rules.MAY``); a stranger goes to the login, another role gets 403."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            if not may(getattr(request.user, "role", ""), act):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return guarded

    return guard


def actor(request: HttpRequest) -> str:
    """The key under which the person of this request is recorded."""
    return f"user:{request.user.pk}"


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(resolve_url("office:login"))
    return redirect_to_login(request.get_full_path())
