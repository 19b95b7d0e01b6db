"""A made-up topic as the press gets it."""

from __future__ import annotations

import hashlib
from datetime import date

from casepress.presskit.records import KitPhoto, KitStory, KitTopic
from tests.casepress.presskit import pictures

BLOBS: dict[str, bytes] = {}
LONG = (
    "在海拔两千一百米的茶山上，两座 700MHz 基站让信号第一次翻过山梁。茶农在手机上看得到每一片叶子的温度和湿度，"
    "线上销售额第一次超过二百万元，全村 386 户签下了订单。技术员每周上山一次，教老人用语音下单。"
)


def a_photo(data: bytes, caption: str = "", credit: str = "", alt: str = "") -> KitPhoto:
    sha256 = hashlib.sha256(data).hexdigest()
    BLOBS[sha256] = data
    return KitPhoto(sha256, caption, alt, credit)


def a_story(
    n: int, theme: str, title: str, *photos: KitPhoto, body: tuple[str, ...] = (LONG,), unit: str = ""
) -> KitStory:
    return KitStory(
        number=f"LZ2022-{n:04d}",
        slug=f"lz2022-{n:04d}",
        theme=theme,
        unit=unit or "望鹤县恒讯通信技术有限公司",
        title=title,
        paragraphs=body,
        place="云南" if n % 2 else "浙江",
        kind="集团公司" if n % 3 else "会员单位",
        photos=photos,
    )


def a_topic(**changed: object) -> KitTopic:
    """Six stories over three themes, with photos of several kinds."""
    hill = a_photo(pictures.a_jpeg(), "茶山上的基站", "恒讯通信 供图")
    said = {
        "slug": "lz-2022",
        "title": "把网络修到人心里去",
        "headline": "六个信息通信履责案例发布：把网络修到人心里去",
        "lead": ("大山里的果园，社区里的课堂，机房里的一度电。", "六个单位讲述六个故事。"),
        "call": "2022 年信息通信行业典型履责实践案例征集",
        "call_number": "通企〔2022〕128 号",
        "issuer": "中国通信企业协会",
        "organiser": "社会责任工作委员会",
        "day": date(2022, 12, 20),
        "themes": (("rural", "助力乡村振兴"), ("digital-divide", "消除数字鸿沟"), ("green", "绿色低碳发展")),
        "stories": (
            a_story(3, "rural", "云上采茶忙", hill, a_photo(pictures.a_png())),
            a_story(4, "digital-divide", "银龄课堂进社区", a_photo(pictures.an_mpo(), "银龄课堂")),
            a_story(5, "digital-divide", "一键就能叫车的老年机", body=("大字、大键、一键通。",), unit="星衡墨泉公司"),
            a_story(7, "green", "机房 <AI> 节能 & “零碳”" + "改造" * 16, body=("PUE 由 1.58 降至 1.26。", "第二段。")),
            a_story(8, "rural", "果园里的第一张物联网"),
            a_story(9, "rural", "𬱟堃赟的塔", a_photo(pictures.a_jpeg(progressive=True), "一塔多用")),
        ),
        "pledge": "所申报案例文字材料及图片均真实有效，同意作为素材进行宣传和报道使用。",
        "url": "https://example.org/t/lz-2022/",
        "contact": ("社会责任工作委员会秘书处　闻人舒", "电话：010-00000000　邮箱：press@example.org"),
        "quotes": ("“把信号送上山，也把人送回家。”——恒讯通信项目负责人 卓一川",),
    }  # fmt: skip
    return KitTopic(**{**said, **changed})  # type: ignore[arg-type]
