"""Opens calls from call files, changes and clones them, and gives out numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict, Unpack

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls import rules
from casecall.calls.models import Call
from casecall.calls.queries import rules_in, rules_of
from casepaper.forms.callfile import CallFileFault, CallFileFaults, dump_call, parse_call

if TYPE_CHECKING:
    from datetime import date, datetime

    from casepaper.forms.rules import CallRules

SAYS = {
    "taken": "已有编号为“{key}”的征集活动",
    "key": "key 不能改动，应为“{key}”",
}


def open_call(toml_text: str, *, now: datetime, by: str) -> Call:
    """A new call from a call file. Raises CallFileFaults with every fault at once, a key that is taken among them."""
    found = parse_call(toml_text, name="")
    with write_atomic():
        if Call.objects.filter(key=found.key).exists():
            raise CallFileFaults((CallFileFault(line=None, key="key", says=SAYS["taken"].format(key=found.key)),))
        call = Call(created_at=now, **_columns(found, toml_text))
        call.save()
        record(at=now, actor=by, verb="call.open", object=f"call:{call.pk}", note=found.key)
    return call


def change_call(call_id: int, toml_text: str, *, now: datetime, by: str) -> Call:
    """Replace a call's file. Its key and the form of numbers given out already stay. Raises CallFileFaults."""
    found = parse_call(toml_text, name="")
    with write_atomic():
        call = Call.objects.select_for_update().get(pk=call_id)
        if found.key != call.key:
            raise CallFileFaults((CallFileFault(line=None, key="key", says=SAYS["key"].format(key=call.key)),))
        for column, value in _columns(found, toml_text).items():
            setattr(call, column, value)
        call.save()
        record(at=now, actor=by, verb="call.change", object=f"call:{call_id}")
    return call


class Other(TypedDict, total=False):
    """What another year's call may have otherwise; what is left out or empty stays, the scope moves along."""

    title: str
    number: str
    scope_since: date | None


def clone_call(  # last year's call, this year's dates
    call_id: int, *, key: str, opens: date, closes: date, now: datetime, by: str, **other: Unpack[Other]
) -> Call:
    """A new call like an old one under another key and window. Raises CallFileFaults.

    The day since when facts count moves along with the window unless given; nobody signed the new notice yet.
    """
    old = rules_of(call_id)
    along = rules.years_on(old.scope_since, opens.year - old.opens.year) if old.scope_since else None
    new = replace(
        old,
        key=key.strip(),
        opens=opens,
        closes=closes,
        scope_since=other.get("scope_since", along),
        signed_on=None,
        title=other.get("title", "").strip() or old.title,
        number=other.get("number", "").strip() or old.number,
        numbering=rules.numbering_after(old.numbering, old.opens.year, opens.year),
    )
    return open_call(dump_call(new), now=now, by=by)


def take_number(call_id: int) -> str:
    """The next number of a call, inside the caller's transaction: none is given twice, none is lost by a roll-back."""
    call = Call.objects.select_for_update().get(pk=call_id)
    number = rules_in(call.source).numbering.format(key=call.key, n=call.next_number)
    Call.objects.filter(pk=call_id).update(next_number=call.next_number + 1)
    return number


def _columns(found: CallRules, source: str) -> dict[str, object]:
    return {
        "key": found.key,
        "number": found.number,
        "title": found.title,
        "opens": found.opens,
        "closes": found.closes,
        "source": source,
    }
