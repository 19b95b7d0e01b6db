"""No theme is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import missing_of_kind

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "theme_missing"
ABOUT: Final = "没有选定主题"
SAYS: Final = {
    "fault": "没有选定{label}：请在所列主题中选一项打勾{place}。",
    "doubt": "看不清{label}是否已勾选，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """No theme is chosen."""
    return missing_of_kind(paper, "themes", check=ID, says=SAYS)
