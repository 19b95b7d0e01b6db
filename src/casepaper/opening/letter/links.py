"""Links to large files (超大附件) that a provider keeps until a day: recognised, shown, and never fetched."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from casepaper.opening.letter.marks import LINK, unmarked
from casepaper.records import LargeFileLink

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Provider → hosts, and the paths on them that lead to a file; an empty path is any.
PROVIDERS: Final[tuple[tuple[str, str, str], ...]] = (
    ("qq", r"(?:[\w-]+\.)*mail\.qq\.com", r"/(?:cgi-bin/)?ftn|/ftn/|/cgi-bin/bigattach"),
    ("qq", r"(?:[\w-]+\.)*ftn\.qq\.com", ""),
    ("qq", r"(?:[\w-]+\.)*exmail\.qq\.com", r"/(?:cgi-bin/)?ftn|/ftn/"),
    ("163", r"dashi\.(?:163|126)\.com|u\.(?:163|126)\.com|fs\.(?:163|126)\.com", ""),
    (
        "163",
        r"(?:[\w-]+\.)*mail\.(?:163|126|yeah|netease)\.(?:com|net)",
        r"large-?attachment|/js6/.*bigattach|/filehub|/netdisk|/bigfile",
    ),
    (
        "163",
        r"(?:[\w-]+\.)*(?:163|126)\.com|(?:[\w-]+\.)*yeah\.net",
        r"large-?attachment|/filehub|filestation|/cloudattach",
    ),
    ("139", r"(?:[\w-]+\.)*(?:mail|yun|caiyun|pan)\.(?:139\.com|10086\.cn)|(?:fs|disk)\.10086\.cn", ""),
    ("aliyun", r"(?:[\w-]+\.)*alimail\.com|pan\.aliyun\.com", ""),
    ("aliyun", r"(?:[\w-]+\.)*mail\.aliyun\.com|qiye\.aliyun\.com", r"attach|netdisk|download|share|file|/d/"),
    ("aliyun", r"(?:www\.)?(?:aliyundrive|alipan)\.com", r"/s/|/t/"),
    ("baidu", r"(?:pan|yun)\.baidu\.com", r"/s/|/share/|/e/|/link"),
    ("weiyun", r"share\.weiyun\.com|(?:www\.)?weiyun\.com|url\.cn/5", ""),
    ("wps", r"(?:www\.)?kdocs\.cn|(?:drive|f|pan|365)\.wps\.cn|(?:www\.)?kdocs\.com", r"/[a-z]{0,6}/"),
    ("tencent-docs", r"docs\.qq\.com|drive\.weixin\.qq\.com", ""),
    (
        "feishu",
        r"(?:[\w-]+\.)*(?:feishu\.cn|larksuite\.com|larkoffice\.com)",
        r"/(?:file|drive|docx?|docs|space|sheets|wiki|minutes)/",
    ),
)
_KNOWN: Final = tuple((name, re.compile(host), re.compile(path, re.IGNORECASE)) for name, host, path in PROVIDERS)
_HINT = re.compile(
    r"qq\.com|163\.com|126\.com|yeah\.net|netease|10086\.cn|139\.com|alimail|alipan|aliyun|baidu\.com|weiyun|kdocs|wps\.cn"
    r"|feishu|lark"
)
_LINKED = re.compile(
    rf"{LINK}([^{LINK}\n]*){LINK}|(?<![\w@])(?:https?://|(?=(?:pan\.baidu|share\.weiyun)\.com/))([\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5a\x5c\x5e-\x7a\x7e]+)",
    re.IGNORECASE,
)
_TAIL: Final = ".,;:!?)]'*"
_NEAR, _FAR = 300, 600
_CHINA: Final = ZoneInfo("Asia/Shanghai")

_DAY = r"(?:(20\d\d)\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?(?:\s*\d{1,2}[:：时]\d{0,2}(?:[:：]\d\d)?分?)?"
_TERM: Final = (
    r"(?:(?:有效|过期|到期|失效|截止|保存)(?:期限|期|时间|日期)?|Expir\w*(?:\s*(?:on|date|time))?|valid\s*until)"
)
_TERM_DAY = re.compile(rf"{_TERM}\s*(?:为|是|至|到|在|于|截至|截止|[:：])*\s*{_DAY}", re.IGNORECASE)
_DAY_TERM = re.compile(
    rf"{_DAY}\s*(?:(?:前|之前|以前|后|起|将|会|自动|，|,)*\s*(?:过期|到期|失效|截止|有效|Expir\w*)|[之以]?前[^\n。]{{0,6}}下载)",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?<![\d月])(\d{1,3})\s*[天日]\s*(?:之?后\s*(?:将|会|自动)*\s*(?:过期|到期|失效|删除)|内?\s*有效)"
    r"|(?:有效期限?|保存期?|保留)\s*(?:为|是|[:：])?\s*(\d{1,3})\s*[天日]|expires?\s*in\s*(\d{1,3})\s*days?",
    re.IGNORECASE,
)


def hints_at_links(text: str) -> bool:
    """Whether a text names a host that keeps large files, so that it is worth looking for links."""
    return bool(_HINT.search(text.lower()))


def provider_of(url: str) -> str:
    """Who keeps the file that an address leads to; empty where it is no large file's."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    where = f"{parts.path}?{parts.query}"
    return next((name for name, hosts, path in _KNOWN if hosts.fullmatch(host) and path.search(where)), "")


