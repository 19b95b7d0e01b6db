"""Counts access logs, each line once: our own as it grows, and those brought from the host of an exported topic."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.publishing.models import AccessLog, PageViews, Referrals
from casecall.publishing.reach.lines import Tally, seen_in
from casecall.publishing.reach.records import Counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from casecall.publishing.reach.lines import Seen

SAYS = {
    "open": "文件无法读取：应为访问日志（文本或 .gz）",
    "format": "没有认出一行访问日志：应为 nginx 或 Apache 的 combined 格式，一行一次访问",
    "size": "解开后超过 {most} MB，请按天或按周分开上传",
    "twice": "另一处正在统计同一份日志，请稍后再看",
    "other": "这份日志的开头与以前统计过的一份相同，后面却不同，无法判断哪些已统计过，没有统计",
}
COUNT = "count-views"
OWN = "own"
AT_ONCE = 20_000  # lines a transaction
TURN_OVER = 16 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """A log that cannot be counted; the message is for people."""


def own_folder() -> Path:
    """Where the site's own log of its topics lies."""
    return settings.DATA / "logs"


def own_has_grown() -> bool:
    """Whether our own log holds what was not yet counted."""
    known = dict(AccessLog.objects.filter(name=OWN).values_list("inode", "offset"))
    return any(one.st_size != known.get(one.st_ino, 0) for _, one in _own())


def count_own(*, now: datetime) -> int:
    """Count what came into our own log since; how many lines. Run twice, it counts nothing twice."""
    lines = 0
    for path, _ in _own():
        with path.open("rb") as log:
            inode = os.fstat(log.fileno()).st_ino
            while more := _count_piece(log, inode, now=now):
                lines += more
        _turn_over(path, inode)
    return lines


def count_brought(log: BinaryIO, *, slug: str, base_url: str, by: str, now: datetime) -> Counted:
    """Count a log from the host where a topic stands. Raises Unfit; then nothing of it was counted.

    Of a log that was counted before and has grown, only what is new is counted; so is, of one that tells of the same
    days as another, only what came after the other's end.
    """
    base, tally = urlsplit(base_url).path or "/", Tally()

    def place(path: str) -> tuple[str, str] | None:
        return (slug, path.removeprefix(base)) if path.startswith(base) else None

    reading = _Reading(slug, now)
    try:
        tally.take(reading.fresh(log), place=place, zone=ZoneInfo(settings.TIME_ZONE))
    except (OSError, EOFError, zlib.error) as wrong:
        raise Unfit(SAYS["open"]) from wrong
    if tally.lines and tally.refused == tally.lines:
        raise Unfit(SAYS["format"])
    with write_atomic():
        _add(tally)
        reading.keep(tally)
        views = sum(tally.people.values())
        record(at=now, actor=by, verb="reach.count", object=f"topic:{slug}", note=f"{tally.lines} {tally.refused}")
    return Counted(tally.lines, views, tally.refused, reading.before)


