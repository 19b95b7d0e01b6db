"""What a report and a quotation need, and in which order quotations stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.cases import rules as states

if TYPE_CHECKING:
    from collections.abc import Sequence

SAYS = {
    "title": "请写明报告名称",
    "year": "年份应为四位数字",
    "url": "网址应以 http:// 或 https:// 开头",
    "standard": "没有这一版的著录规则",
    "quote": "请写明引用的句子",
    "long": "引用的句子不能超过 {most} 字",
    "not_chosen": "案例现为“{state}”，只有入选的案例可以引用",
    "not_online": "案例尚未在专题网页发布，请先发布再引用：参考文献要有网址和日期",
    "not_covered": "案例的授权不含“{use}”：征集活动未约定这一用途，或已限定",
    "gone": "案例已撤回，不再引用；已刊印的引用请按协会的规定处理",
    "no_letters": "没有可写的告知函：没有引用，或都已写过",
    "consent": "征集活动约定用途含“{use}”；{pledge}（{edition}）",
    "pledged": "“本单位承诺”完整",
    "unpledged": "未见完整承诺，理由：{why}",
}
STANDARDS = {"2025": "GB/T 7714—2025", "2015": "GB/T 7714—2015"}
FIRST_YEAR, LAST_YEAR = 1950, 2199
MOST = {"title": 200, "authors": 300, "publisher": 200, "place": 60, "url": 1000, "page": 20, "quote": 2000}
LETTER_KEY = "cited:{report}:{case}"


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """Something asked for that may not be; the message is for people."""


def report_fault(*, title: str, year: int, url: str, standard: str) -> str:
    """What is wrong with a report, empty where nothing is.

    >>> report_fault(title="履责研究", year=2026, url="", standard="2025")
    ''
    """
    if not title.strip():
        return SAYS["title"]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return SAYS["year"]
    if url and not url.startswith(("http://", "https://")):
        return SAYS["url"]
    return "" if standard in STANDARDS else SAYS["standard"]


def quote_fault(quote: str) -> str:
    """What is wrong with a quotation, empty where nothing is."""
    if not quote.strip():
        return SAYS["quote"]
    return SAYS["long"].format(most=MOST["quote"]) if len(quote.strip()) > MOST["quote"] else ""


def citable_fault(state: str, *, online: bool, covered: bool, use: str) -> str:
    """Why a case cannot be cited, empty where it can."""
    if state in states.ENDED:
        return SAYS["gone"]
    if state not in states.CHOSEN:
        return SAYS["not_chosen"].format(state=states.STATES[state])
    if not covered:
        return SAYS["not_covered"].format(use=use)
    return "" if online else SAYS["not_online"]


def is_verbatim(quote: str, text: str) -> bool:
    r"""Whether the text has the quotation word for word; blanks and line ends do not count.

    >>> is_verbatim("平均 PUE 降到 1.24", "31 座机房\n平均PUE降到1.24。"), is_verbatim("降到 1.2", "降到 1.24。")
    (True, True)
    """
    return "".join(quote.split()) in "".join(text.split())


def moved(ids: Sequence[int], one: int, *, up: bool) -> list[int]:
    """The order with one a place higher or lower.

    >>> moved([1, 2, 3], 2, up=True), moved([1, 2, 3], 3, up=False)
    ([2, 1, 3], [1, 2, 3])
    """
    order = list(ids)
    if one not in order:
        return order
    at = order.index(one)
    to = min(max(at + (-1 if up else 1), 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order
