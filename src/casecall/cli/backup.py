"""``casecall backup``: database and files as one archive, taken while the site runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from casecall.cli.archive import Damaged, Writer, check
from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.files.queries import path_of
from casecall.files.sweeping import nothing_removed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

TRIES = 5  # at a topic that is published anew while it is copied
RESTLESS = "专题 {topic} 正在反复发布，未能完整备份，请稍后再备份"


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件（.tar），不得已存在")


def _run(args: Namespace) -> int:
    if args.file.exists():
        complain(f"文件已存在，未覆盖：{args.file}")
        return USAGE
    try:
        blobs = back_up(args.file)
    except (Damaged, OSError, subprocess.CalledProcessError) as wrong:
        complain(f"备份未完成：{wrong}")
        return TROUBLE
    say(f"备份已写入 {args.file} 并核对无误：数据库与 {blobs} 个文件，{args.file.stat().st_size / 1e6:.1f} MB")
    say("其中有本站的密钥与申报单位的联系方式，请妥善保管")
    return OK


def back_up(to: Path) -> int:
    """Write an archive and read it again; how many blobs it holds. Raises Damaged or OSError; nothing half stays.

    The database comes first. A blob is always on the disk before the row that speaks of it, and none is removed while
    this lasts, so every row of the copy finds its blob, however much arrives meanwhile.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    half = to.with_name(to.name + ".part")
    try:
        with nothing_removed(), tempfile.TemporaryDirectory(dir=to.parent, prefix=".casecall-") as work:
            blobs = _write(half, Path(work))
        check(half)
        with half.open("rb") as whole:
            os.fsync(whole.fileno())
        half.rename(to)
    finally:
        half.unlink(missing_ok=True)
    return blobs


def _write(half: Path, work: Path) -> int:
    engine = connection.vendor
    name, hashes = _copy_sqlite(work) if engine == "sqlite" else _dump_postgresql(work)
    with tarfile.open(half, "w") as tar:
        writer = Writer(tar, {})
        writer.add(work / name, name)
        writer.add(settings.DATA / "secret.key", "secret.key")
        for sha256 in hashes:
            if writer.add(path_of(sha256), f"files/{sha256}") != sha256:
                raise Damaged(f"文件 {sha256} 在磁盘上已损坏")
        for page, path in _site(work / "site"):
            writer.add(path, page)
        writer.close(made_at=timezone.now().isoformat(), engine=engine, database=name)
    return len(hashes)


def _copy_sqlite(work: Path) -> tuple[str, list[str]]:
    """A consistent copy by SQLite's own backup, and the hashes of which it speaks."""
    source, copy = connection.settings_dict["NAME"], work / "casecall.sqlite3"
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(copy)) as dump:
        live.backup(dump)
        if dump.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Damaged("数据库自检未通过")
        dump.execute("PRAGMA journal_mode=DELETE")
        rows = dump.execute("SELECT sha256 FROM files_storedfile ORDER BY sha256").fetchall()
    return copy.name, [one[0] for one in rows]


def _dump_postgresql(work: Path) -> tuple[str, list[str]]:
    """A dump by pg_dump, and all hashes known just after it: at least those of which it speaks."""
    dump = work / "casecall.pgdump"
    given: dict[str, Any] = settings.DATABASES["default"]
    command = ["pg_dump", "-Fc", "-h", given["HOST"], "-p", given["PORT"], "-U", given["USER"], "-f", str(dump)]
    subprocess.run([*command, given["NAME"]], check=True, env=os.environ | {"PGPASSWORD": given["PASSWORD"]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256 FROM files_storedfile ORDER BY sha256")
        return dump.name, [one[0] for one in cursor.fetchall()]


def _site(work: Path) -> Iterator[tuple[str, Path]]:
    """The files of every topic, from a copy of it that is whole."""
    root = Path(settings.SITE_OUT)
    for topic in sorted(root.iterdir()) if root.exists() else []:
        if topic.is_symlink() or not topic.is_dir() or topic.name.startswith("."):
            continue
        copied = work / topic.name
        _copy_topic(topic, copied)
        for path in sorted(copied.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"site/{path.relative_to(work).as_posix()}", path


def _copy_topic(topic: Path, to: Path) -> None:
    """Copy a topic as one publication put it there: another in its place meanwhile, and it is copied anew.

    Nothing is copied of one that was taken down meanwhile. Raises Damaged where it does not stand still.
    """
    for _ in range(TRIES):
        shutil.rmtree(to, ignore_errors=True)
        before = _which(topic)
        if before is None:
            return
        with suppress(FileNotFoundError, shutil.Error):  # it was swapped, or is being taken away
            shutil.copytree(topic, to, symlinks=True)
            if _which(topic) == before:
                return
    raise Damaged(RESTLESS.format(topic=topic.name))


def _which(topic: Path) -> tuple[int, int, int] | None:
    """Which folder stands under that name: its number on the disk and when it was filled; None where none does."""
    try:
        seen = topic.stat()
    except FileNotFoundError:
        return None
    return seen.st_dev, seen.st_ino, seen.st_mtime_ns


COMMAND = Command("backup", "备份数据库与全部文件，网站运行时也可进行", _arguments, _run)
