"""A made-up topic as it is sent: stories with many photos and with none, long titles, rare characters."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from casecall.publishing import folders
from casecall.publishing.content import Content, PhotoSent, StorySent, ThemeSent
from casecall.publishing.site import search_index
from casecall.publishing.site.build import build
from casecall.publishing.site.derived import derivatives
from tests.casecall.screening.papers import photo

if TYPE_CHECKING:
    from collections.abc import Callable

BLOBS: dict[str, bytes] = {}


def laid(content: Content, target: Path, read: Callable[[str], bytes] = BLOBS.__getitem__) -> Path:
    """A topic put together and in its place."""
    folders.put_in_place(build(content, derivatives(content, read), target=target), target)
    return target


def rendered(content: Content, read: Callable[[str], bytes] = BLOBS.__getitem__) -> dict[str, bytes]:
    """Every file of a topic by its path, as the manifest names them, without the search."""
    with tempfile.TemporaryDirectory() as folder, patch.object(search_index, "make"):
        target = laid(content, Path(folder) / "topic", read)
        return {path: (target / path).read_bytes() for path in folders.files_in(target)}


def picture(shade: int, caption: str = "", credit: str = "", size: tuple[int, int] = (900, 600)) -> PhotoSent:
    data = photo(shade, size)
    sha256 = hashlib.sha256(data).hexdigest()
    BLOBS[sha256] = data
    return PhotoSent(sha256, caption, "", credit)


def story(n: int, theme: str, title: str, body: str, *photos: PhotoSent, place: str = "") -> StorySent:
    unit = "望鹤县恒讯通信技术有限公司"
    return StorySent(n, f"LZ2022-{n:04d}", f"lz2022-{n:04d}", theme, unit, place, title, body, photos)


def topic() -> Content:
    """Six stories over three themes."""
    long = "两座 700MHz 基站立上茶山，线上销售额第一次超过二百万元。茶农在手机上看得到每一片叶子的温度和湿度。" * 3
    hills = (picture(10, "茶山上的基站", "恒讯通信"), picture(90), picture(150, "新杆路", size=(400, 700)))
    return Content(
        slug="lz-2022",
        title="把网络修到人心里去",
        lead="六个单位、六个故事。\n大山里的果园，社区里的课堂。",
        call_key="cace-2022",
        call_title="2022 年信息通信行业典型履责实践案例征集",
        call_number="通企 2022-128 号",
        issuer="中国通信企业协会",
        organiser="社会责任工作委员会",
        sent_at=datetime(2022, 12, 20, 1, tzinfo=UTC),
        themes=(
            ThemeSent("rural", "助力乡村振兴"),
            ThemeSent("digital-divide", "消除数字鸿沟"),
            ThemeSent("green", "绿色低碳发展"),
        ),
        stories=(
            story(3, "rural", "云上采茶忙", f"{long}\n第二段。\n第三段。", *hills, place="云南"),
            story(4, "digital-divide", "银龄课堂进社区", long, picture(60, "银龄课堂")),
            story(5, "digital-divide", "一键就能叫车的老年机", "大字、大键、一键通。"),
            story(7, "green", "机房 <AI> 节能 & “零碳”" + "改造" * 16, "PUE 由 1.58 降至 1.26。", picture(200)),
            story(8, "rural", "果园里的第一张物联网", long),
            story(9, "rural", "𬱟堃赟的塔", "一塔多用。", picture(30, "", "")),
        ),
    )
