"""The table of a Word form: which cell holds which field, by the labels in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from casepaper.forms.labels import label_of, normal, split_label
from casepaper.reading.labelled import follow_labels
from casepaper.reading.themes import has_mark, holds_themes, is_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casepaper.forms.rules import CallRules, FormField
    from casepaper.records import Cell

    _Found = tuple["_Place", "Placed"]

_WHOLE_FORM: Final = 3
_MOST_THEME_CELLS: Final = 40
_SHORTEST_BODY: Final = 30


class Placed(NamedTuple):
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


@dataclass(slots=True, eq=False)
class _Place:
    """A cell of the table, the field whose label it is, and whether it has been given to a field."""

    cell: Cell
    label: FormField | None
    claimed: bool = False


class _Grid:
    """One table by rows and columns."""

    def __init__(self, cells: Sequence[Cell], rules: CallRules) -> None:
        self._number = cells[0].table
        self._rules, self._form = rules, rules.form
        self._places = [_Place(cell, label_of(cell.text, self._form) if cell.text else None) for cell in cells]
        self._at: dict[tuple[int, int], _Place] = {}
        for place in self._places:
            self._at.update(dict.fromkeys(_covered(place.cell), place))

    def read(self) -> TableRead:
        read = TableRead(self._number)
        for step in (self._beside_labels, self._below_hint, self._with_labels_inside, self._themes, self._long_text):
            for place, placed in step(read):
                place.claimed = True
                read.add(placed)
        return read

    def _beside_labels(self, read: TableRead) -> Iterator[_Found]:
        """Cells that are a label, and the cell right of it or, where that is a label too or none, below it."""
        del read
        for label in self._places:
            if label.label is None or label.claimed:
                continue
            value = self._value_of(label.cell)
            if value is not None and label.label.kind != "themes":
                label.claimed = True
                yield value, Placed(label.label, value.cell.text, value.cell)

    def _value_of(self, label: Cell) -> _Place | None:
        """The cell that a label speaks of: right of it, or below it where labels stand side by side as heads."""
        rows, columns = label.span
        before = self._at.get((label.row, label.column - 1))
        right, below = (label.row, label.column + columns), (label.row + rows, label.column)
        heads = before is not None and before.label is not None
        first, second = (below, right) if heads else (right, below)
        return self._free(first) or self._free(second)

    def _free(self, at: tuple[int, int]) -> _Place | None:
        """The cell at a row and column, unless it is a label, begins with one, or belongs to one already."""
        place = self._at.get(at)
        if place is None or place.label is not None or place.claimed:
            return None
        return None if split_label(place.cell.text.split("\n", 1)[0], self._form) else place

    def _with_labels_inside(self, read: TableRead) -> Iterator[_Found]:
        """Cells that hold labels together with their values, one or several."""
        del read
        for place in self._places:
            cell = place.cell
            if place.claimed or not cell.text or holds_themes(cell.text, self._rules.themes):
                continue
            for one in follow_labels(self._lines(cell), self._form):
                if one.field.kind != "themes" and (one.text or place.label is None):
                    yield place, Placed(one.field, one.text, cell, whole=False)

    def _lines(self, cell: Cell) -> Iterator[str]:
        """The lines of a cell; a row of a table within it that begins with a label is a line for each of its cells."""
        for line in cell.text.split("\n"):
            first, *rest = line.split("\t")
            yield from (first, *rest) if rest and label_of(first, self._form) else (line,)

    def _themes(self, read: TableRead) -> Iterator[_Found]:
        """The words of the themes, in one cell or in several with their marks inside or in cells beside them."""
        del read
        themes, form_field = self._rules.themes, next((one for one in self._form.fields if one.kind == "themes"), None)
        if form_field is None:
            return
        holding = [one for one in self._places if not one.claimed and holds_themes(one.cell.text, themes)]
        holding = holding[:_MOST_THEME_CELLS]
        if not holding:
            label = next((place.cell for place in self._places if place.label is form_field), None)
            value = self._free((label.row, label.column + label.span[1])) if label else None
            if value is not None:
                yield value, Placed(form_field, value.cell.text, value.cell)
            return
        first, text = holding[0], holding[0].cell.text
        if len(holding) > 1:
            rows = dict.fromkeys(place.cell.row for place in holding)
            text = "\n".join("\t".join(self._row_of_themes(holding, row)) for row in rows)
        yield first, Placed(form_field, text, first.cell)

    def _row_of_themes(self, holding: list[_Place], row: int) -> Iterator[str]:
        """The theme cells of a row and, where they hold no marks themselves, the cells of marks among them."""
        beside = not any(has_mark(place.cell.text) for place in holding)
        for place in self._places:
            text = place.cell.text
            if place.cell.row == row and place in holding:
                yield text
            elif beside and place.cell.row == row and place.label is None and is_mark(text):
                yield text if text.strip() else "□"

    def _below_hint(self, read: TableRead) -> Iterator[_Found]:
        """A body whose label is not printed: the cell that holds its hint."""
        for form_field in self._form.fields:
            if form_field.kind != "body" or not form_field.hint or form_field.key in read.places:
                continue
            hint = normal(form_field.hint)
            for place in self._places:
                if hint and not place.claimed and hint in normal(place.cell.text):
                    yield place, Placed(form_field, place.cell.text, place.cell)
                    break

    def _long_text(self, read: TableRead) -> Iterator[_Found]:
        """A body with neither label nor hint: the longest cell that is nothing else."""
        form_field = next((one for one in self._form.fields if one.kind == "body"), None)
        if form_field is None or form_field.key in read.places or not read.places:
            return
        promise = normal(self._form.undertaking)
        free = [place for place in self._places if not place.claimed and place.label is None]
        longest = max(free, key=lambda place: len(place.cell.text), default=None)
        plain = normal(longest.cell.text) if longest is not None else ""
        if longest is not None and len(plain) >= _SHORTEST_BODY and promise not in plain:
            yield longest, Placed(form_field, longest.cell.text, longest.cell)


def _covered(cell: Cell) -> Iterable[tuple[int, int]]:
    """The rows and columns that a cell covers."""
    rows, columns = cell.span
    return product(range(cell.row, cell.row + rows), range(cell.column, cell.column + columns))
