"""Makes editions, takes accepted cases in, and keeps the editor's words apart from the paper's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Max

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.cases.queries import newest_revision
from casecall.compiling import rules
from casecall.compiling.models import Edition, Entry, EntryPhoto
from casecall.files.queries import exists
from casecall.receiving.typed import photo_words
from casecall.screening.queries import effective

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casecall.screening.records import Effective

SAYS = {
    "taken": "网址名“{slug}”已被使用，请换一个",
    "other": "{number} 不属于本次征集，不能编入",
    "state": "{number} 现为“{state}”，入选后才能编入",
    "theme": "请选择本次征集的一个主题",
    "published": "案例已发布，请先撤下再移出",
}


def make_edition(  # what an edition is
    call_id: int, *, slug: str, title: str, lead: str = "", by: str, now: datetime
) -> int:
    """A new, empty edition; its id. Raises rules.Unfit where the address is taken or unfit, or the title empty."""
    slug = slug.strip()
    if fault := rules.slug_fault(slug):
        raise rules.Unfit(fault)
    if not title.strip():
        raise rules.Unfit(rules.NO_TITLE)
    with write_atomic():
        if Edition.objects.filter(slug=slug).exists():
            raise rules.Unfit(SAYS["taken"].format(slug=slug))
        made = Edition.objects.create(
            call_id=call_id, slug=slug, title=title.strip()[:200], lead=_text(lead), made_at=now, changed_at=now
        )
        record(at=now, actor=by, verb="edition.make", object=f"edition:{made.pk}")
    return made.pk


def edit_edition(  # what an edition is
    edition_id: int, *, title: str, lead: str, base_url: str | None = None, by: str, now: datetime
) -> None:
    """Change the title and lead of an edition, and where readers find it. Raises rules.Unfit for an unfit one."""
    if not title.strip():
        raise rules.Unfit(rules.NO_TITLE)
    changed = {"title": title.strip()[:200], "lead": _text(lead), "changed_at": now}
    if base_url is not None:
        if fault := rules.address_fault(base_url.strip()):
            raise rules.Unfit(fault)
        changed["base_url"] = f"{base_url.strip().rstrip('/')}/" if base_url.strip() else ""
    with write_atomic():
        Edition.objects.filter(pk=edition_id).update(**changed)
        record(at=now, actor=by, verb="edition.edit", object=f"edition:{edition_id}")


def add_cases(edition_id: int, case_ids: Sequence[int], *, by: str, now: datetime) -> int:
    """Take accepted cases into an edition (→ COMPILED); how many joined. Those already in are left as they are.

    Raises rules.Unfit for a case of another call, and cases.rules.NotAllowed for one that was not accepted.
    """
    joined = 0
    with write_atomic():
        edition = Edition.objects.select_for_update().get(pk=edition_id)
        inside = set(Entry.objects.filter(edition=edition).values_list("case_id", flat=True))
        order = Entry.objects.filter(edition=edition).aggregate(last=Max("order"))["last"] or 0
        for case in Case.objects.filter(pk__in=case_ids).order_by("pk"):
            if case.pk in inside:
                continue
            if case.call_id != edition.call_id:
                raise rules.Unfit(SAYS["other"].format(number=case.number))
            if case.state not in states.CHOSEN:
                raise states.NotAllowed(SAYS["state"].format(number=case.number, state=states.STATES[case.state]))
            joined += 1
            _add(edition, case, order + joined, by=by, now=now)
        if joined:
            _touch(edition_id, now)
    return joined


def edit_entry(  # the texts of an entry
    entry_id: int, *, title: str, body: str, unit: str, theme: str, unpledged_why: str = "", by: str, now: datetime
) -> None:
    """Keep the editor's words for an entry. Raises rules.Unfit for a theme that the call has not."""
    with write_atomic():
        entry = Entry.objects.select_for_update().select_related("edition").get(pk=entry_id)
        if rules_of(entry.edition.call_id).theme(theme) is None:
            raise rules.Unfit(SAYS["theme"])
        entry.title, entry.body, entry.unit = title.strip()[:300], _text(body), unit.strip()[:200]
        entry.theme, entry.unpledged_why = theme, unpledged_why.strip()
        entry.changed_at, entry.changed_by = now, by
        entry.save()
        _touch(entry.edition_id, now)
        record(at=now, actor=by, verb="entry.edit", object=f"entry:{entry_id}", note=f"case:{entry.case_id}")


