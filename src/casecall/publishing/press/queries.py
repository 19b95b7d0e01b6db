"""Questions about the press: the template and words in use, kits and what is in them, where the press reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casecall.calls.queries import call_row
from casecall.compiling import queries as compiling
from casecall.files.queries import read as read_blob
from casecall.files.zipping import zipped_whole
from casecall.publishing import rules
from casecall.publishing.channels import press
from casecall.publishing.content import from_json
from casecall.publishing.models import Coverage, PressKit, PressTemplate, PressWords, PublishedCase
from casecall.publishing.press.records import CoverageRow, KitFile, KitRow, TemplateRow, Words
from casepress.presskit import kit as packing
from casepress.presskit import release as releasing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.compiling.records import EditionView
    from casecall.publishing.content import Content
    from casepress.presskit.records import KitTopic


def words(edition_id: int) -> Words:
    """What the press is told of an edition beside its content; empty where nobody said anything."""
    found = PressWords.objects.filter(edition_id=edition_id).first()
    return Words(found.headline, found.contact, found.quotes) if found else Words()


def template_in_use() -> TemplateRow | None:
    """The staff's template of the press release, None where the one that ships is used."""
    found = PressTemplate.objects.filter(put_away_at=None).first()
    return TemplateRow(found.pk, found.name, found.added_at, found.added_by) if found else None


def template_bytes(template_id: int | None) -> bytes:
    """A template's Word file, the one that ships for None."""
    if template_id is None:
        return releasing.shipped()
    return read_blob(PressTemplate.objects.values_list("file_id", flat=True).get(pk=template_id))


def release_now(edition_id: int, content: Content, *, now: datetime) -> bytes:
    """The press release as it would go out now, as DOCX."""
    template = template_in_use()
    topic = topic_of(compiling.edition(edition_id).call_id, content, words(edition_id), at=now)
    return releasing.release(topic, template_bytes(template.id if template else None))


def kits(edition_id: int) -> tuple[KitRow, ...]:
    """The kits handed out of an edition, newest first, with the cases that those who got them must be told of."""
    allowed = _allowed(compiling.edition(edition_id))
    rows = PressKit.objects.filter(publication__edition_id=edition_id).select_related("publication")
    return tuple(_row(one, allowed) for one in rows)


def kit_file(edition_id: int, kit_id: int) -> KitFile | None:
    """A kit packed again with the words and the template of then, less what may no longer be used; None for nothing.

    The same kit is the same bytes until a case or a photo goes.
    """
    found = PressKit.objects.filter(publication__edition_id=edition_id, pk=kit_id).select_related("publication").first()
    if found is None:
        return None
    view = compiling.edition(edition_id)
    content = _left_of(from_json(found.publication.content), _allowed(view))
    if not content.stories:
        return None
    topic = topic_of(view.call_id, content, Words(**found.words), at=found.given_at)
    files = packing.files_of(topic, template_bytes(found.template_id), read_blob)
    at = found.given_at.astimezone(call_row(view.call_id).rules.zone)
    folder = f"{content.slug}-press-{at:%Y%m%d}"
    return KitFile(f"{folder}.zip", zipped_whole((f"{folder}/{path}", at, data) for path, data in files))


def coverage(edition_id: int) -> tuple[CoverageRow, ...]:
    """Where the press reported an edition or its cases, the latest first."""
    found = Coverage.objects.filter(edition_id=edition_id, removed_at=None).select_related("case")
    return tuple(
        CoverageRow(
            id=one.pk,
            case_id=one.case_id,
            number=one.case.number if one.case else "",
            case_title=one.case.title if one.case else "",
            medium=one.medium,
            title=one.title,
            url=one.url,
            on=one.on,
            added_at=one.added_at,
            added_by=one.added_by,
        )
        for one in found
    )


def topic_of(call_id: int, content: Content, said: Words, *, at: datetime) -> KitTopic:
    """A content as its kit says it."""
    call = call_row(call_id).rules
    own = {"headline": said.headline, "contact": said.contact, "quotes": said.quotes}
    return press.topic_of(content, day=at.astimezone(call.zone).date(), pledge=call.form.undertaking, **own)


def _row(one: PressKit, allowed: Mapping[int, frozenset[str]]) -> KitRow:
    stories = from_json(one.publication.content).stories
    left = _left_of(from_json(one.publication.content), allowed).stories
    gone = tuple(
        story.number
        for story in stories
        if story.case not in allowed or {photo.sha256 for photo in story.photos} - allowed[story.case]
    )
    photos = sum(len(story.photos) for story in left)
    return KitRow(one.pk, one.given_to, one.given_at, one.given_by, len(left), photos, gone)


def _allowed(view: EditionView) -> dict[int, frozenset[str]]:
    """The cases that the press may use now, each with its photos: those that stand there and that consent covers."""
    standing = PublishedCase.objects.filter(
        publication__edition_id=view.id,
        publication__channel=press.KEY,
        publication__taken_down_at=None,
        taken_down_at=None,
    )
    stands = set(standing.values_list("case_id", flat=True))
    return {
        entry.case_id: frozenset(one.sha256 for one in entry.photos if one.shown and press.KEY in one.channels)
        for entry in rules.going(view, press.KEY)
        if entry.state in rules.SENDABLE and entry.case_id in stands
    }


def _left_of(content: Content, allowed: Mapping[int, frozenset[str]]) -> Content:
    """A content less the cases and photos that may no longer be used."""
    stories = (
        replace(story, photos=tuple(one for one in story.photos if one.sha256 in allowed[story.case]))
        for story in content.stories
        if story.case in allowed
    )
    return replace(content, stories=tuple(stories))
