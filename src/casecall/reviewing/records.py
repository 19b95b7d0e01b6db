"""Labels as pages and reports show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of a case with its reason; one that was taken back has a time and a reason for that too."""

    id: int
    case_id: int
    kind: str
    name: str
    reason: str
    given_at: datetime
    given_by: str
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    taken_back_why: str = ""

    @property
    def stands(self) -> bool:
        """Whether the case bears it now."""
        return self.taken_back_at is None
