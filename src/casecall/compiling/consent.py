"""Narrows what a case may be used for and lifts it again, keeps the point of a photo, and dates corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.cases.actions import TAKE_DOWN
from casecall.cases.models import Case
from casecall.compiling import rules
from casecall.compiling.models import Amendment, ConsentLimit, Edition, Entry, EntryPhoto
from casecall.compiling.queries import entry as entry_view
from casecall.jobs.actions import enqueue

if TYPE_CHECKING:
    from datetime import datetime

SAYS = {
    "why": "请写明限定的理由，例如来函的日期",
    "channel": "本次征集没有约定这一用途，无须限定",
    "photo": "这张照片不属于该案例",
    "empty": "请写明更正了什么，这句话会随文公开",
    "long": "更正说明请不超过 {most} 字",
}

MOST_WHY, MOST_NOTE = 300, 300


def limit(  # a case or one photo, on one channel
    case_id: int, channel: str, *, photo: str = "", why: str, by: str, now: datetime
) -> int:
    """Let a case, or one photo of it, go out on a channel no more; the limit's id, the one in force where there is one.

    What stands there already is taken down by the job that this asks for. Raises rules.Unfit.
    """
    why = why.strip()[:MOST_WHY]
    if not why:
        raise rules.Unfit(SAYS["why"])
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if channel not in rules_of(case.call_id).uses:
            raise rules.Unfit(SAYS["channel"])
        if photo and not EntryPhoto.objects.filter(entry__case_id=case_id, file_id=photo).exists():
            raise rules.Unfit(SAYS["photo"])
        wanted = {"case": case, "photo_id": photo or None, "channel": channel}
        if standing := ConsentLimit.objects.filter(**wanted, lifted_at=None).first():
            return standing.pk
        made = ConsentLimit.objects.create(**wanted, why=why, by=by, at=now)
        _touch(case_id, now)
        record(at=now, actor=by, verb="consent.limit", object=f"case:{case_id}", note=f"{channel} {photo}".strip())
        enqueue(TAKE_DOWN, str(case_id), {"case": case_id}, now=now, again=True)
    return made.pk


def lift(limit_id: int, *, by: str, now: datetime) -> None:
    """End a limit; it stays on record. What was taken down comes back with the next publication, not by itself."""
    with write_atomic():
        found = ConsentLimit.objects.select_for_update().get(pk=limit_id)
        if found.lifted_at is not None:
            return
        found.lifted_at, found.lifted_by = now, by
        found.save(update_fields=["lifted_at", "lifted_by"])
        _touch(found.case_id, now)
        note = f"{found.channel} {found.photo_id or ''}".strip()
        record(at=now, actor=by, verb="consent.lift", object=f"case:{found.case_id}", note=note)


def amend(entry_id: int, note: str, *, by: str, now: datetime) -> int:
    """Add a correction in words for readers; its id. Raises rules.Unfit for none, too many, or contact data."""
    note = " ".join(note.split())
    if not note:
        raise rules.Unfit(SAYS["empty"])
    if len(note) > MOST_NOTE:
        raise rules.Unfit(SAYS["long"].format(most=MOST_NOTE))
    if found := rules.contact_found(entry_view(entry_id).contact, note):
        raise rules.Unfit("；".join(found))
    with write_atomic():
        entry = Entry.objects.select_for_update().get(pk=entry_id)
        made = Amendment.objects.create(entry=entry, at=now, by=by, note=note)
        Edition.objects.filter(pk=entry.edition_id).update(changed_at=now)
        record(at=now, actor=by, verb="entry.amend", object=f"entry:{entry_id}", note=f"case:{entry.case_id}")
    return made.pk


def set_focus(photo_id: int, focus: tuple[float, float], *, by: str, now: datetime) -> None:
    """Keep the point of a photo that stays when it is cropped, from 0 to 1 from the left and the top."""
    across, down = (min(max(one, 0.0), 1.0) for one in focus)
    with write_atomic():
        photo = EntryPhoto.objects.select_for_update().select_related("entry").get(pk=photo_id)
        if (photo.focus_x, photo.focus_y) == (across, down):
            return
        photo.focus_x, photo.focus_y = across, down
        photo.save(update_fields=["focus_x", "focus_y"])
        Edition.objects.filter(pk=photo.entry.edition_id).update(changed_at=now)
        record(at=now, actor=by, verb="photo.focus", object=f"photo:{photo_id}", note=f"entry:{photo.entry_id}")


def _touch(case_id: int, now: datetime) -> None:
    """Every edition that holds the case has changed to its readers."""
    editions = Entry.objects.filter(case_id=case_id).values_list("edition_id", flat=True)
    Edition.objects.filter(pk__in=list(editions)).update(changed_at=now)
