"""The text of a Word file as a reader sees it: changes accepted, hidden and struck text out, ticks as ☑, boxes as □."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from casepaper.opening.word import names as n
from casepaper.opening.word.fields import FieldStack
from casepaper.opening.word.ticks import EMPTY, TICKED, bordered, is_symbol_font, plain, symbol, symbols
from casepaper.records import Cell, Control, cell_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

_WIDEST, _LONGEST_NUMBER = 200, 6
_UNSEEN = frozenset({n.VANISH, n.STRIKE, n.DOUBLE_STRIKE, n.RUN_STYLE})
_OFF = frozenset({"0", "false", "off", "none", "nil"})
_ROW_WRAPPERS = n.WRAPPERS | {n.SDT, n.SDT_CONTENT}
# Elements of a run that stand for a character.
_CHARACTERS: Final = {n.TAB: "\t", n.PTAB: "\t", n.BREAK: "\n", n.RETURN: "\n", n.HYPHEN: "-"}


@dataclass(slots=True)
class _Named:
    """What a content control says of itself: its tag or, where that was lost, the name it shows; and its state."""

    name: str = ""
    empty: bool = False
    checked: bool | None = None

    @classmethod
    def read(cls, sdt: _Element) -> _Named:
        """Read the properties of a control in one go."""
        self, alias = cls(), ""
        properties = _first(sdt, n.SDT_PR)
        for one in () if properties is None else properties:
            tag = one.tag
            if tag == n.TAG:
                self.name = one.get(n.VAL, "")
            elif tag == n.ALIAS:
                alias = one.get(n.VAL, "")
            elif tag == n.SHOWING_PLACEHOLDER:
                self.empty = _is_on(one)
            elif tag == n.CHECK_BOX_14:
                self.checked = _is_on(_child(one, n.CHECKED_14), n.VAL_14)
        self.name = self.name or alias
        return self


class Walker:
    """Walks a body once. ``cells``, ``controls``, ``paragraphs`` and ``embedded`` (ids of pictures) grow in order.

    ``plain`` says that no run of the document is marked in a way that changes what is read, so that none is looked at.
    """

    def __init__(self, hidden_styles: frozenset[str] = frozenset(), *, plain: bool = False) -> None:
        self._plain = plain
        self.controls: list[Control] = []
        self.paragraphs: list[str] = []
        self.embedded: list[str] = []
        self.struck = False
        self._cells: list[Cell | None] = []
        self._tables = 0
        self._hidden_styles = hidden_styles
        self._fields = FieldStack()
        self._cell: tuple[int, int, int] | None = None
        self._joined = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells met so far, an outer one before those of the tables within it."""
        return tuple(cell for cell in self._cells if cell is not None)

    def walk(self, body: _Element) -> None:
        """Walk the body; what stands outside tables goes to ``paragraphs``."""
        self._blocks(body, self.paragraphs, 0)

    # ---- blocks -------------------------------------------------------------------------------------------------

    def _blocks(self, parent: _Element, lines: list[str], depth: int) -> None:
        for child in parent:
            take = self._BLOCKS.get(child.tag)
            if take is not None:
                take(self, child, lines, depth)

    def _paragraph(self, paragraph: _Element, lines: list[str], _: int) -> None:
        pieces: list[str] = []
        self._inline(paragraph, pieces)
        self._fields.settle()
        text = "".join(pieces)
        if self._joined and lines:
            lines[-1] += text
        else:
            lines.append(text)
        self._joined = not self._plain and _mark_is_deleted(paragraph)

    def _block_choice(self, alternate: _Element, lines: list[str], depth: int) -> None:
        self._blocks(_chosen(alternate), lines, depth)

    def _block_control(self, sdt: _Element, lines: list[str], depth: int) -> None:
        content = _child(sdt, n.SDT_CONTENT)
        if content is None:
            return
        inside: list[str] = []
        self._blocks(content, inside, depth)
        if not self._note_control(_Named.read(sdt), "\n".join(inside)):
            lines.extend(inside)
        else:
            lines.append("")

    # ---- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: _Element, lines: list[str], depth: int) -> None:
        """Walk a table; its rows as text are lines of the cell around it, if there is one."""
        self._tables += 1
        number, open_merges = self._tables, dict[int, int]()
        for row, (tr, properties) in enumerate(_rows(table), start=1):
            texts: list[str] = []
            column = 1 + _number(properties.get(n.GRID_BEFORE), 0)
            for tc, sdt in _row_cells(tr):
                marks = _marks(_first(tc, n.TC_PR))
                if n.CELL_DELETED in marks:
                    continue
                width, merge = _number(marks.get(n.GRID_SPAN), 1) or 1, marks.get(n.V_MERGE)
                if merge is not None and merge.get(n.VAL, "continue") == "continue" and column in open_merges:
                    self._grow(open_merges[column])
                else:
                    open_merges.pop(column, None)
                    place = len(self._cells)
                    texts.append(self._table_cell(tc, sdt, (number, row, column, width), depth))
                    if merge is not None:
                        open_merges[column] = place
                column += width
            if depth:
                lines.append("\t".join(texts))

    def _table_cell(self, tc: _Element, sdt: _Element | None, at: tuple[int, int, int, int], depth: int) -> str:
        table, row, column, width = at
        place, outer = len(self._cells), self._cell
        self._cells.append(None)
        self._cell, lines = at[:3], list[str]()
        self._blocks(tc, lines, depth + 1)
        self._joined = False
        text = "\n".join(lines)
        if sdt is not None and self._note_control(_Named.read(sdt), text):
            text = ""
        self._cell = outer
        self._cells[place] = Cell(table, row, column, text, (1, width), nested=depth > 0)
        return text

    def _grow(self, place: int) -> None:
        """One more row for a cell that is merged downwards."""
        cell = self._cells[place]
        if cell is not None:
            rows, columns = cell.span
            self._cells[place] = Cell(cell.table, cell.row, cell.column, cell.text, (rows + 1, columns), cell.nested)

    # ---- runs ---------------------------------------------------------------------------------------------------

    def _inline(self, parent: _Element, out: list[str]) -> None:
        frame: str | None = None
        before: tuple[str, str] | None = None
        for child in parent:
            tag = child.tag
            if tag == n.R:
                before = None
                if self._plain:
                    self._content(child, out)
                else:
                    frame = self._marked(child, frame, out)
                continue
            if frame is not None:
                out.append(bordered(frame))
                frame = None
            if tag == n.SDT:
                before = self._inline_control(child, out, before)
            elif (take := self._INLINE.get(tag)) is not None:
                take(self, child, out)
        if frame is not None:
            out.append(bordered(frame))

    def _inline_choice(self, alternate: _Element, out: list[str]) -> None:
        self._inline(_chosen(alternate), out)

    def _marked(self, run: _Element, frame: str | None, out: list[str]) -> str | None:
        """Take a run as its properties show it; one with a border goes into the frame, which stays open."""
        marks = _marks(_first(run, n.R_PR))
        bordering = n.BORDER in marks and marks[n.BORDER].get(n.VAL, "single") not in _OFF
        inside = [frame or ""] if bordering else out
        if frame is not None and not bordering:
            out.append(bordered(frame))
        if _UNSEEN.isdisjoint(marks) or not self._is_unseen(marks):
            self._content(run, inside, _font(marks[n.FONTS]) if n.FONTS in marks else None)
        return "".join(inside) if bordering else None

    def _inline_control(self, sdt: _Element, out: list[str], before: tuple[str, str] | None) -> tuple[str, str] | None:
        """Take a control, unless it says again what the one right before it said, which ``before`` and the result tell.

        LibreOffice 7.4 saves each control in a line several times over, each ending with what the first one says.
        """
        content = _child(sdt, n.SDT_CONTENT)
        if content is None:
            return before
        inside: list[str] = []
        self._inline(content, inside)
        control = _Named.read(sdt)
        if control.checked is not None:
            inside = [TICKED if control.checked else EMPTY]
        name, text = control.name, "".join(inside)
        if before is not None and name and before[0] == name and text.endswith(before[1]):
            return before
        if not self._note_control(control, text):
            out.extend(inside)
        return name, text

    def _note_control(self, control: _Named, text: str) -> bool:
        """Keep a control that has a name; returns whether it only shows its placeholder, which is no text."""
        if control.name:
            where = cell_name(*self._cell) if self._cell else None
            self.controls.append(Control(control.name, text, control.empty, control.checked, where))
        return control.empty and control.checked is None

    def _simple_field(self, field: _Element, out: list[str]) -> None:
        shown = self._fields.simple(field.get(n.INSTR, ""))
        if shown is None:
            self._inline(field, out)
        else:
            out.append(shown)

    def _math(self, formula: _Element, out: list[str]) -> None:
        out.extend(one.text or "" for one in formula.iter(n.MATH_TEXT))

    def _content(self, run: _Element, out: list[str], font: str | None = None) -> None:
        """Take what stands in a run; ``font`` is the symbol font that its text is set in, if any."""
        fields = self._fields
        for child in run:
            tag = child.tag
            if tag == n.FIELD_CHAR:
                out.append(fields.mark(child))
            elif tag == n.INSTRUCTION:
                fields.instruct(child.text or "")
            elif fields.silent:
                continue
            elif tag == n.T:
                text = child.text or ""
                out.append(symbols(font, text) if font else plain(text))
            elif (take := self._IN_RUNS.get(tag)) is not None:
                take(self, child, out)

    def _character(self, child: _Element, out: list[str]) -> None:
        out.append(_CHARACTERS[child.tag])

    def _symbol(self, child: _Element, out: list[str]) -> None:
        out.append(symbol(child.get(n.FONT, ""), int(child.get(n.CHAR, "0"), 16)))

    def _ruby(self, ruby: _Element, out: list[str]) -> None:
        for base in ruby.iter(n.RUBY_BASE):
            self._inline(base, out)

    def _run_choice(self, alternate: _Element, out: list[str]) -> None:
        for child in _chosen(alternate):
            take = self._IN_RUNS.get(child.tag)
            if take is not None:
                take(self, child, out)

    def _drawing(self, parent: _Element, out: list[str]) -> None:
        """Pictures and text boxes: a box is told once, by itself, though Word writes it down twice."""
        for child in parent:
            tag = child.tag
            if tag == n.BOX_CONTENT:
                cell, self._cell = self._cell, None
                self._blocks(child, self.paragraphs, 0)
                self._cell = cell
            elif tag == n.ALTERNATE:
                self._drawing(_chosen(child), out)
            elif tag in {n.BLIP, n.IMAGE_DATA}:
                self.embedded.append(child.get(n.EMBED) or child.get(n.R_ID) or "")
            else:
                self._drawing(child, out)

    def _is_unseen(self, marks: dict[str, _Element]) -> bool:
        """Whether a run is hidden, or struck out and so no longer said."""
        if _is_on(marks.get(n.VANISH)):
            return True
        if self._hidden_styles and _value(marks.get(n.RUN_STYLE)) in self._hidden_styles:
            return True
        struck = _is_on(marks.get(n.STRIKE)) or _is_on(marks.get(n.DOUBLE_STRIKE))
        self.struck = self.struck or struck
        return struck

    # What is done with an element, by its name; what is in none of these tables is passed over.
    _BLOCKS: ClassVar[dict[str, Callable[[Walker, _Element, list[str], int], None]]] = {
        n.P: _paragraph,
        n.TBL: _table,
        n.SDT: _block_control,
        n.ALTERNATE: _block_choice,
        **dict.fromkeys(n.WRAPPERS, _blocks),
    }
    _INLINE: ClassVar[dict[str, Callable[[Walker, _Element, list[str]], None]]] = {
        **dict.fromkeys(n.WRAPPERS, _inline),
        n.FIELD_SIMPLE: _simple_field,
        n.ALTERNATE: _inline_choice,
        **dict.fromkeys(n.MATH, _math),
    }
    _IN_RUNS: ClassVar[dict[str, Callable[[Walker, _Element, list[str]], None]]] = {
        **dict.fromkeys(_CHARACTERS, _character),
        n.SYM: _symbol,
        n.DRAWING: _drawing,
        n.PICT: _drawing,
        n.ALTERNATE: _run_choice,
        n.RUBY: _ruby,
    }