class _Reading:
    """A log that was brought, read from where it was left the last time."""

    def __init__(self, slug: str, now: datetime) -> None:
        self.slug, self.before, self._row = slug, 0, AccessLog(slug=slug, at=now)
        self._now, self._hash, self._offset = now, hashlib.sha256(), 0

    def fresh(self, log: BinaryIO) -> Iterator[bytes]:
        """The whole lines that were never counted."""
        lines = _lines(log)
        first = next(lines, b"")
        name = hashlib.sha256(first).hexdigest()
        self._row = AccessLog.objects.filter(name=name, slug=self.slug).first() or self._row
        self._row.name = name
        others = AccessLog.objects.filter(slug=self.slug).exclude(name=name).exclude(until=None)
        until = max((one for one in others.values_list("until", flat=True) if one), default=None)
        yield from self._after(self._beyond([first] if first else [], lines), until)

    def keep(self, tally: Tally) -> None:
        """How far it has been counted now. Raises Unfit where somebody else counted it meanwhile."""
        row = self._row
        now = AccessLog.objects.select_for_update().filter(name=row.name, slug=self.slug).first()
        if (now.offset if now else 0) != row.offset:
            raise Unfit(SAYS["twice"])
        if self._offset >= row.offset:
            row.offset, row.sha256 = self._offset, self._hash.hexdigest()
        row.lines, row.refused = row.lines + tally.lines, row.refused + tally.refused
        row.until = max((one for one in (row.until, tally.until) if one), default=None)
        row.at = self._now
        row.save()

    def _beyond(self, first: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
        """What comes after the bytes that were counted; they must be the same bytes."""
        counted = self._row.offset
        for lines in (first, rest):
            for line in lines:
                skipped = self._offset < counted
                self._offset += len(line)
                self._hash.update(line)
                if not skipped:
                    yield line
                    continue
                self.before += 1
                if self._offset >= counted and self._hash.hexdigest() != self._row.sha256:
                    raise Unfit(SAYS["other"])

    def _after(self, lines: Iterable[bytes], until: datetime | None) -> Iterator[bytes]:
        """What is not older than the end of the other logs of the topic."""
        for line in lines:
            seen: Seen | None = seen_in(line) if until else None
            if seen and until and seen.at < until:
                self.before += 1
            else:
                yield line


def _own() -> list[tuple[Path, os.stat_result]]:
    """The own logs, the oldest first."""
    found = []
    for path in own_folder().glob("topic.log*") if own_folder().is_dir() else ():
        try:
            found.append((path, path.stat()))
        except FileNotFoundError:
            continue
    return sorted(found, key=lambda one: one[1].st_mtime)


def _count_piece(log: BinaryIO, inode: int, *, now: datetime) -> int:
    """Count a piece of our own log and how far it went, in one transaction; how many lines."""
    with write_atomic(recorded=False):
        row = AccessLog.objects.filter(name=OWN, inode=inode).first() or AccessLog(name=OWN, inode=inode)
        row.offset = row.offset if row.offset <= os.fstat(log.fileno()).st_size else 0
        log.seek(row.offset)
        lines = [line for line in islice(log, AT_ONCE) if line.endswith(b"\n")]
        if not lines:
            return 0
        tally = Tally()
        tally.take(lines, place=_own_place, zone=ZoneInfo(settings.TIME_ZONE))
        _add(tally)
        row.offset, row.at = row.offset + sum(map(len, lines)), now
        row.lines, row.refused = row.lines + tally.lines, row.refused + tally.refused
        row.save()
    return len(lines)


def _own_place(path: str) -> tuple[str, str] | None:
    _, first, slug, inside = (*path.split("/", 3), "", "")[:4] if path.startswith("/t/") else ("", "", "", "")
    return (slug, inside) if first and slug and len(slug) <= 60 else None  # noqa: PLR2004 - the column's width


def _turn_over(path: Path, inode: int) -> None:
    """Begin a new log where the old one is long; the old one goes once it is counted and nobody writes to it."""
    counted = AccessLog.objects.filter(name=OWN, inode=inode).values_list("offset", flat=True).first() or 0
    if path.name != "topic.log":
        if counted >= path.stat().st_size:
            path.unlink()
            AccessLog.objects.filter(name=OWN, inode=inode).update(inode=0)
    elif counted >= TURN_OVER and not path.with_name("topic.log.1").exists():
        path.rename(path.with_name("topic.log.1"))


def _lines(log: BinaryIO) -> Iterator[bytes]:
    """The whole lines of a log, unpacked where it is packed. A last line without an end is still being written."""
    head = log.read(2)
    log.seek(0)
    left = MOST_UNPACKED
    with gzip.open(log) if head == b"\x1f\x8b" else log as plain:
        while line := plain.readline(1 << 20):
            left -= len(line)
            if left < 0:
                raise Unfit(SAYS["size"].format(most=MOST_UNPACKED // 1024 // 1024))
            if line.endswith(b"\n"):
                yield line


def _add(tally: Tally) -> None:
    """Add what was counted to what stands."""
    keys = sorted(set(tally.people) | set(tally.bots))
    found = PageViews.objects.select_for_update().filter(
        day__in={key[0] for key in keys}, slug__in={key[1] for key in keys}
    )
    views = {(one.day, one.slug, one.path, one.kind): one for one in found}
    fresh = [PageViews(day=key[0], slug=key[1], path=key[2], kind=key[3]) for key in keys if key not in views]
    known = [views[key] for key in keys if key in views]
    for one in (*fresh, *known):
        key = (one.day, one.slug, one.path, one.kind)
        one.people, one.bots = one.people + tally.people[key], one.bots + tally.bots[key]
    PageViews.objects.bulk_update(known, ["people", "bots"], batch_size=200)
    PageViews.objects.bulk_create(fresh)
    for (day, slug, host), count in sorted(tally.hosts.items()):
        row, _ = Referrals.objects.select_for_update().get_or_create(day=day, slug=slug, host=host)
        row.count += count
        row.save(update_fields=["count"])
