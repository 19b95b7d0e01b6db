"""Word forms that were not taken because another one says more: told where they say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.gathering.merging import same
from casepaper.gathering.roles import WORD
from casepaper.opening import limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casepaper.forms.rules import CallRules
    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Reading, Trouble

CODE: Final = "aside"
SAYS: Final = "{file}也是一份申报表，其中的{labels}与采用的“{taken}”不同，没有采用，请核对以哪一份为准。"


def set_aside(files: Sequence[ReadFile], taken: ReadFile | None, rules: CallRules) -> tuple[Trouble, ...]:
    """A remark for each further Word form that differs from the one that was taken; copies of it are passed over."""
    if taken is None or taken.reading is None:
        return ()
    found = []
    for one in files:
        if one is taken or one.reading is None or one.opened.kind not in WORD:
            continue
        if labels := "、".join(_differing(one.reading, taken.reading, rules)):
            says = SAYS.replace("{labels}", labels).replace("{taken}", limits.shown(taken.name))
            found.append(limits.trouble(one.name, CODE, says))
    return tuple(found)


def _differing(one: Reading, other: Reading, rules: CallRules) -> Iterator[str]:
    """The labels of the fields in which both say something, and not the same."""
    for field in rules.form.fields:
        first, second = one.fields.get(field.key), other.fields.get(field.key)
        if first and second and first.value and second.value and not same(first.value, second.value, field.kind):
            yield "".join(field.label.split()).strip("（）()：:")
