"""``words``, ``form``, ``calls`` and the command line as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecli.main import parser, run
from tests.casecli.conftest import form

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


def test_words_of_a_form_are_those_of_its_body(casepaper: Run, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(form(body="2022 年 3 月，建成 26 座 5G 基站。"))
    code, out, _ = casepaper("words", tmp_path / "a.docx")
    assert (code, out) == (0, f"13\t正文\t{tmp_path / 'a.docx'}\n")


def test_words_of_another_text_are_those_of_all(casepaper: Run, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Hello、World。\n东京2024", encoding="utf-8")
    code, out, _ = casepaper("words", tmp_path / "b.txt")
    assert (code, out.split("\t")[:2]) == (0, ["7", "全文"])


def test_a_file_without_words_is_said_and_the_next_is_counted(casepaper: Run, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("东京", encoding="utf-8")
    code, out, err = casepaper("words", tmp_path / "没有.docx", tmp_path / "b.txt")
    assert code == 1
    assert out.splitlines()[0].startswith("—\t读不出文字")
    assert out.splitlines()[1].startswith("2\t全文")
    assert "找不到" in err


def test_the_blank_form_is_written_and_reads_as_the_form(casepaper: Run, tmp_path: Path) -> None:
    out = tmp_path / "空白表.docx"
    assert casepaper("form", "--call", "cace-2022", out)[0] == 0
    code, told, _ = casepaper("check", out, "--call", "cace-2022")
    assert code == 1
    assert "没有填写申报单位" in told
    assert [one.name for one in tmp_path.iterdir()] == ["空白表.docx"]


def test_a_place_that_cannot_be_written_is_said(casepaper: Run, tmp_path: Path) -> None:
    code, _, err = casepaper("form", "--call", "cace-2022", tmp_path / "没有" / "a.docx")
    assert code == 2
    assert "无法写入" in err


def test_calls_are_listed(casepaper: Run) -> None:
    code, out, _ = casepaper("calls")
    assert code == 0
    assert out.startswith("cace-2022\t")
    assert "2022-08-01 至 2022-11-01" in out


@pytest.mark.parametrize("arguments", [[], ["check"], ["check", "x"], ["nonsense"], ["check", "x", "--call"]])
def test_wrong_usage_leaves_with_2(casepaper: Run, arguments: list[str]) -> None:
    assert casepaper(*arguments)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "x"], "缺少 --call"),
        (["check", "x", "--call", "cace-2022", "--jobs", "二"], "--jobs 应为整数，现为 '二'"),
        (["check", "x", "--call"], "--call 后面缺少内容"),
        (["calls", "--all"], "不认识的参数 --all"),
    ],
)
def test_wrong_usage_is_told_in_chinese(casepaper: Run, arguments: list[str], says: str) -> None:
    err = casepaper(*arguments)[2]
    assert says in err
    assert "用法：casepaper" in err


def test_an_unknown_call_leaves_with_2_and_names_those_there_are(casepaper: Run) -> None:
    code, _, err = casepaper("check", "x", "--call", "nothing")
    assert code == 2
    assert "cace-2022" in err


def test_breaking_off_is_said_calmly(casepaper: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("casecli.calls.run", broken)
    code, _, err = casepaper("calls")
    assert code == 130
    assert "从断处继续" in err


def test_the_help_lists_every_command() -> None:
    text = parser().format_help()
    assert all(name in text for name in ("check", "words", "form", "calls"))
    with pytest.raises(SystemExit) as left:
        run(["--version"])
    assert left.value.code == 0
