"""Several files read as one: the Word twin beside the stamped page, and the annexes that carry on the body."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from casepaper.gathering.annexes import COMPARED, without_pointer
from casepaper.records import Field, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import CallRules, FieldKind, FormField
    from casepaper.gathering.annexes import Annex

SAYS = {
    "differs": "Word 文件与盖章页不一致",
}

#: Bodies less alike than this are two texts; small differences are left to a comparison that knows OCR's slips.
ALIKE: Final = 0.6
_MARKS = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"\D+")


def merged(twin: Reading | None, page: Reading | None, rules: CallRules) -> Reading | None:
    """One reading of the Word form and the stamped page. The twin's values are taken.

    Where the page surely reads otherwise the value is kept but no longer sure, with the page's as another reading.
    What the twin leaves empty (a date written by hand) is taken from the page. The undertaking counts as it stands on
    the page, which is what was stamped; where it could not be read there, as in the twin.
    """
    if twin is None or page is None:
        return twin or page
    fields = {
        form_field.key: one
        for form_field in rules.form.fields
        if (one := _one_of(twin.fields.get(form_field.key), page.fields.get(form_field.key), form_field))
    }
    stamped = page.promise is not None
    return Reading(
        file=page.file,
        fields=fields,
        matched=max(twin.matched, page.matched),
        promise=page.promise if stamped else twin.promise,
        promise_evidence=page.promise_evidence if stamped else twin.promise_evidence,
        pages=page.pages,
    )


def _one_of(twin: Field | None, page: Field | None, form_field: FormField) -> Field | None:
    if twin is None or not twin.value:
        return page if page and page.value else twin or page
    if page is None or not page.value or not page.sure or same(twin.value, page.value, form_field.kind):
        return twin
    return replace(
        twin,
        sure=False,
        others=tuple(dict.fromkeys((page.value, *twin.others))),
        evidence=(*twin.evidence, *page.evidence),
        doubt=SAYS["differs"],
    )


def same(one: str, other: str, kind: FieldKind) -> bool:
    """Whether two readings say the same: spaces, marks and widths aside; a body need only be alike."""
    first, second = _bare(one, kind), _bare(other, kind)
    if kind == "body" and first != second:
        return SequenceMatcher(None, first[:COMPARED], second[:COMPARED], autojunk=False).ratio() >= ALIKE
    return first == second


def _bare(text: str, kind: FieldKind) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if kind == "phone":
        return _NOT_DIGITS.sub("", plain)
    if kind == "themes":
        return " ".join(sorted(plain.split()))
    return "".join(plain.split()) if kind == "email" else _MARKS.sub("", plain)


def with_annexes(reading: Reading, annexes: Sequence[Annex]) -> tuple[Reading, str]:
    """The reading with the annexes' text joined to its body in order, and the body as the form alone had it."""
    body = reading.fields.get("body")
    own = without_pointer(body.value) if body and body.value and annexes else (body.value or "") if body else ""
    if not annexes:
        return reading, own
    carried_on = "\n".join(annex.text for annex in annexes)
    seen = tuple(one for annex in annexes for one in annex.evidence)
    base = body or Field("body", None, how="layout")
    joined = replace(
        base,
        value="\n".join(filter(None, (own, carried_on))),
        found=True,
        sure=base.sure or not own,
        others=tuple("\n".join((without_pointer(other), carried_on)) for other in base.others),
        evidence=(*base.evidence, *seen),
    )
    return replace(reading, fields={**reading.fields, "body": joined}), own
