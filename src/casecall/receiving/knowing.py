"""Who is known for a case: addresses that it came from, that stand in its form, and that we wrote to about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casecall.cases.models import Revision
from casecall.letters import rules as letters
from casecall.letters.models import Letter
from casecall.receiving import rules
from casecall.receiving.models import Filing, Joining, ReceivedLetter, Trait

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WENT_OUT = (letters.SENT, letters.UNKNOWN)
BY_ADDRESS, BY_DOMAIN, STRANGER, FORGED = "address", "domain", "stranger", "forged"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a letter says that it is from, and what the border host says of that."""

    address: str
    checks: Mapping[str, str] = field(default_factory=dict)


def sender_of(letter: ReceivedLetter) -> Sender:
    """The sender of a letter that came in."""
    return Sender(letter.sender_address.strip().lower(), letter.checks)


def standing(sender: Sender, case_id: int) -> str:
    """How a sender stands to a case: known by ``address``, by ``domain``, a ``stranger``, or ``forged``.

    The domain of a unit's own counts only while no other unit of the call writes from it: a group's branches share one.
    """
    if rules.is_forged(sender.checks):
        return FORGED
    known = addresses_of(case_id)
    if sender.address and sender.address in known:
        return BY_ADDRESS
    domain = rules.domain_of(sender.address)
    if domain and domain in {rules.domain_of(one) for one in known} and not _is_shared(domain, case_id):
        return BY_DOMAIN
    return STRANGER


def addresses_of(case_id: int) -> frozenset[str]:
    """The addresses known for a case, in small letters."""
    revisions = Revision.objects.filter(case_id=case_id)
    filed = Filing.objects.filter(revision__case_id=case_id).values("parcel")
    typed = [(one or {}).get("email", "") for one in revisions.values_list("typed", flat=True)]
    read = Trait.objects.filter(revision__case_id=case_id).values_list("email", flat=True)
    came = ReceivedLetter.objects.filter(parcel__in=filed, ours=False).values_list("sender_address", flat=True)
    written = Letter.objects.filter(case_id=case_id, state__in=_WENT_OUT).values_list("to_address", flat=True)
    return _small((*typed, *read, *came, *written))


def owners_of(case_id: int, *, before: int | None = None) -> tuple[str, ...]:
    """The addresses at which a case is answered, or was before a revision, the newest first, in small letters.

    They are those we wrote to, and what the first revision, a clerk, or one of these addresses brought. A colleague or
    the bearer of a printed page may add to a case; that alone makes neither of them one who is told about it.
    """
    went = Letter.objects.filter(case_id=case_id, state__in=_WENT_OUT).order_by("id")
    owners = list(went.values_list("to_address", flat=True))
    revisions = Revision.objects.filter(case_id=case_id).order_by("n")
    for one in revisions if before is None else revisions.filter(n__lt=before):
        filings = Filing.objects.filter(revision=one)
        brought = ReceivedLetter.objects.filter(parcel__in=filings.values("parcel"), ours=False)
        senders = list(brought.order_by("id").values_list("sender_address", flat=True))
        if one.n == 1 or _small(senders) <= _small(owners) or filings.filter(by__startswith="user:").exists():
            read = Trait.objects.filter(revision=one).values_list("email", flat=True)
            owners += [*senders, *read, (one.typed or {}).get("email", "")]
    small = (one.strip().lower() for one in reversed(owners) if "@" in one)
    return tuple(dict.fromkeys(small))


def was_joined(revision_id: int) -> bool:
    """Whether a revision is what another case brought that was joined into this one."""
    return Joining.objects.filter(revision_id=revision_id).exists()


def _is_shared(domain: str, case_id: int) -> bool:
    """Whether forms of more than one unit of the call name an address of that domain."""
    call = Revision.objects.filter(case_id=case_id).values("case__call")[:1]
    same = Trait.objects.filter(revision__case__call=call, email__iendswith=f"@{domain}").exclude(unit="")
    return len(set(same.values_list("unit", flat=True)[:200])) > 1


def _small(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(one.strip().lower() for one in addresses if one and "@" in one)
