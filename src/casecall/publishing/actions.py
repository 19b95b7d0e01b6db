"""Sends editions to channels, keeps what was sent, and takes down."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.compiling import queries as compiling
from casecall.compiling.models import Edition
from casecall.compiling.queries import limits_in_force, limits_of
from casecall.files.queries import read as read_blob
from casecall.publishing import pictures, rules
from casecall.publishing.channels import website
from casecall.publishing.channels.all_channels import CHANNELS, label
from casecall.publishing.content import as_json
from casecall.publishing.laying_out import content_for, digest_of, is_whole, laid_out, left_of, standing_in
from casecall.publishing.models import Publication, PublishedCase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from casecall.publishing.content import Content

__all__ = [
    "clear_withdrawn",
    "content_for",
    "digest_of",
    "preview",
    "publish",
    "record_sent",
    "take_down",
    "take_down_case",
]

SAYS = {
    "replaced": "由新的一次发布替换",
    "ended": "案例现为“{state}”",
    "limited": "授权已限定，不再用于“{channel}”：{why}",
    "meanwhile": "{number} 现为“{state}”，在准备发布期间有变，请重新发布",
    "faults": "有案例未能撤下",
    "narrowed": "{number} 的授权在准备发布期间有变，不再用于“{channel}”，请重新发布",
    "disk": "专题没有写成，现有的不受影响：{why}",
    "busy": "同一专题正在另有撤下，请稍后再试",
}

WORKER = "worker"
MOST_REASON = 300
TRIES = 5  # each is another withdrawal that came first


def publish(edition_id: int, *, by: str, now: datetime) -> int:
    """Let an edition stand on the website; the publication's id. Raises rules.NotReady with every obstacle.

    The same edition sent again, unchanged, is the publication that already stands.
    """
    content = content_for(edition_id, website.KEY, now=now)
    standing = _standing(edition_id, website.KEY).first()
    if standing and is_whole(standing, content) and website.stands(content.slug):
        return standing.pk
    with _prepared(content) as sent, write_atomic():
        Edition.objects.select_for_update().get(pk=edition_id)
        made = record_sent(edition_id, website.KEY, content, by=by, now=now)
        if sent is not None:
            website.stand(sent, content.slug)  # last, so that a failure above leaves what stands
    return made.pk


def preview(edition_id: int, *, now: datetime) -> None:
    """Lay an edition out as it is, with its obstacles, where only the office can see it.

    Raises rules.NotReady where there is nothing to show, or a photo that cannot be.
    """
    edition = compiling.edition(edition_id)
    if not edition.entries:
        raise rules.NotReady((rules.NO_ENTRIES,))
    try:
        website.draft(laid_out(edition, website.KEY, now), read_blob, edition_id)
    except pictures.Unpublishable as fault:
        raise rules.NotReady((str(fault),)) from fault


def take_down(publication_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take a whole edition off its channel (its cases → COMPILED); what was sent is kept. Raises rules.NotReady."""
    _wants_reason(why)
    with write_atomic():
        publication = Publication.objects.select_for_update().get(pk=publication_id)
        if publication.taken_down_at is None:
            _end_whole(publication, why=why, by=by, now=now)