def _rows(table: _Element) -> Iterator[tuple[_Element, dict[str, _Element]]]:
    """Rows of a table that are there to be seen, out of whatever wraps them, each with its properties."""
    for child in table:
        if child.tag == n.TR:
            properties = _marks(_child(child, n.TR_PR))
            if n.DEL not in properties and n.HIDDEN not in properties:
                yield child, properties
        elif child.tag in _ROW_WRAPPERS:
            yield from _rows(child)


def _row_cells(row: _Element, sdt: _Element | None = None) -> Iterator[tuple[_Element, _Element | None]]:
    """Cells of a row, each with the content control around it, if any."""
    for child in row:
        if child.tag == n.TC:
            yield child, sdt
        elif child.tag == n.SDT:
            content = _child(child, n.SDT_CONTENT)
            if content is not None:
                yield from _row_cells(content, child)
        elif child.tag in n.WRAPPERS:
            yield from _row_cells(child, sdt)


def _chosen(alternate: _Element) -> _Element:
    """The one of several equal contents that is shown: the first choice, else the fallback."""
    choice = _child(alternate, n.CHOICE)
    if choice is None:
        choice = _child(alternate, n.FALLBACK)
    return alternate if choice is None else choice


def _font(fonts: _Element) -> str | None:
    """The symbol font of a run, if it is set in one."""
    return next((str(font) for font in fonts.values() if is_symbol_font(str(font))), None)


