"""The table of the form, row by row, in the order of the call's fields."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from casepaper.forms.labels import is_printed, placeholder
from casepress.form.controls import box_control, date_control, element, line_control, run, text_control
from casepress.form.faces import HINT, LABEL, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casepaper.forms.rules import CallRules, FormField

WIDTHS: Final = (1500, 2800, 1000, 3770)  # twentieths of a point
WIDTH: Final = sum(WIDTHS)
COLUMNS: Final = len(WIDTHS)
THEMES_A_LINE: Final = 3
ROW, THEME_ROW, BODY_ROW, SEAL_ROW = 580, 660, 5700, 2700  # heights, at least
SEAL_INDENT: Final = "4600"
LEADING: Final = "400"
FIRST_LINE: Final = "200"  # two characters, in hundredths
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
BOX_TAG: Final = "casecall.theme."


class Sheet:
    """The form of a call with values; ``table`` is the finished table."""

    def __init__(self, rules: CallRules, values: Mapping[str, str]) -> None:
        self._rules, self._form, self._values = rules, rules.form, values

    def table(self) -> Any:
        """The table as an element: rows of the fields, the body, and the undertaking with seal and date."""
        borders = element("tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(element(side, val="single", sz="6", space="0", color="000000"))
        margins = element("tblCellMar", *(element(side, w="100", type="dxa") for side in ("left", "right")))
        properties = element(
            "tblPr",
            element("tblW", w=str(WIDTH), type="dxa"),
            element("jc", val="center"),
            borders,
            element("tblLayout", type="fixed"),
            margins,
        )
        grid = element("tblGrid", *(element("gridCol", w=str(width)) for width in WIDTHS))
        return element("tbl", properties, grid, *self._rows())

    def _rows(self) -> Iterator[Any]:
        waiting: list[FormField] = []
        for field in self._form.fields:
            if field.kind == "date":
                continue
            if waiting or (field.half and field.kind not in {"body", "themes"}):
                waiting.append(field)
                if len(waiting) == 1:
                    continue
                yield _row(ROW, [*self._pair(waiting[0], 0, 2), *self._pair(waiting[1], 2, 4)])
                waiting = []
            elif field.kind == "themes":
                yield self._theme_row(field)
            elif field.kind == "body":
                yield self._body_row(field)
            else:
                yield _row(ROW, self._pair(field, 0, COLUMNS))
        for field in waiting:
            yield _row(ROW, self._pair(field, 0, COLUMNS))
        yield self._seal_row()

    def _pair(self, field: FormField, first: int, last: int) -> list[Any]:
        """A label in one column and its value in the others, up to but not including the last."""
        label, alias = _label_text(field), _alias(field)
        control = line_control(field.tag, alias, self._value(field), placeholder=placeholder(field), face=TEXT)
        return [
            _cell([_paragraph([run(label, LABEL)])], first, first + 1),
            _cell([_paragraph([control])], first + 1, last),
        ]

    def _theme_row(self, field: FormField) -> Any:
        printed = is_printed(field)
        width = WIDTH - WIDTHS[0] if printed else WIDTH
        ticked = self._value(field).split()
        lines = []
        for start in range(0, len(self._rules.themes), THEMES_A_LINE):
            themes = self._rules.themes[start : start + THEMES_A_LINE]
            pieces: list[Any] = []
            for theme in themes:
                pieces.append(element("r", element("tab")))
                checked = theme.key in ticked
                pieces.append(box_control(BOX_TAG + theme.key, theme.label, checked=checked, face=TEXT))
                pieces.append(run(f" {theme.label}", LABEL))
            stops = [width * number // THEMES_A_LINE + 480 for number in range(THEMES_A_LINE)]
            lines.append(_paragraph(pieces, align="left", stops=stops))
        return _row(THEME_ROW, [*_label_cell(field), _cell(lines, int(printed), COLUMNS)])

    def _body_row(self, field: FormField) -> Any:
        """The hint, which is print, and below it the control for the text."""
        value = self._value(field)
        lines = value.split("\n") if value else [placeholder(field)]
        style = None if value else "PlaceholderText"
        inside = [_running(run(line, TEXT, style=style)) for line in lines]
        control = text_control(field.tag, _alias(field), inside, empty=not value, face=TEXT)
        hint = [_paragraph([run(field.hint, HINT)], align="left")] if field.hint else []
        text = _cell([*hint, control], int(is_printed(field)), COLUMNS, align="top")
        return _row(BODY_ROW, [*_label_cell(field), text])

    def _seal_row(self) -> Any:
        """The undertaking, the line for the seal, and the date."""
        form = self._form
        blocks = []
        if form.undertaking:
            blocks.append(_paragraph([run(f"{form.undertaking_label}：", LABEL)], align="left"))
            blocks.append(_running(run(form.undertaking, TEXT)))
        blocks.append(_paragraph([run(form.seal_label, TEXT)], align="left", indent=SEAL_INDENT, before="400"))
        blocks.extend(self._date_line(field) for field in form.fields if field.kind == "date")
        return _row(SEAL_ROW, [_cell(blocks, 0, COLUMNS, align="top")])

    def _date_line(self, field: FormField) -> Any:
        value = self._value(field)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        written = f"{day.year}年{day.month}月{day.day}日" if day else value
        empty = placeholder(field)
        control = date_control(field.tag, _alias(field), written, day=day, placeholder=empty, face=TEXT)
        label = run(f"{_label_text(field)}：", TEXT)
        return _paragraph([label, control], align="left", indent=SEAL_INDENT, before="160", after="120")

    def _value(self, field: FormField) -> str:
        return _NOT_IN_XML.sub("", self._values.get(field.key, "").replace("\r\n", "\n").replace("\r", "\n"))


def _alias(field: FormField) -> str:
    return field.label.strip("（）()").replace(" ", "")


def _label_text(field: FormField) -> str:
    """The label as printed; one of two characters is spread, as the original does it."""
    label = _alias(field)
    return label.replace("日期", "日　　期") if field.kind == "date" else label


def _row(height: int, cells: Sequence[Any]) -> Any:
    properties = element("trPr", element("trHeight", val=str(height), hRule="atLeast"))
    return element("tr", properties, *cells)


def _label_cell(field: FormField) -> list[Any]:
    """The cell of a label at the left; none where the label is not printed."""
    return [_cell([_paragraph([run(_label_text(field), LABEL)])], 0, 1)] if is_printed(field) else []


def _cell(blocks: Sequence[Any], first: int, last: int, *, align: str = "center") -> Any:
    """A cell from one column up to but not including another."""
    properties = element("tcPr", element("tcW", w=str(sum(WIDTHS[first:last])), type="dxa"))
    if last - first > 1:
        properties.append(element("gridSpan", val=str(last - first)))
    properties.append(element("vAlign", val=align))
    return element("tc", properties, *blocks)


def _paragraph(
    pieces: Sequence[Any],
    *,
    align: str = "center",
    indent: str = "",
    before: str = "40",
    after: str = "40",
    stops: Sequence[int] = (),
) -> Any:
    properties = element("pPr")
    if stops:
        properties.append(element("tabs", *(element("tab", val="left", pos=str(stop)) for stop in stops)))
    properties.append(element("spacing", before=before, after=after))
    if indent:
        properties.append(element("ind", left=indent))
    properties.append(element("jc", val=align))
    return element("p", properties, *pieces)


def _running(piece: Any) -> Any:
    """A paragraph of running text: two characters in, lines evenly apart."""
    properties = element(
        "pPr",
        element("spacing", line=LEADING, lineRule="exact"),
        element("ind", firstLineChars=FIRST_LINE, firstLine="480"),
        element("jc", val="both"),
    )
    return element("p", properties, piece)