def take_down_case(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take one case off a channel (→ COMPILED); the rest stands, and with the last one the whole goes.

    Raises rules.NotReady without a reason.
    """
    _wants_reason(why)
    for _ in range(TRIES):
        publication = Publication.objects.prefetch_related("cases").get(pk=publication_id)
        if case_id not in standing_in(publication):
            return
        content = left_of(publication, frozenset({case_id}), now=now)
        with _prepared(content, wanted=publication.channel == website.KEY) as sent, write_atomic():
            locked = _locked(publication_id)
            if standing_in(locked) == standing_in(publication):  # else another case left while this was prepared
                _leave(locked, case_id, sent, why=why, by=by, now=now)
                return
    raise rules.NotReady((SAYS["busy"],))


def clear_withdrawn(*, now: datetime) -> int:
    """Take down every case that its unit took back, that lapsed, or that consent no longer covers; how many were.

    One that cannot be taken down keeps none of the others back; what went wrong is raised together at the end.
    """
    faults: list[Exception] = []
    found = [*_ended(), *_limited()]
    for publication_id, case_id, why in found:
        try:
            take_down_case(publication_id, case_id, why=why, by=WORKER, now=now)
        except (OSError, ValueError) as fault:
            faults.append(fault)
    narrowed = 0
    for publication_id in _with_limited_photos():
        try:
            narrowed += _send_narrowed(publication_id, now=now)
        except (OSError, ValueError) as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup(SAYS["faults"], faults)
    return len(found) + narrowed


def record_sent(edition_id: int, channel: str, content: Content, *, by: str, now: datetime) -> Publication:
    """Keep what was sent, in the place of what stood there (its cases → PUBLISHED). Inside a transaction.

    Raises rules.NotReady where a case was taken back, or its consent narrowed, since the content was laid out.
    """
    if changed := _changed_since(content, channel):
        raise rules.NotReady(changed)
    digest = digest_of(content)
    for former in _standing(edition_id, channel).select_for_update():
        _end(former, why=SAYS["replaced"], now=now)
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
    for case in Case.objects.filter(pk__in=[story.case for story in content.stories], state=states.COMPILED):
        move(case.pk, states.PUBLISHED, by=by, at=now)
    record(at=now, actor=by, verb="publication.send", object=f"publication:{made.pk}", note=f"{channel} {digest}")
    return made


def _changed_since(content: Content, channel: str) -> tuple[str, ...]:
    """A sentence for each case that may no longer go out as it was laid out."""
    ids = [story.case for story in content.stories]
    state_of = dict(Case.objects.filter(pk__in=ids).values_list("pk", "state"))
    limits = limits_of(ids)
    found = []
    for story in content.stories:
        shut = [one for one in limits.get(story.case, ()) if one.lifted_at is None and one.channel == channel]
        if (state := state_of[story.case]) not in rules.SENDABLE:
            found.append(SAYS["meanwhile"].format(number=story.number, state=states.STATES[state]))
        elif any(one.photo in {"", *(photo.sha256 for photo in story.photos)} for one in shut):
            found.append(SAYS["narrowed"].format(number=story.number, channel=label(channel)))
    return tuple(found)


def _ended() -> Iterator[tuple[int, int, str]]:
    """What stands of cases that are no more, as (publication, case, why)."""
    found = _standing_cases().filter(case__state__in=states.ENDED)
    for publication_id, case_id, state in found.values_list("publication_id", "case_id", "case__state"):
        yield publication_id, case_id, SAYS["ended"].format(state=states.STATES[state])


def _limited() -> Iterator[tuple[int, int, str]]:
    """What stands on a channel that consent no longer covers. A photo that was handed out takes its case with it."""
    for limit in limits_in_force():
        found = _standing_cases().filter(case_id=limit.case_id, publication__channel=limit.channel)
        if limit.photo and limit.channel == website.KEY:
            continue
        why = SAYS["limited"].format(channel=label(limit.channel), why=limit.why)
        for row in found.select_related("publication"):
            if not limit.photo or limit.photo in _photos_of(row.publication, limit.case_id):
                yield row.publication_id, row.case_id, why


def _with_limited_photos() -> set[int]:
    """The topics on the website that show a photo which consent no longer covers."""
    found = set()
    for limit in limits_in_force(website.KEY):
        rows = _standing_cases().filter(case_id=limit.case_id, publication__channel=website.KEY)
        for row in rows.select_related("publication"):
            if limit.photo in _photos_of(row.publication, limit.case_id):
                found.add(row.publication_id)
    return found


def _send_narrowed(publication_id: int, *, now: datetime) -> int:
    """Let a topic stand without the photos that consent no longer covers; 1 where it did."""
    publication = Publication.objects.prefetch_related("cases").get(pk=publication_id)
    left = left_of(publication, now=now)
    shut = {(one.case_id, one.photo) for one in limits_in_force(website.KEY)}
    content = left.without_photos(frozenset(shut))
    with _prepared(content) as sent, write_atomic():
        if _locked(publication_id).taken_down_at is not None or sent is None:
            return 0
        record_sent(publication.edition_id, website.KEY, content, by=WORKER, now=now)
        website.stand(sent, publication.slug)
    return 1


def _photos_of(publication: Publication, case_id: int) -> set[str]:
    return {
        photo["sha256"]
        for story in publication.content["stories"]
        if story["case"] == case_id
        for photo in story["photos"]
    }


@contextmanager
def _prepared(content: Content, *, wanted: bool = True) -> Iterator[Path | None]:
    """The folder of a topic, written beside the one that stands; gone again where it was not put in its place."""
    if not wanted or not content.stories:
        yield None
        return
    try:
        sent = website.send(content, read_blob)
    except pictures.Unpublishable as fault:
        raise rules.NotReady((str(fault),)) from fault
    except OSError as fault:
        raise rules.NotReady((SAYS["disk"].format(why=fault.strerror or fault),)) from fault
    try:
        yield sent
    finally:
        shutil.rmtree(sent, ignore_errors=True)


def _leave(  # one case of a locked publication
    publication: Publication, case_id: int, sent: Path | None, *, why: str, by: str, now: datetime
) -> None:
    """Take a case off a channel, the whole with the last one; the website changes last, so a fault undoes all."""
    if standing_in(publication) == {case_id}:
        _end_whole(publication, why=why, by=by, now=now)
        return
    publication.cases.filter(case_id=case_id, taken_down_at=None).update(taken_down_at=now, why=why[:MOST_REASON])
    _settle(case_id, why=why, by=by, now=now)
    note = f"publication:{publication.pk}"
    record(at=now, actor=by, verb="publication.take_down_case", object=f"case:{case_id}", note=note)
    CHANNELS[publication.channel].take_out(publication.pk, case_id, why=why, by=by, now=now)
    if sent is not None:
        website.stand(sent, publication.slug)


def _end_whole(publication: Publication, *, why: str, by: str, now: datetime) -> None:
    cases = standing_in(publication)
    _end(publication, why=why, now=now)
    for case_id in sorted(cases):
        _settle(case_id, why=why, by=by, now=now)
        CHANNELS[publication.channel].take_out(publication.pk, case_id, why=why, by=by, now=now)
    record(at=now, actor=by, verb="publication.take_down", object=f"publication:{publication.pk}")
    if publication.channel == website.KEY:
        website.take_down(publication.slug)


def _locked(publication_id: int) -> Publication:
    return Publication.objects.select_for_update().prefetch_related("cases").get(pk=publication_id)


def _standing(edition_id: int, channel: str) -> QuerySet[Publication]:
    return Publication.objects.filter(edition_id=edition_id, channel=channel, taken_down_at=None)


def _standing_cases() -> QuerySet[PublishedCase]:
    return PublishedCase.objects.filter(taken_down_at=None, publication__taken_down_at=None)


def _end(publication: Publication, *, why: str, now: datetime) -> None:
    publication.taken_down_at = now
    publication.save(update_fields=["taken_down_at"])
    publication.cases.filter(taken_down_at=None).update(taken_down_at=now, why=why[:MOST_REASON])


def _settle(case_id: int, *, why: str, by: str, now: datetime) -> None:
    """A case that stands nowhere any more is compiled again; one that was withdrawn stays so."""
    state = Case.objects.values_list("state", flat=True).get(pk=case_id)
    if state == states.PUBLISHED and not _standing_cases().filter(case_id=case_id).exists():
        move(case_id, states.COMPILED, by=by, at=now, why=why.strip())


def _wants_reason(why: str) -> None:
    if not why.strip():
        raise rules.NotReady((rules.NO_REASON,))
