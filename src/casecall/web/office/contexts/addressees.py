"""One addressee: what is known of it, what it was sent, what came from it, where it stands and by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casecall.inviting import queries, rules
from casecall.letters import rules as letters
from casecall.web.office.contexts.inviting import TONES, evidence
from casecall.web.office.contexts.saying import exactly

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Answer, Sent, Standing

SAYS: Final = {
    "nudge": "第 {n} 次催报",
    "first": "征集通知",
    "again": "征集通知（第 {n} 次）",
    "how_reply": "回复我方来信",
    "how_address": "按邮箱地址",
    "how_domain": "按邮箱域名",
}
STATE_TONES: Final = {letters.SENT: "good", letters.BOUNCED: "fault", letters.FAILED: "fault", letters.UNKNOWN: "doubt"}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter to an addressee."""

    id: int
    what: str
    state: str
    tone: str
    address: str
    at: str
    error: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A letter from an addressee."""

    subject: str
    sender: str
    at: str
    how: str
    forwarded: bool
    case_id: int | None


@dataclass(frozen=True, slots=True)
class AddresseePage:
    """One addressee: what is known of it, what it was sent, what came."""

    row: Standing
    tone: str
    evidence: str
    letters: tuple[LetterLine, ...]
    answers: tuple[AnswerLine, ...]
    kinds: tuple[tuple[str, str], ...] = tuple(rules.KINDS.items())
    standings: tuple[tuple[str, str], ...] = tuple(rules.STANDINGS.items())


def addressee_page(call: CallRow, addressee_id: int, *, now: datetime) -> AddresseePage | None:
    """One addressee of a call, or None."""
    row = next((one for one in queries.board(call.id, call=call).rows if one.id == addressee_id), None)
    if row is None:
        return None
    sent = sorted((*row.notices, *row.nudges), key=lambda one: one.letter_id)
    return AddresseePage(
        row=row,
        tone=TONES[row.standing],
        evidence=evidence(row, now),
        letters=tuple(_sent(one) for one in sent),
        answers=tuple(_answer(one) for one in row.answers),
    )


def _sent(one: Sent) -> LetterLine:
    first = SAYS["first"] if one.n == 1 else SAYS["again"].format(n=one.n)
    return LetterLine(
        id=one.letter_id,
        what=first if one.kind == letters.NOTICE else SAYS["nudge"].format(n=one.n),
        state=one.state_name,
        tone=STATE_TONES.get(one.state, ""),
        address=one.to_address,
        at=exactly(one.sent_at or one.made_at),
        error=one.error,
    )


def _answer(one: Answer) -> AnswerLine:
    return AnswerLine(one.subject, one.sender, exactly(one.came_at), SAYS[f"how_{one.how}"], one.forwarded, one.case_id)
