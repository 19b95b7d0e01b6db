"""Labels of a form in whatever shape they are met: spaced out, bracketed, with a colon, several in a line."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from casepaper.forms.rules import Form, FormField

_DROPPED = re.compile(r"[\W_]+")
_RUNS = re.compile(r"[^\W_]+|[\W_]+")
_LABEL_LENGTH: Final = 80
_TEXT_LENGTH: Final = 4000
_MOST_FORMS: Final = 64
# What Word shows of itself in an empty content control.
WORDS_OWN: Final = (
    "单击或点击此处输入文字",
    "单击此处输入文字",
    "点击或点按此处输入文字",
    "Click or tap here to enter text",
)
_OPENING: Final = "（([【\u3014"
_CLOSING: Final = "）)]】\u3015"


class Labelled(NamedTuple):
    """A label that stands in a line, and what follows it up to the next one. ``start`` is where the label begins."""

    field: FormField
    value: str
    start: int


def normal(text: str) -> str:
    """A text for comparing: NFKC, case folded, letters, digits and Han only (日 期： is 日期, （主题） is 主题)."""
    length = len(text)
    return _short(text) if length <= _LABEL_LENGTH else _long(text) if length <= _TEXT_LENGTH else _normal(text)


def _normal(text: str) -> str:
    """Punctuation goes first: what is left of Chinese text mostly needs no normalising, which is the slow part."""
    letters = _DROPPED.sub("", text)
    if not unicodedata.is_normalized("NFKC", letters):
        letters = _DROPPED.sub("", unicodedata.normalize("NFKC", letters))
    return letters.casefold()


_short = lru_cache(maxsize=1024)(_normal)  # labels come again and again
_long = lru_cache(maxsize=16)(_normal)  # a text of a form is compared with one thing after another


def is_printed(field: FormField) -> bool:
    """Whether the form prints the label: one in brackets, such as （正文）, only names a place without a label."""
    return not (field.label[:1] in _OPENING and field.label[-1:] in _CLOSING)


def placeholder(field: FormField) -> str:
    """What our own Word form shows in an empty place; blank, so that the form prints as a form; never a value."""
    return "　　　　年　　月　　日" if field.kind == "date" else "　" * 8


def label_of(text: str, form: Form) -> FormField | None:
    """The field whose label the whole text is, whatever its spaces, brackets and colon; None if it is no label."""
    index = _index(form)
    return index.by_label.get(normal(text)) if len(text) <= index.longest else None


def is_print(text: str, form: Form) -> bool:
    """Whether a text is printed on every copy of the form (label, hint, undertaking, seal line, note), so no value."""
    index = _index(form)
    if len(text) > index.longest:
        return False
    plain = normal(text)
    return plain in index.by_label or plain in index.other_print


def ends_values(text: str, form: Form) -> bool:
    """Whether a line begins with the label of the seal or of the undertaking, where no value can go on."""
    return normal(text).startswith(_index(form).after_values)


def split_label(text: str, form: Form) -> Labelled | None:
    """The label at the start of a text with a colon (or wide space) behind it, and all that follows; None without."""
    match = _index(form).starts.match(text)
    if not match:
        return None
    field = label_of(match["label"], form)
    return Labelled(field, text[match.end() :].strip(), match.start("label")) if field else None


def labels_in(line: str, form: Form) -> tuple[Labelled, ...]:
    """Every label with a colon behind the start of a line or a space, each with its value up to the next.

    联系人：李明　联系电话：010-88886666 holds two; a label inside a sentence is none.
    """
    if ":" not in line and "：" not in line:
        return ()
    found = [
        (match, field)
        for match in _index(form).anywhere.finditer(line)
        if (field := label_of(match["label"], form)) is not None
    ]
    ends = [*(match.start() for match, _ in found[1:]), len(line)][: len(found)]
    return tuple(
        Labelled(field, line[match.end() : end].strip(), match.start("label"))
        for (match, field), end in zip(found, ends, strict=True)
    )


def without_print(text: str, *printed: str) -> str:
    """A text without the first place where each printed thing stands in it, whatever its spaces and punctuation."""
    plain = normal(text)
    for wanted in map(normal, printed):
        if wanted and wanted in plain:
            text = _cut(text, wanted)
    return text


def without_own_print(text: str, field: FormField, form: Form) -> str:
    """A text without the hint of its field, our placeholder and what Word shows of itself in an empty control."""
    plain = normal(text)
    for wanted in _index(form).in_place[field.key]:
        if wanted in plain:
            text = _cut(text, wanted)
    return text


def is_own_print(text: str, field: FormField, form: Form) -> bool:
    """Whether a text is nothing but such print."""
    plain = normal(text)
    return not plain or plain in _index(form).in_place[field.key]


def _cut(text: str, wanted: str) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if len(line) <= 2 * len(wanted) and normal(line) == wanted:
            return "\n".join(lines[:number] + lines[number + 1 :])
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
    flat = unicodedata.normalize("NFKC", text).casefold()
    pairs = enumerate(flat) if len(flat) == len(text) else ((i, one) for i, c in enumerate(text) for one in normal(c))
    kept = [(one, place) for place, one in pairs if one.isalnum()]
    return "".join(one for one, _ in kept), [place for _, place in kept]


class _Index:
    """The labels and the print of one form, ready for looking up."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.by_label = {normal(label): field for field in reversed(form.fields) for label in reversed(field.labels)}
        texts = [form.title, form.undertaking_label, form.undertaking, form.seal_label, form.note, form.attachment]
        texts += [form.undertaking_label + form.undertaking, *(field.hint for field in form.fields)]
        texts += [placeholder(field) for field in form.fields]
        self.in_place = {
            field.key: tuple(filter(None, map(normal, (placeholder(field), field.hint, *WORDS_OWN))))
            for field in form.fields
        }
        self.after_values = tuple(filter(None, map(normal, (form.seal_label, form.undertaking_label))))
        self.longest = 2 * max(map(len, texts)) + _LABEL_LENGTH  # spaced out or not, nothing printed is longer
        self.other_print = frozenset(filter(None, map(normal, texts)))
        labels = sorted({label for field in form.fields for label in field.labels}, key=len, reverse=True)
        pattern = "|".join(map(_pattern, labels))
        opening, closing = f"[{re.escape(_OPENING)}]?", f"[{re.escape(_CLOSING)}]?"
        self.starts = re.compile(
            rf"\s*(?P<label>{opening}(?:{pattern}){closing})(?:[ \t　]*[:：]|\t|[ 　]{{2,}})", re.IGNORECASE
        )
        self.anywhere = re.compile(rf"(?:^|(?<=[\s　）)]))(?P<label>(?:{pattern}))[ \t　]*[:：]", re.IGNORECASE)


