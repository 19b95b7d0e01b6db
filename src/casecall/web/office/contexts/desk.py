"""The desk: one case with its paper, what needs a person, its values, and what may be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.compiling import queries as compiling
from casecall.correcting import queries as correcting
from casecall.jobs import queries as jobs
from casecall.jobs import rules as job_rules
from casecall.people import queries as people
from casecall.people.rules import may
from casecall.publishing import queries as publishing
from casecall.receiving import queries as receiving
from casecall.receiving.typed import label_of
from casecall.reviewing import queries as reviewing
from casecall.reviewing.rules import LABELS
from casecall.web.office.contexts.saying import exactly, size, tone, when
from casecall.web.office.contexts.thread import Said, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casecall.cases.records import CaseRow, HistoryRow
    from casecall.compiling.records import EntryView
    from casecall.correcting.records import RoundLine
    from casecall.jobs.queries import JobRow
    from casecall.publishing.records import Standing
    from casecall.receiving.records import SuggestionRow
    from casecall.reviewing.records import LabelRow
    from casecall.screening.records import DeskFinding, DeskPage, DeskPlace, DeskValue, DeskView
    from casepaper.forms.rules import CallRules, FormField

SAYS = {
    "page": "第 {n} 页",
    "corrected": "{name} 改于 {at}",
    "words": "{count} 字",
    "over": "超过 {most}",
    "maybe": "可能超过 {most}",
    "within": "不超过 {most}",
    "revision": "第 {n} 稿 · {door} {at}",
    "unit": "单位:{unit}",
    "queued": "排队等候",
    "photos": "照片 {count} 张",
    "sent": "{at}，文件 {files} 个",
}

MARGIN = 0.004  # of the page, so that a strip shows a little of the paper around the words
TALLEST = 0.12  # of the page; a taller place is no strip


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip of paper a value was read from, as the view box of a picture."""

    picture: str
    view_box: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value under its strip; ``finding`` is the doubt about it that still waits."""

    value: DeskValue
    strip: Strip | None
    finding: DeskFinding | None
    corrected: str

    @property
    def owner(self) -> str:
        """What its boxes on the paper are marked with."""
        return f"value:{self.value.key}"

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return self.finding is not None or not self.value.sure


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with the strip of its first place."""

    finding: DeskFinding
    strip: Strip | None
    where: str
    ruled_by: str

    @property
    def owner(self) -> str:
        """What its boxes on the paper are marked with."""
        return f"finding:{self.finding.id}"

    @property
    def by_value(self) -> bool:
        """Whether it is settled where its value stands: by keeping, taking or writing a reading."""
        return self.finding.check == "field_uncertain" and bool(self.finding.field)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the revision with its part and size in words."""

    name: str
    sha256: str
    role: str
    size: str
    pages: int


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in words."""

    n: int
    says: str


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the case's history."""

    at: str
    says: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class WordsLine:
    """字数 in words, and whether it keeps within the limit."""

    says: str
    limit: int
    tone: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole desk. ``previous`` and ``next`` are addresses, empty at the ends of the list.

    ``over`` says that the unit sent more cases than the call allows, and ``siblings`` leads to all of them.
    """

    case: CaseRow
    view: DeskView
    tone: str
    short: str
    revision_says: str
    kinds: str
    over: str
    siblings: str
    repeats: tuple[tuple[int, str], ...]
    back: str
    here: str
    previous: str
    next: str
    reading: str
    failed: JobRow | None
    waiting: tuple[FindingLine, ...]
    faults: tuple[FindingLine, ...]
    settled: tuple[FindingLine, ...]
    values: tuple[ValueLine, ...]
    words: WordsLine | None
    typed: tuple[tuple[str, str], ...]
    files: tuple[FileLine, ...]
    revisions: tuple[RevisionLine, ...]
    thread: tuple[Event, ...]
    letters: tuple[Said, ...]
    suggestions: tuple[SuggestionRow, ...]
    unit_kinds: tuple[str, ...]
    provinces: tuple[str, ...]
    correction: RoundLine | None
    entries: tuple[EntryView, ...]
    standings: tuple[Standing, ...]
    labels: tuple[LabelRow, ...]
    may: frozenset[str]

    @property
    def to_give(self) -> tuple[tuple[str, str], ...]:
        """The labels that the case could be given now, by this person."""
        borne = {one.kind for one in self.labels if one.stands}
        may = "decide" in self.may and self.case.state in case_rules.CHOSEN
        return tuple((kind, name) for kind, name in LABELS.items() if may and kind not in borne)

    @property
    def poll(self) -> str:
        """The address that gives the side again while the case is being read."""
        return f"{self.here}{'&' if '?' in self.here else '?'}reading=1"

    @property
    def wants_reason(self) -> bool:
        """Whether accepting it wants a reason: it is not in order."""
        return self.case.state != case_rules.IN_ORDER

    @property
    def may_accept(self) -> bool:
        """Whether it can be accepted now, by this person."""
        return "decide" in self.may and self.case.may(case_rules.ACCEPTED)

    @property
    def may_ask(self) -> bool:
        """Whether its unit can be asked for a correction now, by this person."""
        return "write" in self.may and self.case.may(case_rules.WAITING) and bool(self.view.screening_id)

    @property
    def may_decline(self) -> bool:
        """Whether it can be left out now, by this person."""
        return "decide" in self.may and self.case.may(case_rules.DECLINED)


def strip_of(place: DeskPlace | None, pages: Iterable[DeskPage]) -> Strip | None:
    """The strip of a place on a page picture; none for Word cells and for places too tall to be a strip."""
    if place is None or place.box is None or not place.picture:
        return None
    page = next((one for one in pages if one.sha256 == place.picture), None)
    x0, y0, x1, y1 = place.box
    if page is None or y1 - y0 > TALLEST:
        return None
    left, top = max(0.0, x0 - MARGIN), max(0.0, y0 - MARGIN)
    wide, high = min(1.0, x1 + MARGIN) - left, min(1.0, y1 + MARGIN) - top
    view_box = f"{left * page.width:.0f} {top * page.height:.0f} {wide * page.width:.0f} {high * page.height:.0f}"
    return Strip(page.sha256, view_box, page.width, page.height)


def where(places: Iterable[DeskPlace]) -> str:
    """Where a finding points to, for people: 扫描件.jpg 第 1 页; or the cell of a Word form."""
    said = []
    for place in places:
        spot = place.cell or (SAYS["page"].format(n=place.page) if place.page else "")
        said.append(f"{place.file} {spot}".strip())
    return "；".join(dict.fromkeys(said))


def _value_lines(view: DeskView, names: Mapping[str, str]) -> tuple[ValueLine, ...]:
    """The values in the order of the form, the text last; each with its strip and the doubt that waits."""
    doubts = {one.field: one for one in view.waiting if one.field}
    return tuple(
        ValueLine(
            value=one,
            strip=strip_of(next(iter(one.places), None), view.pages),
            finding=doubts.get(one.key),
            corrected=SAYS["corrected"].format(name=names.get(one.corrected_by, ""), at=exactly(one.corrected_at))
            if one.corrected_by
            else "",
        )
        for one in sorted(view.values, key=lambda value: value.kind == "body")
    )


def _finding_lines(
    view: DeskView, findings: Iterable[DeskFinding], names: Mapping[str, str]
) -> tuple[FindingLine, ...]:
    """Findings, each with the strip of its first place."""
    return tuple(
        FindingLine(
            finding=one,
            strip=strip_of(next(iter(one.places), None), view.pages),
            where="" if any(place.file in one.says for place in one.places) else where(one.places),
            ruled_by=f"{names.get(one.ruling.by, '')} {exactly(one.ruling.at)}" if one.ruling else "",
        )
        for one in findings
    )


def words_line(view: DeskView) -> WordsLine | None:
    """309 字, or 496–503 字 where the reading leaves room."""
    if view.words is None:
        return None
    low, high = view.words
    says = SAYS["words"].format(count=low if low == high else f"{low}–{high}")
    if low > view.word_limit:
        return WordsLine(says, view.word_limit, "fault", SAYS["over"].format(most=view.word_limit))
    if high > view.word_limit:
        return WordsLine(says, view.word_limit, "doubt", SAYS["maybe"].format(most=view.word_limit))
    return WordsLine(says, view.word_limit, "good", SAYS["within"].format(most=view.word_limit))


def file_lines(view: DeskView) -> tuple[FileLine, ...]:
    """The files of the revision."""
    return tuple(FileLine(one.name, one.sha256, one.role_label, size(one.size), one.pages) for one in view.files)


def desk(case: CaseRow, view: DeskView, *, role: str, asked: Mapping[str, str], now: datetime) -> Desk:
    """The desk of a case as a person of that role sees it; ``asked`` is the list he came from."""
    rules = calls.rules_of(case.call_id)
    came, sent = cases.history(case.id), cases.over_limit(case, rules.cases_per_unit)
    names = people.names_of(_actors(view, came))
    around = cases.neighbours(case.id, state=asked.get("state", ""), query=asked.get("q", ""))
    query = f"?{urlencode(asked)}" if asked else ""
    faults = [one for one in view.findings if one.level == "fault" and one.ruling is None]
    settled = [one for one in view.findings if one.ruling is not None or one.level == "note"]
    job = jobs.for_key(cases.SCREEN, str(view.revision_id)) if case.state == case_rules.RECEIVED else None
    return Desk(
        case=case,
        view=view,
        tone=tone(case.state),
        short=case.number.rpartition("-")[2],
        revision_says=SAYS["revision"].format(
            n=view.revision_n, door=view.door_label, at=when(view.sent_at or view.made_at, now)
        ),
        kinds=_kinds(view),
        over=case_rules.OVER.format(count=sent, limit=rules.cases_per_unit) if sent else "",
        siblings=f"{reverse('office:inbox')}?{urlencode({'call': rules.key, 'q': SAYS['unit'].format(unit=case.unit)})}"
        if sent
        else "",
        repeats=receiving.same_elsewhere(case.id),
        back=f"{reverse('office:inbox')}{query}",
        here=f"{reverse('office:desk', args=(case.id,))}{query}",
        previous=f"{reverse('office:desk', args=(around.above,))}{query}" if around.above else "",
        next=f"{reverse('office:desk', args=(around.below,))}{query}" if around.below else "",
        reading=_reading(case, job),
        failed=job if job and job.state == job_rules.FAILED else None,
        waiting=_finding_lines(view, view.waiting, names),
        faults=_finding_lines(view, faults, names),
        settled=_finding_lines(view, settled, names),
        values=_value_lines(view, names),
        words=words_line(view),
        typed=_typed(view, rules),
        files=file_lines(view),
        revisions=_revisions(case.id) if view.revisions > 1 else (),
        thread=tuple(Event(when(one.at, now), one.says, one.why, names.get(one.by, "")) for one in came),
        letters=said_of(case, now=now),
        suggestions=receiving.suggestions(case.id),
        unit_kinds=tuple(name for name, _ in rules.unit_kinds),
        provinces=tuple(name for name, _ in rules.provinces),
        correction=correcting.newest_round(case.id),
        entries=compiling.entries_of(case.id) if case.state in case_rules.CHOSEN else (),
        standings=publishing.where_is(case.id) if case.state in case_rules.CHOSEN else (),
        labels=reviewing.labels_of(case.id) if case.state in case_rules.CHOSEN else (),
        may=frozenset(act for act in ("rule", "correct", "decide", "compile", "write") if may(role, act)),
    )


def _actors(view: DeskView, came: Iterable[HistoryRow]) -> set[str]:
    ruled = {one.ruling.by for one in view.findings if one.ruling}
    return {one.by for one in came} | ruled | {one.corrected_by for one in view.values if one.corrected_by}


def _reading(case: CaseRow, job: JobRow | None) -> str:
    """What the reading is at, or nothing where none is under way."""
    if case.state != case_rules.RECEIVED or (job is not None and job.state == job_rules.FAILED):
        return ""
    return (job.progress if job else "") or SAYS["queued"]


def _kinds(view: DeskView) -> str:
    """The parts that its files play, each once: 申报表、照片 3 张."""
    roles = dict.fromkeys(one.role_label for one in view.files if one.role_label and one.role != "photo")
    photos = [SAYS["photos"].format(count=len(view.photos))] if view.photos else []
    return "、".join([*roles, *photos])


def _typed(view: DeskView, rules: CallRules) -> tuple[tuple[str, str], ...]:
    """What was typed on the web, with its labels as they are said and its themes by name."""
    if not view.typed:
        return ()
    names = dict(view.themes)

    def shown(field: FormField) -> str:
        value = view.typed.get(field.key, "")
        return "、".join(names.get(key, key) for key in value.split()) if field.kind == "themes" else value

    return tuple((label_of(field), shown(field)) for field in rules.form.fields)


def _revisions(case_id: int) -> tuple[RevisionLine, ...]:
    return tuple(
        RevisionLine(one.n, SAYS["sent"].format(at=exactly(one.sent_at or one.made_at), files=len(one.files)))
        for one in cases.revisions(case_id)
    )
