"""Questions about editions and entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from casecall.calls.queries import call_row, rules_in
from casecall.cases import rules as states
from casecall.cases.models import Case
from casecall.compiling import rules
from casecall.compiling.models import ConsentLimit, Edition, Entry, EntryPhoto
from casecall.compiling.records import (
    AmendmentView,
    CaseToAdd,
    EditionRow,
    EditionView,
    EntryPhotoView,
    EntryView,
    LimitView,
)
from casecall.screening.queries import effective_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from casecall.screening.records import Effective
    from casepaper.forms.rules import CallRules


def list_editions(call_id: int | None = None) -> tuple[EditionRow, ...]:
    """The editions, newest change first, of one call or of all."""
    found = Edition.objects.annotate(count=Count("entries")).order_by("-changed_at", "-id")
    found = found if call_id is None else found.filter(call_id=call_id)
    return tuple(EditionRow(one.pk, one.call_id, one.slug, one.title, one.count, one.changed_at) for one in found)


def titles(call_id: int) -> tuple[tuple[int, str], ...]:
    """The editions of a call as (id, title), newest change first."""
    return tuple(Edition.objects.filter(call_id=call_id).order_by("-changed_at", "-id").values_list("id", "title"))


def edition(edition_id: int) -> EditionView:
    """An edition with its entries in order and the accepted cases that could join. Raises Edition.DoesNotExist."""
    found = Edition.objects.get(pk=edition_id)
    call = call_row(found.call_id)
    waiting = Case.objects.filter(call_id=found.call_id, state=states.ACCEPTED).order_by("number")
    return EditionView(
        id=found.pk,
        call_id=found.call_id,
        call_key=call.key,
        call_title=call.title,
        slug=found.slug,
        title=found.title,
        lead=found.lead,
        base_url=found.base_url,
        made_at=found.made_at,
        changed_at=found.changed_at,
        entries=_views(Entry.objects.filter(edition=found)),
        to_add=tuple(
            CaseToAdd(one.pk, one.number, one.title, one.unit, _labels(one.theme, call.rules)) for one in waiting
        ),
        warnings=rules.warnings(found.title, found.lead),
    )


def entry(entry_id: int) -> EntryView:
    """An entry: the paper's text and the editor's; what was published is asked of publishing. Raises DoesNotExist."""
    views = _views(Entry.objects.filter(pk=entry_id))
    if not views:
        raise Entry.DoesNotExist
    return views[0]


def entries_of(case_id: int) -> tuple[EntryView, ...]:
    """The entries of a case, over all editions."""
    return _views(Entry.objects.filter(case_id=case_id))


def editions_of(case_id: int) -> tuple[int, ...]:
    """The editions that hold a case."""
    return tuple(Entry.objects.filter(case_id=case_id).values_list("edition_id", flat=True))


def entries_of_many(case_ids: Iterable[int]) -> Mapping[int, tuple[EntryView, ...]]:
    """The entries of several cases, by case; a case in no edition is not in it."""
    found: dict[int, tuple[EntryView, ...]] = {}
    for one in _views(Entry.objects.filter(case_id__in=list(case_ids))):
        found[one.case_id] = (*found.get(one.case_id, ()), one)
    return found


def photo_hashes() -> frozenset[str]:
    """The SHA-256 of every photo of an entry."""
    return frozenset(EntryPhoto.objects.values_list("file_id", flat=True).distinct())


def limits_of(case_ids: Iterable[int]) -> Mapping[int, tuple[LimitView, ...]]:
    """Every limit that was ever set for the cases, lifted ones too, in order."""
    found: dict[int, list[LimitView]] = {}
    for one in ConsentLimit.objects.filter(case_id__in=list(case_ids)):
        found.setdefault(one.case_id, []).append(_limit(one))
    return {case_id: tuple(views) for case_id, views in found.items()}


def limits_in_force(channel: str = "") -> tuple[LimitView, ...]:
    """Every limit that was not lifted, of one channel or of all."""
    found = ConsentLimit.objects.filter(lifted_at=None)
    return tuple(_limit(one) for one in (found.filter(channel=channel) if channel else found))


def _limit(one: ConsentLimit) -> LimitView:
    return LimitView(one.pk, one.case_id, one.photo_id or "", one.channel, one.why, one.by, one.at, one.lifted_at)


def _views(entries: QuerySet[Entry]) -> tuple[EntryView, ...]:
    found = entries.select_related("edition__call", "case").prefetch_related("photos", "amendments")
    calls = {one.edition.call_id: rules_in(one.edition.call.source) for one in found}
    case_ids = [one.case_id for one in found]
    papers, limits = effective_of(case_ids), limits_of(case_ids)
    return tuple(
        _view(one, calls[one.edition.call_id], papers.get(one.case_id), limits.get(one.case_id, ())) for one in found
    )


def _view(one: Entry, call: CallRules, paper: Effective | None, limits: tuple[LimitView, ...]) -> EntryView:
    contact = {key: paper.values.get(key, "") for key in rules.LABELS} if paper else {}
    photos = _photos(one, paper, call.uses, limits)
    words = (text for photo in photos if photo.shown for text in (photo.caption, photo.alt, photo.credit))
    notes = (each.note for each in one.amendments.all())
    texts = (one.title, one.unit, one.body, *words, *notes)
    pledged = rules.pledged(paper.promise if paper else None, before=one.pledged)
    obstacle = rules.obstacle(
        pledged=pledged,
        unpledged_why=one.unpledged_why,
        title=one.title,
        body=one.body,
        themed=call.theme(one.theme) is not None,
    )
    return EntryView(
        id=one.pk,
        edition_id=one.edition_id,
        edition_title=one.edition.title,
        case_id=one.case_id,
        number=one.case.number,
        state=one.case.state,
        state_label=states.STATES[one.case.state],
        order=one.order,
        slug=one.slug,
        theme=one.theme,
        theme_label=_labels(one.theme, call),
        unit=one.unit,
        title=one.title,
        body=one.body,
        paper_title=one.paper_title,
        paper_body=one.paper_body,
        pledged=pledged,
        unpledged_why=one.unpledged_why,
        changed_at=one.changed_at,
        changed_by=one.changed_by,
        photos=photos,
        warnings=rules.warnings(*texts),
        obstacle="；".join(filter(None, (obstacle, *rules.contact_found(contact, *texts)))),
        channels=rules.covered(call.uses, limits),
        amendments=tuple(AmendmentView(each.at, each.by, each.note) for each in one.amendments.all()),
        uses=call.uses,
        limits=limits,
        contact=contact,
    )


def _photos(
    one: Entry, paper: Effective | None, uses: tuple[str, ...], limits: tuple[LimitView, ...]
) -> tuple[EntryPhotoView, ...]:
    views = {photo.sha256: photo.view for photo in (paper.photos if paper else ())}
    return tuple(
        EntryPhotoView(
            id=photo.pk,
            sha256=photo.file_id,
            order=photo.order,
            caption=photo.caption,
            alt=photo.alt,
            credit=photo.credit,
            shown=photo.shown,
            view=views.get(photo.file_id, photo.file_id),
            focus=(photo.focus_x, photo.focus_y),
            channels=rules.covered(uses, limits, photo.file_id),
        )
        for photo in one.photos.all()
    )


def _labels(themes: str, call: CallRules) -> str:
    return "、".join(theme.label if (theme := call.theme(key)) else key for key in themes.split())
