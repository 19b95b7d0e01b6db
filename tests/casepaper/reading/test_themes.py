"""Which theme is meant: by every habit of ticking, and never by a guess that is not said to be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.forms.rules import Theme
from casepaper.reading.themes import holds_themes, is_mark, read_themes

A, B, C = "助力乡村振兴", "消除数字鸿沟", "绿色低碳发展"
THEMES = (Theme("a", A, "甲"), Theme("b", B, "乙"), Theme("c", C, "丙"))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (f"☑{A}    □{B}    □{C}", "a"),
        (f"□{A}☑{B}□{C}", "b"),
        (f"{A}□  {B}☑  {C}□", "b"),
        (f"□{A}\n□{B}\n☑{C}", "c"),
        (f"√{A}    {B}    {C}", "a"),
        (f"{A}√    {B}    {C}", "a"),
        (f"{A}  √    {B}    {C}", "a"),
        (f"{A}    √{B}    {C}", "b"),
        (f"{A} √\n{B}\n{C}", "a"),
        (f"{A}\n√ {B}\n{C}", "b"),
        (f"（√）{A}（ ）{B}（ ）{C}", "a"),
        (f"{A}（ ）{B}（√）{C}（ ）", "b"),
        (f"[x]{A} [ ]{B} [ ]{C}", ""),
        (f"□{A} □{B}√  □{C}", "b"),
        (f"□{A} □√{B}  □{C}", "b"),
        (f"□{A}  √□{B}  □{C}", "b"),
        (f"○{A} ●{B} ○{C}", "b"),
        (f"■{A} □{B} □{C}", "a"),
        (f"×{A} √{B} ×{C}", "b"),
        (f"√{A} √{B} {C}", "ab"),
        (f"{A}√ {B}√ {C}", "ab"),
        (f"{A} {B} {C}", ""),
        (f"□{A} □{B} □{C}", ""),
        ("助力乡村\n振兴", "a"),
        (B, "b"),
    ],
)
def test_the_themes_that_are_ticked_are_read_surely(text: str, keys: str) -> None:
    read = read_themes(text, THEMES)
    if text.startswith("[x]"):
        assert (read.keys, read.sure) == (("a",), False)
        return
    assert ("".join(read.keys), read.sure) == (keys, True)


def test_a_tick_as_near_to_one_as_to_the_other_is_not_sure_and_names_both() -> None:
    read = read_themes(f"{A} √ {B} {C}", THEMES)
    assert (read.keys, read.others, read.sure) == (("a",), ("b",), False)


def test_a_cross_alone_may_mean_no_and_is_not_sure() -> None:
    read = read_themes(f"×{A} {B} {C}", THEMES)
    assert (read.keys, read.sure) == (("a",), False)


def test_the_one_theme_left_with_an_empty_box_is_not_sure() -> None:
    read = read_themes(f"□{A}", THEMES)
    assert (read.keys, read.sure) == (("a",), False)


def test_two_themes_left_without_a_tick_are_none() -> None:
    assert read_themes(f"{A} {B}", THEMES).keys == ()


def test_a_theme_in_fewer_words_is_taken_but_not_surely() -> None:
    read = read_themes("乡村振兴", THEMES)
    assert (read.keys, read.sure) == (("a",), False)
    assert read_themes("发展", THEMES).keys == ()


def test_a_place_of_themes_is_told_from_a_sentence_about_one() -> None:
    assert holds_themes(f"□{A} □{B}（请打√）", THEMES)
    assert holds_themes(f"☑{A}", THEMES)
    assert not holds_themes(f"5G智慧大棚{A}增收", THEMES)
    assert not holds_themes("案例名称", THEMES)


def test_a_cell_with_nothing_but_a_mark_is_a_mark() -> None:
    assert is_mark(" √ ")
    assert is_mark("")
    assert not is_mark("√ 王")


GAPS = st.sampled_from(["  ", "    ", "\n", "\t"])


@given(chosen=st.integers(0, 2), gap=GAPS, before=st.booleans(), sign=st.sampled_from(["√", "☑", "✓"]))
def test_one_tick_close_to_its_words_is_always_theirs(chosen: int, gap: str, before: bool, sign: str) -> None:
    words = [one.label for one in THEMES]
    words[chosen] = sign + words[chosen] if before else words[chosen] + sign
    read = read_themes(gap.join(words), THEMES)
    assert (read.keys, read.sure) == ((THEMES[chosen].key,), True)


@given(st.text(alphabet=f"□☑√×○●（） \n{A}{B}{C}", max_size=40))
def test_no_text_makes_themes_fail(text: str) -> None:
    assert set(read_themes(text, THEMES).keys) <= {"a", "b", "c"}
