"""How a reader wants the pages: plain or 长辈版, light or dark. Two cookies, and nothing else is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHOICES: Final = {"size": ("large",), "scheme": ("light", "dark")}
YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """The reader's choices; empty means as it comes."""

    size: str = ""
    scheme: str = ""


def look_of(request: HttpRequest) -> Look:
    """The choices that came with a request; what is not one of them counts as none."""
    found = {name: request.COOKIES.get(name, "") for name in CHOICES}
    return Look(**{name: value for name, value in found.items() if value in CHOICES[name]})


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Remember a choice and go back to where the reader was; an empty value forgets it."""
    response = HttpResponseRedirect(_back(request))
    for name, allowed in CHOICES.items():
        value = request.GET.get(name)
        if value in allowed:
            response.set_cookie(name, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
        elif value is not None:
            response.delete_cookie(name, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        parts = urlsplit(wanted)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"
