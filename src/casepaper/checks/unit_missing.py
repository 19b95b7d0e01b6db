"""The applicant unit is not named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import missing_of_kind

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "unit_missing"
ABOUT: Final = "没有填写申报单位"
SAYS: Final = {
    "fault": "没有填写{label}{place}。",
    "doubt": "看不清是否填写了{label}，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """The applicant unit is not named."""
    return missing_of_kind(paper, "unit", check=ID, says=SAYS)
