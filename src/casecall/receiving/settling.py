"""Where a case belongs once it was read: by the mark on its form, by unit and title, by its sender's other letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from casecall.audit.writing import write_atomic
from casecall.cases import rules as states
from casecall.cases.models import Case, Revision
from casecall.receiving import form, rules
from casecall.receiving.filing import WORKER, suggest
from casecall.receiving.joining import join, was_split_off
from casecall.receiving.knowing import BY_ADDRESS, BY_DOMAIN, FORGED, owners_of, sender_of, standing
from casecall.receiving.models import Filing, Joining, ReceivedLetter, Splitting, Suggestion, Trait
from casecall.receiving.queries import into_of
from casecall.receiving.records import Hint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casecall.receiving.records import Told
    from casepaper.records import Mark

SAYS = rules.SAYS
KNOWN = frozenset({BY_ADDRESS, BY_DOMAIN})
MOST_LOOKED_AT = 20


def settle(revision_id: int, told: Told, *, now: datetime) -> int | None:
    """Keep what reading told of a revision and join its case to the one it belongs to; that one's id, or None.

    Only a case with one revision that nobody decided on, joined or parted is joined by software; and only on the word
    of somebody who is known for the other case or has had its printed form in hand. Else it is a suggestion.
    """
    with write_atomic():
        revision = Revision.objects.select_related("case").get(pk=revision_id)
        _keep(revision, told)
        case = revision.case
        if told.has_form:
            _doubt_unit(revision, told, now=now)
        if case.state not in states.SCREENED or revision.n > 1 or _is_settled(case.pk):
            return None
        letter = _letter_of(case.pk)
        into = _by_mark(case, told, letter, now=now) or _by_unit(case, told, letter, now=now)
        return into or (_by_sender(case, told, letter, now=now) if letter else None)


def note_many(case_id: int, count: int, *, now: datetime) -> None:
    """Say that a delivery holds several applications that software does not take apart."""
    why = SAYS["too_many"].format(count=count)
    with write_atomic():
        Suggestion.objects.get_or_create(case_id=case_id, what=rules.SEVERAL, defaults={"why": why, "at": now})


def _doubt_unit(revision: Revision, told: Told, *, now: datetime) -> None:
    """Say where somebody who does not own the case added a form of another unit: branches of a group share a domain."""
    letter = ReceivedLetter.objects.filter(parcel__filings__revision=revision, ours=False).order_by("id").first()
    before = Trait.objects.filter(revision__case_id=revision.case_id, revision__n__lt=revision.n).exclude(unit="")
    units = set(before.values_list("unit", flat=True))
    unit = rules.bare(told.unit)[:200]
    if letter is None or not unit or not units or unit in units:
        return
    if letter.sender_address.strip().lower() not in owners_of(revision.case_id, before=revision.n):
        why = SAYS["other_unit"].format(n=revision.n, sender=letter.sender_address)
        Suggestion.objects.get_or_create(case_id=revision.case_id, what=rules.SEVERAL, defaults={"why": why, "at": now})


def _keep(revision: Revision, told: Told) -> None:
    columns = {"title": rules.bare(told.title)[:300], "unit": rules.bare(told.unit)[:200]}
    columns |= {"contact": told.contact.strip()[:100], "phone": told.phone.strip()[:60]}
    columns |= {"email": told.email.strip().lower()[:254]}
    whole = {**columns, "has_form": told.has_form, "loose": told.loose}
    Trait.objects.update_or_create(revision=revision, defaults=whole)


def _by_mark(case: Case, told: Told, letter: ReceivedLetter | None, *, now: datetime) -> int | None:
    """By the code on a form of ours: the same title, and a sender who is known or the code's proof on the same form."""
    for mark in told.marks:
        target = _marked(case, mark)
        if target is None:
            continue
        why = f"{SAYS['mark']} {target.number}"
        if target.state in states.ENDED:
            _hint(case, target, SAYS["ended"].format(why=why, state=states.STATES[target.state]), letter, now=now)
        elif told.has_form and target.title and rules.differ(told.title, target.title):
            _hint(case, target, SAYS["otherwise"].format(why=why), letter, now=now)
        elif _is_known(letter, target) or (form.is_ours(mark) and _is_that_form(told, target)):
            return _joined(case, target, why, now=now)
        else:
            _hint(case, target, SAYS["stranger" if letter else "unsure"].format(why=why), letter, now=now)
    return None


def _is_that_form(told: Told, target: Case) -> bool:
    """Whether a proof stands on the other case's own form: sister units copy from each other, code and all."""
    unit = rules.bare(told.unit)
    return told.has_form and bool(unit) and unit == rules.bare(target.unit)


