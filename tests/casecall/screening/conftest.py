"""A case with papers in it, ready to be screened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.cases import rules as states
from casecall.screening import reader
from casecall.screening.reader import close_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.cases.models import Revision


@pytest.fixture(autouse=True, scope="session")
def _no_reader_stays() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture(autouse=True)
def _office_only_where_asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Quick tests read without LibreOffice, whether this machine has it or not."""
    if request.node.get_closest_marker("office"):
        close_all()
        yield
        close_all()
        return
    whole = reader._environment
    monkeypatch.setattr(reader, "_environment", lambda room: {**whole(room), "PATH": ""})
    yield


@pytest.fixture
def revision_of(call: CallRow, now: datetime) -> Callable[..., Revision]:
    """Makes a case (or adds to one) with files by name, and gives its revision."""
    from casecall.cases.actions import add_revision, open_case  # lazy: Django must be set up first
    from casecall.files.actions import keep  # lazy: the same

    def make(case_id: int | None = None, *, state: str = states.RECEIVED, **files: bytes) -> Revision:
        kept = [(keep(data, now=now).sha256, name.replace("_", ".")) for name, data in files.items()]
        chosen = case_id or open_case(call.id, door="upload", state=state, now=now, by="user:1").pk
        return add_revision(chosen, kept, door="upload", sent_at=now, now=now, by="user:1")

    return make
