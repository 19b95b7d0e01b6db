"""Who exactly gets a notice or a nudge, the letter as it would be, and the drafts that wait for approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casecall.inviting import notices, rules
from casecall.letters import queries as letter_queries
from casecall.letters import rules as letters
from casecall.letters.templates import TemplateFault
from casecall.web.kit.places import place_of
from casecall.web.office.contexts.inbox import Pager
from casecall.web.office.contexts.saying import when

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Recipient
    from casecall.letters.records import LetterRow

SAYS: Final = {
    letters.NOTICE: "发送征集通知",
    letters.NUDGE: "催报",
    "nudged": "已催 {count} 次，最近 {day}",
    "never": "未催过",
}
PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """Whom a letter would go to, or cannot go to and why."""

    id: int
    mark: str
    name: str
    kind: str
    to: str
    address: str
    ticked: bool
    before: str
    doubt: str
    hinders: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The page before the letters are written. ``left`` are those beyond what is written at once."""

    kind: str
    title: str
    ready: tuple[RecipientLine, ...]
    hindered: tuple[RecipientLine, ...]
    left: int
    ticked: int
    subject: str
    text: str
    fault: str
    files: tuple[str, ...]
    page_link: str
    closes: date
    days: int
    late: bool

    @property
    def is_notice(self) -> bool:
        """Whether it is the notice, with which files go."""
        return self.kind == letters.NOTICE


def plan_page(  # which letters, of whom, and what was ticked before
    call: CallRow, kind: str, *, only: Sequence[int], ticked: Collection[str] | None, now: datetime
) -> PlanPage:
    """Who would get what; those whom it is meant for come first and are ticked."""
    found = notices.plan(call.id, kind, now=now, only=only, call=call)
    ready = sorted(found.ready, key=lambda one: not one.advised)
    shown = ready[: rules.MOST_AT_ONCE]
    lines = tuple(_recipient(one, kind, ticked, now) for one in shown)
    files = (notices.form_name(call),) if kind == letters.NOTICE else ()
    subject = text = fault = ""
    try:
        filled = notices.preview(call, kind, shown[0].row if shown else None, names=files, now=now)
        subject, text = filled.subject, filled.text
    except TemplateFault as wrong:
        fault = str(wrong)
    return PlanPage(
        kind=kind,
        title=SAYS[kind],
        ready=lines,
        hindered=tuple(_recipient(one, kind, (), now) for one in found.hindered),
        left=len(ready) - len(shown),
        ticked=sum(one.ticked for one in lines),
        subject=subject,
        text=text,
        fault=fault,
        files=files,
        page_link=found.page_link,
        closes=found.closes,
        days=found.days,
        late=found.late,
    )


def _recipient(one: Recipient, kind: str, ticked: Collection[str] | None, now: datetime) -> RecipientLine:
    return RecipientLine(
        id=one.row.id,
        mark=one.mark,
        name=one.row.name,
        kind=one.row.kind_name,
        to=one.row.contact,
        address=one.row.email,
        ticked=one.advised if ticked is None else one.mark in ticked,
        before=_before(one, now) if kind == letters.NUDGE else "",
        doubt=one.doubt,
        hinders=one.hinders,
    )


def _before(one: Recipient, now: datetime) -> str:
    sent = [letter.sent_at for letter in one.row.nudges if letter.sent_at]
    return SAYS["nudged"].format(count=len(sent), day=when(sent[-1], now)) if sent else SAYS["never"]


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """Drafts of notices and nudges of a call."""

    letters: tuple[LetterRow, ...]
    pager: Pager


def drafts_page(call: CallRow, *, page: int) -> DraftsPage:
    """The drafts, oldest first."""
    ids = notices.drafts(call.id)
    pages = max(1, -(-len(ids) // PER_PAGE))
    page = min(page, pages)
    first = (page - 1) * PER_PAGE
    shown = letter_queries.letters(ids[first : first + PER_PAGE])
    here = f"{place_of('office:inviting-drafts')}?call={call.key}"
    return DraftsPage(
        shown,
        Pager(
            first=first + 1,
            last=first + len(shown),
            total=len(ids),
            previous=f"{here}&page={page - 1}" if page > 1 else "",
            next=f"{here}&page={page + 1}" if page < pages else "",
        ),
    )
