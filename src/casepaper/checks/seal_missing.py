"""No seal was found, or the stamped page did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import place_of
from casepaper.records import Evidence, Finding

if TYPE_CHECKING:
    from casepaper.records import Level, Paper

ID: Final = "seal_missing"
ABOUT: Final = "盖章页上没有公章，或只有 Word 文件而没有盖章页"
SAYS: Final = {
    "unstamped": "盖章页上没有见到公章，请加盖单位公章后重新扫描或拍照{place}。",
    "no_page": "只收到 Word 文件，没有盖章页：请打印、加盖单位公章后扫描或拍照报送{place}。",
    "grey": "盖章页是黑白的，看不出是否加盖了公章，请对照原件认定，必要时请补彩色扫描件{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """A fault without a seal on the stamped page or without such a page; a doubt when the page has no colour."""
    if paper.reading is None or not paper.rules.form.seal_label or _sealed(paper):
        return ()
    case = "no_page" if not paper.stamped_page else "grey" if paper.stamped_grey else "unstamped"
    level: Level = "doubt" if case == "grey" else "fault"
    evidence = _pages(paper)
    return (Finding(ID, level, SAYS[case].format(place=place_of(evidence)), evidence=evidence),)


def _sealed(paper: Paper) -> bool:
    """Whether a seal counts: where there is a stamped page, a picture pasted into its Word twin does not."""
    twins = {one.name for one in paper.files if one.role == "twin"} if paper.stamped_page else set()
    return any(seal.file not in twins for seal in paper.seals)


def _pages(paper: Paper) -> tuple[Evidence, ...]:
    """The last page of each file that is the form: the seal's line is at the end."""
    return tuple(Evidence(one.name, page=one.pages or None) for one in paper.files if one.role == "form")
