"""Texts as an article can hold them: without control characters, without marks that turn the direction of reading."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_BREAKS: Final = re.compile(r"[\t-\r\x85\u2028\u2029 ]+")
_NEVER: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of reading
    "\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # what nobody sees
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # halves of pairs and what is no character
    "\U000e0000-\U000e007f"  # tags, which nobody sees either
    "]"
)
_STOPS: Final = "。！？；”"
_NUMERALS: Final = "〇一二三四五六七八九"
_TEN: Final = 10


def plain(text: str) -> str:
    r"""A text on one line, without what cannot be seen or sent; a rare character of plane 2 stays, as one 字.

    >>> plain(" 陈\u202e𬱟\x00\n女士 ")
    '陈𬱟 女士'
    """
    return _BREAKS.sub(" ", _NEVER.sub("", text)).strip(" 　")


def lines(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, a line each, without empty ones."""
    return tuple(filter(None, (plain(line) for line in text.splitlines())))


def html(text: str) -> str:
    """A text as it stands between tags and inside attributes."""
    return escape(plain(text))


def shortened(text: str, most: int) -> str:
    """A text of at most so many 字: up to the end of a sentence where one is near, else with an ellipsis."""
    if len(text) <= most:
        return text
    stop = max(text.rfind(mark, most // 2, most) for mark in _STOPS)
    return text[: stop + 1].rstrip("；") if stop > 0 else text[: most - 1].rstrip("，、；：") + "…"


def numeral(n: int) -> str:
    """A number from 1 to 99 as it stands in （一）.

    >>> numeral(3), numeral(10), numeral(12), numeral(20), numeral(31)
    ('三', '十', '十二', '二十', '三十一')
    """
    tens, ones = divmod(n, _TEN)
    ten = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return ten + (_NUMERALS[ones] if ones else "")
