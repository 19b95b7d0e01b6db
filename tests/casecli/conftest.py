"""An inbox of made-up applications, and the command run in this process."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from casecli.main import run
from casepaper.forms.callfile import load_call
from casepress.form.word import filled_form
from tests.casepaper.papers import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RULES = load_call("cace-2022")


def form(**values: str | None) -> bytes:
    """A Word form filled in; keywords change its values."""
    return filled_form(RULES, {key: value for key, value in {**VALUES, **values}.items() if value})


def zipped(**members: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.docx", data)
    return out.getvalue()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Four applications: a Word form, a folder, an archive, a broken file; and what nobody sent."""
    folder = tmp_path / "inbox"
    (folder / "2_青川公司").mkdir(parents=True)
    (folder / "1_申报表.docx").write_bytes(form())
    (folder / "2_青川公司" / "申报表.docx").write_bytes(form(position=None))
    (folder / "2_青川公司" / "~$申报表.docx").write_bytes(b"lock")
    (folder / "10_材料.zip").write_bytes(zipped(a=form(title="另一个案例")))
    (folder / "11_坏文件.docx").write_bytes(b"PK\x03\x04nonsense")
    (folder / ".DS_Store").write_bytes(b"\x00")
    (folder / "Thumbs.db").write_bytes(b"\x00")
    (tmp_path / "elsewhere.docx").write_bytes(form())
    (folder / "3_链接.docx").symlink_to(tmp_path / "elsewhere.docx")
    return folder


@pytest.fixture
def casepaper(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; gives its exit code, its output and its complaints."""

    def command(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = run([str(one) for one in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return command


@pytest.fixture
def lines(casepaper: Callable[..., tuple[int, str, str]]) -> Callable[..., list[dict[str, Any]]]:
    """Run ``check --json`` and give its lines."""

    def command(*arguments: object) -> list[dict[str, Any]]:
        _, out, _ = casepaper("check", *arguments, "--call", "cace-2022", "--json")
        return [json.loads(line) for line in out.splitlines()]

    return command
