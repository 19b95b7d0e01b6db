"""What anybody may read: the calls, a call, its blank form, and the topics that are published."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from casecall.calls import queries as calls
from casecall.publishing import queries as publishing
from casecall.web.kit import serving
from casecall.web.public import contexts
from casepress.form import word

if TYPE_CHECKING:
    from io import BufferedReader

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from casecall.calls.queries import CallRow
    from casecall.publishing.records import PublishedFile

SEARCH: Final = ("search/", "pagefind/")
TOPIC_POLICY: Final = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'"
# the search of a topic is a program in WebAssembly, which must be allowed by name; its worker has a policy of its own
SEARCH_POLICY: Final = f"{TOPIC_POLICY}; script-src 'self' 'wasm-unsafe-eval'"


@vary_on_cookie
@cache_control(no_cache=True)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The calls, open ones first, and the topics that stand."""
    rules = [one.rules for one in calls.list_calls()]
    page = contexts.home_page(rules, publishing.published_editions(), timezone.now())
    return render(request, "public/home.html", {"home": page})


@vary_on_cookie
@cache_control(no_cache=True)
@require_safe
def call(request: HttpRequest, key: str) -> HttpResponse:
    """A call: its notice, its window, and the doors; once it has closed, its topics too."""
    row, now = _call_or_404(key), timezone.now()
    closed = contexts.window_of(row.rules, now).state == "closed"
    page = contexts.call_page(row.rules, publishing.published_editions(key) if closed else (), now)
    parts = {name: _part(name, row.source) for name in ("themes", "notice")}
    return render(request, "public/call.html", {"call": page, **parts})


@require_safe
def blank_form(_request: HttpRequest, key: str) -> HttpResponse:
    """The form of a call as a Word file to fill in."""
    rules = _call_or_404(key).rules
    return serving.serve_bytes(word.blank_form(rules), name=f"{rules.form.title}.docx", media_type=serving.DOCX)


@require_safe
def topic(request: HttpRequest, slug: str, path: str) -> HttpResponse | FileResponse:
    """A file of a published topic, byte for byte as it was published."""
    found, stream = _opened(slug, path)
    etag = f'"{found.etag}"'
    if request.headers.get("If-None-Match") == etag:
        stream.close()
        return HttpResponseNotModified(headers={"ETag": etag})
    answer = FileResponse(stream, content_type=found.media_type)
    answer["ETag"] = etag
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SEARCH_POLICY if path.startswith(SEARCH) else TOPIC_POLICY
    patch_cache_control(answer, public=True, max_age=60)
    return answer


def _opened(slug: str, path: str) -> tuple[PublishedFile, BufferedReader]:
    """A file of a topic, open; once more where the topic was replaced between the look and the opening."""
    for _ in range(2):
        try:
            found = publishing.published_file(slug, path)
            if found is not None:
                return found, found.path.open("rb")
        except FileNotFoundError:
            continue
        break
    raise Http404


@lru_cache(maxsize=32)
def _part(name: str, source: str) -> SafeString:
    """A part of the page that follows from the call file alone, set once for each text."""
    page = contexts.call_page(calls.rules_in(source), (), timezone.now())
    return render_to_string(f"public/_{name}.html", {"call": page, "rules": page.rules})


def _call_or_404(key: str) -> CallRow:
    row = calls.call_by_key(key)
    if row is None:
        raise Http404
    return row
