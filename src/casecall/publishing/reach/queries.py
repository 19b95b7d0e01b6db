"""Questions about who read what: of an edition, and of cases for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum

from casecall.compiling.models import Edition, Entry
from casecall.publishing.models import PageViews, PublishedCase, Referrals, WechatReach
from casecall.publishing.reach.lines import DOWNLOAD, VIEW
from casecall.publishing.reach.records import DayReach, PageReach, Reach, WechatReachRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_HOSTS = 50


def reach_of(edition_id: int) -> Reach:
    """How far an edition went: by day, page and site it was reached from, and in WeChat."""
    slug = Edition.objects.values_list("slug", flat=True).get(pk=edition_id)
    counted = PageViews.objects.filter(slug=slug)
    days = counted.values("day").annotate(
        views=Sum("people", filter=Q(kind=VIEW), default=0), downloads=Sum("people", filter=Q(kind=DOWNLOAD), default=0)
    )
    hosts = Referrals.objects.filter(slug=slug).values_list("host").annotate(total=Sum("count"))
    return Reach(
        days=tuple(DayReach(one["day"], one["views"], one["downloads"]) for one in days.order_by("day")),
        pages=_pages(edition_id, slug, VIEW),
        downloads=_pages(edition_id, slug, DOWNLOAD),
        hosts=tuple(hosts.order_by("-total", "host")[:MOST_HOSTS]),
        wechat=_wechat(edition_id),
        bots=counted.aggregate(bots=Sum("bots", default=0))["bots"],
    )


def views_of(case_ids: Iterable[int]) -> Mapping[int, int]:
    """How often the pages of cases were looked at by people, over all topics."""
    found: dict[int, int] = {}
    stood = PublishedCase.objects.filter(case_id__in=list(case_ids), publication__channel="website")
    for case_id, slug, page in stood.values_list("case_id", "publication__slug", "slug").distinct():
        views = PageViews.objects.filter(slug=slug, path=f"cases/{page}/", kind=VIEW)
        found[case_id] = found.get(case_id, 0) + views.aggregate(all=Sum("people", default=0))["all"]
    return found


def _pages(edition_id: int, slug: str, kind: str) -> tuple[PageReach, ...]:
    names = {
        f"cases/{page}/": (number, title)
        for page, number, title in Entry.objects.filter(edition_id=edition_id).values_list(
            "slug", "case__number", "title"
        )
    }
    rows = PageViews.objects.filter(slug=slug, kind=kind).values_list("path")
    summed = rows.annotate(people=Sum("people"), bots=Sum("bots")).order_by("-people", "path")
    return tuple(PageReach(path, *names.get(_case_of(path), ("", "")), people, bots) for path, people, bots in summed)


def _case_of(path: str) -> str:
    """The page of the case to which a path belongs."""
    return "/".join(path.split("/")[:2]) + "/" if path.startswith("cases/") else ""


def _wechat(edition_id: int) -> tuple[WechatReachRow, ...]:
    rows = WechatReach.objects.filter(message__publication__edition_id=edition_id)
    sums = (Sum("readers"), Sum("reads"), Sum("shares"), Sum("favourites"))
    found = rows.order_by("message_id", "index").values_list("message_id", "index", "message__articles").annotate(*sums)
    return tuple(WechatReachRow(_title(articles, index), *counts) for _, index, articles, *counts in found)


def _title(articles: list[dict[str, Any]], index: int) -> str:
    return str(articles[index].get("title", "")) if index < len(articles) else ""
