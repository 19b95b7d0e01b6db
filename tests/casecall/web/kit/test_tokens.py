"""The colours keep their contrast: 4.5:1 in the plain pages, 7:1 in 长辈版, light and dark."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import casecall.web.kit

STATIC = Path(casecall.web.kit.__file__).parent / "static" / "kit"
SHEET = (STATIC / "tokens.css").read_text()
TEXT = ("ink", "ink-2", "ink-3", "indigo", "cinnabar", "moss", "amber")
GROUNDS = ("paper", "office", "sheet")
WASHED = ("indigo", "cinnabar", "moss", "amber")


def tokens_under(selector: str, *, since: str = "") -> dict[str, str]:
    """The colour tokens of the first rule with exactly that selector behind the place ``since``."""
    start = SHEET.index(since) if since else 0
    block = re.search(rf"^\s*{re.escape(selector)} \{{(.*?)^\s*\}}", SHEET[start:], re.MULTILINE | re.DOTALL)
    assert block, selector
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block[1]))


LIGHT = tokens_under(":root")
DARK = LIGHT | tokens_under(':root[data-scheme="dark"]')
LARGE = LIGHT | tokens_under(':root[data-size="large"]:not([data-scheme="dark"])')
LARGE_DARK = DARK | tokens_under(':root[data-size="large"][data-scheme="dark"]')


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("tokens", "least"), [(LIGHT, 4.5), (DARK, 4.5), (LARGE, 7), (LARGE_DARK, 7)])
def test_text_stands_out_from_every_ground_it_may_lie_on(tokens: dict[str, str], least: float) -> None:
    pairs = [(text, ground) for text in TEXT for ground in GROUNDS]
    pairs += [(hue, f"{hue}-wash") for hue in WASHED] + [("ink", f"{hue}-wash") for hue in WASHED]
    pairs += [("on-indigo", "indigo"), ("on-moss", "moss")]
    weak = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in pairs}
    assert not {pair: value for pair, value in weak.items() if value < least}


@pytest.mark.parametrize("tokens", [LIGHT, DARK, LARGE, LARGE_DARK])
def test_edges_of_fields_and_the_red_rule_can_be_seen(tokens: dict[str, str]) -> None:
    assert contrast(tokens["edge"], tokens["sheet"]) >= 3
    assert contrast(tokens["edge"], tokens["paper"]) >= 3
    assert contrast(tokens["rule"], tokens["paper"]) >= 3


def test_the_device_and_the_reader_get_the_same_dark() -> None:
    by_device = tokens_under(':root:not([data-scheme="light"])')
    assert by_device == tokens_under(':root[data-scheme="dark"]')
    elder = tokens_under(':root[data-size="large"]:not([data-scheme="light"])')
    assert elder == tokens_under(':root[data-size="large"][data-scheme="dark"]')


def test_the_elder_size_is_24_pixels_with_wide_lines_and_large_targets() -> None:
    block = re.search(r'^:root\[data-size="large"\] \{(.*?)\}', SHEET, re.MULTILINE | re.DOTALL)
    assert block
    assert "--root: 150%" in block[1]
    assert "--leading: 1.8" in block[1]
    assert "--target: 60px" in block[1]
    assert "--small: 1rem" in block[1], "nothing is set smaller than 24 px"


def test_all_style_sheets_together_weigh_little() -> None:
    sheets = sorted(STATIC.parents[2].glob("*/static/*/*.css"))
    assert len(sheets) >= 5
    assert len(gzip.compress(b"".join(sheet.read_bytes() for sheet in sheets), 9)) <= 12 * 1024


def test_no_sheet_or_script_fetches_anything_from_elsewhere() -> None:
    for file in STATIC.parents[2].glob("*/static/*/*.[cj]s*"):
        foreign = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text())
        assert {one for one in foreign if "www.w3.org" not in one} == set(), file.name
