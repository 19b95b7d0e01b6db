"""What tests of addressees need: some of them, letters that came from them, cases of theirs, letters that went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.receiving.models import ReceivedLetter


@pytest.fixture
def add(call: CallRow, now: datetime) -> Callable[..., int]:
    """Add an addressee by its name."""
    from casecall.inviting import actions  # lazy: Django must be set up first

    return lambda name, **fields: actions.add(call.id, name, now=now, by="user:1", **fields)


@pytest.fixture
def came(call: CallRow, now: datetime) -> Callable[..., ReceivedLetter]:
    """A letter that came in."""
    from casecall.files.actions import keep  # lazy: Django must be set up first
    from casecall.receiving.models import ReceivedLetter  # lazy: the same

    count = iter(range(1000))

    def came(sender: str, **other: object) -> ReceivedLetter:
        n = next(count)
        kept = keep(f"letter {n}".encode(), now=now)
        usual = {"call_id": call.id, "kind": "other", "subject": "回复", "text": "收到。", "came_at": now}
        return ReceivedLetter.objects.create(
            file=kept, message_id=f"<{n}@example.com>", sender_address=sender, **{**usual, **other}
        )

    return came


@pytest.fixture
def applied(call: CallRow, now: datetime) -> Callable[..., int]:
    """A case of a unit that was screened."""
    from casecall.cases import rules as states  # lazy: Django must be set up first
    from casecall.cases.actions import describe, move, open_case  # lazy: the same

    def applied(unit: str, *, state: str = states.IN_ORDER) -> int:
        begun = states.DRAFT if state == states.DRAFT else states.RECEIVED
        case = open_case(call.id, door="upload", state=begun, now=now, by="applicant:1")
        describe(case.pk, title="山村机房换上“凉外套”", unit=unit, theme="green")
        if state != begun:
            move(case.pk, state, by="worker", at=now, why="撤回")
        return int(case.pk)

    return applied


@pytest.fixture
def sent(now: datetime) -> Callable[..., None]:
    """Letters have gone out, or what else became of them."""
    from casecall.letters import rules  # lazy: Django must be set up first
    from casecall.letters.models import Letter  # lazy: the same

    def sent(*ids: int, state: str = rules.SENT, at: datetime = now) -> None:
        Letter.objects.filter(pk__in=ids).update(state=state, sent_at=at)

    return sent
