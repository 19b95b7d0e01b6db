"""The summary sheet and the originals, of the whole list that is shown or of the cases that were picked."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, cast

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.screening import queries as screening
from casecall.web.kit.access import needs
from casecall.web.kit.serving import XLSX, serve_file
from casecall.web.office.views.asking import call_asked
from casepress.sheet.csv import write_csv
from casepress.sheet.xlsx import write_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow

SAYS = {
    "sheet": "汇总表.xlsx",
    "csv": "汇总表.csv",
    "originals": "原件.zip",
}

IN_MEMORY = 8 * 1024 * 1024  # a larger sheet goes through the disk


class Export(Protocol):
    """Gives cases of a call as a file; ``filtered_by`` says in words which."""

    def __call__(self, call: CallRow, case_ids: Sequence[int], *, filtered_by: str) -> HttpResponseBase:
        """The file."""
        ...


def as_sheet(call: CallRow, case_ids: Sequence[int], *, filtered_by: str) -> HttpResponseBase:
    """汇总表 as XLSX."""
    out = _file()
    rows, zone = screening.summary_rows(case_ids), call.rules.zone
    write_sheet(rows, out, call_title=call.title, filtered_by=filtered_by, made=timezone.now(), zone=zone)
    return _serve(out, call, SAYS["sheet"], XLSX)


def as_csv(call: CallRow, case_ids: Sequence[int], *, filtered_by: str) -> HttpResponseBase:  # noqa: ARG001 - as all do
    """汇总表 as CSV; a CSV has no room for what it was filtered by."""
    out = _file()
    write_csv(screening.summary_rows(case_ids), out, zone=call.rules.zone)
    return _serve(out, call, SAYS["csv"], "text/csv")


def as_originals(call: CallRow, case_ids: Sequence[int], *, filtered_by: str) -> HttpResponseBase:  # noqa: ARG001
    """All originals in tidy folders, as they are packed."""
    return serve_file(
        screening.originals(call.id, case_ids), name=_name(call, SAYS["originals"]), media_type="application/zip"
    )


BY_NAME: Final[dict[str, Export]] = {"sheet": as_sheet, "csv": as_csv, "originals": as_originals}


@require_safe
@needs("see")
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The export of all cases that the inbox finds with the same question."""
    call = call_asked(request)
    if call is None or kind not in BY_NAME:
        raise Http404
    state, query = request.GET.get("state", ""), request.GET.get("q", "").strip()[:200]
    state = state if state in case_rules.STATES else ""
    found = cases.case_ids(call.id, state=state, query=query)
    said = " ".join(part for part in (case_rules.STATES.get(state, ""), query) if part)
    return BY_NAME[kind](call, found, filtered_by=said)


def _file() -> BinaryIO:
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))


def _serve(out: BinaryIO, call: CallRow, name: str, media_type: str) -> HttpResponseBase:
    out.seek(0)
    return serve_file(out, name=_name(call, name), media_type=media_type)


def _name(call: CallRow, name: str) -> str:
    return f"{call.key}-{timezone.localdate():%Y%m%d}-{name}"
