"""Addressees, lists that are read, and the board, as the queries give them and the pages show them."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - fields of dataclasses
from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - the same

from casecall.inviting import rules


@dataclass(frozen=True, slots=True)
class Entry:
    """An addressee as a list or a form says it; an empty value says nothing. ``row`` is where it stands in the list."""

    name: str
    kind: str = ""
    group: str = ""
    province: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    row: int = 0

    @property
    def kind_name(self) -> str:
        """The kind on screen."""
        return rules.KINDS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row of a list; ``row`` is 0 for the list as a whole. ``taken``: the rest of it goes on."""

    row: int
    says: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class AddresseeList:
    """A list that was read: its entries, every fault, and the heads that no column was found for."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[RowFault, ...] = ()
    columns: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a list, or would: names that are new, that change (with what changes), that stay as they are."""

    fresh: tuple[Entry, ...] = ()
    changed: tuple[tuple[Entry, tuple[str, ...]], ...] = ()
    same: int = 0
    faults: tuple[RowFault, ...] = ()
    columns: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def takes(self) -> bool:
        """Whether there is anything to take."""
        return bool(self.fresh or self.changed)


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice or a nudge to an addressee. ``n`` counts those of its kind from 1."""

    letter_id: int
    kind: str
    n: int
    state: str
    state_name: str
    to_address: str
    message_id: str
    made_at: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter that came from an addressee. ``how`` is by what it is known: reply, address or domain."""

    letter_id: int
    case_id: int | None
    sender: str
    subject: str
    came_at: datetime
    how: str
    forwarded: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An addressee with where it stands and by what, what it was sent and what came of that."""

    id: int
    name: str
    kind: str
    group: str
    province: str
    contact: str
    phone: str
    email: str
    note: str
    said: str
    standing: str
    by: str
    own: int
    below: int
    notices: tuple[Sent, ...] = ()
    nudges: tuple[Sent, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def kind_name(self) -> str:
        """The kind on screen."""
        return rules.KINDS.get(self.kind, "")

    @property
    def standing_name(self) -> str:
        """The standing on screen."""
        return rules.STANDINGS[self.standing]

    @property
    def last(self) -> Sent | None:
        """The last letter to it."""
        return max((*self.notices, *self.nudges), key=lambda one: one.letter_id, default=None)

    @property
    def notice(self) -> Sent | None:
        """The last notice to it."""
        return self.notices[-1] if self.notices else None

    @property
    def bounced(self) -> bool:
        """Whether the last letter came back, and the address is still the one from which it did."""
        last = self.last
        return bool(last and last.state == "bounced" and last.to_address.lower() == self.email.lower())

    @property
    def hints_forwarded(self) -> bool:
        """Whether an answer says that the notice was passed on, and nobody has set the standing yet."""
        return not self.said and self.standing == rules.ANSWERED and any(one.forwarded for one in self.answers)

    @property
    def touched(self) -> bool:
        """Whether a letter to it was written, ever."""
        return bool(self.notices or self.nudges)


@dataclass(frozen=True, slots=True)
class Cell:
    """What came from the units of a group in a province, and how its addressees there stand."""

    cases: int = 0
    standings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Groups across, provinces down; rows hold a cell for each group, and the total of the province."""

    groups: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], int], ...]
    totals: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Board:
    """All addressees of a call with their standing, and how many there are of each kind and standing."""

    rows: tuple[Standing, ...]
    matrix: Matrix
    by_kind: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many stand where."""
        return rules.counted((one.standing for one in self.rows), rules.STANDINGS)

    @property
    def bounced(self) -> int:
        """How many have an address from which a letter came back."""
        return sum(one.bounced for one in self.rows)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter would go to: ``n`` is the number of that letter, ``advised`` whether it is ticked at first.

    ``hinders`` says why it cannot be written, ``doubt`` why one may not want it.
    """

    row: Standing
    n: int
    advised: bool
    hinders: str = ""
    doubt: str = ""

    @property
    def mark(self) -> str:
        """What the form sends back: who, which letter, and how it stood when the page was drawn."""
        return f"{self.row.id}:{self.n}:{self.row.standing}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly who would get what. ``closes`` is the last day; ``late``: the window is closed."""

    kind: str
    recipients: tuple[Recipient, ...]
    closes: date
    days: int
    late: bool
    page_link: str

    @property
    def ready(self) -> tuple[Recipient, ...]:
        """Those to whom it can be written."""
        return tuple(one for one in self.recipients if not one.hinders)

    @property
    def hindered(self) -> tuple[Recipient, ...]:
        """Those to whom it cannot, each with its reason."""
        return tuple(one for one in self.recipients if one.hinders)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing: ids of the drafts, and (name, sentence) of those who got none."""

    letters: tuple[int, ...]
    skipped: tuple[tuple[str, str], ...]
