"""Which case a letter belongs to, by rules in order; each gives its reason in words, and hints where it is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.calls.queries import rules_of
from casecall.cases import rules as states
from casecall.cases.models import Case
from casecall.letters.models import Letter
from casecall.receiving import rules
from casecall.receiving.knowing import BY_ADDRESS, BY_DOMAIN, sender_of, standing
from casecall.receiving.models import Filing, ReceivedLetter
from casecall.receiving.queries import into_of
from casecall.receiving.records import Belonging, Hint

if TYPE_CHECKING:
    from collections.abc import Sequence

SAYS = rules.SAYS
MOST_REFERENCES = 50
MOST_HINTS = 3


def case_for(letter: ReceivedLetter, *, call_id: int | None) -> Belonging:
    """The case that a letter belongs to: by number, as an answer to ours, as going on with its sender's, by content.

    A number or the same content is followed only for a sender who is known for that case or answers a letter of ours
    about it; else it is a hint. Whether an application may be added to the case is for whoever files it to ask.
    """
    answered = _answered(letter)
    numbered = _numbered(letter, call_id)
    hints: list[Hint] = []
    for case_id, why in numbered:
        followed = _followed(letter, case_id, why, answered)
        if followed.case_id:
            return followed
        hints += followed.hints
    if answered:
        return Belonging(into_of(answered), SAYS["reply"], hints=tuple(hints))
    for found in (_going_on(letter), _same(letter, call_id), _by_address(letter, call_id)):
        if found.case_id:
            return Belonging(found.case_id, found.why, found.same, tuple(hints))
        hints += found.hints
    return Belonging(hints=tuple(hints[:MOST_HINTS]))


def ours_for(letter: ReceivedLetter, *, call_id: int | None) -> Belonging:
    """The case that a letter from the secretariat's own mailbox is about: by what it answers, number, address."""
    if sent := Letter.objects.filter(message_id=letter.message_id).exclude(case=None).first():
        return Belonging(sent.case_id, SAYS["letter_ours"])
    if answered := _answered(letter, theirs=True):
        return Belonging(into_of(answered), SAYS["reply"])
    numbered = _numbered(letter, call_id)
    if len(numbered) == 1:
        return Belonging(into_of(numbered[0][0]), numbered[0][1])
    cases = _cases_of(letter.to_address, call_id)
    return Belonging(cases[0], SAYS["recipient"]) if len(cases) == 1 else Belonging()


def _followed(letter: ReceivedLetter, case_id: int, why: str, answered: int | None) -> Belonging:
    """A number that stands in a letter, followed or not."""
    case_id = into_of(case_id)
    if letter.ours or (answered and into_of(answered) == case_id):
        return Belonging(case_id, why if letter.ours else why + SAYS["by_reply"])
    how = standing(sender_of(letter), case_id)
    if how in {BY_ADDRESS, BY_DOMAIN}:
        return Belonging(case_id, why + SAYS[f"by_{how}"])
    return Belonging(hints=(Hint(case_id, SAYS[how].format(why=why)),))


def _numbered(letter: ReceivedLetter, call_id: int | None) -> list[tuple[int, str]]:
    """Cases whose number stands in the subject, else in what the sender wrote, with the reason."""
    if call_id is None:
        return []
    call = rules_of(call_id)
    for words, why in ((letter.subject, SAYS["number_subject"]), (letter.text, SAYS["number_text"])):
        numbers = rules.numbers_in(words, call.numbering, call.key)
        named = (Case.objects.filter(call_id=call_id, number__iexact=number).first() for number in numbers)
        found = {one.number.upper(): one.pk for one in named if one}
        if found:
            return [(case_id, f"{why} {number}") for number, case_id in found.items()]
    return []


def _answered(letter: ReceivedLetter, *, theirs: bool = False) -> int | None:
    """The case of the nearest letter that this one answers: of ours, or for a letter of ours of ``theirs``."""
    for mark in _references(letter):
        ours = Letter.objects.filter(message_id=mark).exclude(case=None).values_list("case_id", flat=True).first()
        if ours:
            return int(ours)
        if theirs or letter.ours:
            known = ReceivedLetter.objects.filter(message_id=mark).order_by("id")
            if case_id := next(filter(None, map(case_of_letter, known)), None):
                return case_id
        written = ReceivedLetter.objects.filter(message_id=mark, ours=True).exclude(case=None).first()
        if written and not theirs:
            return written.case_id
    return None


def _going_on(letter: ReceivedLetter) -> Belonging:
    """The case of an earlier letter of the same sender that this one refers to."""
    sender = sender_of(letter)
    if rules.is_forged(sender.checks):
        return Belonging()
    for mark in _references(letter):
        for one in ReceivedLetter.objects.filter(message_id=mark, ours=False):
            case_id = case_of_letter(one)
            if case_id and one.sender_address.strip().lower() == sender.address:
                return Belonging(into_of(case_id), SAYS["thread"])
    return Belonging()


def _same(letter: ReceivedLetter, call_id: int | None) -> Belonging:
    """The case that has this very content already; of another sender it is a hint alone."""
    if letter.parcel is None or call_id is None:
        return Belonging()
    same = Filing.objects.filter(parcel__call_id=call_id, parcel__fingerprint=letter.parcel.fingerprint)
    same = same.exclude(parcel_id=letter.parcel.pk).exclude(revision__case__state__in=states.ENDED)
    cases = list(dict.fromkeys(same.order_by("id").values_list("revision__case_id", flat=True)))
    sender = sender_of(letter)
    for case_id in cases:
        if standing(sender, case_id) in {BY_ADDRESS, BY_DOMAIN}:
            return Belonging(case_id, SAYS["same"], same=True)
    hints = [Hint(one, SAYS[standing(sender, one)].format(why=SAYS["same"])) for one in cases[:MOST_HINTS]]
    return Belonging(hints=tuple(hints))


def _by_address(letter: ReceivedLetter, call_id: int | None) -> Belonging:
    """A letter without an application goes with the one open case of its sender."""
    if letter.kind == rules.APPLICATION or rules.is_forged(letter.checks):
        return Belonging()
    cases = _cases_of(letter.sender_address, call_id)
    return Belonging(cases[0], SAYS["sender"]) if len(cases) == 1 else Belonging()


def _cases_of(address: str, call_id: int | None) -> Sequence[int]:
    """The open cases of a call that an address is known for, two at most."""
    address = address.strip().lower()
    if not address or call_id is None:
        return ()
    came = Filing.objects.filter(parcel__letter__sender_address__iexact=address).values("revision__case")
    read = Case.objects.filter(revisions__trait__email__iexact=address).values("pk")
    written = Letter.objects.filter(to_address__iexact=address).exclude(case=None).values("case")
    found = Case.objects.filter(call_id=call_id).exclude(state__in=states.ENDED)
    both = found.filter(pk__in=came) | found.filter(pk__in=read) | found.filter(pk__in=written)
    return list(both.order_by("id").values_list("id", flat=True).distinct()[:2])


def case_of_letter(letter: ReceivedLetter) -> int | None:
    """The case that a letter was filed with, or that its application was first filed to."""
    if letter.case_id or letter.parcel_id is None:
        return letter.case_id
    filings = Filing.objects.filter(parcel_id=letter.parcel_id).order_by("id")
    return filings.values_list("revision__case_id", flat=True).first()


def _references(letter: ReceivedLetter) -> list[str]:
    """What a letter answers, the nearest first."""
    marks = [letter.in_reply_to.strip(), *reversed(letter.references[-MOST_REFERENCES:])]
    return list(dict.fromkeys(one for one in marks if one))
