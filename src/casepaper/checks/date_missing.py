"""The form is not dated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import missing_of_kind

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "date_missing"
ABOUT: Final = "没有填写日期"
SAYS: Final = {
    "fault": "没有填写{label}{place}。",
    "doubt": "看不清是否填写了{label}，可能被印章遮住，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """The form is not dated."""
    return missing_of_kind(paper, "date", check=ID, says=SAYS)
