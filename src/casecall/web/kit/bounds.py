"""Turns away an upload that is too large before anything reads it into memory or onto the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from casecall.web.kit import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

FORM_BYTES: Final = 1024 * 1024  # what the other fields and the multipart frame may weigh
CHUNK: Final = 256 * 1024


class UploadBound:
    """Middleware above the CSRF check, which would otherwise parse the body first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 by the announced length; a body without a length is empty to Django."""
        length = request.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > settings.UPLOAD_BYTES + FORM_BYTES:
            _drain(request, min(int(length), 4 * settings.UPLOAD_BYTES))
            return errors.page(request, 413)
        return self.get_response(request)


def _drain(request: HttpRequest, most: int) -> None:
    """Read a bounded part of the body and drop it: a browser that is cut off in mid-upload never shows our page."""
    left = most
    while left > 0 and (got := request.read(min(CHUNK, left))):
        left -= len(got)
