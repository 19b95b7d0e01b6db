"""Takes in a folder of applications: each entry is one, and what is known already is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from casecall.audit.writing import write_atomic
from casecall.files.actions import TooBig, keep
from casecall.files.rules import MAIL, safe_name
from casecall.receiving import queries, rules
from casecall.receiving.actions import receive
from casecall.receiving.letters_in import bring
from casecall.receiving.records import ImportReport, ReceivedFile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from casecall.files.models import StoredFile

SAYS = {
    "link": "是符号链接，未导入",
    "many": "文件多于 {most} 个，疑不是一份申报，未导入",
    "unread": "无法读取（{why}）",
}


def import_folder(path: Path, call_id: int, *, now: datetime, by: str) -> ImportReport:
    """Take in every entry of a folder: a file, or a folder with the files of one application.

    One that cannot be read never stops the rest. When a file was sent is not known from a folder.
    """
    taken: list[str] = []
    known: list[str] = []
    refused: list[tuple[str, str]] = []
    for entry in sorted(path.iterdir(), key=lambda one: one.name):
        if rules.left_out(entry.name):
            continue
        try:
            fresh = _take(entry, call_id, now=now, by=by)
        except (OSError, ValueError) as wrong:
            refused.append((entry.name, _why(wrong)))
        else:
            (taken if fresh else known).append(entry.name)
    return ImportReport(tuple(taken), tuple(known), tuple(refused))


def _take(entry: Path, call_id: int, *, now: datetime, by: str) -> bool:
    kept = _kept(entry, now=now)
    files = [ReceivedFile(name, one.sha256) for name, one in kept]
    door = rules.LETTER if kept and all(one.media_type == MAIL for _, one in kept) else rules.FOLDER
    if door == rules.LETTER and len(files) == 1:
        return bring(files[0].sha256, call_id=call_id, name=safe_name(entry.name), now=now, by=by)
    with write_atomic():
        if queries.known(call_id, rules.fingerprint(one.sha256 for one in files)):
            return False
        receive(files, call_id=call_id, door=door, sent_at=None, now=now, by=by, name=safe_name(entry.name))
    return True


def _kept(entry: Path, *, now: datetime) -> list[tuple[str, StoredFile]]:
    if entry.is_symlink():
        raise ValueError(SAYS["link"])
    if entry.is_file():
        return [(safe_name(entry.name), _keep(entry, now=now))]
    inside = sorted(one for one in entry.rglob("*") if _is_material(one, entry))
    if len(inside) > rules.MOST_FILES:
        raise ValueError(SAYS["many"].format(most=rules.MOST_FILES))
    return [(safe_name(one.name), _keep(one, now=now)) for one in inside]


def _is_material(one: Path, entry: Path) -> bool:
    steps = one.relative_to(entry).parts
    return one.is_file() and not one.is_symlink() and not any(rules.left_out(step) for step in steps)


def _keep(path: Path, *, now: datetime) -> StoredFile:
    with path.open("rb") as data:
        return keep(data, now=now, most=settings.UPLOAD_BYTES)


def _why(wrong: OSError | ValueError) -> str:
    return str(wrong) if isinstance(wrong, ValueError | TooBig) else SAYS["unread"].format(why=wrong.strerror or wrong)
