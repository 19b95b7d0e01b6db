"""Questions about deliveries."""

from __future__ import annotations

from casecall.cases import rules as states
from casecall.receiving.models import Filing, Parcel


def case_of(parcel_id: int) -> int | None:
    """The case that a delivery was first filed to, None until it is."""
    filings = Filing.objects.filter(parcel_id=parcel_id).order_by("id")
    return filings.values_list("revision__case_id", flat=True).first()


def known(call_id: int, fingerprint: str) -> bool:
    """Whether a delivery with the same content came before."""
    return Parcel.objects.filter(call_id=call_id, fingerprint=fingerprint).exists()


def same_elsewhere(case_id: int) -> tuple[tuple[int, str], ...]:
    """(id, number) of the other cases of the call to which the very same content was delivered, oldest first."""
    mine = Filing.objects.filter(revision__case_id=case_id)
    call = Filing.objects.filter(parcel__call_id__in=mine.values("parcel__call_id"))
    same = call.filter(parcel__fingerprint__in=mine.values("parcel__fingerprint")).exclude(revision__case_id=case_id)
    found = (
        same.exclude(revision__case__state__in=states.ENDED)
        .order_by("revision__case_id")
        .values_list("revision__case_id", "revision__case__number")
        .distinct()
    )
    return tuple(found)


def sent_again(call_id: int, click: str) -> Parcel | None:
    """The delivery that this form already made, None where its case has ended and a new one may begin."""
    same = Parcel.objects.filter(call_id=call_id, click=click).order_by("-id").first() if click else None
    ended = Filing.objects.filter(parcel=same, revision__case__state__in=states.ENDED) if same else None
    return None if ended is None or ended.exists() else same
