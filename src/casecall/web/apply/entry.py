"""What was posted to the web form: its values, its photos with their words, its ticks; and the lines to show again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casecall.receiving import typed
from casecall.web.apply import taking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from casepaper.forms.rules import CallRules, FormField

MOST_PHOTOS: Final = 9
OPEN_SLOTS: Final = 3  # shown at once; the rest is folded away
CONSENT: Final = "personal-information-1"  # the version of the notice that was agreed to
_BEFORE, _AFTER = "包括", "等）)。. "  # around the elements in a hint
TICKS: Final = {"pledge": "请阅读本单位承诺，并在其下打勾。", "consent": "请阅读个人信息说明，并在其下打勾。"}
INPUTS: Final = {"phone": "tel", "email": "email", "date": "date", "themes": "themes", "body": "body"}
COMPLETE: Final = {"unit": "organization", "person": "name", "phone": "tel", "email": "email"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a photo: its number, the words typed for it, and what is wrong with it."""

    n: int
    caption: str = ""
    credit: str = ""
    file: UploadedFile[bytes] | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A field as it is shown: with its value and, where it cannot stand, the reason."""

    key: str
    label: str
    kind: str
    value: str
    hint: str
    error: str
    required: bool
    complete: str
    length: int | None

    @property
    def id(self) -> str:
        """The id of the field in the page."""
        return f"f-{self.key}"

    @property
    def name(self) -> str:
        """The name under which it is posted."""
        return self.key

    @property
    def chosen(self) -> list[str]:
        """The keys in a value that is a choice."""
        return self.value.split()

    @property
    def described(self) -> str:
        """The ids of what describes it."""
        return " ".join(f"{self.id}-{part}" for part, there in (("hint", self.hint), ("error", self.error)) if there)


@dataclass(frozen=True, slots=True)
class Entry:
    """A form as posted, or a fresh one. ``once`` is its own token: the same form sent twice is one application."""

    values: Mapping[str, str]
    slots: tuple[Slot, ...]
    ticks: frozenset[str]
    once: str
    faults: Mapping[str, str]

    @property
    def photos(self) -> tuple[Slot, ...]:
        """The slots that hold a photo."""
        return tuple(slot for slot in self.slots if slot.file is not None)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every fault as (id of the field, sentence)."""
        found = [(f"f-{key}", says) for key, says in self.faults.items()]
        return found + [(f"photo-{slot.n}", slot.error) for slot in self.slots if slot.error]


def fresh(values: Mapping[str, str]) -> Entry:
    """A form that was not posted yet, with values to begin with."""
    slots = tuple(Slot(n) for n in range(1, MOST_PHOTOS + 1))
    return Entry(values, slots, frozenset(), new_token(), {})


def new_token() -> str:
    """The token of one form as it is shown: who sends it twice means one application."""
    return secrets.token_urlsafe(12)


def token_of(request: HttpRequest) -> str:
    """The token of the form that was posted, empty where none came."""
    return request.POST.get("once", "")[:40]


def dated(rules: CallRules, now: datetime) -> dict[str, str]:
    """The day, in the call's own zone, wherever the form asks for a date: printed, it need not be read by hand."""
    day = now.astimezone(rules.zone).date().isoformat()
    return {field.key: day for field in rules.form.fields if field.kind == "date"}


def posted(request: HttpRequest, rules: CallRules) -> Entry:
    """The form as it was posted, with all that cannot stand."""
    values = {field.key: value_of(request, field) for field in rules.form.fields}
    if rules.ranked_by_unit:
        values["rank"] = request.POST.get("rank", "").strip()
    ticks = frozenset(name for name in TICKS if request.POST.get(name) == "yes")
    faults = typed.faults(values, rules) | {name: says for name, says in TICKS.items() if name not in ticks}
    slots = tuple(_slot(request, n) for n in range(1, MOST_PHOTOS + 1))
    return Entry(values, slots, ticks, token_of(request), faults)


def typed_values(entry: Entry, photos: Iterable[tuple[Slot, str]]) -> dict[str, str]:
    """The values to keep: the form's, the consent, and the words of each photo under its hash."""
    values = {**entry.values, "consent": CONSENT}
    for slot, sha256 in photos:
        values = typed.with_photo_words(values, sha256, caption=slot.caption, credit=slot.credit)
    return values


def lines_of(entry: Entry, rules: CallRules) -> list[Line]:
    """The fields in the order of the form."""
    return [line_of(field, entry) for field in rules.form.fields]


def filled_lines(entry: Entry, rules: CallRules) -> list[Line]:
    """The fields in which something was typed, to be given back."""
    return [line for line in lines_of(entry, rules) if line.value]


def elements_of(hint: str) -> list[str]:
    """The elements that a hint asks for, one by one: 事件背景, 发生时间 …; empty where it does not list any."""
    _, found, tail = hint.partition(_BEFORE)
    return [one.strip(_AFTER) for one in tail.split("、")] if found and "、" in tail else []


def line_of(field: FormField, entry: Entry) -> Line:
    """A field as it is shown."""
    return Line(
        key=field.key,
        label=typed.label_of(field),
        kind=INPUTS.get(field.kind, "text"),
        value=entry.values.get(field.key, ""),
        hint=field.hint,
        error=entry.faults.get(field.key, ""),
        required=field.required and field.kind != "date",
        complete="organization-title" if field.key == "position" else COMPLETE.get(field.kind, ""),
        length=typed.LONGEST.get(field.kind),
    )


def value_of(request: HttpRequest, field: FormField) -> str:
    """What was posted for a field: themes joined by a space, spaces made one but in the text."""
    if field.kind == "themes":
        return " ".join(request.POST.getlist(field.key))
    text = request.POST.get(field.key, "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if field.kind == "body" else " ".join(text.split())


def _slot(request: HttpRequest, n: int) -> Slot:
    file = request.FILES.get(f"photo-{n}")
    return Slot(
        n=n,
        caption=request.POST.get(f"caption-{n}", "").strip()[:200],
        credit=request.POST.get(f"credit-{n}", "").strip()[:100],
        file=file,
        error=taking.fault_of(file, taking.PHOTOS) if file else "",
    )
