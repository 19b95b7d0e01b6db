"""Questions about deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.cases import rules as states
from casecall.receiving.models import Filing, Parcel

if TYPE_CHECKING:
    from datetime import datetime


def case_of(parcel_id: int) -> int | None:
    """The case that a delivery was first filed to, None until it is."""
    filings = Filing.objects.filter(parcel_id=parcel_id).order_by("id")
    return filings.values_list("revision__case_id", flat=True).first()


def known(call_id: int, fingerprint: str) -> bool:
    """Whether a delivery with the same content came before."""
    return Parcel.objects.filter(call_id=call_id, fingerprint=fingerprint).exists()


def sent_again(call_id: int, fingerprint: str, *, since: datetime | None = None) -> Parcel | None:
    """The delivery of the same content that this one repeats, None where its case has ended and a new one may begin."""
    found = Parcel.objects.filter(call_id=call_id, fingerprint=fingerprint).order_by("-id")
    same = (found.filter(came_at__gte=since) if since else found).first()
    ended = Filing.objects.filter(parcel=same, revision__case__state__in=states.ENDED) if same else None
    return None if ended is None or ended.exists() else same
