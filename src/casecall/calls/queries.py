"""Questions about calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from casecall.calls.models import Call
from casepaper.forms.callfile import parse_call

if TYPE_CHECKING:
    from datetime import date, datetime

    from casepaper.forms.rules import CallRules


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call with its rules."""

    id: int
    key: str
    number: str
    title: str
    opens: date
    closes: date
    source: str
    rules: CallRules

    def is_open(self, now: datetime) -> bool:
        """Whether its window is open at an aware instant."""
        return self.rules.is_open(now)

    def stage(self, now: datetime) -> str:
        """``before``, ``open`` or ``after``."""
        if now < self.rules.opens_at:
            return "before"
        return "open" if self.is_open(now) else "after"


def rules_of(call_id: int) -> CallRules:
    """The rules of a call. Raises Call.DoesNotExist."""
    return rules_in(Call.objects.values_list("source", flat=True).get(pk=call_id))


@lru_cache(maxsize=32)
def rules_in(source: str) -> CallRules:
    """The rules in a call file that was taken before; read once for each text."""
    return parse_call(source, name="")


def list_calls() -> tuple[CallRow, ...]:
    """All calls, the newest window first."""
    return tuple(_row(call) for call in Call.objects.all())


def current_of(calls: tuple[CallRow, ...], now: datetime) -> CallRow | None:
    """The call a visitor looks for, of calls as listed: one that is open, else the next to open, else the last."""
    for stage, newest in (("open", True), ("before", False), ("after", True)):
        fit = [call for call in calls if call.stage(now) == stage]
        if fit:
            return fit[0] if newest else fit[-1]
    return None


def call_by_key(key: str) -> CallRow | None:
    """The call of that key, or None."""
    call = Call.objects.filter(key=key).first()
    return _row(call) if call else None


def call_row(call_id: int) -> CallRow:
    """The call of that id. Raises Call.DoesNotExist."""
    return _row(Call.objects.get(pk=call_id))


def _row(call: Call) -> CallRow:
    return CallRow(
        id=call.pk,
        key=call.key,
        number=call.number,
        title=call.title,
        opens=call.opens,
        closes=call.closes,
        source=call.source,
        rules=rules_in(call.source),
    )
