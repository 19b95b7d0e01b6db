"""The contact's position is not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import missing_of_key

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "position_missing"
ABOUT: Final = "没有填写职务"
SAYS: Final = {
    "fault": "没有填写{label}{place}。",
    "doubt": "看不清是否填写了{label}，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """The contact's position is not given."""
    return missing_of_key(paper, "position", check=ID, says=SAYS)
