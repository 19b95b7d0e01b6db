"""A mailbox as fetching sees it, whatever the protocol: folders, what lies in them, and the bytes of a letter."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from threading import Event

    from casecall.letters.accounts import Mailbox

TIMEOUT = 60.0  # seconds without a word from a server
HEAD = 1024 * 1024  # bytes of headers that are asked for where nothing else of a letter is
STEP = 2 * 1024 * 1024  # bytes of a large letter that are asked for at a time


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A folder that was opened: its UIDVALIDITY (empty with POP3), the next UID where it is known, how many letters."""

    validity: str
    next_uid: int | None
    letters: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter as a folder lists it: its UID, the size the server gives, and the day it arrived where that is known."""

    uid: str
    size: int
    arrived: date | None = None


class Box(Protocol):
    """An open mailbox. Every method may raise MailboxTrouble; those about one letter may raise LetterTrouble."""

    def __enter__(self) -> Self:
        """The open mailbox itself."""
        ...

    def __exit__(self, *trouble: object) -> None:
        """Take leave of the server."""
        ...

    def folders(self) -> tuple[str, ...]:
        """The names of all folders."""
        ...

    def sent_folder(self) -> str:
        """The folder of letters sent, empty where there is none."""
        ...

    def open(self, folder: str, *, to_change: bool) -> OpenFolder:
        """Open a folder, for reading only unless letters in it are to be marked or moved."""
        ...

    def listing(self, *, after: int = 0, uids: Sequence[str] = ()) -> list[Listed]:
        """The letters with a UID above ``after``, or those of the given UIDs, in order."""
        ...

    def message_ids(self, uids: Sequence[str]) -> dict[str, str]:
        """The Message-ID of each letter that has one."""
        ...

    def head(self, uid: str) -> bytes:
        """The headers of a letter, as far as they matter; empty where the letter is gone."""
        ...

    def whole(self, uid: str) -> bytes:
        """A letter that is small enough to be held in memory; empty where it is gone."""
        ...

    def pieces(self, uid: str, *, start: int = 0) -> Iterator[bytes]:
        """The bytes of a letter from ``start`` on, in pieces."""
        ...

    def resumes(self) -> bool:
        """Whether ``pieces`` can start in the middle."""
        ...

    def settle(self, uids: Sequence[str], after: str) -> None:
        """Mark letters as read, or move them, as ``after`` tells."""
        ...

    def wait(self, stop: Event, *, seconds: float) -> bool:
        """Wait until something may have arrived or the time is over; whether the server said that something has."""
        ...


def tls(mailbox: Mailbox) -> ssl.SSLContext:
    """How certificates are judged: by the machine's list, and by the authority that the account names."""
    context = ssl.create_default_context()
    if mailbox.ca_file:
        context.load_verify_locations(cafile=mailbox.ca_file)
    return context
