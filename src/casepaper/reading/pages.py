"""Pages to fields: the form read from the text of a PDF or from what OCR saw on pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casepaper.forms.labels import normal
from casepaper.reading.body import body_lines, find_undertaking, hint_bottom, paragraphs, promise_of
from casepaper.reading.grid import find_cells
from casepaper.reading.lines import read_lines
from casepaper.reading.places import beside, find_places, in_rows
from casepaper.reading.shorts import read_values, unfound
from casepaper.reading.ticks import find_ticks, ticked_of
from casepaper.records import Evidence, Field, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import CallRules, Form
    from casepaper.reading.places import Place
    from casepaper.records import Box, How, Line, Opened, Page

__all__ = ["annex_text", "read_lines", "read_pages"]

FEWEST: Final = 3  # labels by which a page is known as the form; its title counts two
CLEAR: Final = 0.991  # mean confidence of a body's lines: below, characters are missing (fax, grey scans)
BODY_DOUBT: Final = "正文部分字迹不清楚，辨认结果可能有缺漏，请对照原件核对。"
THEME_DOUBT: Final = "主题的勾选不清楚，请对照原件核对。"


@dataclass(frozen=True, slots=True)
class _Found:
    """What one page shows of the form."""

    page: Page
    cells: tuple[Box, ...]
    undertaking: float | None
    places: dict[str, Place]
    titled: bool

    @property
    def weight(self) -> int:
        """How many labels of the form stand here; its title counts two."""
        return len(self.places) + 2 * self.titled


def read_pages(opened: Opened, rules: CallRules) -> Reading | None:
    """Read the form from pages whose lines are read (see ``read_lines``); None where these pages are not the form.

    The page with most labels is the form; where its undertaking stands on the next page, the body runs on to it.
    Values of pixels are read twice; what is not sure is said in the field and never guessed.
    """
    found = [_look(page, rules.form) for page in opened.pages if page.lines]
    if not found:
        return None
    main = max(found, key=lambda one: one.weight)
    if main.weight < FEWEST or len(main.places) < FEWEST - 1:
        return None
    parts = [main]
    following = found[found.index(main) + 1 :]
    while parts[-1].undertaking is None and following and not following[0].titled:
        parts.append(following.pop(0))
    fields = _short_fields(parts, rules.form, opened.name)
    fields |= _themes(main, rules, opened.name)
    fields |= _body(parts, rules.form, opened.name)
    last = parts[-1]
    promise, promised = _promise(last, rules.form)
    return Reading(
        opened.name,
        {field.key: fields[field.key] for field in rules.form.fields if field.key in fields},
        matched=sum(len(part.places) for part in parts),
        promise=promise,
        promise_evidence=tuple(Evidence(opened.name, last.page.number, line.box, line.text) for line in promised),
        pages=tuple(part.page.number for part in parts),
    )


def annex_text(opened: Opened, pages: Sequence[int]) -> str:
    """Give the text of pages that carry on the body, paragraphs joined by a line feed; headings 附页, 附件 left out."""
    wanted = set(pages)
    texts = []
    for page in opened.pages:
        if page.number in wanted:
            lines = [line for line in page.lines if normal(line.text) not in {"附页", "附件", "附", str(page.number)}]
            texts.append(paragraphs(lines))
    return "\n".join(text for text in texts if text)


def _look(page: Page, form: Form) -> _Found:
    """See what of the form stands on a page."""
    cells = find_cells(page)
    undertaking = find_undertaking(page.lines, form)
    places = find_places(page.lines, form, cells, 1.0 if undertaking is None else undertaking)
    titled = any(normal(form.title) in normal(line.text) for line in page.lines)
    return _Found(page, cells, undertaking, places, titled)


def _short_fields(parts: Sequence[_Found], form: Form, file: str) -> dict[str, Field]:
    """Every field but themes and body: at its label, else beside the half that shares its row."""
    fields: dict[str, Field] = {}
    for part in parts:
        places = {key: place for key, place in part.places.items() if key not in fields}
        fields |= read_values(part.page, tuple(places.values()), form, file=file)
    main = parts[0]
    for first, field in zip([None, *form.fields], form.fields, strict=False):
        if field.kind in {"themes", "body"} or field.key in fields:
            continue
        half = main.places.get(first.key) if first is not None and first.half else None
        place = None
        if half is not None and main.page.read_by == "ocr":
            right = max((cell[2] for cell in main.cells), default=1.0)
            place = beside(half, field, main.page.lines, right)
        fields[field.key] = unfound(main.page, field.key, file=file, near=place)
    return fields


def _themes(main: _Found, rules: CallRules, file: str) -> dict[str, Field]:
    """The themes that are ticked, as keys joined by a space; not sure where a box was not found or half filled."""
    field = next((one for one in rules.form.fields if one.kind == "themes"), None)
    if field is None:
        return {}
    ticks = find_ticks(main.page, rules.themes, main.page.lines)
    ticked, sure = ticked_of(ticks)
    sure = sure and len(ticks) == len(rules.themes)
    evidence = tuple(
        Evidence(file, main.page.number, tick.box, next(one.label for one in rules.themes if one.key == tick.theme))
        for tick in ticked or ticks
    )
    value = " ".join(tick.theme for tick in ticked) or None
    return {
        field.key: Field(
            field.key,
            value,
            _how(main.page),
            confidence=1.0 if sure else 0.5,
            evidence=evidence,
            found=bool(ticks),
            sure=sure,
            doubt=None if sure else THEME_DOUBT,
        )
    }


def _body(parts: Sequence[_Found], form: Form, file: str) -> dict[str, Field]:
    """The body, from below the hint to the undertaking, over as many pages as it runs."""
    field = next((one for one in form.fields if one.kind == "body"), None)
    if field is None:
        return {}
    lines: list[Line] = []
    texts: list[str] = []
    shorter: list[str] = []
    longer: list[str] = []
    evidence: list[Evidence] = []
    for index, part in enumerate(parts):
        bottom = 1.0 if part.undertaking is None else part.undertaking
        above = [place.region[3] for place in part.places.values() if place.field.kind != "date"]
        top = hint_bottom(part.page.lines, field, max(above, default=0.0) - 0.01 if index == 0 else 0.0, bottom)
        own = body_lines(part.page.lines, form, top, bottom)
        if not own:
            continue
        lines += own
        texts.append(paragraphs(own))
        shorter.append(paragraphs(own, lambda line: min((line.text, *line.others), key=len)))
        longer.append(paragraphs(own, lambda line: max((line.text, *line.others), key=len)))
        box = (
            min(line.box[0] for line in own),
            min(line.box[1] for line in own),
            max(line.box[2] for line in own),
            max(line.box[3] for line in own),
        )
        evidence.append(Evidence(file, part.page.number, box, in_rows(own)[0].text))
    text = "\n".join(texts)
    confidence = sum(line.confidence for line in lines) / len(lines) if lines else 1.0
    sure = confidence >= CLEAR
    return {
        field.key: Field(
            field.key,
            text or None,
            _how(parts[0].page),
            confidence=confidence,
            evidence=tuple(evidence),
            sure=sure,
            others=tuple(one for one in dict.fromkeys(("\n".join(shorter), "\n".join(longer))) if one != text),
            doubt=None if sure else BODY_DOUBT,
        )
    }


def _how(page: Page) -> How:
    return "ocr" if page.read_by == "ocr" else "layout"


def _promise(last: _Found, form: Form) -> tuple[bool | None, tuple[Line, ...]]:
    if last.undertaking is None:
        return None, ()
    return promise_of([line for line in last.page.lines if line.box[1] >= last.undertaking - 0.002], form)
