"""字数 as Word counts it: the table that the live counter is tested against too, and what holds for every text."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.counting.words import WIDEST, count_words, interval
from casepaper.records import Words

LINES = (files("casepaper.counting") / "table.tsv").read_text("utf-8").split("\n")[1:-1]
TABLE = [
    (text.replace(r"\n", "\n").replace(r"\t", "\t"), int(count))
    for text, _, count in (x.rpartition("\t") for x in LINES)
]


def wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.parametrize(("text", "count"), TABLE)
def test_the_table_is_counted_as_word_does(text: str, count: int) -> None:
    assert count_words(text) == count


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len({text for text, _ in TABLE}) >= 35


def test_each_han_character_and_each_mark_of_chinese_is_one() -> None:
    assert count_words("申报单位：某公司。") == 9


def test_a_run_of_anything_else_is_one_until_a_space_or_a_han_character() -> None:
    assert count_words("a-b_c@d.cn 1,860.5% 套") == 3


def test_full_width_forms_count_singly_and_the_ideographic_space_not_at_all() -> None:
    assert count_words(wide("AB12") + "　　！") == 5


def test_characters_beyond_the_basic_plane_are_one_each() -> None:
    assert count_words("𬱟㛃䶮翀") == 4


def test_invisible_characters_neither_count_nor_part() -> None:
    assert count_words("ab\u200bcd\ufeff") == 1
    assert count_words("葛\U000e0101") == 1


def test_plain_chinese_has_one_count_only() -> None:
    assert interval("公司在石桥镇建设5G基站26座。") == Words(14, 14)


def test_dashes_and_dots_that_word_counts_by_their_font_widen_the_interval() -> None:
    assert interval("乡村——振兴……") == Words(6, 8)


def test_another_reading_of_the_text_widens_the_interval() -> None:
    assert interval("一二三四五", others=["一二三", "一二三四五六"]) == Words(3, 6)


def test_the_interval_is_never_wider_than_six_and_always_holds_the_text_itself() -> None:
    assert interval("字" * 100, others=["字" * 80, "字" * 120]) == Words(100, 106)
    assert interval("字" * 100, others=["字" * 80]) == Words(94, 100)


@given(st.text(alphabet="甲ab1 ，—…“”·①\u3000\n√", max_size=80), st.text(max_size=40))
def test_for_every_text_the_interval_holds_its_count(text: str, other: str) -> None:
    words = interval(text, others=[other])
    assert words.low <= count_words(text) <= words.high <= words.low + WIDEST


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_paragraphs_count_as_much_as_each_by_itself(one: str, two: str) -> None:
    assert count_words(f"{one}\n{two}") == count_words(one) + count_words(two)


@given(st.text(max_size=60))
def test_spaces_at_the_ends_never_count(text: str) -> None:
    assert count_words(f" \u3000{text}\t") == count_words(text)