def order_entries(edition_id: int, entry_ids: Sequence[int], *, by: str, now: datetime) -> None:
    """Put entries in the order given; those not named follow in their former order."""
    with write_atomic():
        entries = list(Entry.objects.select_for_update().filter(edition_id=edition_id))
        wanted = {key: n for n, key in enumerate(entry_ids)}
        entries.sort(key=lambda one: wanted.get(one.pk, len(wanted)))
        for n, entry in enumerate(entries, 1):
            entry.order = n
        Entry.objects.bulk_update(entries, ["order"])
        _touch(edition_id, now)
        record(at=now, actor=by, verb="edition.order", object=f"edition:{edition_id}")


def edit_photo(  # the words of a photo
    photo_id: int, *, order: int, caption: str, alt: str, credit: str, shown: bool, by: str, now: datetime
) -> None:
    """Keep the words of a photo, its place, and whether it is shown."""
    with write_atomic():
        photo = EntryPhoto.objects.select_for_update().select_related("entry").get(pk=photo_id)
        photo.order, photo.shown = max(0, order), shown
        photo.caption, photo.alt, photo.credit = caption.strip()[:200], alt.strip()[:200], credit.strip()[:100]
        photo.save()
        Entry.objects.filter(pk=photo.entry_id).update(changed_at=now, changed_by=by)
        _touch(photo.entry.edition_id, now)
        record(at=now, actor=by, verb="photo.edit", object=f"photo:{photo_id}", note=f"entry:{photo.entry_id}")


def remove_entry(entry_id: int, *, why: str = "", by: str, now: datetime) -> None:
    """Take an entry out (→ ACCEPTED). Raises rules.Unfit while the case is published."""
    with write_atomic():
        entry = Entry.objects.select_for_update().select_related("case").get(pk=entry_id)
        if entry.case.state == states.PUBLISHED:
            raise rules.Unfit(SAYS["published"])
        edition_id, case_id, state = entry.edition_id, entry.case_id, entry.case.state
        entry.delete()
        if state == states.COMPILED and not Entry.objects.filter(case_id=case_id).exists():
            move(case_id, states.ACCEPTED, by=by, at=now, why=why.strip())
        _touch(edition_id, now)
        record(at=now, actor=by, verb="entry.remove", object=f"entry:{entry_id}", note=f"case:{case_id}")


def restore_text(entry_id: int, *, by: str, now: datetime) -> None:
    """Give an entry the paper's title and text again."""
    with write_atomic():
        entry = Entry.objects.select_for_update().get(pk=entry_id)
        entry.title, entry.body, entry.changed_at, entry.changed_by = entry.paper_title, entry.paper_body, now, by
        entry.save()
        _touch(entry.edition_id, now)
        record(at=now, actor=by, verb="entry.restore", object=f"entry:{entry_id}", note=f"case:{entry.case_id}")


def _add(edition: Edition, case: Case, order: int, *, by: str, now: datetime) -> None:
    found = effective(case.pk)
    values = found.values if found else {}
    title, body = " ".join(values.get("title", case.title).split())[:300], _text(values.get("body", ""))
    entry = Entry.objects.create(
        edition=edition,
        case=case,
        order=order,
        slug=_slug(case.number),
        theme=(case.theme.split() or [""])[0],
        unit=case.unit,
        title=title,
        body=body,
        paper_title=title,
        paper_body=body,
        pledged=bool(found and found.promise),
        changed_at=now,
        changed_by=by,
    )
    _add_photos(entry, found)
    if case.state == states.ACCEPTED:
        move(case.pk, states.COMPILED, by=by, at=now)
    record(at=now, actor=by, verb="entry.add", object=f"entry:{entry.pk}", note=f"case:{case.pk}")


def _add_photos(entry: Entry, found: Effective | None) -> None:
    photos = {one.sha256: one for one in (found.photos if found else ()) if exists(one.sha256)}
    revision = newest_revision(entry.case_id)
    typed = (revision.typed if revision else None) or {}
    words = [(order, sha256, *photo_words(typed, sha256)) for order, sha256 in enumerate(photos, 1)]
    EntryPhoto.objects.bulk_create(
        EntryPhoto(entry=entry, file_id=sha256, order=order, caption=caption, credit=credit)
        for order, sha256, caption, credit in words
    )


def _slug(number: str) -> str:
    """The address of a case: its number, in lower-case ASCII."""
    return re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-")[:40] or "case"


def _text(text: str) -> str:
    """Text with one paragraph a line, no empty ones."""
    return "\n".join(line for raw in text.splitlines() if (line := raw.strip().strip("　")))


def _touch(edition_id: int, now: datetime) -> None:
    Edition.objects.filter(pk=edition_id).update(changed_at=now)
