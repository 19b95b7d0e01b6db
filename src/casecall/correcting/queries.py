"""Questions about rounds: those of a case, one of them, and what a unit finds behind its link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.correcting import calendar, records, rules
from casecall.correcting.comparing import item_states
from casecall.correcting.masking import contact_values, is_contact, told, veiled
from casecall.correcting.mending import part_of, wants_stamp
from casecall.correcting.models import Extension, Item, Round
from casecall.correcting.records import ExtensionRow, ItemRow, RoundLine, RoundRow, Visit
from casecall.letters import queries as letters
from casecall.letters import rules as letter_rules
from casecall.people.links import read_link
from casecall.screening import queries as screening
from casecall.screening.records import DeskPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from casecall.letters.records import LetterRow
    from casepaper.forms.rules import CallRules

SAYS = {
    letter_rules.BOUNCED: "补正通知被退回：{error}",
    letter_rules.FAILED: "补正通知未能发出：{error}",
    letter_rules.UNKNOWN: "补正通知是否送达不明，请核实",
    letter_rules.DRAFT: "补正通知还是草稿，尚未批准",
    letter_rules.DROPPED: "补正通知不再发送",
}
ON_ITS_WAY = frozenset({
    letter_rules.APPROVED, letter_rules.SENDING, letter_rules.SENT, letter_rules.UNKNOWN, letter_rules.FAILED,
    letter_rules.BOUNCED,
})  # fmt: skip


def rounds_of(case_id: int) -> tuple[RoundRow, ...]:
    """The rounds of a case, oldest first."""
    found = list(Round.objects.filter(case_id=case_id).select_related("revision", "answer"))
    call = rules_of(cases.case_row(case_id).call_id) if found else None
    return _rows(found, call) if call else ()


def round_row(round_id: int) -> RoundRow | None:
    """One round with its items, or None."""
    found = list(Round.objects.filter(pk=round_id).select_related("revision", "answer", "case"))
    return _rows(found, rules_of(found[0].case.call_id))[0] if found else None


def newest_round(case_id: int) -> RoundLine | None:
    """The last round of a case in a few words, or None; one statement."""
    row = Round.objects.filter(case_id=case_id).order_by("-n").values_list("id", "n", "state").first()
    return RoundLine(*row) if row else None


def open_round(case_id: int) -> RoundRow | None:
    """The round of a case that waits for its unit, or None."""
    return next((one for one in rounds_of(case_id) if one.state == rules.OPEN), None)


def due_of(round_id: int, first: date) -> date:
    """The date that counts for a round: the newest that was given."""
    newest = Extension.objects.filter(round_id=round_id).order_by("-id").values_list("due", flat=True).first()
    return newest or first


def round_by_token(token: str, *, now: datetime) -> Visit | None:
    """What a unit finds behind a link; None where the link is none of ours, or its letter never left.

    A link that is good no more tells its case's number, title and date, and nothing else.
    """
    key = read_link(rules.LINK, token)
    row = round_row(int(key)) if key is not None and key.isdigit() else None
    if row is None or row.letter is None or row.letter.state == letter_rules.DRAFT:
        return None
    case = cases.case_row(row.case_id)
    call = rules_of(case.call_id)
    visit = Visit(
        round_id=row.id,
        standing=_standing(row, case.state, call, now=now),
        case_id=case.id,
        number=case.number,
        title=case.title,
        n=row.n,
        due=row.due,
        due_note=_note(row),
        answered_at=row.answered_at,
        stage=case.state,
        call=call,
    )
    return _opened(visit, row) if visit.standing == records.OPEN else visit


def _standing(row: RoundRow, state: str, call: CallRules, *, now: datetime) -> str:
    if row.state == rules.ANSWERED:
        return records.SENT
    if row.state == rules.CLOSED or state in states.ENDED | states.DECIDED:
        return records.LATE if row.state == rules.LATE else records.CLOSED
    late = row.state == rules.LATE or now >= rules.good_before(row.due, call.zone)
    return records.LATE if late else records.OPEN


def _opened(visit: Visit, row: RoundRow) -> Visit:
    """What an open link shows: its items with all contact data masked, and the values that are no contact data."""
    call, values = visit.call, values_of(row.case_id, row.revision_n)
    contacts = contact_values(values, call)
    veils = list(contacts.values())
    asked = {one.field for one in row.items if one.part == rules.FIELD}
    return replace(
        visit,
        items=tuple(_veiled(one, veils, call) for one in row.items),
        values={key: values.get(key, "") for key in asked if not is_contact(key, call)},
        masks={key: mask for key, (_, mask) in contacts.items() if key in asked},
        extra=row.extra,
        wants_stamp=any(wants_stamp(one.check, one.field, call=call) for one in row.items),
    )


def values_of(case_id: int, n: int) -> dict[str, str]:
    """What a revision of a case says, as it counts now, by field."""
    return {one.key: one.value for one in screening.desk(case_id, revision=n).values}


def seen_place(visit: Visit, order: int) -> DeskPlace | None:
    """The place on a page that an item points to, if whoever has the link may see it: no contact data touches it."""
    item = next((one for one in visit.items if one.order == order), None)
    place = next((one for one in item.places if one.picture and one.box), None) if item else None
    if place is None or item is None or is_contact(item.field, visit.call):
        return None
    row = round_row(visit.round_id)
    view = screening.desk(visit.case_id, revision=row.revision_n) if row else None
    private = [
        one for value in (view.values if view else ()) if is_contact(value.key, visit.call) for one in value.places
    ]
    return None if any(_touches(place, one) for one in private) else place


AIR = 0.012  # of the page: what a strip shows around its box, and a little more


def _touches(place: DeskPlace, other: DeskPlace) -> bool:
    if place.picture != other.picture or place.box is None or other.box is None:
        return False
    x0, y0, x1, y1 = place.box
    a0, b0, a1, b1 = other.box
    return x0 - AIR < a1 and a0 < x1 + AIR and y0 - AIR < b1 and b0 < y1 + AIR


def _veiled(item: ItemRow, veils: Iterable[tuple[str, str]], call: CallRules) -> ItemRow:
    shown = () if is_contact(item.field, call) else item.places
    places = tuple(replace(one, text=veiled(one.text, veils)) for one in shown)
    return replace(item, says=told(item.says, item.check, item.field, call=call, contacts=veils), places=places)


def _note(row: RoundRow) -> str:
    try:
        return calendar.note_on(row.made_at.date(), row.due, extra=calendar.load())
    except calendar.CalendarFaults:
        return ""


def _rows(found: list[Round], call: CallRules) -> tuple[RoundRow, ...]:
    mail = {one.id: one for one in letters.letters([one.letter_id for one in found if one.letter_id])}
    items: dict[int, list[Item]] = {one.pk: [] for one in found}
    for one in Item.objects.filter(round__in=found):
        items[one.round_id].append(one)
    given: dict[int, list[ExtensionRow]] = {one.pk: [] for one in found}
    for later in Extension.objects.filter(round__in=found):
        given[later.round_id].append(ExtensionRow(later.due, later.why, later.at, later.by))
    return tuple(_row(one, items[one.pk], given[one.pk], (mail.get(one.letter_id or 0), call)) for one in found)


def _row(
    one: Round, items: Iterable[Item], given: list[ExtensionRow], known: tuple[LetterRow | None, CallRules]
) -> RoundRow:
    letter, call = known
    how = item_states(one, items) if one.answer_id else {}
    return RoundRow(
        id=one.pk,
        case_id=one.case_id,
        n=one.n,
        state=one.state,
        made_at=one.made_at,
        made_by=one.made_by,
        due=given[-1].due if given else one.due,
        first_due=one.due,
        revision_id=one.revision_id,
        revision_n=one.revision.n,
        letter=letter,
        items=tuple(_item(item, how.get(item.pk, ""), call) for item in items),
        extensions=tuple(given),
        answer_id=one.answer_id,
        answer_n=one.answer.n if one.answer else None,
        answered_at=one.answered_at,
        reminded_at=one.reminded_at,
        ended_at=one.ended_at,
        why=one.why,
        extra=one.extra,
        trouble=_trouble(one, letter),
    )


def _trouble(one: Round, letter: LetterRow | None) -> str:
    if letter is None or one.state not in rules.MAY_REVIVE or letter.state not in SAYS:
        return ""
    return SAYS[letter.state].format(error=letter.error).rstrip("：")


def _item(one: Item, state: str, call: CallRules) -> ItemRow:
    return ItemRow(
        id=one.pk,
        order=one.order,
        check=one.check_id,
        level=one.level,
        field=one.field,
        says=one.says,
        rule=one.rule,
        mend=one.mend,
        part=part_of(one.check_id, one.field, call=call),
        places=tuple(place_kept(seen) for seen in one.evidence),
        state=state,
    )


def place_kept(seen: Mapping[str, Any]) -> DeskPlace:
    """A place as it was kept with an item."""
    box = seen.get("box")
    return DeskPlace(
        file=seen["file"],
        page=seen.get("page"),
        box=tuple(box) if box else None,
        cell=seen.get("cell", ""),
        text=seen.get("text", ""),
        picture=seen.get("picture", ""),
    )
