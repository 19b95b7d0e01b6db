"""Fields of a Word file: their result is text, their instruction is not; check boxes and overstruck signs are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casepaper.opening.word import names as n
from casepaper.opening.word.ticks import EMPTY, TICKED, overstruck

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFF = frozenset({"0", "false", "off"})


@dataclass(slots=True)
class _Open:
    """A field that has begun: its instruction so far, whether its result has begun, and its check box if it is one.

    ``silent`` is whether what stands in it is no text.
    """

    instruction: list[str] = field(default_factory=list)
    in_result: bool = False
    silent: bool = True
    box: bool | None = None

    def drawn(self) -> str | None:
        """What the field draws by itself, or None where its result is the text."""
        if self.box is not None:
            return TICKED if self.box else EMPTY
        instruction = "".join(self.instruction)
        return overstruck(instruction) if instruction.lstrip()[:2].upper() == "EQ" else None


class FieldStack:
    """The fields that are open at a place of the text. ``silent`` is how many of them keep what stands here from text.

    Such a field is still in its instruction, or draws its result itself.
    """

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self.silent = 0

    def mark(self, char: _Element) -> str:
        """Take a field character; returns what a field that ends here draws."""
        kind = char.get(n.FIELD_CHAR_TYPE)
        if kind == "begin":
            self._open.append(_Open(box=_box(char)))
            self.silent += 1
        elif kind == "separate" and self._open:
            self._separate(self._open[-1])
        elif kind == "end" and self._open:
            shown = self._close().drawn() or ""
            return "" if self.silent else shown
        return ""

    def instruct(self, text: str) -> None:
        """Take a part of an instruction."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction.append(text)

    def settle(self) -> None:
        """At the end of a paragraph give up fields whose instruction never ended, so that they swallow no text."""
        while self._open and not self._open[-1].in_result:
            self._close()

    def _separate(self, field: _Open) -> None:
        """The result of a field begins, and is text unless the field draws it."""
        if not field.in_result:
            field.in_result = True
            field.silent = field.drawn() is not None
            self.silent -= not field.silent

    def _close(self) -> _Open:
        field = self._open.pop()
        self.silent -= field.silent
        return field

    def simple(self, instruction: str) -> str | None:
        """What a field written as one element draws itself, or None where its content is the text."""
        return _Open(instruction=[instruction]).drawn()


def _box(char: _Element) -> bool | None:
    """The state of a form check box; None where the field is none."""
    box = char.find(f"{n.FIELD_DATA}/{n.CHECK_BOX}")
    if box is None:
        return None
    state = box.find(n.CHECKED)
    if state is None:
        state = box.find(n.DEFAULT)
    return state is not None and state.get(n.VAL, "1") not in _OFF
