"""What the setters take in: rows of the summary sheet, and the names of things that stand in several outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from casepaper.records import Outcome, Words

#: What an outcome is called on sheets, pages and the command line.
OUTCOMES: Final[Mapping[Outcome, str]] = {
    "in order": "合格",
    "doubtful": "待认定",
    "faulty": "不齐",
    "unreadable": "无法识读",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One application on the summary sheet; the sheet itself numbers the rows (序号).

    ``theme`` is the short name or names, ``seal`` is None where nobody could tell, ``received`` is aware,
    ``outcome`` is None where nothing was judged: ``standing`` then is a word for it, such as 草稿, and ``reasons`` says
    why; else ``reasons`` is the findings in words.
    Texts are empty and numbers None where nothing is known.
    """

    number: str = ""
    theme: str = ""
    unit: str = ""
    unit_kind: str = ""
    province: str = ""
    contact: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    title: str = ""
    words: Words | None = None
    seal: bool | None = None
    photos: int = 0
    date: date | None = None
    received: datetime | None = None
    outcome: Outcome | None = "in order"
    standing: str = ""
    reasons: str = ""
    rank: int | None = None
    note: str = ""

    @property
    def conclusion(self) -> str:
        """The outcome as it is said, else what stands in its place."""
        return OUTCOMES[self.outcome] if self.outcome else self.standing
