"""The press release: the names that a template may use, what stands for them, and the template that ships."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casepress.presskit import template
from casepress.presskit.filling import Scope
from casepress.presskit.records import KitPhoto, KitStory, KitTopic, gist, written
from casepress.presskit.typesetting import (
    GREY,
    HEADING,
    KAI,
    LABEL,
    LINE,
    MAST,
    RED,
    SMALL,
    TITLE,
    document,
    paragraph,
    spread,
    tabbed,
    words,
)

if TYPE_CHECKING:
    from typing import Any

CASES: Final = "案例"
_EXAMPLE: Final = KitTopic(
    slug="example",
    title="专题标题",
    headline="新闻标题",
    lead=("导语。",),
    call="征集活动",
    call_number="文号",
    issuer="发布单位",
    organiser="承办单位",
    day=date(2022, 12, 20),
    themes=(("a", "主题"),),
    stories=(KitStory("0001", "0001", "a", "单位", "案例", ("正文。",), photos=(KitPhoto("0" * 64),)),),
    pledge="承诺",
    url="https://example.org/",
    contact=("联系人",),
    quotes=("“话。”",),
)


def scope_of(topic: KitTopic) -> Scope:
    """The values of a topic by the names that a template uses."""
    labels = dict(topic.themes)
    stories = [(story, _story(n, story, labels)) for n, story in enumerate(topic.stories, 1)]
    themes = [
        Scope(
            {"主题名称": label, "主题案例数": str(len(found))},
            {CASES: [scope for story, scope in stories if story.theme == key]},
        )
        for key, label in topic.themes
        if (found := topic.of_theme(key))
    ]
    values = {
        "标题": topic.headline or topic.title,
        "专题标题": topic.title,
        "导语": "\n".join(topic.lead),
        "日期": written(topic.day),
        "征集活动": topic.call,
        "文号": topic.call_number,
        "发布单位": topic.issuer,
        "承办单位": topic.organiser,
        "案例数": str(len(topic.stories)),
        "单位数": str(topic.units),
        "地区数": str(topic.places),
        "主题数": str(len(topic.by_theme)),
        "照片数": str(topic.photos),
        "专题网址": topic.url,
        "媒体联系": "\n".join(topic.contact),
        "引语": "\n".join(topic.quotes),
    }
    return Scope(values, {"主题": themes, CASES: [scope for _, scope in stories]})


def faults(data: bytes) -> tuple[str, ...]:
    """What keeps a template from being used, a sentence each; none when it may be."""
    return template.faults(data, scope=scope_of(_EXAMPLE), block=CASES)


def names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The placeholders by where they may stand: the block's name, empty for everywhere, and their names."""
    scope = scope_of(_EXAMPLE)
    return (
        ("", tuple(scope.values)),
        ("主题", tuple(scope.inner["主题"][0].values)),
        (CASES, tuple(scope.inner[CASES][0].values)),
    )


def release(topic: KitTopic, form: bytes) -> bytes:
    """The press release as DOCX from a template. Raises Unfit for what is no DOCX."""
    at = f"{topic.day.isoformat()}T00:00:00Z"
    says = {"title": topic.headline or topic.title, "creator": topic.issuer, "lastModifiedBy": topic.issuer}
    return template.filled(form, scope_of(topic), properties={**says, "created": at, "modified": at})


def shipped() -> bytes:
    """The template that ships, to be used as it is or changed in Word."""
    foot = [
        paragraph(
            words("本稿件供媒体报道使用，采用时请注明来源：{{发布单位}}", SMALL, colour=GREY), align="center", line=14
        )
    ]
    return document(_blocks(), title="新闻稿模板", author="Casecall", day=date(2022, 1, 1), foot=foot)


def _blocks() -> list[Any]:
    return [
        tabbed(
            words("{{发布单位}}", MAST, colour=RED, wide=2),
            *spread("新闻稿", MAST, colour=RED, wide=4),
            line=30,
            rule=RED,
        ),
        tabbed(words("{{承办单位}}", SMALL, colour=GREY), words("{{日期}}", SMALL, colour=GREY), line=20, before=4),
        paragraph(words("{{标题}}", TITLE), align="center", before=30, after=16, line=34, level=0),
        paragraph(words("{{导语}}"), indent=True),
        paragraph(
            words("{{征集活动}}由{{发布单位}}{{承办单位}}组织，本专题收录来自{{单位数}}家单位的{{案例数}}个案例。"),
            indent=True,
        ),
        paragraph(words("{{#主题}}")),
        paragraph(words("{{主题名称}}", HEADING), before=18, after=4, keep=True, level=1),
        paragraph(words("{{#案例}}")),
        paragraph(words("{{案例标题}}", KAI), words("　{{单位}}", SMALL, colour=GREY), before=8, keep=True, level=2),
        paragraph(words("{{摘要}}"), indent=True),
        paragraph(words("{{/案例}}")),
        paragraph(words("{{/主题}}")),
        paragraph(words("{{#有引语}}")),
        paragraph(words("可引用的话", HEADING), before=18, after=4, keep=True, level=1),
        paragraph(words("{{引语}}", KAI), indent=True),
        paragraph(words("{{/有引语}}")),
        paragraph(words("（完）"), align="center", before=12, after=12),
        paragraph(words("编者注", LABEL, colour=GREY), before=10, rule=LINE, level=1, line=22, keep=True),
        paragraph(words("征集活动：{{征集活动}}（{{文号}}）", SMALL), line=20, before=6, keep=True),
        paragraph(
            words("素材：随附照片{{照片数}}张，均可用于报道；图片说明与来源见图片内嵌信息和图片清单。", SMALL), line=20
        ),
        paragraph(words("{{#有专题网址}}")),
        paragraph(words("专题网页：{{专题网址}}", SMALL), line=20, keep=True),
        paragraph(words("{{/有专题网址}}")),
        paragraph(words("{{#有媒体联系}}"), keep=True),
        paragraph(words("媒体联系", LABEL, colour=GREY), before=10, line=22, keep=True),
        paragraph(words("{{媒体联系}}", SMALL), line=20),
        paragraph(words("{{/有媒体联系}}")),
    ]


def _story(n: int, story: KitStory, labels: dict[str, str]) -> Scope:
    return Scope(
        {
            "序号": str(n),
            "编号": story.number,
            "案例标题": story.title,
            "单位": story.unit,
            "地区": story.place,
            "主题": labels.get(story.theme, story.theme),
            "摘要": gist(story.paragraphs),
            "正文": "\n".join(story.paragraphs),
            "案例照片数": str(len(story.photos)),
        }
    )
