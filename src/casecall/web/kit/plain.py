"""Takes control characters out of what is typed: PostgreSQL cannot keep a NUL, and no Word file holds one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase, QueryDict

_BREAKS: Final = re.compile(r"[\v\f]")  # Word's line break inside a paragraph, and its page break
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")  # no text, and not allowed in XML either
_ANY: Final = re.compile(r"[\x00-\x08\v\f\x0e-\x1f\x7f\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without control characters; tab and line break stay, and what breaks a line in Word breaks one here."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


class PlainText:
    """Middleware below the CSRF check, which has parsed the form by then; no view sees a control character."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Clean the question and the form; an address with a control character in it is nobody's."""
        if _ANY.search(request.path):
            raise Http404
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]  # immutable again, but for its type
        if request.method == "POST":
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(typed: QueryDict) -> QueryDict:
    if not any(_ANY.search(value) for _, values in typed.lists() for value in values):
        return typed
    clean = typed.copy()
    for name, values in typed.lists():
        clean.setlist(name, [plain(value) for value in values])
    clean._mutable = False  # noqa: SLF001 - as Django leaves its own
    return clean
