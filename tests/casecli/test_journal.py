"""A run over an inbox that was broken off goes on where it was, and only there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from casecli import check, examining
from tests.casecli.conftest import form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Lines = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The entries that were really examined, in order."""
    seen: list[str] = []
    whole = examining.examined

    def told(task: examining.Task, **options: Any) -> examining.Result:
        seen.append(task.path.rsplit("/", 1)[-1])
        return whole(task, **options)

    monkeypatch.setattr(examining, "examined", told)
    return seen


@pytest.fixture
def broken_off(monkeypatch: pytest.MonkeyPatch, lines: Lines, inbox: Path) -> Path:
    """A run that was broken off after its second application; gives its journal."""
    whole = check.examine_all

    def breaks(*arguments: Any, **options: Any) -> Iterator[examining.Result]:
        for place, result in enumerate(whole(*arguments, **options)):
            if place == 2:
                raise KeyboardInterrupt
            yield result

    with monkeypatch.context() as patch:
        patch.setattr(check, "examine_all", breaks)
        lines(inbox, "--inbox")
    return inbox.parent / ".inbox.casepaper.jsonl"


def test_what_was_done_is_not_done_again(lines: Lines, inbox: Path, broken_off: Path, examined: list[str]) -> None:
    assert len(broken_off.read_text().splitlines()) == 2
    assert len(lines(inbox, "--inbox")) == 4
    assert examined == ["10_材料.zip", "11_坏文件.docx"]


def test_a_run_gone_on_gives_the_same_as_a_fresh_one(lines: Lines, inbox: Path, broken_off: Path) -> None:
    assert lines(inbox, "--inbox") == lines(inbox, "--inbox", "--fresh")


def test_after_a_whole_run_no_journal_is_left(lines: Lines, inbox: Path, broken_off: Path) -> None:
    lines(inbox, "--inbox")
    assert not broken_off.exists()


def test_a_changed_file_is_examined_again(lines: Lines, inbox: Path, broken_off: Path, examined: list[str]) -> None:
    (inbox / "1_申报表.docx").write_bytes(form(unit="另一家公司"))
    assert lines(inbox, "--inbox")[0]["fields"]["unit"] == "另一家公司"
    assert examined[0] == "1_申报表.docx"


def test_another_time_of_sending_is_examined_again(
    lines: Lines, inbox: Path, broken_off: Path, examined: list[str]
) -> None:
    lines(inbox, "--inbox", "--received", "2022-12-01")
    assert len(examined) == 4


def test_fresh_takes_nothing_from_an_earlier_run(
    lines: Lines, inbox: Path, broken_off: Path, examined: list[str]
) -> None:
    lines(inbox, "--inbox", "--fresh")
    assert len(examined) == 4


def test_a_line_cut_short_is_passed_over(lines: Lines, inbox: Path, broken_off: Path, examined: list[str]) -> None:
    whole = broken_off.read_text()
    broken_off.write_text(whole[: len(whole) - 40])
    assert len(lines(inbox, "--inbox")) == 4
    assert examined == ["2_青川公司", "10_材料.zip", "11_坏文件.docx"]


def test_a_journal_of_nonsense_harms_nothing(lines: Lines, inbox: Path, broken_off: Path, examined: list[str]) -> None:
    broken_off.write_text('[]\n{"key": 1}\n{"key": "a", "result": {"x": 1}}\nno json\n')
    assert len(lines(inbox, "--inbox")) == 4
    assert len(examined) == 4


def test_a_journal_that_was_named_is_kept(lines: Lines, inbox: Path, tmp_path: Path, examined: list[str]) -> None:
    named = tmp_path / "run.jsonl"
    lines(inbox, "--inbox", "--resume", named)
    assert len([json.loads(line) for line in named.read_text().splitlines()]) == 4
    lines(inbox, "--inbox", "--resume", named)
    assert len(examined) == 4
