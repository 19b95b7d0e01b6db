"""A field that only this call's form has is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import missing

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "field_missing"
ABOUT: Final = "没有填写本次征集另设的必填栏目"
SAYS: Final = {
    "fault": "没有填写{label}{place}。",
    "doubt": "看不清是否填写了{label}，请对照原件认定{place}。",
}
#: Kinds and keys that have a check of their own.
KINDS_ELSEWHERE: Final = frozenset({"themes", "unit", "phone", "email", "title", "body", "date"})
KEYS_ELSEWHERE: Final = frozenset({"contact", "position"})


def check(paper: Paper) -> tuple[Finding, ...]:
    """A required field for which no other check speaks is empty."""
    own = [one for one in paper.rules.form.fields if one.kind not in KINDS_ELSEWHERE and one.key not in KEYS_ELSEWHERE]
    return tuple(finding for field in own for finding in missing(paper, field, check=ID, says=SAYS))
