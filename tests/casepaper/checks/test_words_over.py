"""500 字 are 500 字: over the low count is a fault, over the high one alone a doubt, and annexes are accounted for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casepaper.records import Words
from tests.casepaper.papers import RULES, findings, levels, paper


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (500, 500, {}),
        (501, 501, {"words_over": "fault"}),
        (498, 502, {"words_over": "doubt"}),
        (501, 505, {"words_over": "fault"}),
        (494, 500, {}),
    ],
)
def test_the_limit_is_kept_by_the_interval(low: int, high: int, expected: dict[str, str]) -> None:
    assert levels(replace(paper(), words=Words(low, high))) == expected


def test_the_sentence_gives_the_count_and_the_limit() -> None:
    says = findings(replace(paper(), words=Words(512, 515)))["words_over"].says
    assert says == "正文 512 至 515 字，超过 500 字的限制，请压缩 12 字以上。"


def test_it_says_that_the_annex_was_counted() -> None:
    long = replace(paper(), words=Words(620, 620), annex_words=Words(180, 180))
    assert "（附页 180 字已计入）" in findings(long)["words_over"].says


def test_it_says_that_the_annex_was_not_counted() -> None:
    apart = replace(paper(rules=replace(RULES, annex_counts=False)), words=Words(520, 520), annex_words=Words(90, 90))
    assert "（附页 90 字未计入）" in findings(apart)["words_over"].says


def test_another_call_may_allow_more() -> None:
    assert levels(replace(paper(rules=replace(RULES, word_limit=800)), words=Words(620, 620))) == {}


def test_without_a_body_nothing_is_counted() -> None:
    assert levels(replace(paper(), words=None)) == {}
