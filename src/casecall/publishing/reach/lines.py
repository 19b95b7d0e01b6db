"""What a line of an access log says that may be counted: a page, a day, whether a person, from which site."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from crawleruseragents import is_crawler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from zoneinfo import ZoneInfo

VIEW, DOWNLOAD = "view", "download"
DOWNLOADS: Final = (".zip", ".docx", ".pdf", ".csv", ".xlsx", ".bib", ".ris")
READ: Final = frozenset({"200", "304"})
INDEX: Final = "index.html"
LONGEST_LINE, LONGEST_PATH, LONGEST_HOST = 16_384, 300, 253

# The combined format of Apache and nginx. Quoted parts escape their quotes with a backslash.
_LINE: Final = re.compile(
    r'\S+ \S+ \S+ \[(?P<time>[^\]]{20,30})\] "(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>\d{3}) \S+'
    r' "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"'
)
_TIME: Final = "%d/%b/%Y:%H:%M:%S %z"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that an access log tells of. ``read`` is whether something was read by it, ``host`` whence it came."""

    at: datetime
    path: str
    read: bool
    bot: bool
    host: str


@dataclass(slots=True)
class Tally:
    """What was counted: (day, slug, path, kind) → people and bots; (day, slug, host) → people who came from there."""

    people: Counter[tuple[date, str, str, str]] = field(default_factory=Counter)
    bots: Counter[tuple[date, str, str, str]] = field(default_factory=Counter)
    hosts: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    lines: int = 0
    refused: int = 0
    until: datetime | None = None

    def take(self, lines: Iterable[bytes], *, place: Callable[[str], tuple[str, str] | None], zone: ZoneInfo) -> None:
        """Count lines. ``place`` turns the path of a request into a topic's slug and the path inside it, or None."""
        for line in lines:
            self.lines += 1
            if (seen := seen_in(line)) is None:
                self.refused += 1
                continue
            self.until = max(self.until or seen.at, seen.at)
            if seen.read and (found := place(seen.path)):
                self._count(seen, *found, zone)

    def _count(self, seen: Seen, slug: str, inside: str, zone: ZoneInfo) -> None:
        if (what := page_of(inside)) is None:
            return
        path, kind = what
        day = seen.at.astimezone(zone).date()
        (self.bots if seen.bot else self.people)[day, slug, path, kind] += 1
        if seen.host and not seen.bot and kind == VIEW:
            self.hosts[day, slug, seen.host] += 1


def seen_in(line: bytes) -> Seen | None:
    """What a line says, None where it is no line of the combined format.

    >>> seen = seen_in(b'- - - [25/Nov/2026:08:00:00 +0800] "GET /t/a/ HTTP/1.1" 200 5 "https://Example.org/" "Moz"')
    >>> seen.path, seen.host, seen.read
    ('/t/a/', 'example.org', True)
    """
    found = _LINE.match(line.decode("utf-8", "replace")) if len(line) <= LONGEST_LINE else None
    if found is None:
        return None
    try:
        at = datetime.strptime(found["time"], _TIME)  # noqa: DTZ007 - the format has the zone
        path, host = unquote(urlsplit(found["path"]).path), urlsplit(found["referrer"]).hostname or ""
    except ValueError:
        return None
    read = found["method"] == "GET" and found["status"] in READ
    return Seen(at, path, read, is_bot(found["agent"]), host.removeprefix("www.").lower()[:LONGEST_HOST])


@lru_cache(maxsize=8192)
def is_bot(agent: str) -> bool:
    """Whether a browser's name is that of a program that reads by itself; one without a name is.

    >>> is_bot("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"), is_bot("-")
    (True, True)
    """
    return len(agent) <= 1 or bool(is_crawler(agent))


def page_of(inside: str) -> tuple[str, str] | None:
    """The page or download that a path inside a topic is, and which of the two; None for what belongs to a page.

    >>> page_of("index.html"), page_of("cases/lz-1/"), page_of("assets/topic.css")
    (('', 'view'), ('cases/lz-1/', 'view'), None)
    """
    inside = inside.removesuffix(INDEX) if inside == INDEX or inside.endswith(f"/{INDEX}") else inside
    if not inside.isprintable() or len(inside) > LONGEST_PATH:
        return None
    if not inside or inside.endswith(("/", ".html")):
        return inside, VIEW
    return (inside, DOWNLOAD) if inside.endswith(DOWNLOADS) else None
