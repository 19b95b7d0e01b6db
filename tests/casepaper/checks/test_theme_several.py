"""A case belongs to one theme, unless the call says otherwise."""

from __future__ import annotations

from dataclasses import replace

from tests.casepaper.papers import RULES, findings, levels, paper


def test_two_themes_are_a_doubt_that_names_them() -> None:
    finding = findings(paper(theme="rural green"))["theme_several"]
    assert finding.level == "doubt"
    assert "2个主题（助力乡村振兴、绿色低碳发展）" in finding.says.replace(" ", "")


def test_one_theme_is_right() -> None:
    assert levels(paper(theme="green")) == {}


def test_a_call_may_allow_several() -> None:
    assert levels(paper(rules=replace(RULES, several_themes=True), theme="rural green")) == {}


def test_a_key_that_is_no_theme_is_shown_as_it_is() -> None:
    assert "strange" in findings(paper(theme="rural strange"))["theme_several"].says
