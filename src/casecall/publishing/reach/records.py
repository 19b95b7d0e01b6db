"""What the page of an edition's reach shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Counted:
    """What a log gave: its new lines, the views among them, those that nobody can read, those known before."""

    lines: int
    views: int
    refused: int
    before: int


@dataclass(frozen=True, slots=True)
class DayReach:
    """The views and downloads of a day by people."""

    day: date
    views: int
    downloads: int


@dataclass(frozen=True, slots=True)
class PageReach:
    """The views of a page over all days. ``number`` and ``title`` say which case it is, empty where it is none."""

    path: str
    number: str
    title: str
    people: int
    bots: int


@dataclass(frozen=True, slots=True)
class WechatReachRow:
    """What WeChat counted of an article over all days."""

    title: str
    readers: int
    reads: int
    shares: int
    favourites: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an edition went."""

    days: tuple[DayReach, ...]
    pages: tuple[PageReach, ...]
    downloads: tuple[PageReach, ...]
    hosts: tuple[tuple[str, int], ...]
    wechat: tuple[WechatReachRow, ...]
    bots: int

    @property
    def views(self) -> int:
        """All views by people."""
        return sum(one.views for one in self.days)

    @property
    def downloaded(self) -> int:
        """All downloads by people."""
        return sum(one.downloads for one in self.days)
