"""A published topic is taken away whole: as it stood at one moment, and nothing that readers are not given."""

from __future__ import annotations

import io
import zipfile
from argparse import Namespace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from casecall.cli import export
from casecall.compiling.queries import edition
from casecall.publishing import exporting, folders
from casecall.publishing.actions import publish, take_down, take_down_case
from casecall.publishing.channels import website
from casecall.publishing.exporting import Absent, as_zip, lay_out
from casecall.publishing.site.build import INPUTS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

SLUG = "lz-2022"


@pytest.fixture
def published(topic: int, now: datetime) -> int:
    return publish(topic, by="user:1", now=now)


def files_under(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_holds_the_topic_in_one_folder(published: int) -> None:
    found = unzipped(b"".join(as_zip(SLUG)))
    stands = files_under(website.folder(SLUG))
    del stands[INPUTS]
    assert found == {f"{SLUG}/{path}": data for path, data in stands.items()}
    assert b"".join(as_zip(SLUG)) == b"".join(as_zip(SLUG))


def test_a_folder_is_a_copy_that_may_be_changed(published: int, tmp_path: Path) -> None:
    target = tmp_path / "www" / "anli"
    count = lay_out(SLUG, target)
    assert count == len(folders.files_in(target)) == len(files_under(target)) - 1
    (target / "index.html").write_text("changed")
    assert "changed" not in (website.folder(SLUG) / "index.html").read_text()
    lay_out(SLUG, target)
    assert (target / "index.html").read_bytes() == (website.folder(SLUG) / "index.html").read_bytes()


def test_a_case_that_was_taken_down_is_in_no_later_export(
    published: int, topic: int, tmp_path: Path, now: datetime
) -> None:
    target, gone = tmp_path / "anli", edition(topic).entries[0]
    lay_out(SLUG, target)
    take_down_case(published, gone.case_id, why="申报单位撤回", by="user:1", now=now)
    lay_out(SLUG, target)
    everything = b"".join((*files_under(target).values(), *as_zip(SLUG)))
    assert gone.title.encode() not in everything


def test_a_zip_goes_on_with_what_stood_when_it_was_begun(published: int, topic: int, now: datetime) -> None:
    pieces = as_zip(SLUG)
    begun = next(pieces)
    gone = edition(topic).entries[0]
    take_down_case(published, gone.case_id, why="申报单位撤回", by="user:1", now=now)
    assert len(unzipped(begun + b"".join(pieces))) > 10
    assert not list(settings.DATA.glob("export-*"))


def test_what_does_not_stand_cannot_be_exported(published: int, tmp_path: Path, now: datetime) -> None:
    take_down(published, why="停办", by="user:1", now=now)
    for slug in (SLUG, "nothing", "../files", ""):
        with pytest.raises(Absent, match="没有正在发布的专题"):
            as_zip(slug)
        with pytest.raises(Absent, match="没有正在发布的专题"):
            lay_out(slug, tmp_path / "out")


def test_a_folder_with_other_things_in_it_is_left_alone(published: int, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Absent, match="已有别的内容"):
        lay_out(SLUG, tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_full_disk_leaves_the_former_export(published: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "anli"
    lay_out(SLUG, target)
    before, copied, copy = files_under(target), [], exporting.shutil.copyfile

    def full(source: Path, place: Path) -> None:
        copied.append(place)
        if len(copied) > 5:
            raise OSError(28, "No space left on device")
        copy(source, place)

    monkeypatch.setattr(exporting.shutil, "copyfile", full)
    with pytest.raises(OSError, match="space"):
        lay_out(SLUG, target)
    assert files_under(target) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["anli", "anli.zip"])
def test_the_command_says_what_it_did(
    published: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert export.COMMAND.run(Namespace(slug=SLUG, out=tmp_path / name)) == 0
    assert "已导出" in capsys.readouterr().out
    assert export.COMMAND.run(Namespace(slug="nothing", out=tmp_path / name)) == 1
    assert "没有正在发布的专题“nothing”" in capsys.readouterr().err
    assert (tmp_path / name).exists()
    assert not list(tmp_path.glob(".*"))
