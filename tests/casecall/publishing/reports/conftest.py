"""A published topic of two cases, and a report of the same call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.casecall.publishing.conftest import _no_reader_stays, _office_only_where_asked, accepted, revision_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

__all__ = ["_no_reader_stays", "_office_only_where_asked", "accepted", "revision_of", "topic"]

BY = "user:1"
WORDS = {
    "title": "行业履责研究报告",
    "authors": "张三三；李四",
    "publisher": "云桥出版社",
    "place": "北京",
    "year": 2022,
}


@pytest.fixture
def topic(call: CallRow, accepted: Callable[..., int], now: datetime) -> int:
    """A topic of two cases without photos."""
    from casecall.compiling.actions import add_cases, make_edition  # lazy: Django must be set up first

    made = make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", lead="两个单位。", by=BY, now=now)
    pair = [accepted(photos=0), accepted(photos=0, title="银龄课堂", theme="digital-divide")]
    add_cases(made, pair, by=BY, now=now)
    return made


@pytest.fixture
def online(topic: int, now: datetime) -> list[int]:
    """The cases of the topic, in order, published on the website."""
    from casecall.compiling.queries import edition  # lazy: Django must be set up first
    from casecall.publishing.actions import publish  # lazy: the same

    publish(topic, by=BY, now=now)
    return [one.case_id for one in edition(topic).entries]


@pytest.fixture
def research(call: CallRow, now: datetime) -> int:
    """A report that cites nothing yet."""
    from casecall.publishing.reports.actions import make_report  # lazy: Django must be set up first

    return make_report(call.id, by=BY, now=now, **WORDS)  # type: ignore[arg-type]
