"""Facts since 2022: a text whose every dated event is older is put before a person; background dates are no matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.casepaper.papers import RULES, findings, levels, paper


@pytest.mark.parametrize(
    "body",
    [
        "2021 年 3 月启动，2021 年 12 月验收。",
        "2020年，项目建成。",
        "项目于二〇二一年九月完成。",
    ],
)
def test_only_older_dates_are_a_doubt(body: str) -> None:
    assert levels(paper(body=body)) == {"scope_old": "doubt"}


@pytest.mark.parametrize(
    "body",
    [
        "2020 年提出目标，2022 年 5 月建成。",
        "2021 年 12 月至 2022 年 3 月实施。",
        "2022 年完成。",
        "近年来持续开展，效果明显。",
    ],
)
def test_one_date_within_the_scope_or_none_at_all_is_enough(body: str) -> None:
    assert levels(paper(body=body)) == {}


def test_the_sentence_shows_the_dates_it_saw() -> None:
    says = findings(paper(body="2021年3月启动。"))["scope_old"].says
    assert "2021年3月" in says
    assert "2022 年 1 月 1 日" in says


def test_a_call_without_a_scope_asks_nothing() -> None:
    assert levels(paper(rules=replace(RULES, scope_since=None), body="2019 年完成。")) == {}
