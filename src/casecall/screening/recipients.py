"""To whom letters about cases go: the address of each, the values its letter is filled with, and who is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.cases.models import Revision
from casecall.letters import queries as letters
from casecall.letters import rules as letter_rules
from casecall.letters.links import mark
from casecall.receiving.models import Filing, ReceivedLetter, Trait
from casecall.receiving.rules import is_forged
from casecall.screening.models import Correction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casecall.cases.records import CaseRow

SAYS = {
    "none": "没有读到邮箱，来信也没有发件地址",
    "wrong": "读到的邮箱“{address}”写法有误",
    "deaf": "读到的邮箱是不收信的系统地址",
    "bounced": "此前发往该邮箱的信被退回",
    "ended": "案例{state}",
    "read": "申报表上的邮箱",
    "corrected": "工作人员改正的邮箱",
    "typed": "在线填写的邮箱",
    "sender": "来信的发件地址",
}
FIELDS = ("email", "contact")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A case with the address its letter goes to; ``source`` says where it is from, ``why`` what speaks against it."""

    case_id: int
    number: str
    title: str
    unit: str
    contact: str
    address: str
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of whom to write to."""

    address: str = ""
    source: str = ""
    contact: str = ""


def recipients_of(case_ids: Iterable[int]) -> tuple[Recipient, ...]:
    """Every one of these cases with its address, in the order of their ids; eight statements for all of them."""
    rows = cases.case_rows(case_ids)
    known = _known(sorted(rows))
    bad = letters.bounced_addresses(one.address for one in known.values())
    return tuple(_recipient(rows[one], known.get(one, Known()), bad) for one in sorted(rows))


def values_of(case_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The values of each case that a free letter is filled with, by the keys of its fields."""
    rows = cases.case_rows(case_ids)
    known = _known(sorted(rows))
    titles = {call_id: rules_of(call_id).title for call_id in {one.call_id for one in rows.values()}}
    return {
        one.id: {
            "number": one.number,
            "title": one.title,
            "unit": one.unit,
            "call": titles[one.call_id],
            "state": one.state_name,
            "contact": known.get(one.id, Known()).contact,
            "link": mark("case", one.id) if settings.BASE_URL else "",
        }
        for one in rows.values()
    }


def _recipient(case: CaseRow, known: Known, bad: frozenset[str]) -> Recipient:
    return Recipient(
        case_id=case.id,
        number=case.number,
        title=case.shown_title,
        unit=case.unit,
        contact=known.contact,
        address=known.address,
        source=known.source,
        why=_why_not(case, known.address, bad),
    )


def _why_not(case: CaseRow, address: str, bad: frozenset[str]) -> str:
    if case.ended:
        return SAYS["ended"].format(state=case.state_name)
    if not address:
        return SAYS["none"]
    if not letter_rules.is_address(address):
        return SAYS["wrong"].format(address=address)
    if letter_rules.is_deaf(address):
        return SAYS["deaf"]
    return SAYS["bounced"] if address.lower() in bad else ""


def _known(case_ids: Sequence[int]) -> dict[int, Known]:
    """By case: what a clerk corrected, else what was read, typed, or whence the application was sent."""
    newest = dict(Revision.objects.filter(case__in=case_ids).order_by("n").values_list("case_id", "id"))
    typed = dict(Revision.objects.filter(pk__in=newest.values()).values_list("id", "typed"))
    read = {one.revision_id: one for one in Trait.objects.filter(revision__in=newest.values())}
    mended: dict[int, dict[str, str]] = {}
    corrections = Correction.objects.filter(revision__in=newest.values(), field__in=FIELDS).order_by("id")
    for revision, field, value in corrections.values_list("revision_id", "field", "value"):
        mended.setdefault(revision, {})[field] = value
    senders = _senders(case_ids)
    return {
        case: _best(mended.get(revision, {}), read.get(revision), typed[revision] or {}, senders.get(case, ""))
        for case, revision in newest.items()
    }


def _best(mended: Mapping[str, str], read: Trait | None, typed: Mapping[str, str], sender: str) -> Known:
    ways = (
        (mended.get("email", ""), "corrected"),
        (read.email if read else "", "read"),
        (typed.get("email", ""), "typed"),
        (sender, "sender"),
    )
    address, source = next(((one.strip(), SAYS[way]) for one, way in ways if one.strip()), ("", ""))
    contact = mended.get("contact") or (read.contact if read else "") or typed.get("contact", "")
    return Known(address, source, contact.strip())


def _senders(case_ids: Sequence[int]) -> dict[int, str]:
    """The address that each case first came from, unless the border host doubts it: a stranger may have added later."""
    filed = dict(
        Filing.objects.filter(revision__case__in=case_ids).order_by("id").values_list("parcel_id", "revision__case_id")
    )
    came = ReceivedLetter.objects.filter(parcel__in=filed, ours=False).order_by("-id")
    rows = came.values_list("parcel_id", "sender_address", "checks")
    return {filed[parcel]: address for parcel, address, checks in rows if address and not is_forged(checks)}
