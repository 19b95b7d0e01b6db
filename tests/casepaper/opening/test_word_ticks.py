"""Every way in which people tick a box in Word comes out as ☑, and every box left empty as □."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.opening.limits import Limits
from casepaper.opening.word import open_word
from casepaper.opening.word.ticks import bordered, overstruck, plain, symbol
from tests.casepaper.opening.making import box, p, r, word

BORDER = '<w:bdr w:val="single" w:sz="4"/>'
WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
WINGDINGS_2 = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'


def sym(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def legacy(checked: str) -> str:
    data = f'<w:ffData><w:checkBox><w:default w:val="0"/>{checked}</w:checkBox></w:ffData>'
    marks = "".join(f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("separate", "end"))
    instruction = "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
    return f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>{instruction}{marks}'


def eq(*instruction: str) -> str:
    parts = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instruction)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    return begin + parts + end


WAYS = {
    "glyph": (r("☑"), r("□")),
    "crossed glyph": (r("☒"), r("☐")),
    "content control": (box(checked=True), box(checked=False)),
    "Wingdings symbol": (sym("Wingdings", "F0FE"), sym("Wingdings", "F0A8")),
    "Wingdings 2 symbol": (sym("Wingdings 2", "F052"), sym("Wingdings 2", "F0A3")),
    "private use with its font": (r("\uf0fe", WINGDINGS), r("\uf0a8", WINGDINGS)),
    "private use of the other font": (r("\uf052", WINGDINGS_2), r("\uf0a3", WINGDINGS_2)),
    "private use without its font": (r("\uf0fe"), r("\uf0a8")),
    "a letter in a symbol font": (r("R", WINGDINGS_2), r("\u00a3", WINGDINGS_2)),
    "form check box": (legacy("<w:checked/>"), legacy("")),
    "form check box with a value": (legacy('<w:checked w:val="1"/>'), legacy('<w:checked w:val="0"/>')),
    "overstruck field": (eq(r"eq \o\ac(□,√)"), r("□")),
    "overstruck field in pieces": (eq("EQ ", r"\o\ac(", "□", ",√)"), eq(r"EQ \o(□,□)")),
    "overstruck field the other way round": (eq(r"EQ \o\ac(√,□)"), r("□")),
    "border round a tick": (r("√", BORDER), r(" ", BORDER)),
    "border in two runs": (r(" ", BORDER) + r("√", BORDER), r(" ", BORDER) + r(" ", BORDER)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_tick_of_every_kind_is_seen(way: str) -> None:
    ticked, empty = WAYS[way]
    opened = open_word(word(p(ticked, r("甲"), empty, r("乙"))), Limits())
    assert opened.paragraphs == ("☑甲□乙",)


def test_a_border_round_words_leaves_the_words() -> None:
    assert open_word(word(p(r("重要", BORDER))), Limits()).paragraphs == ("重要",)
    assert bordered("重要") == "重要"


def test_a_border_that_is_none_draws_no_box() -> None:
    assert open_word(word(p(r("√", '<w:bdr w:val="nil"/>'), r("甲"))), Limits()).paragraphs == ("√甲",)


def test_a_circled_character_is_the_character() -> None:
    assert overstruck(r" eq \o\ac(○,公) ") == "公"


def test_a_symbol_nobody_knows_shows_nothing() -> None:
    assert symbol("Wingdings", 0xF04A) == ""
    assert symbol("Webdings", 0xF0FE) == ""


def test_letters_in_other_fonts_stay_letters() -> None:
    assert open_word(word(p(r("R", '<w:rFonts w:ascii="Arial"/>'))), Limits()).paragraphs == ("R",)


@given(st.text(alphabet="甲乙丙abc123，。√×", max_size=40))
def test_text_without_boxes_is_left_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_a_field_longer_than_any_overstruck_pair_is_none_and_takes_no_time() -> None:
    began = process_time()
    assert overstruck(r"EQ \o(" * 3000) == ""
    assert process_time() - began < 1
