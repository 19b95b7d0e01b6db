"""``casepaper letter``: every letter is told in a line, none stops the others, and the exit code says so."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from casecli import letter
from casecli.main import run
from tests.casepaper.opening.letter_cases import CASES
from tests.casepaper.opening.mail_making import DATA, LOGO, SENDER, body, file, head, multi, named, word

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = jsonschema.Draft202012Validator(json.loads(files("casecli").joinpath("letter.schema.json").read_text("utf-8")))
RECEIVED = b"Received: from a by mx; Tue, 25 Oct 2022 09:12:33 +0800"
PAN = "https://pan.baidu.com/s/1abc"


def application() -> bytes:
    html = f'<p>请查收。</p><img src="cid:l"><a href="{PAN}">照片.zip</a>（有效期至2022年11月05日）'
    parts = (
        body(html, kind="text/html"),
        file(b"inline; filename=logo.png", LOGO, kind=b"image/png", more=b"Content-ID: <l>"),
    )
    return head(word("案例申报", "gb2312"), RECEIVED) + multi(*parts, named("申报表.docx"))


def lines(out: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in out.splitlines()]
    for one in found:
        SCHEMA.validate(one)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three letters, one of them in a folder of its own, beside what is none."""
    (tmp_path / "更早").mkdir()
    (tmp_path / "10.eml").write_bytes(head(word("请问")) + body("请问何时截止？"))
    (tmp_path / "2.EML").write_bytes(application())
    (tmp_path / "更早" / "1.eml").write_bytes(head(b"x", b"Precedence: bulk") + body("x"))
    (tmp_path / "a.docx").write_bytes(DATA)
    return tmp_path


def test_a_letter_is_one_line_as_documented(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(application())
    assert run(["letter", str(tmp_path / "a.eml"), "--json"]) == 0
    (one,) = lines(capsys.readouterr().out)
    attachments = one.pop("attachments")
    assert one == {
        "source": str(tmp_path / "a.eml"),
        "subject": "案例申报",
        "from": SENDER,
        "sent": "2022-10-25T01:12:33+00:00",
        "text": "请查收。\n照片.zip（有效期至2022年11月05日）",
        "large_file_links": [{"provider": "baidu", "url": PAN, "expires": "2022-11-05"}],
        "kind": "application",
    }
    assert [(each["name"], each["size"], each["inline"]) for each in attachments] == [
        ("logo.png", len(LOGO), True),
        ("申报表.docx", len(DATA), False),
    ]


def test_of_a_folder_every_letter_is_told_in_natural_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letter", str(folder), "--json"]) == 0
    found = lines(capsys.readouterr().out)
    assert [(one["source"].removeprefix(f"{folder}/"), one["kind"]) for one in found] == [
        ("2.EML", "application"),
        ("10.eml", "other"),
        ("更早/1.eml", "bulk"),
    ]


def test_a_bad_file_never_stops_the_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "0.eml").write_bytes(b"\x00\xff" * 100)
    (folder / "1.eml").write_bytes(b"")
    named_ = [folder / "missing.eml", folder / "a.docx", folder / "0.eml", folder / "1.eml", folder / "10.eml"]
    assert run(["letter", *map(str, named_), "--json"]) == 1
    out, err = capsys.readouterr()
    assert [one["source"].rsplit("/", 1)[-1] for one in lines(out)] == ["0.eml", "1.eml", "10.eml"]
    assert err.count("\n") == 4
    assert "找不到" in err
    assert "不是邮件" in err
    assert "不像一封邮件" in err


def test_a_letter_that_breaks_the_reader_never_stops_the_rest(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: object, *, name: str) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(letter, "understand", broken)
    assert run(["letter", str(folder)]) == 1
    assert capsys.readouterr().err.count("读取") == 3


def test_a_letter_without_the_suffix_is_one_by_its_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "来信").write_bytes(application())
    assert run(["letter", str(tmp_path / "来信"), "--json"]) == 0
    assert lines(capsys.readouterr().out)[0]["kind"] == "application"


def test_what_was_not_taken_of_a_letter_makes_the_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(head() + multi(*[named("a.docx")] * 600))
    assert run(["letter", str(tmp_path / "a.eml")]) == 1
    assert "组成部分过多" in capsys.readouterr().err


def test_people_read_a_block_of_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letter", str(folder / "2.EML")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"申报  {folder / '2.EML'}",
        "  主题：案例申报",
        f"  发件人：{SENDER}，2022-10-25 09:12（北京时间）",
        "  正文：请查收。…",
        "  附件：logo.png（1 KB，插在正文里）",
        "  附件：申报表.docx（1 KB）",
        f"  超大附件：{PAN}（baidu，有效期至 2022-11-05）",
        "",
    ]


def test_a_delivery_report_says_whom_it_did_not_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.eml").write_bytes(
        head(word("系统退信"), sender=b"postmaster@163.com")
        + body("无法投递到 nobody@xingqu.example.com：550 用户不存在")
    )
    run(["letter", str(tmp_path / "a.eml")])
    assert "  未送达：nobody@xingqu.example.com  550 " in capsys.readouterr().out


def test_nothing_in_a_letter_reaches_the_terminal_as_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(head("\x1b[2J\u202e申报".encode()) + body("\x1b[31m红"))
    run(["letter", str(tmp_path / "a.eml")])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_folder_without_letters_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["letter", str(tmp_path)]) == 0
    assert "没有可读的邮件" in capsys.readouterr().err


def test_every_letter_of_the_table_keeps_the_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, case in enumerate(CASES.values()):
        (tmp_path / f"{number}.eml").write_bytes(case.data)
    run(["letter", str(tmp_path), "--json"])
    assert len(lines(capsys.readouterr().out)) == len(CASES)
