"""What is known of addressees from elsewhere: letters to them, letters from them, cases of them and below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q

from casecall.cases import rules as states
from casecall.cases.models import Case
from casecall.inviting import rules
from casecall.inviting.records import Answer, Sent
from casecall.letters import rules as letter_rules
from casecall.letters.models import Letter
from casecall.receiving import rules as received
from casecall.receiving.models import ReceivedLetter
from casepaper.forms.placing import group_of, province_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casecall.inviting.models import Addressee
    from casepaper.forms.rules import CallRules

BY_REPLY, BY_ADDRESS, BY_DOMAIN = "reply", "address", "domain"
COUNTED_KINDS: Final = (received.APPLICATION, received.OTHER)  # no auto-reply and no bounce is an answer
UNCOUNTED: Final = frozenset({states.DRAFT}) | states.ENDED
_COLUMNS: Final = ("id", "case_id", "call_id", "sender_address", "in_reply_to", "references", "subject", "came_at")


@dataclass(frozen=True, slots=True)
class Place:
    """The cases of one unit in one province."""

    unit: str
    same: str
    group: str
    province: str
    cases: int


def key_of(kind: str, addressee_id: int, n: int) -> str:
    """The key of a letter to an addressee; the first notice has no number."""
    return f"{kind}:{addressee_id}" if kind == letter_rules.NOTICE and n == 1 else f"{kind}:{addressee_id}:{n}"


def sent_to(call_id: int) -> dict[int, list[Sent]]:
    """The notices and nudges of a call by addressee, oldest first; one statement."""
    found: dict[int, list[Sent]] = {}
    letters = Letter.objects.filter(call_id=call_id, kind__in=(letter_rules.NOTICE, letter_rules.NUDGE))
    for one in letters.defer("text", "subject").order_by("id"):
        kind, _, rest = one.key.partition(":")
        addressee, _, n = rest.partition(":")
        if kind != one.kind or not addressee.isdigit() or not (n or "1").isdigit():
            continue
        found.setdefault(int(addressee), []).append(
            Sent(
                letter_id=one.pk,
                kind=one.kind,
                n=int(n or 1),
                state=one.state,
                state_name=letter_rules.STATES[one.state],
                to_address=one.to_address,
                message_id=one.message_id,
                made_at=one.made_at,
                sent_at=one.sent_at,
                error=one.error,
            )
        )
    return found


def answers_from(
    call_id: int, addressees: Iterable[Addressee], sent: Mapping[int, Iterable[Sent]]
) -> dict[int, list[Answer]]:
    """The letters that came from addressees of a call, oldest first; one statement.

    By a reply to ours, else by the sender's address, else by its domain where that is no public mail service and
    belongs to one addressee alone. A letter of no call counts where it is a reply or the address is known.
    """
    replies = {one.message_id: who for who, letters in sent.items() for one in letters}
    addresses, domains = _known(addressees)
    forwarded = Q()
    for word in rules.FORWARDED_WORDS:
        forwarded |= Q(text__contains=word) | Q(subject__contains=word)
    letters = ReceivedLetter.objects.filter(
        Q(call_id=call_id) | Q(call=None), ours=False, kind__in=COUNTED_KINDS
    ).order_by("came_at", "id")
    found: dict[int, list[Answer]] = {}
    for one in letters.annotate(forwarded=forwarded).values(*_COLUMNS, "forwarded"):
        who, how = _whose(one, replies, addresses, domains)
        if who is not None:
            answer = Answer(
                letter_id=one["id"],
                case_id=one["case_id"],
                sender=one["sender_address"],
                subject=one["subject"],
                came_at=one["came_at"],
                how=how,
                forwarded=one["forwarded"],
            )
            found.setdefault(who, []).append(answer)
    return found


def _known(addressees: Iterable[Addressee]) -> tuple[dict[str, int], dict[str, int]]:
    addresses: dict[str, int] = {}
    domains: dict[str, set[int]] = {}
    for one in addressees:
        address = one.email.lower()
        if not address:
            continue
        addresses.setdefault(address, one.pk)
        domains.setdefault(address.rpartition("@")[2], set()).add(one.pk)
    own = {
        domain: next(iter(who))
        for domain, who in domains.items()
        if len(who) == 1 and domain not in received.PUBLIC_MAIL
    }
    return addresses, own


def _whose(
    letter: Mapping[str, object], replies: Mapping[str, int], addresses: Mapping[str, int], domains: Mapping[str, int]
) -> tuple[int | None, str]:
    references = letter["references"] if isinstance(letter["references"], list) else []
    for message_id in (*str(letter["in_reply_to"]).split(), *map(str, references)):
        if message_id in replies:
            return replies[message_id], BY_REPLY
    sender = str(letter["sender_address"]).lower()
    if sender in addresses:
        return addresses[sender], BY_ADDRESS
    if letter["call_id"] is None:
        return None, ""
    return domains.get(sender.rpartition("@")[2]), BY_DOMAIN


def places(call_id: int, call: CallRules) -> tuple[Place, ...]:
    """The cases of a call that count, by unit and province; one statement."""
    found = Case.objects.filter(call_id=call_id).exclude(state__in=UNCOUNTED).exclude(unit="")
    grouped = found.order_by().values_list("unit", "province").annotate(n=Count("id"))
    return tuple(
        Place(unit, rules.plain_name(unit), group_of(unit, call), province or province_of(unit, call), n)
        for unit, province, n in grouped
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """The cases of a call looked up by who they are of; made once for a board."""

    by_name: Mapping[str, int]
    by_group: Mapping[str, int]
    by_province: Mapping[str, int]
    by_cell: Mapping[tuple[str, str], int]
    names: tuple[tuple[str, int], ...]

    def of(self, one: Addressee) -> tuple[int, int]:
        """(cases of the unit itself, cases of units that belong to it)."""
        own = self.by_name.get(one.same, 0)
        return own, self._below(one, own)

    def _below(self, one: Addressee, own: int) -> int:
        if one.kind == rules.PROVINCIAL:
            return max(0, self.by_province.get(one.province, 0) - own) if one.province else 0
        if one.kind == rules.GROUP and one.group:
            return max(0, self.by_group.get(one.group, 0) - own)
        if one.group and one.province:
            return max(0, self.by_cell.get((one.group, one.province), 0) - own)
        begins = rules.stem(one.name)
        return sum(n for name, n in self.names if name.startswith(begins) and name != one.same) if begins else 0


def counts_of(found: Iterable[Place]) -> Counts:
    """The cases in the ways in which addressees ask for them."""
    names: dict[str, int] = {}
    groups: dict[str, int] = {}
    provinces: dict[str, int] = {}
    cells: dict[tuple[str, str], int] = {}
    for one in found:
        names[one.same] = names.get(one.same, 0) + one.cases
        groups[one.group] = groups.get(one.group, 0) + one.cases
        provinces[one.province] = provinces.get(one.province, 0) + one.cases
        cell = one.group, one.province
        cells[cell] = cells.get(cell, 0) + one.cases
    return Counts(names, groups, provinces, cells, tuple(names.items()))
