"""Letters as pages show them: one row, the outbox, notes of telephone calls, and the account that rests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casecall.letters import links, rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """What happened to a letter. ``by`` is an actor's key."""

    at: datetime
    by: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class LetterFileRow:
    """A file that goes with a letter."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter. ``text`` holds marks for links and is what one edits; ``shown_text`` says them in words."""

    id: int
    call_id: int | None
    case_id: int | None
    case_number: str
    kind: str
    kind_name: str
    to_address: str
    to_name: str
    subject: str
    text: str
    state: str
    state_name: str
    automatic: bool
    message_id: str
    in_reply_to: str
    made_at: datetime
    made_by: str
    approved_at: datetime | None
    approved_by: str
    handed_at: datetime | None
    sent_at: datetime | None
    error: str
    lines: tuple[LineRow, ...] = ()
    files: tuple[LetterFileRow, ...] = ()

    @property
    def shown_text(self) -> str:
        """The text with links in words."""
        return links.hide(self.text)

    @property
    def can_edit(self) -> bool:
        """Whether its text may be changed."""
        return self.state == rules.DRAFT

    def may(self, to: str) -> bool:
        """Whether it may go to that state."""
        return rules.may_move(self.state, to)


@dataclass(frozen=True, slots=True)
class OutboxTab:
    """A state as a tab with how many letters the query finds in it; an empty state is all of them."""

    state: str
    name: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """A page of the outbox, newest first. ``total`` counts the letters of the tab."""

    rows: tuple[LetterRow, ...]
    tabs: tuple[OutboxTab, ...]
    total: int
    page: int
    pages: int
    query: str
    state: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PhoneNoteRow:
    """A note of a telephone call."""

    id: int
    at: datetime
    by: str
    with_whom: str
    text: str


@dataclass(frozen=True, slots=True)
class HabitRow:
    """A kind of letter: whether it leaves by itself, and whether it could."""

    kind: str
    kind_name: str
    automatic: bool
    may_be_automatic: bool


@dataclass(frozen=True, slots=True)
class SendingState:
    """Whether letters leave: the account's address (empty without one), and what keeps them, as a sentence."""

    address: str
    trouble: str = ""
    until: datetime | None = None

    @property
    def well(self) -> bool:
        """Whether approved letters leave now."""
        return not self.trouble


@dataclass(frozen=True, slots=True)
class RestRow:
    """A sending account that rests after a failure, until when and why."""

    address: str
    until: datetime
    since: datetime
    times: int
    why: str
