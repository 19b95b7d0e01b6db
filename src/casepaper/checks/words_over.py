"""The text is longer than the call allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import evidence_of
from casepaper.records import Finding

if TYPE_CHECKING:
    from casepaper.records import Level, Paper, Words

ID: Final = "words_over"
ABOUT: Final = "正文字数超过限制"
SAYS: Final = {
    "fault": "正文 {words} 字，超过 {limit} 字的限制，请压缩 {over} 字以上{annex}。",
    "doubt": "正文 {words} 字，是否超过 {limit} 字的限制要看个别字怎么认，请对照原件认定{annex}。",
    "counted": "（附页 {annex} 字已计入）",
    "apart": "（附页 {annex} 字未计入）",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """A fault when even the low count is over the limit, a doubt when only the high one is."""
    words, limit = paper.words, paper.rules.word_limit
    if words is None or words.high <= limit:
        return ()
    level: Level = "fault" if words.low > limit else "doubt"
    says = SAYS[level].format(words=_span(words), limit=limit, over=words.low - limit, annex=_annex(paper))
    return (Finding(ID, level, says, field="body", evidence=evidence_of(paper, "body")),)


def _annex(paper: Paper) -> str:
    if paper.annex_words is None:
        return ""
    return SAYS["counted" if paper.rules.annex_counts else "apart"].format(annex=_span(paper.annex_words))


def _span(words: Words) -> str:
    return str(words.low) if words.low == words.high else f"{words.low} 至 {words.high}"
