"""Editions, one edition, one entry, and what is looked at before it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.calls import queries as calls
from casecall.compiling import queries as compiling
from casecall.people import queries as people
from casecall.publishing import queries as publishing
from casecall.web.office.contexts.consent import amendment_lines, consent_of
from casecall.web.office.contexts.saying import exactly, tone, when

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.compiling.records import CaseToAdd, EditionView, EntryView
    from casecall.publishing.records import PublicationRow, PublishedText
    from casecall.web.office.contexts.consent import AmendmentLine, Consent

WEBSITE = "website"
SAYS = {
    "sent": "{channel} · {at} · {cases} 件 · {by}",
    "down": " · {at} 撤下",
}


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list."""

    id: int
    title: str
    slug: str
    entries: int
    changed: str
    published: bool


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """The editions of a call."""

    call: CallRow
    lines: tuple[EditionLine, ...]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in its edition's list; ``standing`` is the publication on which it stands, if any."""

    entry: EntryView
    tone: str


@dataclass(frozen=True, slots=True)
class SentLine:
    """A publication in words."""

    id: int
    says: str
    stands: bool


@dataclass(frozen=True, slots=True)
class EditionPage:
    """An edition: its entries in order, what could join, and where it stands. ``live`` is the standing publication."""

    edition: EditionView
    lines: tuple[EntryLine, ...]
    to_add: tuple[CaseToAdd, ...]
    live: PublicationRow | None
    sent: tuple[SentLine, ...]
    changed_since: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry: the editor's text, the paper's, and what was published."""

    entry: EntryView
    tone: str
    call_key: str
    themes: tuple[tuple[str, str], ...]
    limit: int
    changed: str
    paper: tuple[str, ...]
    published: PublishedText | None
    consent: Consent
    amendments: tuple[AmendmentLine, ...]


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What goes out and what stands in its way."""

    edition: EditionView
    going: tuple[EntryView, ...]
    blocked: tuple[EntryView, ...]
    limited: tuple[EntryView, ...]
    reasons: tuple[str, ...]
    live: PublicationRow | None

    @property
    def ready(self) -> bool:
        """Whether it can be sent."""
        return bool(self.going) and not self.blocked and not self.reasons


def editions_page(call: CallRow, *, now: datetime) -> EditionsPage:
    """The editions of a call in two statements."""
    standing = {one.edition_id for one in publishing.published_editions(call.key)}
    lines = tuple(
        EditionLine(one.id, one.title, one.slug, one.entries, when(one.changed_at, now), one.id in standing)
        for one in compiling.list_editions(call.id)
    )
    return EditionsPage(call, lines)


def edition_page(view: EditionView, *, now: datetime) -> EditionPage:
    """An edition with where it stands."""
    rows = publishing.publications(view.id)
    names = people.names_of(row.sent_by for row in rows)
    live = _live(rows)
    return EditionPage(
        edition=view,
        lines=tuple(EntryLine(one, tone(one.state)) for one in view.entries),
        to_add=view.to_add,
        live=live,
        sent=tuple(_sent(row, names[row.sent_by], now) for row in rows),
        changed_since=bool(live and view.changed_at > live.sent_at),
    )


def _live(rows: tuple[PublicationRow, ...]) -> PublicationRow | None:
    """The publication that readers of the website find now."""
    return next((row for row in rows if row.channel == WEBSITE and row.taken_down_at is None), None)


def _sent(row: PublicationRow, name: str, now: datetime) -> SentLine:
    says = SAYS["sent"].format(channel=row.channel_label, at=when(row.sent_at, now), cases=row.cases, by=name)
    if row.taken_down_at:
        says += SAYS["down"].format(at=exactly(row.taken_down_at))
    return SentLine(row.id, says, row.taken_down_at is None)


def entry_page(entry: EntryView, *, now: datetime) -> EntryPage:
    """An entry with its three texts."""
    call = calls.call_row(compiling.edition(entry.edition_id).call_id)
    return EntryPage(
        entry=entry,
        tone=tone(entry.state),
        call_key=call.key,
        themes=tuple((theme.key, theme.label) for theme in call.rules.themes),
        limit=call.rules.word_limit,
        changed=f"{people.names_of([entry.changed_by])[entry.changed_by]} {when(entry.changed_at, now)}",
        paper=tuple(line.strip() for line in entry.paper_body.splitlines() if line.strip()),
        published=publishing.published_text(entry.case_id),
        consent=consent_of(entry, now=now),
        amendments=amendment_lines(entry.amendments, now),
    )


def publish_page(view: EditionView, *, reasons: tuple[str, ...] = ()) -> PublishPage:
    """What goes out, split from what cannot yet."""
    may_go = tuple(one for one in view.entries if WEBSITE in one.channels)
    return PublishPage(
        edition=view,
        going=tuple(one for one in may_go if not one.obstacle),
        blocked=tuple(one for one in may_go if one.obstacle),
        limited=tuple(one for one in view.entries if WEBSITE not in one.channels),
        reasons=reasons,
        live=_live(publishing.publications(view.id)),
    )