def _mark_is_deleted(paragraph: _Element) -> bool:
    """Whether the paragraph's end was deleted with changes tracked, so that the next one joins it."""
    mark = _child(_first(paragraph, n.P_PR), n.R_PR)
    return mark is not None and (_child(mark, n.DEL) is not None or _child(mark, n.MOVE_FROM) is not None)


def _is_on(element: _Element | None, name: str = n.VAL) -> bool:
    """An on-off property: there without a value is on."""
    return element is not None and element.get(name, "1") not in _OFF


def _first(parent: _Element, name: str) -> _Element | None:
    """The first child if it has that name, as properties do; faster still."""
    first = parent[0] if len(parent) else None
    return first if first is not None and first.tag == name else None


def _child(parent: _Element | None, name: str) -> _Element | None:
    """The first child of that name; much faster than a path."""
    if parent is not None:
        for child in parent:
            if child.tag == name:
                return child
    return None


def _marks(properties: _Element | None) -> dict[str, _Element]:
    """Properties by name, read in one go."""
    return {} if properties is None else {one.tag: one for one in properties}


def _value(element: _Element | None) -> str:
    return "" if element is None else element.get(n.VAL, "")


def _number(element: _Element | None, other: int) -> int:
    if element is None:
        return other
    value = element.get(n.VAL, "")
    return min(int(value), _WIDEST) if value.isdecimal() and len(value) < _LONGEST_NUMBER else other
