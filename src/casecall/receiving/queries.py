"""Questions about deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.cases import rules as states
from casecall.receiving.models import Filing, Parcel
from casecall.receiving.records import ParcelRow

if TYPE_CHECKING:
    from datetime import datetime


def parcel_row(parcel_id: int) -> ParcelRow | None:
    """A delivery with the case it was filed to, or None."""
    parcel = Parcel.objects.filter(pk=parcel_id).first()
    return _row(parcel) if parcel else None


def case_of(parcel_id: int) -> int | None:
    """The case that a delivery was first filed to, None until it is."""
    filings = Filing.objects.filter(parcel_id=parcel_id).order_by("id")
    return filings.values_list("revision__case_id", flat=True).first()


def unfiled(call_id: int) -> tuple[ParcelRow, ...]:
    """The deliveries of a call that are not filed yet, oldest first."""
    return tuple(_row(one) for one in Parcel.objects.filter(call_id=call_id, filings__isnull=True).order_by("id"))


def known(call_id: int, fingerprint: str) -> bool:
    """Whether a delivery with the same content came before."""
    return Parcel.objects.filter(call_id=call_id, fingerprint=fingerprint).exists()


def sent_again(call_id: int, fingerprint: str, *, since: datetime | None = None) -> Parcel | None:
    """The delivery of the same content that this one repeats, None where its case has ended and a new one may begin."""
    found = Parcel.objects.filter(call_id=call_id, fingerprint=fingerprint).order_by("-id")
    same = (found.filter(came_at__gte=since) if since else found).first()
    ended = Filing.objects.filter(parcel=same, revision__case__state__in=states.ENDED) if same else None
    return None if ended is None or ended.exists() else same


def _row(parcel: Parcel) -> ParcelRow:
    return ParcelRow(
        id=parcel.pk,
        call_id=parcel.call_id,
        door=parcel.door,
        came_at=parcel.came_at,
        name=parcel.name,
        trouble=parcel.trouble,
        case_id=case_of(parcel.pk),
    )
