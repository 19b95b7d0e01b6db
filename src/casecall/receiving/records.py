"""What comes in, as the actions take it and the pages show it."""

from __future__ import annotations

from dataclasses import dataclass


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
