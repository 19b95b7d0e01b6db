"""Sends editions to channels, keeps what was sent, and takes down."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import call_row
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.cases.queries import case_rows
from casecall.compiling import queries as compiling
from casecall.compiling.models import Edition
from casecall.files.queries import read as read_blob
from casecall.publishing import folders, pictures, rules
from casecall.publishing.channels import website
from casecall.publishing.channels.all_channels import CHANNELS, label
from casecall.publishing.content import Content, PhotoSent, StorySent, ThemeSent, as_json, from_json
from casecall.publishing.models import Publication, PublishedCase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from casecall.cases.records import CaseRow
    from casecall.compiling.records import EditionView, EntryView

REPLACED = "由新的一次发布替换"
WITHDRAWN = "申报单位撤回"
WORKER = "worker"


def publish(edition_id: int, channel: str = "website", *, by: str, now: datetime) -> int:
    """Send an edition to a channel; the publication's id. Raises rules.NotReady with every obstacle.

    The same edition sent again, unchanged, is the publication that already stands.
    """
    content = content_for(edition_id, channel, now=now)
    digest = digest_of(content)
    standing = _standing(edition_id, channel).first()
    if standing and standing.digest == digest and CHANNELS[channel].stands(content.slug):
        return standing.pk
    try:
        sent = CHANNELS[channel].send(content, read_blob)
    except pictures.Unpublishable as fault:
        raise rules.NotReady((str(fault),)) from fault
    try:
        with write_atomic():
            Edition.objects.select_for_update().get(pk=edition_id)
            made = record_sent(edition_id, channel, content, by=by, now=now)
            CHANNELS[channel].stand(sent, content.slug)  # last, so that a failure above leaves what stands
    finally:
        shutil.rmtree(sent, ignore_errors=True)
    return made.pk


def preview(edition_id: int, *, now: datetime) -> None:
    """Lay an edition out as it is, with its obstacles, where only the office can see it.

    Raises rules.NotReady where there is nothing to show, or a photo that cannot be.
    """
    edition = compiling.edition(edition_id)
    if not edition.entries:
        raise rules.NotReady((rules.NO_ENTRIES,))
    target = website.draft_folder(edition_id)
    try:
        files = website.render(_laid_out(edition, website.KEY, now), read_blob, former=target)
    except pictures.Unpublishable as fault:
        raise rules.NotReady((str(fault),)) from fault
    folders.put_in_place(folders.write_beside(target, files), target)


def take_down(publication_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take a whole edition off its channel (its cases → COMPILED); what was sent is kept. Raises rules.NotReady."""
    _wants_reason(why)
    with write_atomic():
        publication = Publication.objects.select_for_update().get(pk=publication_id)
        if publication.taken_down_at is not None:
            return
        _end(publication, why=why, now=now)
        for case_id in publication.cases.values_list("case_id", flat=True):
            _settle(case_id, why=why, by=by, now=now)
        record(at=now, actor=by, verb="publication.take_down", object=f"publication:{publication_id}")
        CHANNELS[publication.channel].take_down(publication.slug)


