"""What comes in, as the actions take it and the pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from casepaper.records import Mark


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file whose bytes are kept already, under the name it came with."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a folder: entries taken, entries known before, and those refused with the reason."""

    taken: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter lies. ``uid`` is the UID of IMAP, or the UIDL of POP3 (then ``validity`` is empty)."""

    account: str
    folder: str
    validity: str
    uid: str


@dataclass(frozen=True, slots=True)
class Came:
    """By which door something came, and when it was sent, where that is known."""

    door: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hint:
    """A case that something may belong to, and the reason in words."""

    case_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """The case that a letter belongs to and the reason in words; None where it opens its own or waits.

    ``same``: the case has this very content already. ``hints`` are for a clerk, and never followed by software.
    """

    case_id: int | None = None
    why: str = ""
    same: bool = False
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What reading a revision told of where it belongs, as it was read.

    ``loose``: it surely holds no form, for all of it was read and is photos and annexes.
    """

    has_form: bool
    loose: bool = False
    title: str = ""
    unit: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that came with a letter, by its decoded bytes."""

    name: str
    size: int
    sha256: str
    inline: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A file that a letter only points to, at a provider; it is shown and never fetched."""

    provider: str
    url: str
    expires: date | None
    says: str


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """What a clerk may decide: ``what`` is ``belongs`` or ``several``; ``other`` is the case it may belong to."""

    id: int
    what: str
    why: str
    at: datetime
    case_id: int | None
    case_number: str
    letter_id: int | None
    other_id: int | None
    other_number: str
    other_title: str


@dataclass(frozen=True, slots=True)
class ReceivedLetterRow:
    """A letter that came in, or (``ours``) that was written from the secretariat's own mailbox."""

    id: int
    case_id: int | None
    ours: bool
    kind: str
    kind_name: str
    subject: str
    sender_name: str
    sender_address: str
    to_address: str
    text: str
    attachments: tuple[AttachmentRow, ...]
    links: tuple[LinkRow, ...]
    checks: Mapping[str, str]
    message_id: str
    sha256: str
    sent_at: datetime | None
    came_at: datetime
    why: str
    held: bool
    suggestions: tuple[SuggestionRow, ...] = ()

    @property
    def sender(self) -> str:
        """The sender as people write it: name and address, or the one there is."""
        return f"{self.sender_name} <{self.sender_address}>" if self.sender_name else self.sender_address


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """A case that was joined into another."""

    case_id: int
    number: str
    into_id: int
    into_number: str
    why: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class MailboxState:
    """A folder of a mailbox as it was found last: when, what was wrong, letters taken, letters that could not be."""

    account: str
    folder: str
    looked_at: datetime | None
    trouble: str
    letters: int
    refused: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many letters belong to no case yet, and how many cases may belong elsewhere or hold several."""

    letters: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class MailTroubleRow:
    """A letter that could not be taken; ``due`` is when it is tried again, None for no more."""

    id: int
    account: str
    folder: str
    subject: str
    trouble: str
    at: datetime
    due: datetime | None
