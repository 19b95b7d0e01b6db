"""``casecall restore``: brings a backup back into an empty data folder, checked before and after."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from casecall.cli.archive import MANIFEST, Damaged, check, members
from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.letters.sending import RESTORED

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

MADE_BY_ITSELF = {"secret.key", "incoming", "static", "static.stamp", "worker.lock", "files", "site"}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件（.tar）")
    parser.add_argument("--data", type=Path, metavar="DIR", help="恢复到这个文件夹，默认为当前的数据文件夹；须为空")


def _run(args: Namespace) -> int:
    data = (args.data or settings.DATA).resolve()
    if not args.file.is_file():
        complain(f"没有这个文件：{args.file}")
        return USAGE
    if not _is_empty(data):
        complain(f"数据文件夹不是空的，未作改动：{data}")
        return USAGE
    try:
        blobs = bring_back(args.file, data)
    except (Damaged, OSError, sqlite3.Error, subprocess.CalledProcessError) as wrong:
        complain(f"恢复未完成：{wrong}")
        return TROUBLE
    say(f"已恢复到 {data}：数据库与 {blobs} 个文件，均已核对")
    return OK


def bring_back(archive: Path, data: Path) -> int:
    """Unpack an archive that was checked whole into a data folder; how many blobs. Raises Damaged or OSError."""
    manifest = check(archive)
    if manifest["engine"] != connection.vendor:
        raise Damaged(f"备份来自 {manifest['engine']}，现用的数据库是 {connection.vendor}")
    blobs = 0
    for info, pieces in members(archive):
        if info.name == MANIFEST:
            continue
        to = _place(info.name, data)
        if _write(to, pieces) != manifest["members"][info.name]:
            raise Damaged(f"写入后核对不符：{info.name}")
        blobs += info.name.startswith("files/")
    _open_database(data / manifest["database"], manifest)
    (data / RESTORED).touch()
    return blobs


def _place(name: str, data: Path) -> Path:
    folder, _, rest = name.partition("/")
    if folder == "files":
        return data / "files" / rest[:2] / rest
    return data / name


def _write(to: Path, pieces: Iterator[bytes]) -> str:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    digest = hashlib.sha256()
    to.unlink(missing_ok=True)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in pieces:
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _open_database(database: Path, manifest: dict[str, Any]) -> None:
    if manifest["engine"] == "sqlite":
        with closing(sqlite3.connect(database)) as restored:
            if restored.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Damaged("恢复后的数据库自检未通过")
        return
    given: dict[str, Any] = settings.DATABASES["default"]
    command = ["pg_restore", "--no-owner", "--exit-on-error", "-h", given["HOST"], "-p", given["PORT"]]
    command += ["-U", given["USER"], "-d", given["NAME"], str(database)]
    subprocess.run(command, check=True, env=os.environ | {"PGPASSWORD": given["PASSWORD"]})
    database.unlink()


def _is_empty(data: Path) -> bool:
    """Whether nothing stands there but what every start makes by itself."""
    if not data.exists():
        return True
    if any(path.is_file() for folder in ("files", "site") for path in (data / folder).rglob("*")):
        return False
    return all(one.name in MADE_BY_ITSELF for one in data.iterdir())


COMMAND = Command("restore", "把备份恢复到空的数据文件夹", _arguments, _run)
