"""The body of a form on pages: which lines are it, how they join to paragraphs, and the undertaking below it."""

from __future__ import annotations

import re
import statistics
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from casepaper.forms.labels import label_of, normal
from casepaper.reading.places import in_rows, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casepaper.forms.rules import Form, FormField
    from casepaper.records import Box, Line

OF_HINT: Final = 0.7  # of a line's characters that stand in the hint in order
SHORTEST: Final = 3  # characters of a line that can be a piece of the hint
INDENT: Final = 1.2  # ems to the right of the other rows: a new paragraph
ENDED: Final = 4.0  # ems short of the right edge: the paragraph ended there
SAME: Final = 0.93  # of the undertaking: it stands intact, what differs is the reader's
CHANGED: Final = 0.75  # below this it was not read, between the two nobody can tell
SPECK: Final = 0.6  # confidence of a scrap that belongs to a seal or a stain
TALL: Final = 1.45  # heights of a usual line: what is higher was written over by something else
SCRAP: Final = 6  # characters

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HALF = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_BESIDE_HAN: Final = re.compile(rf"(?<=[{_HAN}”》）])[,;:!?()]|[,;:!?()](?=[{_HAN}“《（])")


def body_lines(lines: Sequence[Line], form: Form, top: float, bottom: float) -> list[Line]:
    """The lines between two heights that are the body: no hint, no label, no scrap of a seal."""
    field = next((one for one in form.fields if one.kind == "body"), None)
    inside = [line for line in lines if top < (line.box[1] + line.box[3]) / 2 < bottom]
    inside = [line for line in inside if not is_hint(line, field) and not _is_body_label(line, form)]
    if not inside:
        return []
    usual = statistics.median(line.box[3] - line.box[1] for line in inside)
    return [line for line in inside if not _is_scrap(line, usual)]


def hint_bottom(lines: Sequence[Line], field: FormField | None, top: float, bottom: float) -> float:
    """Where the printed hint ends, ``top`` if it was not seen."""
    ends = [line.box[3] for line in lines if top - 0.01 < line.box[1] < bottom and is_hint(line, field)]
    return max(ends, default=top)


def is_hint(line: Line, field: FormField | None) -> bool:
    """Whether a line is (a piece of) the printed hint, a misread character or two allowed."""
    plain = normal(line.text)
    if field is None or not field.hint or len(plain) < SHORTEST:
        return False
    blocks = SequenceMatcher(None, plain, normal(field.hint), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) >= OF_HINT * len(plain)


def _is_body_label(line: Line, form: Form) -> bool:
    field = label_of(line.text, form)
    return field is not None and field.kind == "body"


def _is_scrap(line: Line, usual: float) -> bool:
    length = len(line.text.strip())
    high = line.box[3] - line.box[1]
    return (line.confidence < SPECK and length <= SCRAP) or (length <= SCRAP and high > TALL * usual)


def paragraphs(lines: Sequence[Line], text_of: Callable[[Line], str] = lambda line: line.text) -> str:
    """Join lines to paragraphs, a line feed between them: a row set in, or one after a short row, begins a new one."""
    rows = _rows(lines)
    if not rows:
        return ""
    em = _em(lines)
    left = _edge([row[0].box[0] for row in rows], low=True)
    right = _edge([row[-1].box[2] for row in rows], low=False)
    out: list[str] = []
    ended = True
    for row in rows:
        text = "".join(text_of(line).strip() for line in row) if len(row) > 1 else text_of(row[0]).strip()
        indented = row[0].box[0] > left + INDENT * em
        if out and not (ended or indented):
            out[-1] = _sewn(out[-1], text)
        else:
            out.append(text)
        ended = row[-1].box[2] < right - ENDED * em and not text.endswith(("，", ",", "、"))
    return "\n".join(tidy_body(one) for one in out if one)


def _sewn(before: str, after: str) -> str:
    """Join two rows of one paragraph: two Latin words keep a space between them."""
    words = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if words else before + after


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in in_rows(lines):
        if rows and _level(rows[-1][-1].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _level(first: Box, second: Box) -> bool:
    overlap = min(first[3], second[3]) - max(first[1], second[1])
    return overlap > 0.5 * min(first[3] - first[1], second[3] - second[1]) and second[0] >= first[0]


def _em(lines: Sequence[Line]) -> float:
    """The width of a Han character, from the longest lines."""
    longest = sorted(lines, key=lambda line: -len(line.text))[:8]
    return statistics.median((line.box[2] - line.box[0]) / _wide(line) for line in longest)


def _wide(line: Line) -> float:
    """A line's length in ems."""
    return max(sum(1.0 if ord(one) > 0x2E7F else 0.5 for one in line.text), 0.5)  # noqa: PLR2004


def _edge(places: Sequence[float], *, low: bool) -> float:
    """The margin that most rows keep: the lowest (highest) one, a single outlier of many left aside."""
    ordered = sorted(places, reverse=not low)
    return ordered[1] if len(ordered) > SCRAP else ordered[0]


def tidy_body(text: str) -> str:
    """Set punctuation beside Han characters full width, as it was typed; OCR takes some of it for half width."""
    return _BESIDE_HAN.sub(lambda match: _HALF[match.group()], text)


def find_undertaking(lines: Sequence[Line], form: Form) -> float | None:
    """Where the undertaking begins: its label, or the first line of its own words; None where neither was read."""
    label, words = normal(form.undertaking_label), normal(form.undertaking)
    tops = []
    for line in lines:
        plain = normal(line.text)
        begins = len(plain) >= len(label) and SequenceMatcher(None, plain[: len(label)], label).ratio() > OF_HINT
        if begins or (len(plain) > SCRAP and words.startswith(plain[: SCRAP + 2])):
            tops.append(line.box[1])
    return min(tops, default=None)


def promise_of(lines: Sequence[Line], form: Form) -> tuple[bool | None, tuple[Line, ...]]:
    """Whether the undertaking stands here intact, and the lines that are it; None where it was not surely read."""
    words = normal(form.undertaking)
    if not words:
        return None, ()
    own = [line for line in in_rows(lines) if _of_undertaking(line, words)]
    plain = normal(joined(own))
    plain = plain.removeprefix(normal(form.undertaking_label))
    if not plain:
        return None, ()
    alike = SequenceMatcher(None, plain, words, autojunk=False).ratio()
    sure = min(line.confidence for line in own) > 0.85  # noqa: PLR2004
    if alike >= SAME:
        return True, tuple(own)
    return (False if alike < CHANGED and sure else None), tuple(own)


def _of_undertaking(line: Line, words: str) -> bool:
    plain = normal(line.text)
    if len(plain) < SHORTEST:
        return False
    blocks = SequenceMatcher(None, plain, words, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) >= OF_HINT * len(plain)
