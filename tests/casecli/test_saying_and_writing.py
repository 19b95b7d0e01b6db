"""The bar shows on a terminal only; a file is written whole or not at all; a block tells a person what there is."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

import pytest

from casecli.examining import Result
from casecli.listing import row_of
from casecli.saying import Progress, complain
from casecli.telling import summed, told
from casecli.writing import write_whole
from tests.casecli.conftest import RULES

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = dict.fromkeys(("unit", "contact", "position", "phone", "email", "title", "body", "date"))


def result(outcome: str = "doubtful", **more: object) -> Result:
    line = {
        "source": "inbox/青川",
        "outcome": outcome,
        "fields": {**FIELDS, "theme": ["rural"], "unit": "青川公司", "title": "云上大棚"},
        "words": {"low": 498, "high": 502},
        "findings": [{"level": "doubt", "says": "甲文件打不开。"}, {"level": "note", "says": "没有附照片。"}],
        "files": [{"role": "form"}, {"role": "photo"}, {"role": "photo"}],
    }
    return Result(json=line | more, photos=2, remarks=("甲文件打不开。", "乙文件的后缀名不对。"))


def test_the_bar_moves_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = Progress(2)
    bar.at("第 1 页 / 共 1 页：扫描.jpg")
    bar.step()
    bar.clear()
    err = capsys.readouterr().err
    assert "0/2 第 1 页 / 共 1 页：扫描.jpg" in err
    assert "████████████░░░░░░░░░░░░ 1/2" in err
    assert err.endswith("\x1b[K")


def test_there_is_no_bar_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Progress(2)
    bar.at("x")
    bar.step()
    bar.clear()
    assert capsys.readouterr().err == ""


def test_a_block_names_the_application_and_every_finding_once() -> None:
    assert told(result(), RULES).splitlines() == [
        "待认定  inbox/青川",
        "  青川公司  《云上大棚》  助力乡村振兴  498–502 字",
        "  文件：申报表 1、照片 2；照片 2 张",
        "  [待认定] 甲文件打不开。",
        "  [提示] 没有附照片。",
        "  [提示] 乙文件的后缀名不对。",
    ]


def test_an_unreadable_application_is_a_short_block() -> None:
    bare = result("unreadable", fields={**FIELDS, "theme": []}, words=None, files=[], findings=[])
    assert told(bare, RULES).splitlines()[0] == "无法识读  inbox/青川"


def test_the_last_line_counts_them_all() -> None:
    assert summed([result(), result("in order"), result()]) == "共 3 件：合格 1，待认定 2"
    assert summed([]) == "没有可审查的来件"


def test_a_file_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "汇总.csv"
    target.write_text("旧")

    def breaks(out: BinaryIO) -> None:
        out.write(b"half")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_whole(target, breaks)
    assert target.read_text() == "旧"
    assert list(tmp_path.iterdir()) == [target]
    write_whole(target, lambda out: out.write("新".encode()))
    assert target.read_text() == "新"


def test_a_written_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", lambda out: out.write(b"x"))
    (tmp_path / "b").write_bytes(b"x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "b").stat().st_mode)


@pytest.mark.parametrize(("level", "seal"), [("fault", False), ("doubt", None), (None, True)])
def test_a_seal_that_the_check_does_not_count_is_none_on_the_sheet(level: str | None, seal: bool | None) -> None:
    findings = [{"check": "seal_missing", "level": level, "says": "没有公章。", "evidence": []}] if level else []
    pasted = {"file": "表.docx", "page": None, "box": None, "kind": "picture"}
    assert row_of(result(findings=findings, seals=[pasted]), RULES).seal is seal


def test_a_name_does_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    name = "甲\x1b[2J\u202excod.docx\n合格"
    says = told(result(source=name, findings=[{"level": "fault", "says": f"{name}打不开。"}]), RULES)
    complain(f"找不到{name}")
    for text in (says, capsys.readouterr().err):
        assert "甲\\x1b[2J\\u202excod.docx" in text
        assert not {"\x1b", "\u202e"} & set(text)
    assert not any(line.startswith("合格") for line in says.splitlines())