def _by_unit(case: Case, told: Told, letter: ReceivedLetter | None, *, now: datetime) -> int | None:
    """By the same unit and title: joined where the sender is known or the same contact stands in a clerk's delivery."""
    if not told.has_form or not told.title.strip() or not told.unit.strip():
        return None
    for target in _named_alike(case, told):
        known = _is_known(letter, target) if letter else case.door == rules.FOLDER and _same_contact(target, told)
        if known:
            return _joined(case, target, SAYS["unit"], now=now)
        word = _stranger(letter, target) if letter else "unsure"
        _hint(case, target, SAYS[word].format(why=SAYS["unit"]), letter, now=now)
    return None


def _by_sender(case: Case, told: Told, letter: ReceivedLetter, *, now: datetime) -> int | None:
    """Parts of one application in several letters: what holds no form goes to the one that does, whichever is first."""
    if rules.is_forged(letter.checks) or not letter.sender_address:
        return None
    others = _of_sender(case, letter, now)
    forms = [one for one in others if _has_form(one)]
    if not told.has_form:
        if len(forms) == 1 and told.loose:
            return _joined(case, forms[0], SAYS["parts"], now=now)
        for one in forms[:MOST_LOOKED_AT]:
            _hint(case, one, SAYS["unsure"].format(why=SAYS["parts"]), letter, now=now)
        return None
    if not forms:
        for one in others:
            if _is_loose(one):
                _joined(one, case, SAYS["parts_first"], now=now)
            else:
                _hint(one, case, SAYS["unsure"].format(why=SAYS["parts_first"]), letter, now=now)
    return None


def _marked(case: Case, mark: Mark) -> Case | None:
    """The other case of the same call that a mark names; through to the one that it was joined into."""
    if mark.call.casefold() != case.call.key.casefold() or mark.number.casefold() == case.number.casefold():
        return None
    found = Case.objects.filter(call_id=case.call_id, number__iexact=mark.number).first()
    target = Case.objects.get(pk=into_of(found.pk)) if found else None
    return None if target is None or target.pk == case.pk else target


def _named_alike(case: Case, told: Told) -> Sequence[Case]:
    """Earlier cases of the call under the same unit and title."""
    others = Case.objects.filter(call_id=case.call_id, pk__lt=case.pk).exclude(state__in=states.ENDED)
    title, unit = rules.bare(told.title), rules.bare(told.unit)
    newest = Revision.objects.filter(case=OuterRef("pk")).order_by("-n").values("pk")[:1]
    read = others.filter(
        revisions=Subquery(newest), revisions__trait__title=title[:300], revisions__trait__unit=unit[:200]
    )
    typed = others.filter(state=states.DRAFT, title=case.title, unit=case.unit)
    return list((read | typed).distinct().order_by("id")[:MOST_LOOKED_AT])


def _of_sender(case: Case, letter: ReceivedLetter, now: datetime) -> list[Case]:
    """Open cases that were read and came lately from the same address, undecided and never joined or parted."""
    filed = Filing.objects.filter(parcel__letter__sender_address__iexact=letter.sender_address)
    late = filed.filter(parcel__came_at__gte=now - rules.PARTS_WITHIN).values("revision__case")
    found = Case.objects.filter(call_id=case.call_id, pk__in=late, state__in=states.SCREENED | {states.WAITING})
    found = found.exclude(pk=case.pk).exclude(pk__in=Joining.objects.order_by().values("case"))
    return list(found.exclude(pk__in=Splitting.objects.values("case")).order_by("id")[: MOST_LOOKED_AT * 2])


def _is_settled(case_id: int) -> bool:
    """Whether a case was joined, parted or split off before: then people decide, and software never goes in circles."""
    return Joining.objects.filter(case_id=case_id).exists() or was_split_off(case_id)


def _has_form(case: Case) -> bool:
    return Trait.objects.filter(revision__case=case, has_form=True).exists()


def _is_loose(case: Case) -> bool:
    return Trait.objects.filter(revision__case=case, loose=True).exists()


def _same_contact(target: Case, told: Told) -> bool:
    """Whether the other case's form names the same mailbox or telephone."""
    for one in Trait.objects.filter(revision__case=target):
        if (one.email and one.email == told.email.strip().lower()) or (one.phone and one.phone == told.phone.strip()):
            return True
    return False


def _is_known(letter: ReceivedLetter | None, target: Case) -> bool:
    return letter is not None and standing(sender_of(letter), target.pk) in KNOWN


def _stranger(letter: ReceivedLetter, target: Case) -> str:
    return "forged" if standing(sender_of(letter), target.pk) == FORGED else "stranger"


def _letter_of(case_id: int) -> ReceivedLetter | None:
    filed = Filing.objects.filter(revision__case_id=case_id).values("parcel")
    return ReceivedLetter.objects.filter(parcel__in=filed, ours=False).order_by("id").first()


def _joined(case: Case, target: Case, why: str, *, now: datetime) -> int:
    join(case.pk, target.pk, why=why, now=now, by=WORKER)
    return target.pk


def _hint(case: Case, target: Case, why: str, letter: ReceivedLetter | None, *, now: datetime) -> None:
    suggest([Hint(target.pk, why)], case_id=case.pk, letter_id=letter.pk if letter else None, now=now)
