"""Lines with labels in them: what each label is followed by, on its line or the lines below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casepaper.forms.labels import ends_values, is_print, label_of, labels_in, normal, split_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casepaper.forms.rules import Form, FormField


@dataclass(slots=True)
class Followed:
    """A field by its label in running lines, and the lines that follow it."""

    field: FormField
    lines: list[str]

    @property
    def text(self) -> str:
        """What follows the label."""
        return "\n".join(self.lines).strip()


def follow_labels(lines: Iterable[str], form: Form) -> list[Followed]:
    """Every label of the lines with what belongs to it, in order.

    A body runs on to the next label or printed line; another field takes the next line only where its own has nothing.
    What comes after the note at the foot is the organiser's and left out.
    """
    found: list[Followed] = []
    current: Followed | None = None
    note = normal(form.note)
    for line in lines:
        if note and note in normal(line):
            break
        here = _labels(line, form)
        if here:
            found.extend(here)
            current = here[-1]
        elif is_print(line, form) or ends_values(line, form):
            current = None
        elif current is not None and line.strip():
            current.lines.append(line)
            if current.field.kind != "body":
                current = None
        if current is not None and current.field.kind != "body" and current.text:
            current = None
    return found


def _labels(line: str, form: Form) -> list[Followed]:
    alone = label_of(line, form)
    if alone is not None:
        return [Followed(alone, [])]
    several = labels_in(line, form)
    before = line[: several[0].start].strip() if several else ""
    if several and (not before or is_print(before, form) or ends_values(before, form)):
        return [Followed(one.field, [one.value]) for one in several]
    first = split_label(line, form)
    if first is None or any(label_of(word, form) for word in first.value.split()[:1]):
        return []
    return [Followed(first.field, [first.value])]
