"""Backup and restore: whole, while the site is at work; what is damaged is found before it is believed."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site
from django.db import connections

from casecall.audit.queries import verify as verify_record
from casecall.cases.models import Case
from casecall.cli import backup, main
from casecall.cli.archive import Damaged, check
from casecall.cli.backup import back_up
from casecall.files.actions import keep
from casecall.files.models import StoredFile
from casecall.files.queries import path_of, verify
from casecall.letters.sending import RESTORED
from casecall.publishing import folders
from casecall.receiving.actions import receive
from casecall.receiving.filing import file_parcel
from casecall.receiving.records import ReceivedFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import Settings

    from casecall.calls.queries import CallRow

Said = pytest.CaptureFixture[str]
pytestmark = pytest.mark.django_db(transaction=True)
SRC = Path(__file__).parents[3] / "src"


@pytest.fixture(autouse=True)
def _key(settings: Settings) -> None:
    settings.DATA.mkdir(parents=True)
    (settings.DATA / "secret.key").write_text("the key of this installation, long enough to be one")


def arrive(call: CallRow, text: str, *, now: datetime) -> None:
    files = [ReceivedFile(f"{text}.pdf", keep(text.encode() * 50, now=now).sha256)]
    parcel = receive(files, call_id=call.id, door="folder", sent_at=None, now=now, by="user:1", name=text)
    file_parcel(parcel.pk, now=now)


def ask(data: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run the command on another data folder, in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASECALL_")}
    env = kept | {"CASECALL_DATA": str(data), "PYTHONPATH": str(SRC)}
    return subprocess.run(
        [sys.executable, "-m", "casecall", *argv], env=env, capture_output=True, text=True, check=False
    )


def test_a_backup_holds_database_files_key_and_site(
    call: CallRow, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    arrive(call, "申报表", now=now)
    page = settings.SITE_OUT / "topic" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("专题")
    assert back_up(tmp_path / "one.tar") == 1
    manifest = check(tmp_path / "one.tar")
    sha256 = StoredFile.objects.get().pk
    assert set(manifest["members"]) == {
        "casecall.sqlite3",
        "secret.key",
        f"files/{sha256}",
        "site/topic/index.html",
    }
    assert manifest["members"][f"files/{sha256}"] == sha256
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def published(slug: str, text: str) -> None:
    """A topic of two pages put in the place of the one that stands."""
    target = Path(site.SITE_OUT) / slug
    beside = folders.beside(target)
    (beside / "cases").mkdir(parents=True)
    for page in ("index.html", "cases/one.html"):
        (beside / page).write_text(text)
    folders.put_in_place(beside, target)


def pages_of(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as tar:
        named = [info for info in tar if info.name.endswith(".html")]
        return {one.name: (tar.extractfile(one) or io.BytesIO()).read().decode() for one in named}


def torn_by(happens: Callable[[], None], monkeypatch: pytest.MonkeyPatch, *, times: int = 1) -> None:
    """Let something happen in the middle of each of the first copies of a topic."""
    whole, left = backup.shutil.copytree, [None] * times

    def copy(source: Path, to: Path, *more: Any, **options: Any) -> None:
        if not left:
            whole(source, to, *more, **options)
            return
        left.pop()
        to.mkdir(parents=True)
        (to / "index.html").write_bytes((source / "index.html").read_bytes())
        happens()
        (to / "cases").mkdir()
        (to / "cases" / "one.html").write_bytes((source / "cases" / "one.html").read_bytes())

    monkeypatch.setattr(backup.shutil, "copytree", copy)


def test_a_topic_that_is_published_anew_while_it_is_copied_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published("topic", "old")
    torn_by(lambda: published("topic", "new"), monkeypatch)
    back_up(tmp_path / "one.tar")
    assert pages_of(tmp_path / "one.tar") == {"site/topic/index.html": "new", "site/topic/cases/one.html": "new"}


def test_a_topic_that_is_taken_down_while_it_is_copied_is_not_in_the_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published("topic", "old")
    published("other", "stays")
    torn_by(lambda: folders.take_away(Path(site.SITE_OUT) / "other"), monkeypatch)
    back_up(tmp_path / "one.tar")
    assert set(pages_of(tmp_path / "one.tar").values()) == {"old"}


def test_a_topic_that_never_stands_still_is_said_and_no_backup_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    published("topic", "0")
    torn_by(lambda: published("topic", "again"), monkeypatch, times=99)
    assert main(["backup", str(tmp_path / "one.tar")]) == 1
    assert "专题 topic 正在反复发布" in capsys.readouterr().err
    assert list(tmp_path.glob("*.tar*")) == []


def test_a_backup_never_overwrites(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "one.tar").write_text("precious")
    assert main(["backup", str(tmp_path / "one.tar")]) == 2
    assert (tmp_path / "one.tar").read_text() == "precious"
    assert "未覆盖" in capsys.readouterr().err


def test_a_blob_that_is_damaged_or_gone_is_found_and_no_backup_is_left(
    call: CallRow, now: datetime, tmp_path: Path, capsys: Said
) -> None:
    arrive(call, "申报表", now=now)
    path = path_of(StoredFile.objects.get().pk)
    path.chmod(0o600)
    path.write_bytes(b"rotten")
    assert main(["backup", str(tmp_path / "one.tar")]) == 1
    assert "已损坏" in capsys.readouterr().err
    path.unlink()
    assert main(["backup", str(tmp_path / "one.tar")]) == 1
    assert list(tmp_path.glob("*.tar*")) == []


@pytest.mark.slow
def test_a_backup_taken_while_work_goes_on_comes_back_whole(
    call: CallRow, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    stop = threading.Event()
    came: list[str] = []

    def traffic() -> None:
        while not stop.is_set():
            arrive(call, f"第{len(came)}份", now=now)
            came.append("")
        connections.close_all()

    writer = threading.Thread(target=traffic)
    writer.start()
    while len(came) < 5:
        stop.wait(0.01)
    before = Case.objects.count()
    code = main(["backup", str(tmp_path / "one.tar")])
    stop.set()
    writer.join()
    assert code == 0

    there = tmp_path / "there"
    back = ask(there, "restore", str(tmp_path / "one.tar"), "--data", str(there))
    assert back.returncode == 0, back.stderr
    assert (there / "secret.key").read_text() == (settings.DATA / "secret.key").read_text()
    assert ask(there, "audit", "verify").returncode == 0
    counted = ask(
        there,
        "manage",
        "shell",
        "--no-imports",
        "-c",
        "from casecall.cases.models import Case; from casecall.files.models import StoredFile as F; "
        "from casecall.files.queries import verify; "
        "print(Case.objects.count(), F.objects.count(), all(verify(one.pk) for one in F.objects.all()))",
    )
    cases, blobs, whole = counted.stdout.split()
    assert before <= int(cases) <= len(came)
    assert int(blobs) >= int(cases)
    assert whole == "True"


def test_what_is_restored_goes_into_an_empty_folder_only(
    call: CallRow, now: datetime, tmp_path: Path, capsys: Said
) -> None:
    arrive(call, "申报表", now=now)
    main(["backup", str(tmp_path / "one.tar")])
    there = tmp_path / "there"
    assert main(["restore", str(tmp_path / "one.tar"), "--data", str(there)]) == 0
    sha256 = StoredFile.objects.get().pk
    blob = there / "files" / sha256[:2] / sha256
    assert hashlib.sha256(blob.read_bytes()).hexdigest() == sha256
    assert (there / RESTORED).exists()  # letters that were on their way are doubted
    capsys.readouterr()
    assert main(["restore", str(tmp_path / "one.tar"), "--data", str(there)]) == 2
    assert "不是空的" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "none.tar"), "--data", str(tmp_path / "x")]) == 2


def forged(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with its members changed by somebody."""
    members: dict[str, bytes] = {}
    with tarfile.open(path) as tar:
        for info in tar:
            source = tar.extractfile(info)
            assert source
            members[info.name] = source.read()
    change(members)
    with tarfile.open(path, "w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda members: members.pop("secret.key"), "已损坏"),
        (lambda members: members.update({"secret.key": b"another"}), "已损坏"),
        (lambda members: members.update({"more": b"x"}), "已损坏"),
        (lambda members: members.pop("manifest.json"), "未写完"),
        (lambda members: members.update({"manifest.json": b"{"}), "无法读取"),
        (lambda members: members.update({"../escape": b"x"}), "不应有的成员"),
        (lambda members: members.update({"/etc/escape": b"x"}), "不应有的成员"),
    ],
)
def test_a_changed_archive_is_refused_before_anything_is_written(
    change: Callable[[dict[str, bytes]], None], says: str, tmp_path: Path, capsys: Said
) -> None:
    main(["backup", str(tmp_path / "one.tar")])
    forged(tmp_path / "one.tar", change)
    there = tmp_path / "there"
    assert main(["restore", str(tmp_path / "one.tar"), "--data", str(there)]) == 1
    assert says in capsys.readouterr().err
    assert not there.exists()


@pytest.mark.parametrize("cut", [10, 600, 5000])
def test_an_archive_cut_short_is_refused(cut: int, tmp_path: Path) -> None:
    main(["backup", str(tmp_path / "one.tar")])
    whole = (tmp_path / "one.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[:cut])
    with pytest.raises(Damaged):
        check(tmp_path / "cut.tar")


def test_the_site_itself_is_not_touched_by_a_backup(call: CallRow, now: datetime, tmp_path: Path) -> None:
    arrive(call, "申报表", now=now)
    before = verify_record()
    main(["backup", str(tmp_path / "one.tar")])
    assert verify_record() == before
    assert verify(StoredFile.objects.get().pk)
