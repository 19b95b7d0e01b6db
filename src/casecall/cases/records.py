"""Cases as pages show them: rows of the inbox, of one case, of its revisions and of its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from casecall.cases import rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.jobs.queries import JobRow

SAYS = {
    "untitled": "（尚无案例名称）",
}


class InboxRow(NamedTuple):  # a tuple, because fifty are made for a page
    """One line of the inbox. ``job`` is the screening of the newest revision, None where none is due."""

    id: int
    number: str
    state: str
    state_name: str
    came_at: datetime
    came_as: str
    title: str
    unit: str
    theme: str
    theme_short: str
    reason: str
    waits_for_clerk: bool
    revision_id: int | None
    job: JobRow | None = None

    @property
    def shown_title(self) -> str:
        """The title, or the name it came under until it is read."""
        return self.title or self.came_as or SAYS["untitled"]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox. ``total`` counts the rows of the tab; ``faults`` say what was not understood.

    ``counts`` are by state what the query finds, ``everything`` all cases of the call.
    """

    rows: tuple[InboxRow, ...]
    total: int
    page: int
    pages: int
    query: str
    state: str
    faults: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    everything: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with all its columns."""

    id: int
    call_id: int
    number: str
    state: str
    state_since: datetime
    came_at: datetime
    door: str
    came_as: str
    title: str
    unit: str
    unit_kind: str
    province: str
    placed_by_hand: bool
    theme: str
    words: int | None
    seals: int | None
    photos: int | None
    rank: int | None
    reason: str
    note: str
    waits_for_clerk: bool

    @property
    def state_name(self) -> str:
        """The state as it is said on screen."""
        return rules.STATES[self.state]

    @property
    def shown_title(self) -> str:
        """The title, or the name it came under until it is read."""
        return self.title or self.came_as or SAYS["untitled"]

    @property
    def ended(self) -> bool:
        """Whether it was withdrawn or has lapsed."""
        return self.state in rules.ENDED

    def may(self, to: str) -> bool:
        """Whether it may go to that state."""
        return rules.may_move(self.state, to)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a revision, under the name it came with."""

    id: int
    sha256: str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision with its files, in their order."""

    id: int
    case_id: int
    n: int
    made_at: datetime
    door: str
    sent_at: datetime | None
    typed: Mapping[str, str] | None
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What happened to a case, oldest first. ``by`` is an actor's key; ``what`` says it in words."""

    at: datetime
    by: str
    what: str
    left: str
    to: str
    why: str

    @property
    def says(self) -> str:
        """The act in words, with the state it led to."""
        return f"{self.what}：{rules.STATES[self.to]}" if self.to else self.what


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The cases above and below one in the inbox, None at its ends."""

    above: int | None
    below: int | None
