"""Topics that stand, without going the whole way to publish them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casecall.publishing import queries
from casecall.publishing.records import PublishedEdition

if TYPE_CHECKING:
    from collections.abc import Callable

    from casecall.publishing.records import PublishedFile


def topic(n: int) -> PublishedEdition:
    at = datetime(2022, 12, 1, tzinfo=UTC)
    return PublishedEdition(n, n, f"topic-{n}", f"专题{n}", "导语", "cace-2022", "案例征集", 12, at)


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> list[PublishedEdition]:
    """The topics that stand; none unless a test adds some."""
    topics: list[PublishedEdition] = []
    monkeypatch.setattr(queries, "published_editions", lambda call_key="": tuple(topics))
    return topics


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], PublishedFile]:
    """The files of topics that stand."""
    found: dict[tuple[str, str], PublishedFile] = {}
    ask: Callable[[str, str], PublishedFile | None] = lambda slug, path: found.get((slug, path))  # noqa: E731
    monkeypatch.setattr(queries, "published_file", ask)
    return found
