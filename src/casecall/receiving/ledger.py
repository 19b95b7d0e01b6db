"""The ledger of mailboxes: how far each folder was fetched, which letters were taken, and which could not be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Greatest

from casecall.audit.writing import write_atomic
from casecall.receiving.models import MailFolder, MailItem, MailTrouble

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from casecall.receiving.records import Place

# How long a letter that could not be taken waits for each further try; after the last it is tried no more.
WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


def begin(account: str, folder: str, validity: str, *, next_uid: int | None) -> tuple[str, int]:
    """The validity and the last UID that was dealt with, for a folder as the server shows it now.

    Another UIDVALIDITY, or a next UID that was given before (a server that renumbers and does not say so): everything
    is looked at again under a validity of its own, and what is known is known by its Message-ID and bytes.
    """
    with write_atomic(recorded=False):
        row, _ = MailFolder.objects.select_for_update().get_or_create(account=account, folder=folder)
        base, _, generation = row.validity.partition("/")
        now = row.validity
        if base != validity:
            now = validity
        elif next_uid is not None and next_uid <= row.cursor:
            now = f"{validity}/{int(generation or 0) + 1}"
        if now != row.validity:
            MailTrouble.objects.filter(account=account, folder=folder).delete()
            row.validity, row.cursor = now, 0
            row.save(update_fields=["validity", "cursor"])
    return row.validity, row.cursor


def cursor_of(account: str, folder: str) -> int:
    """The last UID of a folder that was dealt with, 0 before the first."""
    found = MailFolder.objects.filter(account=account, folder=folder).values_list("cursor", flat=True).first()
    return found or 0


def enter(place: Place, letter_id: int, *, settled: bool = True, now: datetime) -> None:
    """Note that the letter at a place was taken and move past it, inside the caller's transaction."""
    MailItem.objects.get_or_create(
        account=place.account,
        folder=place.folder,
        validity=place.validity,
        uid=place.uid,
        defaults={"letter_id": letter_id, "settled": settled, "at": now},
    )
    _troubles(place.account, place.folder, place.validity).filter(uid=place.uid).delete()
    _move_past(place)


def pass_over(place: Place) -> None:
    """Move past a letter that is not wanted here."""
    with write_atomic(recorded=False):
        _move_past(place)


def refuse(place: Place, trouble: str, *, subject: str = "", for_good: bool = False, now: datetime) -> None:
    """Note that a letter could not be taken, when it is tried again, and move past it so that the others come."""
    with write_atomic(recorded=False):
        row, _ = MailTrouble.objects.select_for_update().get_or_create(
            account=place.account,
            folder=place.folder,
            validity=place.validity,
            uid=place.uid,
            defaults={"trouble": trouble, "at": now},
        )
        wait = WAITS[row.attempts] if row.attempts < len(WAITS) and not for_good else None
        row.attempts += 1
        row.subject, row.trouble, row.at = subject or row.subject, trouble, now
        row.due = now + wait if wait else None
        row.save()
        _move_past(place)


def to_try_again(account: str, folder: str, validity: str, *, now: datetime) -> tuple[str, ...]:
    """The UIDs of letters that could not be taken and are due again."""
    due = _troubles(account, folder, validity).filter(due__lte=now)
    return tuple(due.order_by("id").values_list("uid", flat=True))


def try_again(trouble_id: int, *, now: datetime) -> bool:
    """Have a letter that could not be taken tried at the next fetch; False where it is there no more."""
    with write_atomic(recorded=False):
        return bool(MailTrouble.objects.filter(pk=trouble_id).update(due=now, attempts=0))


def dealt_with(account: str, folder: str) -> frozenset[str]:
    """The UIDLs of a POP3 mailbox that were taken or refused before."""
    taken = MailItem.objects.filter(account=account, folder=folder).values_list("uid", flat=True)
    refused = _troubles(account, folder, "").values_list("uid", flat=True)
    return frozenset(taken.iterator()) | frozenset(refused)


def unsettled(account: str, folder: str, validity: str) -> tuple[str, ...]:
    """The UIDs of letters that were taken and still are to be marked or moved as told."""
    items = MailItem.objects.filter(account=account, folder=folder, validity=validity, settled=False)
    return tuple(items.order_by("id").values_list("uid", flat=True))


def settle(account: str, folder: str, validity: str, uids: tuple[str, ...]) -> None:
    """Note that letters were marked or moved as told, or that they are gone."""
    with write_atomic(recorded=False):
        items = MailItem.objects.filter(account=account, folder=folder, validity=validity, uid__in=uids)
        items.update(settled=True)


def looked(account: str, folder: str, *, trouble: str = "", now: datetime) -> None:
    """Note when a folder was last looked at with success, or what keeps it from being looked at."""
    with write_atomic(recorded=False):
        changed = {"trouble": trouble} if trouble else {"trouble": "", "looked_at": now}
        MailFolder.objects.update_or_create(account=account, folder=folder, defaults=changed)


def _troubles(account: str, folder: str, validity: str) -> QuerySet[MailTrouble]:
    return MailTrouble.objects.filter(account=account, folder=folder, validity=validity)


def _move_past(place: Place) -> None:
    """The cursor only ever moves past letters that were stored, noted as refused, or are not wanted."""
    if place.validity:
        folder = MailFolder.objects.filter(account=place.account, folder=place.folder, validity=place.validity)
        folder.update(cursor=Greatest("cursor", int(place.uid)))
