"""Rounds as pages show them: what may be asked, a round with its items, and what a unit with its link sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casecall.correcting import rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from casecall.letters.records import LetterRow
    from casecall.screening.records import DeskPhoto, DeskPlace, DeskSeal
    from casepaper.forms.rules import CallRules


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be asked for. ``ticked``: it stands already; a person ticks what he saw himself."""

    key: str
    check: str
    level: str
    level_label: str
    says: str
    rule: str
    mend: str
    ticked: bool
    field: str = ""
    field_label: str = ""
    places: tuple[DeskPlace, ...] = ()
    ruled: str = ""

    @property
    def value(self) -> str:
        """What a form sends for it: the id of a finding, or the whole key of a large file."""
        return self.key.removeprefix("finding:")


@dataclass(frozen=True, slots=True)
class Asking:
    """All that may be asked of the unit of a case now; ``blocked`` says why nothing can be asked."""

    case_id: int
    revision_id: int
    candidates: tuple[Candidate, ...]
    to_address: str
    to_name: str
    addresses: tuple[str, ...]
    in_reply_to: str
    due: date
    due_note: str
    days: int
    n: int
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """Something that a round asks for; ``part`` is what it is mended with, ``state`` how it stands after the answer."""

    id: int
    order: int
    check: str
    level: str
    field: str
    says: str
    rule: str
    mend: str
    part: str
    places: tuple[DeskPlace, ...] = ()
    state: str = ""

    @property
    def state_name(self) -> str:
        """How it stands, in a word."""
        return rules.ITEM_STATES.get(self.state, "")


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A later date that was given. ``by`` is an actor's key."""

    due: date
    why: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with its items. ``due`` is the date that counts; ``trouble`` is what keeps its letter from the unit."""

    id: int
    case_id: int
    n: int
    state: str
    made_at: datetime
    made_by: str
    due: date
    first_due: date
    revision_id: int
    revision_n: int
    letter: LetterRow | None
    items: tuple[ItemRow, ...]
    extensions: tuple[ExtensionRow, ...]
    answer_id: int | None
    answer_n: int | None
    answered_at: datetime | None
    reminded_at: datetime | None
    ended_at: datetime | None
    why: str
    extra: str
    trouble: str = ""

    @property
    def state_name(self) -> str:
        """The state in a word."""
        return rules.STATES[self.state]

    @property
    def may_extend(self) -> bool:
        """Whether a later date may be given."""
        return self.state in rules.MAY_REVIVE

    @property
    def mended(self) -> int:
        """How many of its items are mended."""
        return sum(one.state == rules.MENDED for one in self.items)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in a few words, for the desk."""

    id: int
    n: int
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for its unit."""
        return self.state == rules.OPEN

    @property
    def says(self) -> str:
        """Which it is and how it stands."""
        return rules.LINE.format(n=self.n, state=rules.STATES[self.state])


OPEN, SENT, LATE, CLOSED = "open", "sent", "late", "closed"  # how a unit finds a link


@dataclass(frozen=True, slots=True)
class Visit:
    """What a unit finds behind its link: ``standing`` is open, sent, late or closed. Items are veiled.

    ``values`` are those of the defective fields that may be shown: no contact data. ``stage`` is the case's state.
    """

    round_id: int
    standing: str
    case_id: int
    number: str
    title: str
    n: int
    due: date
    due_note: str
    answered_at: datetime | None
    stage: str
    call: CallRules
    items: tuple[ItemRow, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    masks: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""
    wants_stamp: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The keys of the fields to fill in, in the order of the form."""
        wanted = {one.field for one in self.items if one.part == rules.FIELD}
        return tuple(one.key for one in self.call.form.fields if one.key in wanted)

    @property
    def parts(self) -> frozenset[str]:
        """What it is mended with."""
        return frozenset(one.part for one in self.items) | ({rules.STAMPED} if self.wants_stamp else frozenset())


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: in both (``same``), only in the old (``out``), only in the new (``in``)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field before and after; ``pieces`` is what changed in it, empty where nothing did."""

    key: str
    label: str
    kind: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()
    asked: bool = False
    doubt: str = ""

    @property
    def changed(self) -> bool:
        """Whether it reads otherwise than before."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture by hash; ``fresh``: it was not there before."""

    file: str
    number: int
    sha256: str
    width: int
    height: int
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One revision of a comparison: what it holds."""

    revision_id: int
    n: int
    sheets: tuple[Sheet, ...] = ()
    seals: tuple[DeskSeal, ...] = ()
    photos: tuple[DeskPhoto, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A round's revision and its answer side by side; ``read``: the answer was screened. ``found`` are new findings."""

    round_id: int
    read: bool
    old: Side
    new: Side | None
    fields: tuple[FieldPair, ...] = ()
    items: tuple[ItemRow, ...] = ()
    found: tuple[str, ...] = ()
