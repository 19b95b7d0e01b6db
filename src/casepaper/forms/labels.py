"""Labels of a form in whatever shape they are met: spaced out, bracketed, with a colon, several in a line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casepaper.forms.rules import Form, FormField

_DROPPED = re.compile(r"[\W_]+")
_OPENING: Final = "（([【\u3014"
_CLOSING: Final = "）)]】\u3015"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label that stands in a line, and what follows it up to the next one. ``start`` is where the label begins."""

    field: FormField
    value: str
    start: int


def normal(text: str) -> str:
    """A text for comparing: NFKC, case folded, letters, digits and Han only (日 期： is 日期, （主题） is 主题)."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def is_printed(field: FormField) -> bool:
    """Whether the form prints the label: one in brackets, such as （正文）, only names a place without a label."""
    return not (field.label[:1] in _OPENING and field.label[-1:] in _CLOSING)


def placeholder(field: FormField) -> str:
    """What our own Word form shows in an empty place; never a value."""
    return f"点击填写{field.label.strip(_OPENING + _CLOSING).replace(' ', '')}"


def label_of(text: str, form: Form) -> FormField | None:
    """The field whose label the whole text is, whatever its spaces, brackets and colon; None if it is no label."""
    return _by_label(form).get(normal(text))


def is_print(text: str, form: Form) -> bool:
    """Whether a text is printed on every copy of the form (label, hint, undertaking, seal line, note), so no value."""
    plain = normal(text)
    return plain in _by_label(form) or plain in _other_print(form)


def split_label(text: str, form: Form) -> Labelled | None:
    """The label at the start of a text with a colon (or wide space) behind it, and all that follows; None without."""
    match = _starts(form).match(text)
    if not match:
        return None
    field = label_of(match["label"], form)
    return Labelled(field, text[match.end() :].strip(), match.start("label")) if field else None


def labels_in(line: str, form: Form) -> tuple[Labelled, ...]:
    """Every label with a colon in a line, each with its value up to the next (联系人：李明 联系电话：010-88886666)."""
    found = [
        (match, field)
        for match in _anywhere(form).finditer(line)
        if (field := label_of(match["label"], form)) is not None
    ]
    ends = [*(match.start() for match, _ in found[1:]), len(line)][: len(found)]
    return tuple(
        Labelled(field, line[match.end() : end].strip(), match.start("label"))
        for (match, field), end in zip(found, ends, strict=True)
    )


def without_print(text: str, printed: str) -> str:
    """A text without the first place where something printed stands in it, whatever its spaces and punctuation."""
    wanted = normal(printed)
    if not wanted or wanted not in normal(text):
        return text
    letters, places = _letters(text)
    at = letters.find(wanted)
    if at < 0:
        return text
    start, end = places[at], places[at + len(wanted) - 1] + 1
    while start > 0 and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and text[end] in _CLOSING + "：:。":
        end += 1
    return text[:start] + text[end:]


def _letters(text: str) -> tuple[str, list[int]]:
    """The normal form of a text and, for each of its letters, where in the text it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, one in enumerate(text):
        for letter in normal(one):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=64)
def _by_label(form: Form) -> dict[str, FormField]:
    return {normal(label): field for field in reversed(form.fields) for label in reversed(field.labels)}


@lru_cache(maxsize=64)
def _other_print(form: Form) -> frozenset[str]:
    texts = [form.title, form.undertaking_label, form.undertaking, form.seal_label, form.note, form.attachment]
    texts += [form.undertaking_label + form.undertaking, *(field.hint for field in form.fields)]
    texts += [placeholder(field) for field in form.fields]
    return frozenset(filter(None, map(normal, texts)))


@lru_cache(maxsize=64)
def _pattern(form: Form) -> str:
    """All labels as one pattern, the longest first, spaces allowed between their characters."""
    labels = sorted({label for field in form.fields for label in field.labels}, key=len, reverse=True)
    return "|".join(r"[ 　]*".join(map(_loose, label.strip(_OPENING + _CLOSING).replace(" ", ""))) for label in labels)


def _loose(one: str) -> str:
    if one in _OPENING:
        return f"[{re.escape(_OPENING)}]?"
    if one in _CLOSING:
        return f"[{re.escape(_CLOSING)}]?"
    return re.escape(one) if one.isalnum() else f"{re.escape(one)}?"


@lru_cache(maxsize=64)
def _starts(form: Form) -> re.Pattern[str]:
    brackets = f"[{re.escape(_OPENING)}]?", f"[{re.escape(_CLOSING)}]?"
    return re.compile(
        rf"\s*(?P<label>{brackets[0]}(?:{_pattern(form)}){brackets[1]})(?:[ \t　]*[:：]|\t|[ 　]{{2,}})", re.IGNORECASE
    )


@lru_cache(maxsize=64)
def _anywhere(form: Form) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?P<label>(?:{_pattern(form)}))[ \t　]*[:：]", re.IGNORECASE)
