"""From where somebody tries to log in, so that guessing is throttled by the place it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the other end; behind our proxy the one that it saw, which stands last, never what was sent."""
    if settings.PROXY and (seen := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        return str(seen).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
