"""What tests of letters need: an account that sends by a server of the test, and letters of invented units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from casecall.letters import accounts
from tests.casecall.letters.servers import Script, an_account, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pytest_django import Settings

    from casecall.letters.models import Letter

BASE = "https://cases.example.org"


@pytest.fixture
def script() -> Iterator[Script]:
    """A sending server that takes every letter, until it is told otherwise."""
    with serving(Script()) as script:
        yield script


@pytest.fixture
def account(script: Script, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The account of that server is the one that sends; called, it is changed."""
    settings.BASE_URL = BASE

    def use(**other: Any) -> None:
        found = accounts.MailAccounts((), an_account(script, **other))
        for module in ("queries", "sending", "sheets", "templates", "wording"):
            monkeypatch.setattr(f"casecall.letters.{module}.load", lambda: found)

    use()
    return use


@pytest.fixture
def write(db: None, now: datetime) -> Callable[..., Letter]:
    """Write a letter, a draft of a free one unless told otherwise."""
    from casecall.letters import actions, rules  # lazy: Django must be set up first

    count = iter(range(1000))

    def write(kind: str = rules.FREE, **other: Any) -> Letter:
        usual = {
            "key": f"test:{next(count)}",
            "to_address": "wenrens@example.com",
            "to_name": "闻人舒",
            "subject": "关于案例 LZ2022-0042",
            "text": "云岫市数通网络有限公司：\n\n　　材料收到。",
            "by": "user:1",
            "now": now,
        }
        return actions.write(kind, **{**usual, **other})

    return write
