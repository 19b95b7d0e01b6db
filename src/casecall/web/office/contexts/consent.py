"""What a case may be used for, and where it stands on every channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.compiling import queries as compiling
from casecall.people import queries as people
from casecall.people.rules import may
from casecall.publishing import queries as publishing
from casecall.publishing.channels.all_channels import label
from casecall.publishing.wechat import queries as wechat
from casecall.web.office.contexts.saying import tone, when

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casecall.cases.records import CaseRow
    from casecall.compiling.records import AmendmentView, EntryView, LimitView
    from casecall.publishing.records import CitationLine, CoverageLine, PublishedText, Standing
    from casecall.publishing.wechat.records import RemovalRow

SAYS = {
    "whole": "整个案例",
    "photo": "照片 {n}",
    "gone": "已换下的照片",
    "stands": "在发布",
    "shut": "授权已限定",
    "down": "已撤下",
    "never": "未发布",
    "by": "{name} {at}",
    "lifted": "{at} 解除",
}
TONES = {"stands": "good", "shut": "fault", "down": "doubt", "never": ""}


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit in words; ``lifted`` is when it ended, empty while it holds."""

    id: int
    channel: str
    what: str
    why: str
    by: str
    lifted: str


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """A correction with who wrote it."""

    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What the call's undertaking covers of a case, less what was narrowed; ``photos`` can be narrowed alone."""

    uses: tuple[tuple[str, str], ...]
    covered: tuple[str, ...]
    photos: tuple[tuple[str, str], ...]
    limits: tuple[LimitLine, ...]


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """How a case stands on a channel."""

    label: str
    says: str
    tone: str


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A publication that holds or held the case; ``address`` is its page on the website, where readers find it."""

    row: Standing
    sent: str
    down: str
    address: str


@dataclass(frozen=True, slots=True)
class StandingPage:
    """Where a case stands on every channel, since when, and in which text; ``text`` is the one that was asked for."""

    case: CaseRow
    tone: str
    call_key: str
    channels: tuple[ChannelLine, ...]
    lines: tuple[StandingLine, ...]
    text: PublishedText | None
    limits: tuple[LimitLine, ...]
    entries: tuple[EntryView, ...]
    amendments: tuple[AmendmentLine, ...]
    coverage: tuple[CoverageLine, ...]
    citations: tuple[CitationLine, ...]
    removals: tuple[RemovalRow, ...]
    may_take_down: bool


def consent_of(entry: EntryView, *, now: datetime) -> Consent:
    """What an entry's case may be used for."""
    photos = tuple((one.sha256, SAYS["photo"].format(n=n)) for n, one in enumerate(entry.photos, 1))
    return Consent(
        uses=tuple((key, label(key)) for key in entry.uses),
        covered=tuple(label(key) for key in entry.channels),
        photos=photos,
        limits=limit_lines(entry.limits, dict(photos), now),
    )


def amendment_lines(amendments: Iterable[AmendmentView], now: datetime) -> tuple[AmendmentLine, ...]:
    """Corrections with who wrote each."""
    found = tuple(amendments)
    names = people.names_of(one.by for one in found)
    return tuple(AmendmentLine(one.note, SAYS["by"].format(name=names[one.by], at=when(one.at, now))) for one in found)


def limit_lines(limits: tuple[LimitView, ...], photos: dict[str, str], now: datetime) -> tuple[LimitLine, ...]:
    """Limits in words, lifted ones too."""
    names = people.names_of(one.by for one in limits)
    return tuple(
        LimitLine(
            id=one.id,
            channel=label(one.channel),
            what=photos.get(one.photo, SAYS["gone"]) if one.photo else SAYS["whole"],
            why=one.why,
            by=SAYS["by"].format(name=names[one.by], at=when(one.at, now)),
            lifted=SAYS["lifted"].format(at=when(one.lifted_at, now)) if one.lifted_at else "",
        )
        for one in limits
    )


def standing_page(case_id: int, *, text: int, role: str, now: datetime) -> StandingPage:
    """Where a case stands; ``text`` is the publication whose text is asked for. Raises Case.DoesNotExist."""
    case = cases.case_row(case_id)
    call = calls.call_row(case.call_id)
    rows = publishing.where_is(case_id)
    entries = compiling.entries_of(case_id)
    limits = compiling.limits_of([case_id]).get(case_id, ())
    photos = {sha256: says for one in entries for sha256, says in consent_of(one, now=now).photos}
    return StandingPage(
        case=case,
        tone=tone(case.state),
        call_key=call.key,
        channels=tuple(_channel(key, rows, limits) for key in call.rules.uses),
        lines=tuple(_line(row, now) for row in rows),
        text=publishing.text_sent(text, case_id) if text else None,
        limits=limit_lines(limits, photos, now),
        entries=entries,
        amendments=tuple(line for one in entries for line in amendment_lines(one.amendments, now)),
        coverage=publishing.coverage_of(case_id),
        citations=publishing.citations_of(case_id),
        removals=wechat.removals_of(case_id),
        may_take_down=may(role, "publish"),
    )


def _channel(key: str, rows: tuple[Standing, ...], limits: tuple[LimitView, ...]) -> ChannelLine:
    mine = [row for row in rows if row.channel == key]
    shut = any(one.channel == key and not one.photo and one.lifted_at is None for one in limits)
    how = "stands" if any(row.stands for row in mine) else "shut" if shut else "down" if mine else "never"
    return ChannelLine(label(key), SAYS[how], TONES[how])


def _line(row: Standing, now: datetime) -> StandingLine:
    on_site = row.channel == "website" and row.stands
    down = when(row.taken_down_at, now) if row.taken_down_at else ""
    return StandingLine(row, when(row.sent_at, now), down, row.path.removesuffix("index.html") if on_site else "")
