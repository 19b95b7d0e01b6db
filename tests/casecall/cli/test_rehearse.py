"""The rehearsal: a sample inbox goes the whole way with a line a stage, and a second time changes nothing."""

from __future__ import annotations

import shutil
from argparse import Namespace
from pathlib import Path

import pytest

from casecall.cli import rehearse
from casecall.cli.saying import OK, TROUBLE, USAGE
from tests.sample_inbox import truths

SAMPLES = Path(__file__).parents[3] / "samples" / "inbox"
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _static_files_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gathering static files has tests of its own."""
    monkeypatch.setattr("casecall.cli.setup.collect_static", lambda: False)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two applications in order, and one that lacks its date."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in ("01", "02", "18"):
        path = next(SAMPLES.glob(f"{number}_*"))
        shutil.copy(path, folder / path.name)
    return folder


def run(inbox: Path, out: Path | None = None, call: str = "cace-2022") -> int:
    return rehearse.COMMAND.run(Namespace(inbox=inbox, call=call, out=out))


def test_an_inbox_goes_the_whole_way(inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(inbox, out) == OK
    said = capsys.readouterr().out.splitlines()
    stages = [line for line in said if line.split("：")[0] in {"收件", "审查", "编辑", "发布", "结果"}]
    assert stages[0] == "收件：新收 3 份"
    assert "合格 2 份" in stages[1]
    assert stages[2].startswith("编辑：编入 2 个案例")
    assert (out / "site" / "index.html").is_file()
    assert (out / "summary.xlsx").read_bytes()[:2] == b"PK"


def test_no_contact_and_no_camera_leaves_with_the_site(inbox: Path, tmp_path: Path) -> None:
    assert run(inbox, tmp_path / "out") == OK
    read = [truths()[path.name]["fields"] for path in inbox.iterdir()]
    private = [fields[key].encode() for fields in read for key in ("phone", "email")]
    files = [path.read_bytes() for path in (tmp_path / "out" / "site").rglob("*") if path.is_file()]
    assert len(private) == 6
    assert any(data[:3] == b"\xff\xd8\xff" for data in files), "a photo was published"
    assert not [word for data in files for word in (*private, b"Exif\0\0", b"http://ns.adobe.com/xap") if word in data]


def test_a_second_rehearsal_takes_nothing_in_twice(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(inbox)
    capsys.readouterr()
    assert run(inbox) == OK
    said = capsys.readouterr().out
    assert "收件：新收 0 份，已有 3 份" in said
    assert "编辑：编入 2 个案例" in said


def test_an_inbox_with_nothing_in_order_says_so_and_publishes_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(empty) == TROUBLE


def test_a_folder_or_call_that_is_not_there_is_wrong_usage(tmp_path: Path, inbox: Path) -> None:
    assert run(tmp_path / "nowhere") == USAGE
    assert run(inbox, call="no-such-call") == USAGE
