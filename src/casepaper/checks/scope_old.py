"""Everything that the text dates happened before the facts that the call asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import evidence_of, place_of, value_of
from casepaper.reading.values import dates_in
from casepaper.records import Finding

if TYPE_CHECKING:
    from casepaper.records import Paper

ID: Final = "scope_old"
ABOUT: Final = "正文写明的时间都早于案例范围"
SAYS: Final = "正文写明的时间（{dates}）都早于案例范围的起点 {since}，请认定是否属于本次征集的范围{place}。"


def check(paper: Paper) -> tuple[Finding, ...]:
    """A doubt when every dated event ended before the scope begins; a text without dates says nothing."""
    since, body = paper.rules.scope_since, value_of(paper, "body")
    if since is None:
        return ()
    dates: dict[str, None] = {}
    for one in dates_in(body or ""):
        if one.last >= since:
            return ()
        dates[one.text] = None
    if not dates:
        return ()
    evidence = evidence_of(paper, "body")
    day = f"{since.year} 年 {since.month} 月 {since.day} 日"
    says = SAYS.format(dates="、".join(dates), since=day, place=place_of(evidence))
    return (Finding(ID, "doubt", says, field="body", evidence=evidence),)
