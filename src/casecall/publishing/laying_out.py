"""Lays an edition out for a channel: only what consent covers, with days, corrections and what was taken back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from casecall.calls.queries import call_row
from casecall.cases.queries import case_rows
from casecall.compiling import queries as compiling
from casecall.publishing import rules
from casecall.publishing.channels import website
from casecall.publishing.channels.all_channels import label
from casecall.publishing.content import (
    AmendmentSent,
    Content,
    PhotoSent,
    StorySent,
    ThemeSent,
    TombstoneSent,
    as_json,
    from_json,
)
from casecall.publishing.models import Publication, PublishedCase
from casecall.publishing.reports.queries import cited_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casecall.cases.records import CaseRow
    from casecall.compiling.records import EditionView, EntryView
    from casecall.publishing.content import CitedSent

DERIVED = frozenset({"first_on", "changed_on"})  # days that follow from the sending itself


@dataclass(frozen=True, slots=True)
class _Past:
    """What was sent before of the cases of an edition: the day of the first time, and the story of the last."""

    first_on: Mapping[int, str]
    last: Mapping[int, StorySent]


def content_for(edition_id: int, channel: str, *, now: datetime) -> Content:
    """What a channel is given of an edition: only what consent covers. Raises rules.NotReady with every obstacle."""
    edition = compiling.edition(edition_id)
    if faults := rules.obstacles(edition, channel, label(channel)):
        raise rules.NotReady(faults)
    return laid_out(edition, channel, now)


def laid_out(edition: EditionView, channel: str, now: datetime) -> Content:
    """All that a reader of a channel would be given of an edition, ready or not."""
    call = call_row(edition.call_id).rules
    entries = rules.going(edition, channel)
    cases = case_rows(one.case_id for one in entries)
    past, cited = _past(edition.id, channel), cited_in(cases)
    stories = (_story(one, cases[one.case_id], channel, cited.get(one.case_id, ())) for one in entries)
    return Content(
        slug=edition.slug,
        title=edition.title,
        lead=edition.lead,
        call_key=call.key,
        call_title=call.title,
        call_number=call.number,
        issuer=call.issuer,
        organiser=call.organiser,
        sent_at=now,
        themes=tuple(ThemeSent(theme.key, theme.label, theme.short) for theme in call.themes),
        stories=tuple(_dated(one, past, day(now)) for one in stories),
        base_url=edition.base_url or (f"{settings.BASE_URL}/t/{edition.slug}/" if settings.BASE_URL else ""),
        tombstones=_tombstones(edition, channel, [one.slug for one in entries], day(now)),
    )


def digest_of(content: Content) -> str:
    """What makes two contents the same to a reader: everything but the time of sending and what follows from it."""
    plain = {key: value for key, value in as_json(content).items() if key != "sent_at"}
    plain["stories"] = [{k: v for k, v in story.items() if k not in DERIVED} for story in plain["stories"]]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def left_of(publication: Publication, leaving: frozenset[int] = frozenset(), *, now: datetime) -> Content:
    """What is left of a publication as it was sent, without the cases that were taken down and those that leave now."""
    gone = {one.case_id: one.taken_down_at for one in publication.cases.all() if one.taken_down_at is not None}
    days = {case_id: day(gone.get(case_id) or now) for case_id in {*gone, *leaving}}
    content = from_json(publication.content)
    stones = (
        [TombstoneSent(one.slug, one.number, days[one.case]) for one in content.stories if one.case in days]
        if publication.channel == website.KEY
        else []
    )
    return replace(content.without(frozenset(days)), tombstones=(*content.tombstones, *stones))


def standing_in(publication: Publication) -> frozenset[int]:
    """The cases that still stand in a publication."""
    if publication.taken_down_at is not None:
        return frozenset()
    return frozenset(one.case_id for one in publication.cases.all() if one.taken_down_at is None)


def is_whole(publication: Publication, content: Content) -> bool:
    """Whether a publication is this content, and none of its cases was taken down since."""
    return publication.digest == digest_of(content) and len(standing_in(publication)) == len(content.stories)


def day(at: datetime) -> str:
    """The day of an instant where the association is, as 2026-11-25."""
    return timezone.localdate(at).isoformat()


def _story(entry: EntryView, case: CaseRow, channel: str, cited: tuple[CitedSent, ...]) -> StorySent:
    return StorySent(
        case=entry.case_id,
        number=entry.number,
        slug=entry.slug,
        theme=entry.theme,
        unit=entry.unit,
        place=case.province,
        title=entry.title,
        body=entry.body,
        photos=tuple(
            PhotoSent(one.sha256, one.caption, one.alt, one.credit, *one.focus)
            for one in entry.photos
            if one.shown and channel in one.channels
        ),
        kind=case.unit_kind,
        amendments=tuple(AmendmentSent(day(one.at), one.note) for one in entry.amendments),
        cited=cited,
    )


def _past(edition_id: int, channel: str) -> _Past:
    """What this channel was sent of the edition before."""
    rows = PublishedCase.objects.filter(publication__edition_id=edition_id, publication__channel=channel)
    found = list(
        rows.values("case_id").annotate(first=Min("publication__sent_at"), last=Max("publication_id")).order_by()
    )
    kept = Publication.objects.filter(pk__in={one["last"] for one in found}).values_list("pk", "content")
    sent = {pk: {story.case: story for story in from_json(content).stories} for pk, content in kept}
    return _Past(
        first_on={one["case_id"]: day(one["first"]) for one in found},
        last={one["case_id"]: sent[one["last"]][one["case_id"]] for one in found},
    )


def _dated(story: StorySent, past: _Past, today: str) -> StorySent:
    """A story with the day of its first publication, and of the last change of its text after that."""
    last = past.last.get(story.case)
    if last is None:
        return replace(story, first_on=today)
    same = (last.title, last.body, last.unit) == (story.title, story.body, story.unit)
    return replace(story, first_on=past.first_on[story.case], changed_on=last.changed_on if same else today)


def _tombstones(edition: EditionView, channel: str, taken: Iterable[str], today: str) -> tuple[TombstoneSent, ...]:
    """The addresses of the topic at which a case once stood and none will stand; only pages have addresses."""
    if channel != website.KEY:
        return ()
    rows = PublishedCase.objects.filter(publication__edition_id=edition.id, publication__channel=channel)
    gone = rows.exclude(slug__in=list(taken)).values("slug", "case__number").order_by("slug")
    found = gone.annotate(last=Max("taken_down_at"), standing=Count("pk", filter=Q(taken_down_at=None)))
    return tuple(
        TombstoneSent(one["slug"], one["case__number"], today if one["standing"] else day(one["last"])) for one in found
    )
