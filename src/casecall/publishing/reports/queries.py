"""Questions about reports: what they cite, what they could cite, and where a case is cited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from casecall.calls.queries import call_row, rules_of
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.compiling.queries import entries_of_many
from casecall.letters.queries import keyed_ids
from casecall.publishing.channels import report as channel
from casecall.publishing.channels import website
from casecall.publishing.content import CitedSent, from_json
from casecall.publishing.models import Citation, Publication, PublishedCase, Report
from casecall.publishing.reports import rules
from casecall.publishing.reports.records import (
    Candidate,
    CitationRow,
    OnlineCase,
    RegisterRow,
    ReportRow,
    ReportView,
)
from casecall.reviewing.queries import standing_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casecall.cases.records import CaseRow
    from casecall.compiling.records import EntryView
    from casecall.publishing.content import Content, StorySent

SAYS = {"stands": "已引用", "withdrawn": "已撤去", "out": "报告尚未发布"}
MOST_CANDIDATES = 50


def list_reports(call_id: int) -> tuple[ReportRow, ...]:
    """The reports of a call, the newest first."""
    counted = Report.objects.filter(call_id=call_id).annotate(
        quotations=Count("citations", filter=Q(citations__withdrawn_at=None))
    )
    return tuple(_row(one, one.quotations) for one in counted.order_by("-id"))


def report(report_id: int) -> ReportView:
    """A report with its quotations in order. Raises Report.DoesNotExist."""
    found = Report.objects.get(pk=report_id)
    kept = list(Citation.objects.filter(report=found))
    kept.sort(key=lambda one: (one.withdrawn_at is not None, one.order, one.pk))
    about = _About.of(one.case_id for one in kept)
    letters = keyed_ids(rules.LETTER_KEY.format(report=report_id, case=one.case_id) for one in kept)
    places: dict[int, int] = {}
    rows = []
    for one in kept:
        fault = about.fault(one.case_id)
        if one.withdrawn_at is None and not fault:
            places.setdefault(one.case_id, len(places) + 1)
        rows.append(about.citation(one, fault, places, letters))
    call = call_row(found.call_id)
    count = sum(one.withdrawn_at is None for one in kept)
    return ReportView(_row(found, count), call.key, call.title, tuple(rows))


def candidates(call_id: int, query: str) -> tuple[tuple[Candidate, ...], int]:
    """The chosen cases that a query line of the inbox finds, with what keeps each from being cited; and how many."""
    ids = cases.case_ids(call_id, query=query)
    rows = [one for one in cases.case_rows(ids).values() if one.state in states.CHOSEN]
    rows.sort(key=lambda one: one.number)
    about = _About.of(one.id for one in rows[:MOST_CANDIDATES])
    return tuple(about.candidate(one) for one in rows[:MOST_CANDIDATES]), len(rows)


def citable(case_id: int) -> tuple[str, str]:
    """Why a case cannot be cited (empty where it can), and the consent by which it can, in words."""
    about = _About.of([case_id])
    fault = about.fault(case_id)
    return fault, "" if fault else about.consent(case_id)


def belongs(case_id: int, call_id: int) -> bool:
    """Whether a case is one of a call."""
    row = cases.find_case(case_id)
    return row is not None and row.call_id == call_id


def register(call_id: int) -> tuple[RegisterRow, ...]:
    """Case, report, page, sentence and consent: every quotation of a call's reports, withdrawn ones too."""
    kept = list(Citation.objects.filter(report__call_id=call_id).select_related("report").order_by("-report", "order"))
    about = _About.of(one.case_id for one in kept)
    return tuple(
        RegisterRow(
            report_id=one.report_id,
            report=one.report.title,
            year=one.report.year,
            case_id=one.case_id,
            number=about.cases[one.case_id].number,
            title=about.title(one.case_id),
            unit=about.unit(one.case_id),
            page=one.page,
            quote=one.quote,
            consent=one.consent,
            labels="、".join(about.labels(one.case_id)),
            made_at=one.made_at,
            standing=_standing(one, about.fault(one.case_id)),
        )
        for one in kept
    )


def cited_in(case_ids: Iterable[int]) -> Mapping[int, tuple[CitedSent, ...]]:
    """By case, the reports that are out and cite it: each once, with its pages. What a reader of the case is shown."""
    found = Citation.objects.filter(case_id__in=list(case_ids), withdrawn_at=None, report__out_on__isnull=False)
    shown: dict[int, dict[int, CitedSent]] = {}
    for one in found.select_related("report").order_by("report__out_on", "report", "order", "id"):
        its = shown.setdefault(one.case_id, {})
        before = its[one.report_id].page if one.report_id in its else ""
        pages = "、".join(dict.fromkeys(filter(None, (*before.split("、"), one.page))))
        its[one.report_id] = CitedSent(one.report.title, one.report.year, pages, one.report.url)
    return {case_id: tuple(its.values()) for case_id, its in shown.items()}


