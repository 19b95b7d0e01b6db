"""How a case stands while a round is open, and where it goes when that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casecall.audit.actions import record
from casecall.cases import rules as states
from casecall.cases.actions import move, note_line
from casecall.cases.models import Case
from casecall.correcting import rules
from casecall.letters import actions as letters
from casecall.letters import rules as letter_rules
from casecall.letters.queries import unsent
from casecall.screening import queries as screening

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.correcting.models import Round

SAYS: Final = {
    "superseded": "发出之前收到新的来稿",
    "ended": "补正已结束",
}
#: A letter in one of these states has left or is leaving: its unit is asked.
ASKED: Final = frozenset({letter_rules.APPROVED, letter_rules.SENDING, letter_rules.SENT, letter_rules.UNKNOWN})


def begin_waiting(round_: Round, *, now: datetime, by: str) -> bool:
    """Have a case wait for its unit, inside the caller's transaction, once the letter of its round is let go."""
    letter = round_.letter
    if letter is None or round_.state != rules.OPEN:
        return False
    letter.refresh_from_db(fields=["state"])
    state = Case.objects.select_for_update().values_list("state", flat=True).get(pk=round_.case_id)
    if letter.state not in ASKED or state not in states.SCREENED:
        return False
    move(round_.case_id, states.WAITING, by=by, at=now)
    return True


def back_to_outcome(case_id: int, why: str, *, now: datetime, by: str) -> None:
    """Put a case that waits for nobody any more where its findings put it, inside the caller's transaction."""
    state = Case.objects.select_for_update().values_list("state", flat=True).get(pk=case_id)
    if state == states.WAITING:
        outcome = screening.desk(case_id).outcome
        move(case_id, states.OUTCOMES.get(outcome, states.DOUBTFUL), by=by, at=now, why=why)


def drop_unsent(round_: Round, why: str, *, now: datetime, by: str) -> None:
    """Let no letter of a round that is over leave later; one that is late keeps its first, for a later date."""
    starts = [f"{kind}:{round_.pk}" for kind in rules.LATER_LETTERS]
    if round_.state != rules.LATE:
        starts.append(rules.letter_key(round_.pk))
    for letter_id in unsent(*starts):
        letters.drop(letter_id, why, now=now, by=by)


def end(round_: Round, state: str, why: str, *, line: str, now: datetime, by: str) -> None:
    """End a locked round with the reason, inside the caller's transaction; what was not sent of it is not sent."""
    round_.state, round_.why, round_.ended_at = state, why, now
    round_.save(update_fields=["state", "why", "ended_at"])
    drop_unsent(round_, why or SAYS["ended"], now=now, by=by)
    note_line(round_.case_id, line, by=by, at=now, why=why)
    late, note = state == rules.LATE, f"case:{round_.case_id}"
    record(at=now, actor=by, verb="round.late" if late else "round.close", object=f"round:{round_.pk}", note=note)
