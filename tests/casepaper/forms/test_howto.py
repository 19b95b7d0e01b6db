"""The call file of the how-to page is a true one, but for the body that it leaves out for brevity."""

from __future__ import annotations

import re
from pathlib import Path

from casepaper.forms.callfile import parse_call

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "call-file.md"
LEFT_OUT = """
[[form.field]]
key = "theme"
kind = "themes"
labels = ["主题"]
[[form.field]]
key = "title"
kind = "title"
labels = ["案例名称"]
[[form.field]]
key = "body"
kind = "body"
labels = ["正文"]
"""


def test_the_example_of_the_how_to_page_parses() -> None:
    example = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    rules = parse_call(example + LEFT_OUT, name="example")
    assert rules.levels == {"photo_missing": "fault"}
    assert [field.key for field in rules.form.fields if not field.required] == ["partner"]
