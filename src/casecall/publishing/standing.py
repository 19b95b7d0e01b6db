"""Where a case stands: on which channel, since when, in which text; who reported it and which report cites it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from casecall.compiling.queries import editions_of
from casecall.publishing.channels.all_channels import label
from casecall.publishing.content import from_json
from casecall.publishing.models import Citation, Coverage, PublishedCase
from casecall.publishing.records import CitationLine, CoverageLine, PublishedText, Standing

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE = "cases/{slug}/index.html"


def where_is(case_id: int) -> tuple[Standing, ...]:
    """Where a case stands or stood, newest first."""
    rows = _rows(case_id).defer("publication__content")
    return tuple(
        Standing(
            publication_id=one.publication_id,
            case_id=case_id,
            channel=one.publication.channel,
            channel_label=label(one.publication.channel),
            edition_title=one.publication.edition.title,
            slug=one.publication.slug,
            path=PAGE.format(slug=one.slug),
            sent_at=one.publication.sent_at,
            taken_down_at=one.taken_down_at,
            why=one.why,
            edition_id=one.publication.edition_id,
        )
        for one in rows.select_related("publication__edition")
    )


def published_text(case_id: int) -> PublishedText | None:
    """The text of a case as it was last sent, None where it never was."""
    return _text(_rows(case_id).select_related("publication").first())


def text_sent(publication_id: int, case_id: int) -> PublishedText | None:
    """The text of a case as a publication had it, None where that held no such case."""
    return _text(_rows(case_id).filter(publication_id=publication_id).select_related("publication").first())


def coverage_of(case_id: int) -> tuple[CoverageLine, ...]:
    """Where the press reported a case, or a whole edition that holds it; newest first."""
    about = Q(case_id=case_id) | Q(case=None, edition_id__in=editions_of(case_id))
    found = Coverage.objects.filter(about, removed_at=None)
    return tuple(CoverageLine(one.pk, one.medium, one.title, one.url, one.on, one.case_id is None) for one in found)


def citations_of(case_id: int) -> tuple[CitationLine, ...]:
    """Which reports cite a case, in what sentence and on what consent; newest first."""
    found = Citation.objects.filter(case_id=case_id).select_related("report").order_by("-id")
    return tuple(
        CitationLine(
            one.report_id, one.report.title, one.report.year, one.page, one.quote, one.consent, one.withdrawn_at
        )
        for one in found
    )


def _rows(case_id: int) -> QuerySet[PublishedCase]:
    return PublishedCase.objects.filter(case_id=case_id).order_by("-id")


def _text(row: PublishedCase | None) -> PublishedText | None:
    if row is None:
        return None
    story = next(one for one in from_json(row.publication.content).stories if one.case == row.case_id)
    return PublishedText(
        title=story.title,
        body=story.body,
        unit=story.unit,
        theme=story.theme,
        sent_at=row.publication.sent_at,
        taken_down_at=row.taken_down_at,
        channel_label=label(row.publication.channel),
        captions=tuple(photo.caption or photo.alt for photo in story.photos),
        amendments=tuple((one.on, one.note) for one in story.amendments),
        first_on=story.first_on,
        changed_on=story.changed_on,
    )
