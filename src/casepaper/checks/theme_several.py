"""More themes are chosen than the call allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import evidence_of, place_of, value_of
from casepaper.records import Finding

if TYPE_CHECKING:
    from casepaper.records import Paper

ID: Final = "theme_several"
ABOUT: Final = "选了不止一个主题"
SAYS: Final = "选了{count}个主题（{themes}），本次征集每个案例只归一个主题，请认定归入哪一个{place}。"


def check(paper: Paper) -> tuple[Finding, ...]:
    """More than one theme is chosen though a case belongs to one."""
    keys = (value_of(paper, "theme") or "").split()
    if paper.rules.several_themes or len(keys) < 2:  # noqa: PLR2004 – one theme is none too many
        return ()
    labels = [theme.label if (theme := paper.rules.theme(key)) else key for key in keys]
    evidence = evidence_of(paper, "theme")
    says = SAYS.format(count=len(keys), themes="、".join(labels), place=place_of(evidence))
    return (Finding(ID, "doubt", says, field="theme", evidence=evidence),)
