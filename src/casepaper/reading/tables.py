"""The table of a Word form: which cell holds which field, by the labels in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casepaper.forms.labels import label_of, normal, split_label
from casepaper.reading.labelled import follow_labels
from casepaper.reading.themes import has_mark, holds_themes, is_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casepaper.forms.rules import CallRules, FormField
    from casepaper.records import Cell

_WHOLE_FORM: Final = 3
_MOST_THEME_CELLS: Final = 40
_SHORTEST_BODY: Final = 30


@dataclass(frozen=True, slots=True)
class Placed:
    """A field, the text in its place, and the cell."""

    field: FormField
    text: str
    cell: Cell
    whole: bool = True


@dataclass(slots=True)
class TableRead:
    """What one table gave: a place for each field found, and second places that say something else."""

    number: int
    places: dict[str, Placed] = field(default_factory=dict)
    again: list[Placed] = field(default_factory=list)

    def add(self, placed: Placed) -> None:
        """Take a place; the first counts, and an empty one gives way."""
        known = self.places.get(placed.field.key)
        if known is None or (not known.text.strip() and placed.text.strip()):
            self.places[placed.field.key] = placed
        elif normal(known.text) != normal(placed.text) and placed.text.strip():
            self.again.append(placed)


def read_tables(cells: Sequence[Cell], rules: CallRules) -> TableRead | None:
    """The table with most of the form's labels; another that is a whole form too is put under ``again``."""
    tables: dict[int, list[Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.table, []).append(cell)
    read = [_Grid(one, rules).read() for one in tables.values()]
    read = [one for one in read if one.places]
    if not read:
        return None
    best = max(read, key=lambda one: len(one.places))
    for other in read:
        if other is not best and len(other.places) >= max(_WHOLE_FORM, len(best.places) // 2):
            for placed in other.places.values():
                best.add(placed)
    return best


class _Grid:
    """One table by rows and columns."""

    def __init__(self, cells: Sequence[Cell], rules: CallRules) -> None:
        self._cells = cells
        self._rules, self._form = rules, rules.form
        self._at = {place: cell for cell in cells for place in _covered(cell)}
        self._label = {_key(cell): label_of(cell.text, self._form) if cell.text else None for cell in cells}
        self._claimed: set[tuple[int, int]] = set()

    def read(self) -> TableRead:
        read = TableRead(self._cells[0].table)
        for step in (self._beside_labels, self._below_hint, self._with_labels_inside, self._themes, self._long_text):
            for placed in step(read):
                self._claimed.add(_key(placed.cell))
                read.add(placed)
        return read

    def _beside_labels(self, read: TableRead) -> Iterator[Placed]:
        """Cells that are a label, and the cell right of it or, where that is a label too or none, below it."""
        del read
        for cell in self._cells:
            form_field = self._label[_key(cell)]
            if form_field is None or _key(cell) in self._claimed:
                continue
            value = self._value_of(cell)
            if value is not None and form_field.kind != "themes":
                self._claimed.add(_key(cell))
                yield Placed(form_field, value.text, value)

    def _value_of(self, label: Cell) -> Cell | None:
        """The cell that a label speaks of: right of it, or below it where labels stand side by side as heads."""
        right = self._free(label.row, label.column + label.span[1])
        below = self._free(label.row + label.span[0], label.column)
        before = self._at.get((label.row, label.column - 1))
        heads = before is not None and self._label[_key(before)] is not None
        return (below or right) if heads else (right or below)

    def _free(self, row: int, column: int) -> Cell | None:
        """The cell there, unless it is a label, begins with one, or belongs to one already."""
        cell = self._at.get((row, column))
        if cell is None or self._label[_key(cell)] or _key(cell) in self._claimed:
            return None
        return None if split_label(cell.text.split("\n", 1)[0], self._form) else cell

    def _with_labels_inside(self, read: TableRead) -> Iterator[Placed]:
        """Cells that hold labels together with their values, one or several."""
        del read
        for cell in self._cells:
            if _key(cell) in self._claimed or not cell.text or holds_themes(cell.text, self._rules.themes):
                continue
            for one in follow_labels(self._lines(cell), self._form):
                if one.field.kind != "themes" and (one.text or self._label[_key(cell)] is None):
                    yield Placed(one.field, one.text, cell, whole=False)

    def _lines(self, cell: Cell) -> Iterator[str]:
        """The lines of a cell; a row of a table within it that begins with a label is a line for each of its cells."""
        for line in cell.text.split("\n"):
            first, *rest = line.split("\t")
            yield from (first, *rest) if rest and label_of(first, self._form) else (line,)

    def _themes(self, read: TableRead) -> Iterator[Placed]:
        """The words of the themes, in one cell or in several with their marks inside or in cells beside them."""
        del read
        themes, form_field = self._rules.themes, next((one for one in self._form.fields if one.kind == "themes"), None)
        if form_field is None:
            return
        holding = [one for one in self._cells if _key(one) not in self._claimed and holds_themes(one.text, themes)]
        holding = holding[:_MOST_THEME_CELLS]
        if not holding:
            label = next((cell for cell in self._cells if self._label[_key(cell)] is form_field), None)
            value = self._free(label.row, label.column + label.span[1]) if label else None
            if value is not None:
                yield Placed(form_field, value.text, value)
            return
        rows = dict.fromkeys(cell.row for cell in holding)
        spread = "\n".join("\t".join(self._row_of_themes(holding, row)) for row in rows)
        yield Placed(form_field, spread if len(holding) > 1 else holding[0].text, holding[0])

    def _row_of_themes(self, holding: list[Cell], row: int) -> Iterator[str]:
        """The theme cells of a row and, where they hold no marks themselves, the cells of marks among them."""
        beside = not any(has_mark(cell.text) for cell in holding)
        for cell in self._cells:
            if cell.row == row and cell in holding:
                yield cell.text
            elif beside and cell.row == row and self._label[_key(cell)] is None and is_mark(cell.text):
                yield cell.text if cell.text.strip() else "□"

    def _below_hint(self, read: TableRead) -> Iterator[Placed]:
        """A body whose label is not printed: the cell that holds its hint."""
        for form_field in self._form.fields:
            hint = normal(form_field.hint)
            if form_field.kind != "body" or not hint or form_field.key in read.places:
                continue
            for cell in self._cells:
                if _key(cell) not in self._claimed and hint in normal(cell.text):
                    yield Placed(form_field, cell.text, cell)
                    break

    def _long_text(self, read: TableRead) -> Iterator[Placed]:
        """A body with neither label nor hint: the longest cell that is nothing else."""
        form_field = next((one for one in self._form.fields if one.kind == "body"), None)
        if form_field is None or form_field.key in read.places or not read.places:
            return
        promise = normal(self._form.undertaking)
        free = [cell for cell in self._cells if _key(cell) not in self._claimed and self._label[_key(cell)] is None]
        longest = max(free, key=lambda cell: len(cell.text), default=None)
        plain = normal(longest.text) if longest is not None else ""
        if longest is not None and len(plain) >= _SHORTEST_BODY and promise not in plain:
            yield Placed(form_field, longest.text, longest)


def _key(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


def _covered(cell: Cell) -> Iterator[tuple[int, int]]:
    """The rows and columns that a cell covers."""
    for row in range(cell.row, cell.row + cell.span[0]):
        for column in range(cell.column, cell.column + cell.span[1]):
            yield row, column
