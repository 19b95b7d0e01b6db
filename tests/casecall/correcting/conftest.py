"""A case that wants mending, an account that sends by a server of the test, and rounds that were asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casecall.letters import accounts
from tests.casecall.factory import Application, a_case
from tests.casecall.letters.servers import Script, an_account, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pytest_django import Settings

    from casecall.calls.queries import CallRow
    from casecall.correcting.models import Round

BASE = "https://cases.example.org"
BY = "user:1"
FAULTY = Application(sealed=False, email_other="wenrensh@example.com")


@pytest.fixture
def script() -> Iterator[Script]:
    """A sending server that takes every letter, until it is told otherwise."""
    with serving(Script()) as script:
        yield script


@pytest.fixture
def account(script: Script, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Script:
    """The account of that server is the one that sends."""
    settings.BASE_URL = BASE
    found = accounts.MailAccounts((), an_account(script))
    for module in ("letters.sending", "letters.sheets", "letters.templates", "letters.wording", "correcting.receipts"):
        monkeypatch.setattr(f"casecall.{module}.load", lambda: found)
    return script


@pytest.fixture
def case_id(call: CallRow, now: datetime) -> int:
    """A case without a seal, whose e-mail was not surely read."""
    return a_case(call, FAULTY, now=now)


@pytest.fixture
def ask(case_id: int, now: datetime, settings: Settings) -> Callable[..., Round]:
    """Asks for everything that is found, unless told what."""
    settings.BASE_URL = BASE
    from casecall.correcting import actions  # lazy: Django must be set up first
    from casecall.screening.queries import desk  # lazy: the same

    def ask(checks: tuple[str, ...] = ("seal_missing", "field_uncertain"), **more: Any) -> Round:
        ids = [one.id for one in desk(case_id).findings if one.check in checks]
        return actions.ask(case_id, ids, **{"now": now, "by": BY, **more})

    return ask


@pytest.fixture
def sent(ask: Callable[..., Round], now: datetime) -> Callable[..., Round]:
    """A round whose letter was approved and went out an hour after it was asked for."""
    from casecall.correcting import actions  # lazy: Django must be set up first
    from casecall.letters.models import Letter  # lazy: the same

    def send(**more: Any) -> Round:
        one = ask(**more)
        actions.approve(one.pk, now=now, by=BY)
        Letter.objects.filter(pk=one.letter_id).update(state="sent", sent_at=now + timedelta(hours=1))
        one.refresh_from_db()
        return one

    return send
