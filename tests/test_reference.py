"""The reference pages say what the code says today."""

from __future__ import annotations

import pytest

from tools.reference import PAGES, PLACE


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_fresh(name: str) -> None:
    assert (PLACE / name).read_text(encoding="utf-8") == PAGES[name](), f"docs/reference/{name}：请运行 make docs"
