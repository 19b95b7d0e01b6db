"""``casepaper check``: every application is told, none stops the others, and the exit code says what came of it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from casecli import examining
from casepaper.forms.callfile import dump_call
from tests.casecli.conftest import RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]
    Lines = Callable[..., list[dict[str, Any]]]

SCHEMA = jsonschema.Draft202012Validator(json.loads(files("casecli").joinpath("schema.json").read_text("utf-8")))


def names(found: list[dict[str, Any]]) -> list[str]:
    return [one["source"].rsplit("/", 1)[-1] for one in found]


def test_every_entry_of_an_inbox_is_one_application_in_natural_order(lines: Lines, inbox: Path) -> None:
    assert names(lines(inbox, "--inbox")) == ["1_申报表.docx", "2_青川公司", "10_材料.zip", "11_坏文件.docx"]


def test_every_line_keeps_the_schema(lines: Lines, inbox: Path) -> None:
    found = lines(inbox, "--inbox")
    for one in found:
        SCHEMA.validate(one)
    assert [one["outcome"] for one in found] == ["faulty", "faulty", "faulty", "unreadable"]


def test_the_source_is_the_path_as_given(
    lines: Lines, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lines("inbox/1_申报表.docx")[0]["source"] == "inbox/1_申报表.docx"
    assert lines("inbox", "--inbox")[1]["source"] == "inbox/2_青川公司"


def test_a_folder_is_one_application_and_lock_files_are_nobodys(lines: Lines, inbox: Path) -> None:
    (one,) = lines(inbox / "2_青川公司")
    assert [file["name"] for file in one["files"]] == ["申报表.docx"]
    assert "position_missing" in {finding["check"] for finding in one["findings"]}


def test_members_of_archives_are_named_after_them(lines: Lines, inbox: Path) -> None:
    (one,) = lines(inbox / "10_材料.zip")
    assert [(file["name"], file["role"]) for file in one["files"]] == [
        ("10_材料.zip", "other"),
        ("10_材料.zip/a.docx", "form"),
    ]
    assert one["fields"]["title"] == "另一个案例"


def test_values_come_with_where_they_were_read(lines: Lines, inbox: Path) -> None:
    (one,) = lines(inbox / "1_申报表.docx")
    assert one["fields"]["theme"] == ["rural"]
    assert one["fields"]["phone"] == "010-62301234转802"
    assert one["values"]["unit"]["source"] == "control"
    assert one["values"]["unit"]["evidence"][0]["file"] == "1_申报表.docx"
    assert one["values"]["unit"]["evidence"][0]["page"] is None
    assert one["words"]["low"] <= one["words"]["high"]


def test_one_bad_path_never_stops_the_rest(casepaper: Run, inbox: Path) -> None:
    code, out, _ = casepaper(
        "check", inbox / "没有.docx", inbox / "11_坏文件.docx", inbox / "1_申报表.docx", "--call", "cace-2022", "--json"
    )
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["outcome"] for one in found] == ["unreadable", "unreadable", "faulty"]
    assert "找不到文件或文件夹" in found[0]["findings"][0]["says"]
    assert code == 1


def test_an_empty_folder_and_an_empty_inbox_are_said_so(casepaper: Run, lines: Lines, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert lines(tmp_path / "空")[0]["findings"][0]["says"] == "没有收到任何文件。"
    assert casepaper("check", tmp_path / "空", "--inbox", "--call", "cace-2022")[:2] == (0, "没有可审查的来件\n")


def test_a_person_reads_what_is_missing_and_where(casepaper: Run, inbox: Path) -> None:
    code, out, err = casepaper("check", inbox / "2_青川公司", "--call", "cace-2022")
    assert code == 1
    assert "不齐" in out
    assert "[须改] 没有填写职务（申报表.docx 表1" in out
    assert "[须改] 只收到 Word 文件，没有盖章页" in out
    assert out.endswith("共 1 件：不齐 1\n")
    assert err == ""


def test_all_in_order_leaves_with_0(casepaper: Run, inbox: Path, tmp_path: Path) -> None:
    text = dump_call(RULES).replace("[levels]", '[levels]\nseal_missing = "note"')
    (tmp_path / "mild.toml").write_text(text, encoding="utf-8")
    assert casepaper("check", inbox / "1_申报表.docx", "--call", tmp_path / "mild.toml")[0] == 0


@pytest.mark.parametrize(
    ("received", "late"),
    [
        ("2022-11-01T23:59", False),
        ("2022-11-02", True),
        ("2022-11-01T16:00:00Z", True),
        ("2022-11-01T15:59:59Z", False),
    ],
)
def test_when_it_was_sent_is_taken_in_the_calls_own_zone(lines: Lines, inbox: Path, received: str, late: bool) -> None:
    (one,) = lines(inbox / "1_申报表.docx", "--received", received)
    assert ("date_late" in {finding["check"] for finding in one["findings"]}) is late


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--received", "昨天"], "--received 应写作"),
        (["--sheet", "out.pdf"], "--sheet 应为 .xlsx 或 .csv"),
        (["--jobs", "0"], "--jobs 应为 1 以上的整数"),
    ],
)
def test_wrong_usage_leaves_with_2_and_says_why(casepaper: Run, inbox: Path, arguments: list[str], says: str) -> None:
    code, out, err = casepaper("check", inbox, "--call", "cace-2022", *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_a_call_file_with_faults_leaves_with_2_and_all_of_them(casepaper: Run, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('schema = 1\nkey = "B A D"\ntitel = "x"\n', encoding="utf-8")
    code, _, err = casepaper("check", inbox, "--call", tmp_path / "bad.toml")
    assert code == 2
    assert "第 2 行：key 只能用小写字母" in err
    assert "第 3 行：titel 是无法识别的键" in err


def test_the_summary_lists_every_application(casepaper: Run, inbox: Path, tmp_path: Path) -> None:
    casepaper("check", inbox, "--inbox", "--call", "cace-2022", "--sheet", tmp_path / "汇总.csv")
    rows = list(csv.DictReader((tmp_path / "汇总.csv").read_text("utf-8-sig").splitlines()))
    assert [row["备注"] for row in rows] == ["1_申报表.docx", "2_青川公司", "10_材料.zip", "11_坏文件.docx"]
    assert rows[0]["主题"] == "乡村"
    assert rows[0]["单位类别"] == "会员企业"
    assert rows[0]["公章"] == "无"
    assert rows[3]["审查结论"] == "无法识读"
    assert rows[0]["存在问题"] == "只收到 Word 文件，没有盖章页：请打印、加盖单位公章后扫描或拍照报送。"
    casepaper("check", inbox, "--inbox", "--call", "cace-2022", "--sheet", tmp_path / "汇总.xlsx")
    assert (tmp_path / "汇总.xlsx").read_bytes().startswith(b"PK")


def test_a_sheet_that_cannot_be_written_is_said(casepaper: Run, inbox: Path, tmp_path: Path) -> None:
    target = tmp_path / "没有" / "a.csv"
    code, _, err = casepaper("check", inbox / "1_申报表.docx", "--call", "cace-2022", "--sheet", target)
    assert code == 2
    assert "无法写入" in err


def test_there_is_no_bar_where_nobody_looks(casepaper: Run, inbox: Path) -> None:
    assert casepaper("check", inbox, "--inbox", "--call", "cace-2022", "--json")[2] == ""


@pytest.mark.slow
def test_several_jobs_give_the_same_in_the_same_order(lines: Lines, inbox: Path) -> None:
    assert lines(inbox, "--inbox", "--jobs", "2") == lines(inbox, "--inbox")


def _dies(task: examining.Task, **options: object) -> examining.Result:
    if task.path.endswith("2_青川公司"):
        os._exit(1)
    return examining.examined(task)


@pytest.mark.slow
def test_a_process_that_dies_takes_no_other_with_it(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [inbox / name for name in ("1_申报表.docx", "2_青川公司", "10_材料.zip", "11_坏文件.docx")]
    tasks = [examining.Task(str(path), RULES) for path in paths]
    found = list(examining.examine_all(tasks, jobs=2, progress=lambda _: None, work=_dies))
    assert [one.json["outcome"] for one in found] == ["faulty", "unreadable", "faulty", "unreadable"]
    assert "异常中止" in found[1].json["findings"][0]["says"]


def test_word_forms_need_neither_ocr_nor_opencv(inbox: Path) -> None:
    program = (
        "import sys; from casecli.main import run; "
        f"run(['check', {str(inbox / '1_申报表.docx')!r}, '--call', 'cace-2022']); "
        "print([one for one in ('cv2', 'rapidocr', 'openvino', 'onnxruntime') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
