"""What comes in, as the actions take it and the pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file whose bytes are kept already, under the name it came with."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A delivery and the case it was filed to; ``case_id`` is None until its job has run."""

    id: int
    call_id: int
    door: str
    came_at: datetime
    name: str
    trouble: str
    case_id: int | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a folder: entries taken, entries known before, and those refused with the reason."""

    taken: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
