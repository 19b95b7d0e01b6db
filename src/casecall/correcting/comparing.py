"""A round's revision and its answer side by side: fields with what changed, pages, seals, and what was mended."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from casecall.cases.queries import revision
from casecall.correcting import rules
from casecall.correcting.models import Item, Round
from casecall.correcting.records import Comparison, FieldPair, Piece, Sheet, Side
from casecall.screening import queries as screening
from casecall.screening.rules import CLEARED
from casecall.screening.rules import STANDS as RULED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casecall.correcting.records import ItemRow
    from casecall.screening.records import DeskFinding, DeskValue, DeskView

SAME, OUT, IN = "same", "out", "in"
UNJUDGED: Final = frozenset({rules.LARGE_FILE})  # no check of ours sees whether it was mended
_SENTENCE: Final = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")
_TOKEN: Final = re.compile(r"[0-9.]+|[A-Za-z]+|.", re.DOTALL)  # a number is one thing, and so is a word in letters
FEWEST_ALIKE: Final = 0.4  # less alike than this, two sentences are shown whole: strewn letters tell nothing


def compare(round_id: int, items: Sequence[ItemRow]) -> Comparison:
    """What was found wanting beside what came for it; without an answer the old side alone."""
    one = Round.objects.select_related("revision", "answer").get(pk=round_id)
    before = screening.desk(one.case_id, revision=one.revision.n)
    if one.answer is None:
        return Comparison(round_id, read=False, old=_side(before, frozenset()), new=None, items=tuple(items))
    after = screening.desk(one.case_id, revision=one.answer.n)
    old = _side(before, frozenset())
    known = frozenset(sheet.sha256 for sheet in old.sheets)
    read = after.screening_id is not None
    asked = frozenset(item.field for item in items if item.field)
    return Comparison(
        round_id=round_id,
        read=read,
        old=old,
        new=_side(after, known),
        fields=_pairs(before, after, asked) if read else (),
        items=tuple(items),
        found=_found(before, after) if read else (),
    )


def item_states(one: Round, items: Iterable[Item]) -> Mapping[int, str]:
    """How each item of an answered round stands by the screening of its answer."""
    if one.answer is None:
        return {}
    view = screening.desk(one.case_id, revision=one.answer.n)
    return {item.pk: _state(item.check_id, item.field, view) for item in items}


def diff(old: str, new: str) -> tuple[Piece, ...]:
    """What changed between two texts, sentence by sentence, and within sentences that are alike character by character.

    >>> [(one.kind, one.text) for one in diff("节电87万度。", "节电78万度。")]
    [('same', '节电'), ('out', '87'), ('in', '78'), ('same', '万度。')]
    """
    first, second = _SENTENCE.findall(old), _SENTENCE.findall(new)
    pieces: list[Piece] = []
    for _, a0, a1, b0, b1 in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        left, right = "".join(first[a0:a1]), "".join(second[b0:b1])
        pieces += _letters(left, right) if left != right else [Piece(SAME, left)]
    return _joined(pieces)


def _letters(old: str, new: str) -> Iterator[Piece]:
    first, second = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if not old or not new or matcher.quick_ratio() < FEWEST_ALIKE or matcher.ratio() < FEWEST_ALIKE:
        yield from (Piece(kind, text) for kind, text in ((OUT, old), (IN, new)) if text)
        return
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(first[a0:a1]))
            continue
        gone, come = "".join(first[a0:a1]), "".join(second[b0:b1])
        yield from (Piece(kind, text) for kind, text in ((OUT, gone), (IN, come)) if text)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for one in pieces:
        if found and found[-1].kind == one.kind:
            found[-1] = Piece(one.kind, found[-1].text + one.text)
        else:
            found.append(one)
    return tuple(found)


def _pairs(before: DeskView, after: DeskView, asked: frozenset[str]) -> tuple[FieldPair, ...]:
    old = {one.key: one for one in before.values}
    return tuple(_pair(old.get(one.key), one, asked) for one in after.values)


def _pair(old: DeskValue | None, new: DeskValue, asked: frozenset[str]) -> FieldPair:
    was = old.shown if old else ""
    return FieldPair(
        key=new.key,
        label=new.label,
        kind=new.kind,
        old=was,
        new=new.shown,
        pieces=diff(was, new.shown) if was != new.shown else (),
        asked=new.key in asked,
        doubt=new.doubt,
    )


def _side(view: DeskView, known: frozenset[str]) -> Side:
    sheets = tuple(
        Sheet(one.file, one.number, one.sha256, one.width, one.height, fresh=bool(known) and one.sha256 not in known)
        for one in view.pages
    )
    files = tuple(one.name for one in revision(view.revision_id).files)
    return Side(view.revision_id, view.revision_n, sheets, view.seals, view.photos, files)


def _found(before: DeskView, after: DeskView) -> tuple[str, ...]:
    """What the answer's screening finds that was not found before."""
    had = {(one.check, one.field) for one in before.findings}
    return tuple(one.says for one in after.findings if one.level != "note" and (one.check, one.field) not in had)


def _state(check: str, field: str, view: DeskView) -> str:
    if view.screening_id is None or check in UNJUDGED:
        return rules.UNSEEN
    same = [one for one in view.findings if (one.check, one.field) == (check, field)]
    standing = [one for one in same if one.ruling is None or one.ruling.verdict != CLEARED]
    if not standing:
        return rules.UNSEEN if _unread(view) else rules.MENDED
    return rules.STANDS if any(map(_is_sure, standing)) else rules.UNSEEN


def _is_sure(finding: DeskFinding) -> bool:
    return finding.level != "doubt" or (finding.ruling is not None and finding.ruling.verdict == RULED)


def _unread(view: DeskView) -> bool:
    """Whether no form was read, so that nothing that was not found there says anything."""
    return view.outcome == "unreadable"
