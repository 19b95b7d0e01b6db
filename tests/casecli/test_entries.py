"""From paths to applications: what was sent is taken, what systems leave behind is not, links are not followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from casecli.entries import applications, sources_of
from casepaper.opening.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


def test_folders_within_are_walked_in_natural_order(tmp_path: Path) -> None:
    for name in ("照片/10.jpg", "照片/2.jpg", "a.docx", "__MACOSX/x", ".hidden/y", "~$a.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    sources, trouble = sources_of(tmp_path)
    assert [one.name for one in sources] == ["a.docx", "照片/2.jpg", "照片/10.jpg"]
    assert trouble == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (inside / "folder").symlink_to(tmp_path / "outside")
    assert sources_of(inside) == ((), ())
    assert applications([inside], inbox=True) == []


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    sources, trouble = sources_of(tmp_path)
    assert sources == ()
    assert "pipe" in trouble[0].says


def test_a_file_too_large_is_not_read_and_the_rest_is(tmp_path: Path) -> None:
    (tmp_path / "large.bin").write_bytes(b"x" * 100)
    (tmp_path / "small.txt").write_bytes(b"x")
    sources, trouble = sources_of(tmp_path, limits=Limits(file_bytes=50))
    assert [one.name for one in sources] == ["small.txt"]
    assert "large.bin" in trouble[0].says


def test_files_beyond_the_number_are_not_read(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes(b"x")
    sources, trouble = sources_of(tmp_path, limits=Limits(members=3))
    assert len(sources) == 3
    assert "超过 3 个" in trouble[0].says


def test_a_file_in_an_inbox_argument_is_itself_one_application(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    assert applications([tmp_path / "a.docx"], inbox=True) == [tmp_path / "a.docx"]
