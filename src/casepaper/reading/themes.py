"""Which themes are chosen in a text: by boxes, ticks before or behind the words, brackets, or deleting the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from casepaper.forms.labels import normal

if TYPE_CHECKING:
    from casepaper.forms.rules import Theme

Kind = Literal["tick", "cross", "box"]
Side = Literal["left", "right"]

_TICKS: Final = "√✓✔☑✅vV■●◼◆"
_CROSSES: Final = "×✗✘✕xX"
_BOXES: Final = "□○〇◯▢☐"
_MARK = re.compile(
    rf"[（(\[【]\s*(?P<inside>[{_TICKS}{_CROSSES}]?)\s*[）)\]】]"
    rf"|(?P<both>□[√✓✔]|[√✓✔]□)(?![√✓✔])|(?P<ticked>[☑■●◼◆])|(?P<bare>[√✓✔✅])|(?P<cross>[×✗✘✕])|(?P<box>[{_BOXES}])"
)
_LINE_BREAK: Final = 20
_PAUSE: Final = 3
_SHORTEST_PART: Final = 3
_SMALL_PRINT: Final = 16  # letters beside the themes in their cell: 主题, 请在所选主题前打勾 and the like


@dataclass(frozen=True, slots=True)
class ThemesRead:
    """The chosen themes by key, in the order of the call; ``labels`` is how many themes stand in the text."""

    keys: tuple[str, ...]
    labels: int
    sure: bool = True
    others: tuple[str, ...] = ()


class _Mark(NamedTuple):
    kind: Kind
    boxed: bool
    start: int
    end: int


class _Spot(NamedTuple):
    key: str
    start: int
    end: int


def read_themes(text: str, themes: tuple[Theme, ...]) -> ThemesRead:
    """The themes ticked in a text. A tick as near to the words before it as to those behind it is not sure.

    With no tick at all, the one theme whose words were left is the one meant; a cross counts only where nothing
    is ticked, and then not surely.
    """
    spots = _spots(text, themes)
    if not spots:
        return _by_part(text, themes)
    standing, chosen, crossed, doubtful = _Standing(text, spots), set[str](), set[str](), set[str]()
    for mark in standing.marks:
        here, also = standing.owner(mark)
        if mark.kind == "tick":
            chosen.add(here)
            doubtful |= {also} if also else set()
        elif mark.kind == "cross":
            crossed.add(here)
    if doubtful - chosen:
        return ThemesRead(_ordered(chosen, themes), len(spots), sure=False, others=_ordered(doubtful, themes))
    if chosen:
        return ThemesRead(_ordered(chosen, themes), len(spots))
    if crossed:
        return ThemesRead(_ordered(crossed, themes), len(spots), sure=False)
    if len(spots) == 1 and len(themes) > 1:
        return ThemesRead((spots[0].key,), 1, sure=not standing.marks)
    return ThemesRead((), len(spots))


def holds_themes(text: str, themes: tuple[Theme, ...]) -> bool:
    """Whether a text is the place of the themes: their words and marks, and hardly anything else."""
    spots = _spots(text, themes)
    if not spots:
        return False
    rest = text
    for spot in reversed(spots):
        rest = rest[: spot.start] + " " + rest[spot.end :]
    left = len(normal(_MARK.sub("", rest)))
    return left == 0 if len(spots) == 1 else left <= _SMALL_PRINT


def is_mark(text: str) -> bool:
    """Whether a text is nothing but a tick, a cross or a box, or blank."""
    return not _MARK.sub("", text).strip()


def has_mark(text: str) -> bool:
    """Whether a tick, a cross or a box stands in a text."""
    return _MARK.search(text) is not None


def _spots(text: str, themes: tuple[Theme, ...]) -> list[_Spot]:
    """Where the words of each theme stand, in order; the first place counts."""
    found = [(theme.key, match) for theme in themes if (match := _words(theme.label).search(text))]
    return sorted((_Spot(key, *match.span()) for key, match in found), key=lambda spot: spot.start) if found else []


@lru_cache(maxsize=256)
def _words(label: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(map(re.escape, label.replace(" ", ""))))


def _marks(text: str, spots: list[_Spot]) -> list[_Mark]:
    """Ticks, crosses and boxes outside the words of the themes."""
    marks = []
    for match in _MARK.finditer(text):
        if any(spot.start < match.end() and match.start() < spot.end for spot in spots):
            continue
        marks.append(_Mark(*_kind(match), *match.span()))
    return marks


def _kind(match: re.Match[str]) -> tuple[Kind, bool]:
    if match["inside"] is not None:
        inside = match["inside"]
        return ("box" if not inside else "cross" if inside in _CROSSES else "tick"), True
    if match["both"] or match["ticked"]:
        return "tick", True
    if match["bare"]:
        return "tick", False
    return ("cross", False) if match["cross"] else ("box", True)


class _Standing:
    """How the words of the themes and the marks stand in a text: which is whose."""

    def __init__(self, text: str, spots: list[_Spot]) -> None:
        self.marks = _marks(text, spots)
        self._text, self._spots = text, spots
        self._box_habit = self._habit([mark for mark in self.marks if mark.boxed])
        self._tick_habit = self._habit([mark for mark in self.marks if not mark.boxed and mark.kind == "tick"])

    def owner(self, mark: _Mark) -> tuple[str, str | None]:
        """Whose mark it is, and who else it may belong to."""
        before_it = [spot for spot in self._spots if spot.end <= mark.start]
        left = max(before_it, key=lambda spot: spot.end, default=None)
        right = next((spot for spot in self._spots if spot.start >= mark.end), None)
        if left is None or right is None:
            return (left or right or self._spots[0]).key, None
        side = self._box_habit if mark.boxed else self._near_box(mark, left, right)
        if side is None:
            before = _distance(self._text[left.end : mark.start])
            behind = _distance(self._text[mark.end : right.start])
            side = "left" if before < behind else "right" if behind < before else None
        side = side or self._tick_habit
        if side is None:
            return left.key, right.key
        return (left if side == "left" else right).key, None

    def _near_box(self, mark: _Mark, left: _Spot, right: _Spot) -> Side | None:
        """A bare tick in one gap with a box: behind the words before it, or on the box of the words behind it."""
        text = self._text
        for box in self.marks:
            if box.boxed and mark.end <= box.start < right.start:
                words, empty = _distance(text[left.end : mark.start]), _distance(text[mark.end : box.start])
                return "left" if words < empty else "right"
            if box.boxed and left.end <= box.start and box.end <= mark.start:
                words, empty = _distance(text[mark.end : right.start]), _distance(text[box.end : mark.start])
                return "right" if words < empty else "left"
        return None

    def _habit(self, kind: list[_Mark]) -> Side | None:
        """On which side of such marks the words stand here: told by one before the first word or behind the last."""
        first = any(mark.end <= self._spots[0].start for mark in kind)
        last = any(mark.start >= self._spots[-1].end for mark in kind)
        if first == last:
            return None
        return "right" if first else "left"


def _distance(between: str) -> int:
    """How far two things stand apart: spaces count one, pauses more, a new line most."""
    return sum(_LINE_BREAK if one == "\n" else 1 if one.isspace() else _PAUSE for one in between)


def _by_part(text: str, themes: tuple[Theme, ...]) -> ThemesRead:
    """A theme written in fewer words than printed (乡村振兴); never sure."""
    plain = normal(text)
    if len(plain) < _SHORTEST_PART:
        return ThemesRead((), 0)
    found = [theme.key for theme in themes if plain in normal(theme.label) or normal(theme.label) in plain]
    return ThemesRead(tuple(found), 0, sure=False) if len(found) == 1 else ThemesRead((), 0)


def _ordered(keys: set[str], themes: tuple[Theme, ...]) -> tuple[str, ...]:
    return tuple(theme.key for theme in themes if theme.key in keys)
