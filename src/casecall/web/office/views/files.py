"""Originals and pictures of pages, for people of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from casecall.cases import queries as cases
from casecall.files import queries as files
from casecall.screening import queries as screening
from casecall.web.kit.access import needs
from casecall.web.kit.serving import SHOWN, serve_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from casecall.screening.records import DeskPhoto

KEPT = "private, max-age=86400, immutable"  # bytes under a hash never change


@require_safe
@needs("see")
def original(request: HttpRequest, case_id: int, sha256: str) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """A file of a case under the name it came with, or a photo taken out of one."""
    names = {one.sha256: one.name for revision in cases.revisions(case_id) for one in revision.files}
    if sha256 not in names:
        names = {one.sha256: one.name for one in _photos(case_id)}
    stored = files.stored(sha256) if sha256 in names else None
    if stored is None or not files.exists(sha256):
        raise Http404
    return serve_file(files.path_of(sha256), name=names[sha256], media_type=stored.media_type)


@require_safe
@needs("see")
def picture(request: HttpRequest, sha256: str) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """A picture of a page or a photo, drawn in place."""
    stored = files.stored(sha256)
    if stored is None or stored.media_type not in SHOWN or not files.exists(sha256):
        raise Http404
    response = serve_file(files.path_of(sha256), name=f"{sha256[:12]}", media_type=stored.media_type, shown=True)
    response["Cache-Control"] = KEPT
    return response


def _photos(case_id: int) -> tuple[DeskPhoto, ...]:
    return screening.desk(case_id).photos if cases.find_case(case_id) else ()
