"""Hands out press kits, keeps their words and template, and puts down where the press reported."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import call_row
from casecall.compiling import queries as compiling
from casecall.compiling.models import Edition
from casecall.files.actions import keep
from casecall.files.queries import exists
from casecall.files.queries import read as read_blob
from casecall.publishing import rules as publishing_rules
from casecall.publishing.actions import content_for, record_sent
from casecall.publishing.channels import press
from casecall.publishing.laying_out import is_whole
from casecall.publishing.models import Coverage, PressKit, PressTemplate, PressWords, Publication
from casecall.publishing.press import queries, rules
from casepress.presskit import kit as packing
from casepress.presskit import release as releasing

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.publishing.content import Content
    from casecall.publishing.press.records import Reported, Words

SAYS = {
    "lost": "原图缺失",
    "case": "请选择本专题的案例",
}
MOST_NAME, MOST_HEADLINE, MOST_LINES = 200, 200, 4000


def hand_out(edition_id: int, *, given_to: str = "", by: str, now: datetime) -> int:
    """Put down that a kit of an edition is handed out; the kit's id. Raises NotReady of publishing with every obstacle.

    The same content handed out again is another kit of the same publication.
    """
    content = content_for(edition_id, press.KEY, now=now)
    if faults := _photo_faults(content):
        raise publishing_rules.NotReady(faults)
    with write_atomic():
        Edition.objects.select_for_update().get(pk=edition_id)
        found = Publication.objects.filter(edition_id=edition_id, channel=press.KEY, taken_down_at=None)
        standing = found.prefetch_related("cases").first()
        if standing is None or not is_whole(standing, content):
            standing = record_sent(edition_id, press.KEY, content, by=by, now=now)
        template = queries.template_in_use()
        made = PressKit.objects.create(
            publication=standing,
            template_id=template.id if template else None,
            words=asdict(queries.words(edition_id)),
            given_to=given_to.strip()[:MOST_NAME],
            given_at=now,
            given_by=by,
        )
        record(at=now, actor=by, verb="press.hand_out", object=f"kit:{made.pk}", note=f"publication:{standing.pk}")
    return made.pk


def keep_words(edition_id: int, words: Words, *, by: str, now: datetime) -> None:
    """Keep what only the press is told of an edition."""
    said = {
        "headline": " ".join(words.headline.split())[:MOST_HEADLINE],
        "contact": words.contact.strip()[:MOST_LINES],
        "quotes": words.quotes.strip()[:MOST_LINES],
    }
    with write_atomic():
        PressWords.objects.update_or_create(
            edition_id=edition_id, defaults={**said, "changed_at": now, "changed_by": by}
        )
        record(at=now, actor=by, verb="press.words", object=f"edition:{edition_id}")


def use_template(data: bytes, name: str, *, by: str, now: datetime) -> None:
    """Use a Word file as the template of press releases from now on. Raises rules.Unfit with all that is wrong."""
    if faults := releasing.faults(data):
        raise rules.Unfit(faults)
    kept = keep(data, now=now)
    with write_atomic():
        PressTemplate.objects.filter(put_away_at=None).update(put_away_at=now)
        made = PressTemplate.objects.create(file=kept, name=name.strip()[:MOST_NAME], added_at=now, added_by=by)
        record(at=now, actor=by, verb="press.template", object=f"template:{made.pk}", note=kept.pk)


def put_template_away(*, by: str, now: datetime) -> None:
    """Use the template that ships again."""
    with write_atomic():
        if PressTemplate.objects.filter(put_away_at=None).update(put_away_at=now):
            record(at=now, actor=by, verb="press.template_away", object="template:shipped")


def add_coverage(edition_id: int, said: Reported, *, by: str, now: datetime) -> int:
    """Put down a report of the press on a case of an edition, or on the whole; its id. Raises rules.Unfit."""
    view = compiling.edition(edition_id)
    today = now.astimezone(call_row(view.call_id).rules.zone).date()
    medium, title = " ".join(said.medium.split())[: rules.MEDIUM], " ".join(said.title.split())[: rules.TITLE]
    faults = rules.coverage_faults(medium, title, said.url, on=said.on, today=today)
    if said.case_id is not None and said.case_id not in {one.case_id for one in view.entries}:
        faults = (*faults, SAYS["case"])
    if faults:
        raise rules.Unfit(faults)
    parts = {"case_id": said.case_id, "medium": medium, "title": title, "url": said.url, "on": said.on}
    with write_atomic():
        made = Coverage.objects.create(edition_id=edition_id, **parts, added_at=now, added_by=by)
        record(at=now, actor=by, verb="coverage.add", object=f"coverage:{made.pk}", note=f"edition:{edition_id}")
    return made.pk


def remove_coverage(edition_id: int, coverage_id: int, *, by: str, now: datetime) -> None:
    """Strike a report of the press; that it stood there is kept."""
    with write_atomic():
        if Coverage.objects.filter(edition_id=edition_id, pk=coverage_id, removed_at=None).update(removed_at=now):
            record(at=now, actor=by, verb="coverage.remove", object=f"coverage:{coverage_id}")


def _photo_faults(content: Content) -> tuple[str, ...]:
    """A sentence for each photo that cannot go into the kit."""
    topic = press.topic_of(content, day=content.sent_at.date(), pledge="")
    found = []
    for story in topic.stories:
        for n, photo in enumerate(story.photos):
            if not exists(photo.sha256):
                found.append(packing.BROKEN.format(story=story, n=n + 1, why=SAYS["lost"]))
            elif fault := packing.photo_fault(story, n, read_blob(photo.sha256)):
                found.append(fault)
    return tuple(found)
