"""What the pages of a unit show: the form, and where an application stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casecall.cases import rules as states
from casecall.web.apply import entry as entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from casecall.cases.records import CaseRow, FileRow, RevisionRow
    from casecall.web.apply.entry import Entry, Line, Slot
    from casecall.web.apply.standing import Told
    from casepaper.forms.rules import CallRules, Theme

# what a unit is told of a state: nothing of the review before the window has closed
STAGES: Final = {
    states.DRAFT: "draft",
    states.RECEIVED: "reading",
    states.IN_ORDER: "in-order",
    states.DOUBTFUL: "looking",
    states.FAULTY: "faulty",
    states.UNREADABLE: "faulty",
    states.WAITING: "faulty",
    states.ACCEPTED: "chosen",
    states.COMPILED: "chosen",
    states.DECLINED: "declined",
    states.PUBLISHED: "published",
    states.WITHDRAWN: "withdrawn",
    states.LAPSED: "lapsed",
    states.MERGED: "merged",
}
TOLD_AFTER: Final = frozenset({"chosen", "declined"})


@dataclass(frozen=True, slots=True)
class FormPage:
    """The web form of a call. ``case`` is the draft that is being changed, None for a new application."""

    rules: CallRules
    entry: Entry
    lines: Sequence[Line]
    case: CaseRow | None = None
    token: str = ""

    @property
    def upper(self) -> list[Line]:
        """The fields above the photos."""
        return [line for line in self.lines if line.kind != "date"]

    @property
    def lower(self) -> list[Line]:
        """The fields that stand by the seal on the form."""
        return [line for line in self.lines if line.kind == "date"]

    @property
    def themes(self) -> Sequence[Theme]:
        """The themes to choose from."""
        return self.rules.themes

    @property
    def elements(self) -> list[str]:
        """What the text should hold, one by one."""
        body = next((line for line in self.lines if line.kind == "body"), None)
        return entries.elements_of(body.hint) if body else []

    @property
    def shown_slots(self) -> Sequence[Slot]:
        """The photo slots that are shown at once."""
        return self.entry.slots[: entries.OPEN_SLOTS]

    @property
    def more_slots(self) -> Sequence[Slot]:
        """The photo slots that are folded away."""
        return self.entry.slots[entries.OPEN_SLOTS :]

    @property
    def photos_lost(self) -> bool:
        """Whether photos were chosen that have to be chosen again."""
        return bool(self.entry.photos)


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Where an application stands, for who has its link; ``over``: its unit sent more than the call allows."""

    case: CaseRow
    rules: CallRules
    stage: str
    open: bool
    typed: bool
    files: Sequence[FileRow]
    came_at: datetime | None
    told: Told
    over: bool
    address: str
    token: str
    themes: str

    @property
    def may_change(self) -> bool:
        """Whether files may be replaced and the application be withdrawn."""
        return self.open and not self.case.ended

    @property
    def closes(self) -> date:
        """The last day."""
        return self.rules.closes


def form_page(rules: CallRules, entry: Entry, *, case: CaseRow | None = None, token: str = "") -> FormPage:
    """The form, fresh or as it was posted."""
    return FormPage(rules, entry, entries.lines_of(entry, rules), case, token)


def stage_of(state: str, *, open_now: bool) -> str:
    """What a unit is told of a state; a decision is told once the window has closed."""
    stage = STAGES[state]
    if open_now and stage in TOLD_AFTER:
        return "looking"
    return "lapsed" if stage == "draft" and not open_now else stage


def sent_files(case: CaseRow, revision: RevisionRow | None) -> list[FileRow]:
    """The files of a revision that the unit sent: all but our own copy of the form that was typed."""
    return [one for one in revision.files if one.name != f"{case.number}.docx"] if revision else []


def status_page(  # all that the page shows
    case: CaseRow,
    rules: CallRules,
    revision: RevisionRow | None,
    *,
    now: datetime,
    token: str,
    address: str,
    told: Told,
    over: bool = False,
) -> StatusPage:
    """The page of an application at an instant."""
    chosen = [rules.theme(key) for key in case.theme.split()]
    return StatusPage(
        case=case,
        rules=rules,
        stage=stage_of(case.state, open_now=rules.is_open(now)),
        open=rules.is_open(now),
        typed=bool(revision and revision.typed is not None),
        files=sent_files(case, revision),
        came_at=revision.made_at if revision else None,
        told=told,
        over=over,
        address=address,
        token=token,
        themes="、".join(theme.label for theme in chosen if theme),
    )
