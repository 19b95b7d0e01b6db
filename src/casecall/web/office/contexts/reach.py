"""How far an edition went, in words and rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casecall.compiling.records import EditionView
    from casecall.publishing.reach.records import DayReach, PageReach, Reach

HEADS = ("类型", "页面", "编号", "案例", "读者", "程序")
KINDS = {"view": "阅读", "download": "下载"}
# the pages of a topic that are no case's, by how their path begins
PAGES = {
    "": "专题首页",
    "themes/": "主题页",
    "regions/": "地区页",
    "units/": "单位页",
    "figures/": "数据页",
    "search/": "搜索页",
    "page/": "案例列表",
}
MOST_DAYS, MOST_PAGES = 31, 100


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page of the topic, or a file that was taken from it."""

    says: str
    number: str
    people: int
    bots: int


@dataclass(frozen=True, slots=True)
class ReachPage:
    """The figures, the newest day first. ``address`` is where the topic stands as far as is known."""

    edition: EditionView
    reach: Reach
    days: tuple[DayReach, ...]
    pages: tuple[PageLine, ...]
    downloads: tuple[PageLine, ...]
    address: str


def reach_page(view: EditionView, reach: Reach) -> ReachPage:
    """The page of an edition's reach."""
    return ReachPage(
        edition=view,
        reach=reach,
        days=tuple(reversed(reach.days[-MOST_DAYS:])),
        pages=tuple(_line(one) for one in reach.pages[:MOST_PAGES]),
        downloads=tuple(_line(one, file=True) for one in reach.downloads[:MOST_PAGES]),
        address=view.base_url or (f"{settings.BASE_URL}/t/{view.slug}/" if settings.BASE_URL else ""),
    )


def reach_rows(reach: Reach) -> Iterator[tuple[str | int, ...]]:
    """Every page and file as a row of a table."""
    for kind, pages in (("view", reach.pages), ("download", reach.downloads)):
        for one in pages:
            yield KINDS[kind], one.path, one.number, one.title, one.people, one.bots


def _line(page: PageReach, *, file: bool = False) -> PageLine:
    name = page.title or PAGES.get(page.path) or PAGES.get(f"{page.path.partition('/')[0]}/") or page.path
    says = f"{page.title or name} · {page.path.rpartition('/')[2]}" if file and page.title else name
    return PageLine(page.path if file and not page.title else says, page.number, page.people, page.bots)
