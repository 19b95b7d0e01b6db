"""Reports, their quotations and the cases that could be quoted, as pages and exports show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.publishing.reports.rules import STANDARDS, is_verbatim

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """A report with the count of its quotations. ``authors`` are separated by semicolons as they were typed."""

    id: int
    call_id: int
    title: str
    authors: str
    publisher: str
    place: str
    year: int
    url: str
    standard: str
    out_on: date | None
    made_at: datetime
    quotations: int = 0

    @property
    def standard_name(self) -> str:
        """The edition of the rules by which it cites."""
        return STANDARDS[self.standard]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineCase:
    """A case as it stands on the website: its words, where it is found, and the day on which they last changed."""

    case_id: int
    slug: str
    unit: str
    title: str
    body: str
    theme: str
    url: str
    changed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow:
    """A quotation in its report. ``fault`` says why its case may be quoted no more; ``online`` None: it is gone.

    ``number`` is that of the case, ``reference`` its place in the list of references, 0 where it has none.
    """

    id: int
    case_id: int
    number: str
    title: str
    unit: str
    theme: str
    province: str
    unit_kind: str
    quote: str
    page: str
    consent: str
    made_at: datetime
    made_by: str
    withdrawn_at: datetime | None
    fault: str
    online: OnlineCase | None
    labels: tuple[str, ...] = ()
    reference: int = 0
    letter_id: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it goes into the report."""
        return self.withdrawn_at is None and not self.fault

    @property
    def verbatim(self) -> bool:
        """Whether the words are found in the case as it is published, blanks aside."""
        return self.online is not None and is_verbatim(self.quote, self.online.body)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with its quotations in order, those that were withdrawn last."""

    report: ReportRow
    call_key: str
    call_title: str
    citations: tuple[CitationRow, ...]

    @property
    def standing(self) -> tuple[CitationRow, ...]:
        """What goes into the report."""
        return tuple(one for one in self.citations if one.stands)

    @property
    def cited(self) -> tuple[CitationRow, ...]:
        """One quotation of each case, in the order of the references."""
        first = {one.reference: one for one in reversed(self.standing)}
        return tuple(first[number] for number in sorted(first))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that could be quoted, or cannot, with the sentence that says why."""

    case_id: int
    number: str
    title: str
    unit: str
    labels: tuple[str, ...]
    paragraphs: tuple[str, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register: which case is quoted in which report, on what page, in which words, on what consent."""

    report_id: int
    report: str
    year: int
    case_id: int
    number: str
    title: str
    unit: str
    page: str
    quote: str
    consent: str
    labels: str
    made_at: datetime
    standing: str
