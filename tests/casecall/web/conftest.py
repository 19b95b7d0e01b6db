"""A clock for pages: what they take for now, inside the shipped call's window unless a test turns it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def turn(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[str], datetime]:
    """Turns the clock: ``turn("2022-11-01T23:59+08:00")``."""

    def to(instant: str) -> datetime:
        at = datetime.fromisoformat(instant)
        monkeypatch.setattr(timezone, "now", lambda: at)
        return at

    to(now.isoformat())
    return to
