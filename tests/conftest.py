"""What every test needs: a data folder of its own, quick passwords, static files as they lie, a call, a clock."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site
from django.db import connection
from hypothesis import settings as chance

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from casecall.calls.queries import CallRow

# The same examples every time, and no clock: a busy machine makes no test fail.
chance.register_profile("house", derandomize=True, deadline=None, max_examples=60, database=None)
chance.load_profile("house")
site.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
site.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
site.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _own_data(settings: Settings, tmp_path: Path) -> None:
    """Blobs and pages of a test lie in its own folder."""
    settings.DATA = tmp_path / "data"
    settings.BLOBS = tmp_path / "data" / "files"
    settings.INCOMING = tmp_path / "data" / "incoming"
    settings.SITE_OUT = tmp_path / "data" / "site"


@pytest.fixture(autouse=True, scope="session")
def _audit_can_be_flushed() -> None:
    """Tests that commit are cleaned up by emptying every table; the record's own guard would forbid that."""
    from casecall.audit.triggers import GUARD, UNGUARD  # lazy: Django must be set up first

    operations: Any = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self: Any, *given: Any, **more: Any) -> list[str]:
        return [*UNGUARD[connection.vendor], *flush(self, *given, **more), *GUARD[connection.vendor]]

    operations.sql_flush = sql_flush


@pytest.fixture
def now() -> datetime:
    """An instant inside the window of the shipped call."""
    return datetime(2022, 9, 1, 2, 30, tzinfo=UTC)


@pytest.fixture
def call(db: None, now: datetime) -> CallRow:
    """The shipped call, open."""
    from casecall.calls.actions import open_call  # lazy: Django must be set up first
    from casecall.calls.queries import call_row  # lazy: the same

    source = (files("casepaper.forms") / "calls" / "cace-2022.toml").read_text()
    return call_row(open_call(source, now=now, by="console").pk)


@pytest.fixture(autouse=True)
def _no_search_index_in_fast_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search of a topic takes another program's half second; tests that are about it are slow ones."""
    if request.node.get_closest_marker("slow") is None:
        monkeypatch.setattr("casecall.publishing.site.search_index.make", lambda _folder: None)