_INDEXES: dict[int, _Index] = {}


def _index(form: Form) -> _Index:
    """The index of a form, made once; found by identity, because to hash a whole form takes longer than to use it."""
    index = _INDEXES.get(id(form))
    if index is None or index.form is not form:
        if len(_INDEXES) >= _MOST_FORMS:
            _INDEXES.clear()
        index = _INDEXES[id(form)] = _Index(form)
    return index


def _bare(label: str) -> str:
    return label.strip(_OPENING + _CLOSING).replace(" ", "")


def _pattern(label: str) -> str:
    """A label as a pattern: spaces may stand between its characters, its brackets and punctuation may be missing.

    Signs side by side are one class, and spaces are taken with the sign behind them or not at all: nothing in a line
    can be divided among them in more than one way, however a call file names its fields.
    """
    found, begun = "", False
    for run in _RUNS.findall(_bare(label)):
        if run.isalnum():
            found += r"[ 　]*" * begun + r"[ 　]*".join(map(re.escape, run))
            begun = True
        else:
            found += rf"(?:{r'[ 　]*' * begun}[{_signs(run)}]){{0,{len(run)}}}"
    return found


def _signs(run: str) -> str:
    kinds = "".join(kind for kind in (_OPENING, _CLOSING) if set(run) & set(kind))
    return re.escape(run + kinds)
