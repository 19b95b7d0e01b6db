"""What may stand in the register of press coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import date

MEDIUM, TITLE, URL = 100, 300, 1000
SAYS = {
    "medium": "请填写媒体名称",
    "title": "请填写报道标题",
    "url": "链接应以 http:// 或 https:// 开头",
    "long": "链接超过 {most} 个字符",
    "none": "请填写报道日期",
    "future": "报道日期不能晚于今天",
}


class Unfit(ValueError):  # noqa: N818 - sentences for people, not an error of the program
    """Something that cannot be kept; ``reasons`` has a sentence for each thing that is wrong."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


def coverage_faults(medium: str, title: str, url: str, *, on: date | None, today: date) -> tuple[str, ...]:
    """A sentence for each thing that is wrong with a report of the press."""
    found = [] if medium else [SAYS["medium"]]
    found += [] if title else [SAYS["title"]]
    if url and not is_link(url):
        found.append(SAYS["url"])
    elif len(url) > URL:
        found.append(SAYS["long"].format(most=URL))
    if on is None:
        found.append(SAYS["none"])
    elif on > today:
        found.append(SAYS["future"])
    return tuple(found)


def is_link(url: str) -> bool:
    """Whether it is an address of the web.

    >>> is_link("https://example.org/a"), is_link("javascript:alert(1)"), is_link("https://")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(url) & set(' <>"\n\r\t')
    except ValueError:
        return False
