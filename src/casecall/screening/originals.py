"""All originals of cases as one zip in tidy folders, made while it is sent: never whole in memory or on the disk."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from casecall.cases.models import Case, Revision, RevisionFile
from casecall.files.queries import pieces_of
from casecall.files.zipping import zipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

SAYS = {
    "nameless": "未命名",
    "unit": "单位不详",
    "title": "案例名不详",
    "revision": "第{n}稿",
}

LONGEST = 60
FORBIDDEN = frozenset('\\/:*?"<>|')
RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))})


def originals(call_id: int, case_ids: Sequence[int]) -> Iterator[bytes]:
    """A zip of all originals, a folder a case (编号_单位_案例名/原件名), in pieces as they are made.

    Files that a later revision no longer has stand in a folder of their own (第1稿).
    """
    return zipped(_entries(call_id, case_ids))


def safe_name(name: str, most: int = LONGEST) -> str:
    """A name that any computer can keep: no path, no control, invisible or direction-turning characters, not too long.

    >>> safe_name("../a:b?.docx"), safe_name("con.txt"), safe_name("…")
    ('.._a_b_.docx', '_con.txt', '…')
    """
    kept = "".join("_" if one in FORBIDDEN else one for one in name if unicodedata.category(one)[0] != "C")
    kept = " ".join(kept.split()).rstrip(". ") or SAYS["nameless"]
    kept = f"_{kept}" if kept.split(".")[0].upper() in RESERVED else kept
    suffix = PurePosixPath(kept).suffix[:12]
    return kept if len(kept) <= most else kept[: most - len(suffix)].rstrip(". ") + suffix


def folder_name(number: str, unit: str, title: str) -> str:
    """The folder of a case."""
    return "_".join(safe_name(part, 30) for part in (number, unit or SAYS["unit"], title or SAYS["title"]))


def _entries(call_id: int, case_ids: Sequence[int]) -> Iterator[tuple[str, datetime, Iterable[bytes]]]:
    for case in Case.objects.filter(call_id=call_id, pk__in=case_ids).order_by("number"):
        folder, taken, kept = folder_name(case.number, case.unit, case.title), set[str](), set[str]()
        newest = True
        for revision in Revision.objects.filter(case=case).order_by("-n"):
            under = folder if newest else f"{folder}/{SAYS['revision'].format(n=revision.n)}"
            for file in RevisionFile.objects.filter(revision=revision):
                if file.file_id in kept:
                    continue
                kept.add(file.file_id)
                path = _free(f"{under}/{safe_name(file.name)}", taken)
                yield path, revision.made_at, pieces_of(file.file_id)
            newest = False


def _free(path: str, taken: set[str]) -> str:
    """The path, or the next one with a number where it is taken (as computers without capitals see it)."""
    stem, suffix = path.removesuffix(PurePosixPath(path).suffix), PurePosixPath(path).suffix
    free, n = path, 1
    while free.lower() in taken:
        n += 1
        free = f"{stem}（{n}）{suffix}"
    taken.add(free.lower())
    return free