def take_down_case(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take one case off a channel (→ COMPILED); the rest stands, and with the last one the whole goes."""
    _wants_reason(why)
    publication = Publication.objects.get(pk=publication_id)
    if publication.taken_down_at is not None:
        return
    gone = set(publication.cases.exclude(taken_down_at=None).values_list("case_id", flat=True))
    content = from_json(publication.content).without(frozenset(gone | {case_id}))
    if not content.stories:
        take_down(publication_id, why=why, by=by, now=now)
        return
    channel = CHANNELS[publication.channel]
    sent = channel.send(content, read_blob)
    try:
        with write_atomic():
            rows = PublishedCase.objects.filter(publication=publication, case_id=case_id, taken_down_at=None)
            if rows.update(taken_down_at=now, why=why[:300]):
                _settle(case_id, why=why, by=by, now=now)
                note = f"publication:{publication_id}"
                record(at=now, actor=by, verb="publication.take_down_case", object=f"case:{case_id}", note=note)
                channel.stand(sent, publication.slug)
    finally:
        shutil.rmtree(sent, ignore_errors=True)


def clear_withdrawn(*, now: datetime) -> int:
    """Take down every case that its unit took back or that has lapsed; how many were."""
    rows = PublishedCase.objects.filter(
        case__state__in=states.ENDED, taken_down_at=None, publication__taken_down_at=None
    )
    found = list(rows.values_list("publication_id", "case_id"))
    for publication_id, case_id in found:
        take_down_case(publication_id, case_id, why=WITHDRAWN, by=WORKER, now=now)
    return len(found)


def digest_of(content: Content) -> str:
    """What makes two contents the same to a reader: everything but the time of sending."""
    plain = {key: value for key, value in as_json(content).items() if key != "sent_at"}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def content_for(edition_id: int, channel: str, *, now: datetime) -> Content:
    """What a channel is given of an edition: only what consent covers. Raises rules.NotReady with every obstacle."""
    edition = compiling.edition(edition_id)
    if faults := rules.obstacles(edition, channel, label(channel)):
        raise rules.NotReady(faults)
    return _laid_out(edition, channel, now)


def _laid_out(edition: EditionView, channel: str, now: datetime) -> Content:
    """All that a reader of a channel would be given of an edition."""
    call = call_row(edition.call_id).rules
    entries = rules.going(edition, channel)
    cases = case_rows(one.case_id for one in entries)
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
        stories=tuple(_story(one, cases[one.case_id], channel) for one in entries),
        base_url=edition.base_url or (f"{settings.BASE_URL}/t/{edition.slug}/" if settings.BASE_URL else ""),
    )


def _story(entry: EntryView, case: CaseRow, channel: str) -> StorySent:
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
    )


def record_sent(edition_id: int, channel: str, content: Content, *, by: str, now: datetime) -> Publication:
    """Keep what was sent, in the place of what stood there (its cases → PUBLISHED). Inside a transaction."""
    digest = digest_of(content)
    for former in _standing(edition_id, channel).select_for_update():
        _end(former, why=REPLACED, now=now)
    made = Publication.objects.create(
        edition_id=edition_id,
        channel=channel,
        slug=content.slug,
        sent_at=now,
        sent_by=by,
        content=as_json(content),
        digest=digest,
    )
    PublishedCase.objects.bulk_create(
        PublishedCase(publication=made, case_id=story.case, slug=story.slug) for story in content.stories
    )
    for case in Case.objects.filter(pk__in=_case_ids(content), state=states.COMPILED):
        move(case.pk, states.PUBLISHED, by=by, at=now)
    record(at=now, actor=by, verb="publication.send", object=f"publication:{made.pk}", note=f"{channel} {digest}")
    return made


def _case_ids(content: Content) -> Iterable[int]:
    return [story.case for story in content.stories]


def _standing(edition_id: int, channel: str) -> QuerySet[Publication]:
    return Publication.objects.filter(edition_id=edition_id, channel=channel, taken_down_at=None)


def _end(publication: Publication, *, why: str, now: datetime) -> None:
    publication.taken_down_at = now
    publication.save(update_fields=["taken_down_at"])
    publication.cases.filter(taken_down_at=None).update(taken_down_at=now, why=why[:300])


def _settle(case_id: int, *, why: str, by: str, now: datetime) -> None:
    """A case that stands nowhere any more is compiled again; one that was withdrawn stays so."""
    stands = PublishedCase.objects.filter(case_id=case_id, taken_down_at=None, publication__taken_down_at=None)
    state = Case.objects.values_list("state", flat=True).get(pk=case_id)
    if state == states.PUBLISHED and not stands.exists():
        move(case_id, states.COMPILED, by=by, at=now, why=why.strip())


def _wants_reason(why: str) -> None:
    if not why.strip():
        raise rules.NotReady((rules.NO_REASON,))