def large_file_links(text: str, sent: datetime | None) -> tuple[LargeFileLink, ...]:
    """The links of a marked text, each once, in order. Days counted from sending are counted in China's days."""
    places = list(_places(text)) if hints_at_links(text) else []
    if not places:
        return ()
    edges = [0, *(end for _, end, _, _ in places)], [*(start for start, _, _, _ in places), len(text)]
    gaps = [
        unmarked(text[max(one, two - _FAR) if not n else one : two])
        for n, (one, two) in enumerate(zip(*edges, strict=True))
    ]
    days = _days(gaps, sent)
    found: dict[str, LargeFileLink] = {}
    for number, (_, _, url, provider) in enumerate(places):
        known = found.get(url)
        if known is None or (known.expires is None and days[number]):
            says = known.says if known else _beside(gaps[number], gaps[number + 1])
            found[url] = LargeFileLink(provider, url, days[number], says)
    return tuple(found.values())


def _days(gaps: list[str], sent: datetime | None) -> list[date | None]:
    """The day for each link from the texts before, between and after them.

    A day on the link's own line is its own. Else it is that below, or that above where a letter writes them so; one
    day for all stands above the first link or below the last.
    """
    above = [_expiry(gap[-_NEAR:], sent) for gap in gaps[:-1]]
    below = [_expiry(gap[:_NEAR], sent) for gap in gaps[1:]]
    beside = [
        _expiry(after.partition("\n")[0], sent) or _expiry(before.rpartition("\n")[2], sent)
        for before, after in itertools.pairwise(gaps)
    ]
    if any(beside) or not (above[0] and not below[-1]):
        own = [one or other for one, other in zip(beside, below, strict=True)]
    else:
        own = above if any(above[1:]) else [above[0]] * len(above)
    shared = None if any(own) else _expiry(gaps[0], sent) or _expiry(gaps[-1][:_FAR], sent)
    return [one or shared for one in own]


def _places(text: str) -> Iterator[tuple[int, int, str, str]]:
    for match in _LINKED.finditer(text):
        url = match[1] if match[1] is not None else match[0].rstrip(_TAIL)
        provider = provider_of(url)
        if provider:
            yield match.start(), match.end() if match[1] is not None else match.start() + len(url), url, provider


def _beside(above: str, below: str) -> str:
    """What stands on the link's own line, or the line before where it stands alone."""
    line = " ".join((above.rpartition("\n")[2] + " " + below.partition("\n")[0]).split())
    return line[:200] or " ".join(above.strip().rpartition("\n")[2].split())[:200]


def _expiry(text: str, sent: datetime | None) -> date | None:
    for pattern in (_TERM_DAY, _DAY_TERM):
        for found in pattern.finditer(text):
            if day := _day(found[1], found[2], found[3], sent):
                return day
    if sent and (match := _DAYS.search(text)):
        return sent.astimezone(_CHINA).date() + timedelta(days=int(match[1] or match[2] or match[3]))
    return None


def _day(year: str | None, month: str, day: str, sent: datetime | None) -> date | None:
    """A day; one without a year is the next such day after the letter was sent."""
    try:
        if year:
            return date(int(year), int(month), int(day))
        if sent is None:
            return None
        here = sent.astimezone(_CHINA).date()
        one = date(here.year, int(month), int(day))
        return one if one >= here else one.replace(year=here.year + 1)
    except ValueError:
        return None
