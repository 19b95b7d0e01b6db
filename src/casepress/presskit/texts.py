"""The plain texts of a kit: what is in it, on what terms, what may be quoted, and what each photo shows."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from casepress.presskit.records import clean, written
from casepress.sheet.plain import write_table, write_table_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casepress.presskit.records import KitTopic

CAPTION_HEADS: Final = (
    ("文件", 28), ("案例编号", 14), ("案例", 34), ("单位", 30), ("图片说明", 44), ("图片来源", 20), ("替代文字", 30),
)  # fmt: skip
NOT_SAID: Final = "（未注明）"
MOST_QUOTES: Final = 3  # of a case
_BOM: Final = "\ufeff"  # so that the editor of old Windows takes it for what it is
_FIGURE: Final = re.compile(r"\d")
_SENTENCE: Final = re.compile(r"[^。！？]+[。！？”]*")
USAGE: Final = "用于报道时请注明图片来源与申报单位；不得用于商业广告，不得改变原意"
_READ_ME: Final = """{title}
媒体素材包　{day}

一、内容
01-release.docx　　新闻稿，可直接改编
02-facts.docx　　　事实与数据
03-quotes.txt　　　可引用的话和案例原文中的数据
04-captions.xlsx　 图片清单：每张照片的说明、来源和所属案例（04-captions.csv 内容相同）
05-licence.txt　　 使用说明
photos/　　　　　　照片 {photos} 张，JPEG 和 PNG 为原图画质；文件名前一段是案例编号
SHA256SUMS　　　　 各文件的校验值

二、照片
照片的说明、来源和使用要求已写入文件的 IPTC 和 XMP 信息，图片编辑软件可直接读取；
未注明说明或来源的，以案例名和单位代替。
照片不含拍摄地点和相机信息。

三、联系
{contact}
"""
_LICENCE: Final = """使用说明

一、本素材包由{issuer}{organiser}提供，供媒体报道“{call}”及其中案例使用。
二、各申报单位在申报时承诺：“{pledge}”本素材包只收入承诺范围涵盖媒体报道、且申报单位未加限定的案例和照片。
三、{usage}。
四、申报单位可以撤回案例。收到撤回通知后，请不再使用该案例的文字和照片。
五、本素材包制作于{day}；案例的更正以专题网页为准{url}。
"""
_QUOTES_HEAD: Final = "可引用的话\n\n"
_FACTS_HEAD: Final = "案例原文中的数据（逐字摘自案例文本，引用时请注明申报单位）\n"


def caption_rows(topic: KitTopic, names: Iterable[tuple[str, int, int]]) -> list[Sequence[str]]:
    """A line for each photo: ``names`` gives its file and the places of its story and of itself, from 0."""
    rows: list[Sequence[str]] = []
    for name, at, n in names:
        story = topic.stories[at]
        photo = story.photos[n]
        said = (photo.caption or NOT_SAID, photo.credit or NOT_SAID, photo.alt)
        rows.append([name, story.number, story.title, story.unit, *said])
    return rows


def captions_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The list of photos as a workbook."""
    out = io.BytesIO()
    write_table(rows, out, title="图片清单", heads=CAPTION_HEADS)
    return out.getvalue()


def captions_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The list of photos as CSV."""
    out = io.BytesIO()
    write_table_csv(rows, out, heads=[head for head, _ in CAPTION_HEADS])
    return out.getvalue()


def read_me(topic: KitTopic) -> bytes:
    """What is in the kit, and whom to ask."""
    contact = "\n".join(topic.contact) or topic.issuer
    title = topic.headline or topic.title
    return _text(_READ_ME.format(title=title, day=written(topic.day), photos=topic.photos, contact=contact))


def licence(topic: KitTopic) -> bytes:
    """On what terms the material may be used: the undertaking by which it was given, in its own words."""
    said = {"issuer": topic.issuer, "organiser": topic.organiser, "call": topic.call, "pledge": topic.pledge}
    url = f"（{topic.url}）" if topic.url else ""
    return _text(_LICENCE.format(**said, usage=USAGE, day=written(topic.day), url=url))


def quotes(topic: KitTopic) -> bytes:
    """What the secretariat offers to be quoted, and the sentences with a figure of each case, word for word."""
    offered = "".join(f"{line}\n" for line in topic.quotes)
    parts = [f"{_QUOTES_HEAD}{offered}\n"] if offered else []
    parts.append(_FACTS_HEAD)
    for story in topic.stories:
        found = sentences_with_figures(story.paragraphs)
        head = [f"\n{story.number}　{story.title}\n{story.unit}\n"] if found else []
        parts += [*head, *(f"　　{one}\n" for one in found)]
    return _text("".join(parts))


def sentences_with_figures(paragraphs: Iterable[str], most: int = MOST_QUOTES) -> tuple[str, ...]:
    """The first sentences of a text that hold a figure.

    >>> sentences_with_figures(["建成基站。服务 386 人次。"])
    ('服务 386 人次。',)
    """
    found = (one.strip() for text in paragraphs for one in _SENTENCE.findall(clean(text)))
    return tuple([one for one in found if _FIGURE.search(one)][:most])


def _text(said: str) -> bytes:
    return (_BOM + clean(said)).replace("\n", "\r\n").encode()
