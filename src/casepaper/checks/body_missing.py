"""The case has no text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import missing_of_kind

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "body_missing"
ABOUT: Final = "没有填写正文"
SAYS: Final = {
    "fault": "没有填写{label}，也没有找到附页{place}。",
    "doubt": "看不清是否填写了{label}，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """The case has no text."""
    return missing_of_kind(paper, "body", check=ID, says=SAYS)
