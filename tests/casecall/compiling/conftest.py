"""Accepted cases, ready to be compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.casecall.screening.conftest import _no_reader_stays, _office_only_where_asked, revision_of
from tests.casecall.screening.papers import form, photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.cases.models import Revision

__all__ = ["_no_reader_stays", "_office_only_where_asked", "accepted", "revision_of"]


@pytest.fixture
def accepted(revision_of: Callable[..., Revision], now: datetime) -> Callable[..., int]:
    """Makes an accepted case from a form and photos; its id."""
    from casecall.screening.actions import accept, screen  # lazy: Django must be set up first

    def make(*, photos: int = 1, promise: bool = True, **changed: str) -> int:
        pictures = {f"p{n}_jpg": photo(40 * n + len(changed.get("title", ""))) for n in range(photos)}
        revision = revision_of(form_docx=form(promise=promise, **changed), **pictures)
        screen(revision.pk, now=now)
        accept(revision.case_id, "盖章原件已收到", by="user:1", now=now)
        return revision.case_id

    return make
