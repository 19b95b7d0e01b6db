"""A topic with accepted cases in it, ready to be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.casecall.compiling.conftest import _no_reader_stays, _office_only_where_asked, accepted, revision_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

__all__ = ["_no_reader_stays", "_office_only_where_asked", "accepted", "revision_of", "topic"]


@pytest.fixture
def topic(call: CallRow, accepted: Callable[..., int], now: datetime) -> int:
    """A topic of two cases, the first with two photos."""
    from casecall.compiling.actions import add_cases, make_edition  # lazy: Django must be set up first

    made = make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", lead="两个单位。", by="user:1", now=now)
    add_cases(made, [accepted(photos=2), accepted(title="银龄课堂", theme="digital-divide")], by="user:1", now=now)
    return made
