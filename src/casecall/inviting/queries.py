"""Questions about addressees: who they are, where each stands, and how groups and provinces stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.calls.queries import call_row
from casecall.inviting import rules
from casecall.inviting.models import Addressee
from casecall.inviting.records import Board, Cell, Matrix, Standing
from casecall.inviting.tracing import Counts, answers_from, counts_of, places, sent_to
from casecall.letters import rules as letter_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Answer, Sent


def board(call_id: int, *, call: CallRow | None = None) -> Board:
    """All addressees of a call with their standing; four statements however many, one more without ``call``."""
    call = call or call_row(call_id)
    found = list(Addressee.objects.filter(call_id=call_id))
    sent = sent_to(call_id)
    answers = answers_from(call_id, found, sent)
    counts = counts_of(places(call_id, call.rules))
    rows = tuple(_standing(one, sent.get(one.pk, ()), answers.get(one.pk, ()), counts) for one in found)
    return Board(rows, _matrix(rows, counts, call), _by_kind(rows))


def count(call_id: int) -> int:
    """How many addressees a call has."""
    return Addressee.objects.filter(call_id=call_id).count()


def addressee(addressee_id: int) -> tuple[int, str] | None:
    """(call, name) of an addressee, or None."""
    return Addressee.objects.filter(pk=addressee_id).values_list("call_id", "name").first()


def _standing(one: Addressee, sent: Iterable[Sent], answers: Iterable[Answer], counts: Counts) -> Standing:
    own, below = counts.of(one)
    answers = tuple(answers)
    standing, by = rules.standing_of(one.said, cases=own + below, answered=bool(answers))
    letters = tuple(sent)
    return Standing(
        id=one.pk,
        name=one.name,
        kind=one.kind,
        group=one.group,
        province=one.province,
        contact=one.contact,
        phone=one.phone,
        email=one.email,
        note=one.note,
        said=one.said,
        standing=standing,
        by=by,
        own=own,
        below=below,
        notices=tuple(letter for letter in letters if letter.kind == letter_rules.NOTICE),
        nudges=tuple(letter for letter in letters if letter.kind == letter_rules.NUDGE),
        answers=answers,
    )


def _by_kind(rows: Sequence[Standing]) -> dict[str, dict[str, int]]:
    """Kind → standing → how many, of the kinds that there are."""
    return {
        kind: rules.counted((one.standing for one in rows if one.kind == kind), rules.STANDINGS)
        for kind in rules.KINDS
        if any(one.kind == kind for one in rows)
    }


def _matrix(rows: Sequence[Standing], counts: Counts, call: CallRow) -> Matrix:
    """The groups of the call, and any that addressees name, by the provinces of its table."""
    groups = tuple(dict.fromkeys([*(name for name, _ in call.rules.groups), *(one.group for one in rows if one.group)]))
    provinces = tuple(name for name, _ in call.rules.provinces)
    there: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        if one.group and one.province:
            there.setdefault((one.group, one.province), []).append(one.standing_name)
    lines = tuple(
        (
            province,
            tuple(
                Cell(counts.by_cell.get((group, province), 0), tuple(there.get((group, province), ())))
                for group in groups
            ),
            counts.by_province.get(province, 0),
        )
        for province in provinces
    )
    totals = tuple(counts.by_group.get(group, 0) for group in groups)
    return Matrix(groups, lines, totals, sum(counts.by_province.values()))