def _standing(one: Citation, fault: str) -> str:
    if one.withdrawn_at is not None:
        return SAYS["withdrawn"]
    return fault or (SAYS["stands"] if one.report.out_on else SAYS["out"])


def _row(one: Report, quotations: int) -> ReportRow:
    columns = {name: getattr(one, name) for name in ReportRow.__dataclass_fields__ if name not in {"id", "quotations"}}
    return ReportRow(id=one.pk, quotations=quotations, **columns)


class _About:
    """What is to be known of some cases: their rows, entries, labels, and what stands of them on the website."""

    def __init__(self, ids: list[int]) -> None:
        self.cases = cases.case_rows(ids)
        self.entries = entries_of_many(ids)
        self.online = _online(ids)
        self._labels = standing_labels(ids)
        calls = {one.call_id for one in self.cases.values()}
        self._themes = {call_id: {one.key: one.label for one in rules_of(call_id).themes} for call_id in calls}

    @classmethod
    def of(cls, ids: Iterable[int]) -> _About:
        return cls(list(dict.fromkeys(ids)))

    def labels(self, case_id: int) -> tuple[str, ...]:
        return tuple(one.name for one in self._labels.get(case_id, ()))

    def title(self, case_id: int) -> str:
        online = self.online.get(case_id)
        return online.title if online else self.cases[case_id].title

    def unit(self, case_id: int) -> str:
        online = self.online.get(case_id)
        return online.unit if online else self.cases[case_id].unit

    def fault(self, case_id: int) -> str:
        return rules.citable_fault(
            self.cases[case_id].state,
            online=case_id in self.online,
            covered=self._covering(case_id) is not None,
            use=channel.LABEL,
        )

    def consent(self, case_id: int) -> str:
        entry = self._covering(case_id)
        if entry is None:
            return ""
        pledge = rules.SAYS["pledged"] if entry.pledged else rules.SAYS["unpledged"].format(why=entry.unpledged_why)
        return rules.SAYS["consent"].format(use=channel.LABEL, pledge=pledge, edition=entry.edition_title)

    def _covering(self, case_id: int) -> EntryView | None:
        """An entry whose consent covers reports, if any."""
        entries = self.entries.get(case_id, ())
        return next((one for one in entries if channel.KEY in one.channels and not one.obstacle), None)

    def candidate(self, case: CaseRow) -> Candidate:
        online = self.online.get(case.id)
        paragraphs = tuple(line.strip() for line in online.body.splitlines() if line.strip()) if online else ()
        words = (case.number, self.title(case.id), self.unit(case.id))
        return Candidate(case.id, *words, self.labels(case.id), paragraphs, self.fault(case.id))

    def citation(self, one: Citation, fault: str, places: Mapping[int, int], letters: Mapping[str, int]) -> CitationRow:
        case = self.cases[one.case_id]
        themes = self._themes[case.call_id]
        return CitationRow(
            id=one.pk,
            case_id=one.case_id,
            number=case.number,
            title=self.title(one.case_id),
            unit=self.unit(one.case_id),
            theme="、".join(themes.get(key, key) for key in case.theme.split()),
            province=case.province,
            unit_kind=case.unit_kind,
            quote=one.quote,
            page=one.page,
            consent=one.consent,
            made_at=one.made_at,
            made_by=one.made_by,
            withdrawn_at=one.withdrawn_at,
            fault=fault,
            online=self.online.get(one.case_id),
            labels=self.labels(one.case_id),
            reference=places.get(one.case_id, 0),
            letter_id=letters.get(rules.LETTER_KEY.format(report=one.report_id, case=one.case_id)),
        )


def _online(case_ids: list[int]) -> dict[int, OnlineCase]:
    """The cases that stand on the website now, as they stand there."""
    standing = PublishedCase.objects.filter(
        case_id__in=case_ids,
        taken_down_at=None,
        publication__channel=website.KEY,
        publication__taken_down_at=None,
    ).values_list("case_id", "publication_id")
    where = dict(standing.order_by("publication_id"))
    sent = {one.pk: from_json(one.content) for one in Publication.objects.filter(pk__in=set(where.values()))}
    found = {}
    for content_id, content in sent.items():
        for story in content.stories:
            if where.get(story.case) == content_id:
                found[story.case] = _shown(story, content)
    return found


def _shown(story: StorySent, content: Content) -> OnlineCase:
    on = story.changed_on or story.first_on
    return OnlineCase(
        case_id=story.case,
        slug=story.slug,
        unit=story.unit,
        title=story.title,
        body=story.body,
        theme=story.theme,
        url=f"{content.base_url}cases/{story.slug}/" if content.base_url else "",
        changed_on=date.fromisoformat(on) if on else timezone.localtime(content.sent_at).date(),
    )
