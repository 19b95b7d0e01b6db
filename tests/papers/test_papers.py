"""Golden papers: each folder holds a form, the call it was made for, and what casepaper says of it, word for word.

New ones are accepted with ``make bless``; the difference is read before it is committed. Units and people are invented.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from casepaper.examine import as_json, examine
from casepaper.forms.callfile import parse_call
from casepaper.records import Source

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/rules.toml"))


def said_of(folder: Path) -> dict[str, object]:
    """What casepaper says of the papers in a folder."""
    rules = parse_call((folder / "rules.toml").read_text(), name="rules.toml")
    papers = sorted(folder.glob("form.*"))
    sources = [Source(path.name, path.read_bytes()) for path in papers]
    return as_json(examine(sources, rules, source=folder.name))


def test_there_are_golden_papers() -> None:
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_golden_paper_is_read_as_it_was_accepted(folder: Path) -> None:
    assert said_of(folder) == json.loads((folder / "expected.json").read_text())
