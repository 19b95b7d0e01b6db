"""The fact sheet: the figures of a topic, by theme, by kind of unit and by province, and every case in a table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from casepress.presskit.records import written
from casepress.presskit.typesetting import (
    FIGURE,
    GREY,
    HEADING,
    LABEL,
    MAST,
    RED,
    SMALL,
    TITLE,
    WIDTH,
    document,
    paragraph,
    spread,
    tabbed,
    table,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from casepress.presskit.records import KitTopic

UNKNOWN: Final = "未填写"
_CASES: Final = (("编号", 28), ("案例", 56), ("单位", 54), ("地区", 18))
_COUNTS: Final = (("", 100), ("案例数", 28), ("单位数", 28))


def fact_sheet(topic: KitTopic) -> bytes:
    """The fact sheet as DOCX; every figure is counted from the stories of the topic, and says so."""
    foot = [paragraph(words(_counted(topic), SMALL, colour=GREY), align="center", line=14)]
    return document(_blocks(topic), title=f"{topic.title}：事实与数据", author=topic.issuer, day=topic.day, foot=foot)


def _counted(topic: KitTopic) -> str:
    return f"n = {len(topic.stories)}，截至{written(topic.day)}；各项均按本专题收录的案例统计"


def _blocks(topic: KitTopic) -> list[Any]:
    labels = dict(topic.themes)
    by_theme = ((labels.get(one.theme, one.theme), one.unit) for one in topic.stories)
    by_kind = ((one.kind or UNKNOWN, one.unit) for one in topic.stories)
    by_place = ((one.place or UNKNOWN, one.unit) for one in topic.stories)
    return [
        tabbed(
            words(topic.issuer, MAST, colour=RED, wide=2),
            *spread("事实与数据", MAST, colour=RED, wide=4),
            line=30,
            rule=RED,
        ),
        tabbed(words(topic.call, SMALL, colour=GREY), words(written(topic.day), SMALL, colour=GREY), line=20, before=4),
        paragraph(words(topic.title, TITLE), align="center", before=26, after=16, line=34, level=0),
        _figures(topic),
        *_counts("按主题", by_theme, [label for _, label in topic.themes]),
        *_counts("按单位类型", by_kind),
        *_counts("按地区", by_place),
        *_about(topic),
        paragraph(words("收录案例", HEADING), before=20, after=6, keep=True, level=1),
        _cases(topic),
        paragraph(line=2),
    ]


def _figures(topic: KitTopic) -> Any:
    """Four figures side by side, each over its name."""
    shown = (
        (len(topic.stories), "案例"),
        (topic.units, "申报单位"),
        (topic.places, "省级地区"),
        (topic.photos, "随附照片"),
    )
    cells = [
        [
            paragraph(words(str(number), FIGURE), align="center", line=36, before=4),
            paragraph(words(name, SMALL, colour=GREY), align="center", line=18, after=4),
        ]
        for number, name in shown
    ]
    return table([cells], widths=[WIDTH / 4] * 4, head=False)


def _counts(title: str, rows: Iterable[tuple[str, str]], order: Iterable[str] = ()) -> list[Any]:
    """How many cases and units there are of each, in the order given or the most frequent first; none left out."""
    found = list(rows)
    cases = Counter(name for name, _ in found)
    units = {name: len({unit for one, unit in found if one == name}) for name in cases}
    named = [name for name in order if name in cases]
    rest = sorted((name for name in cases if name not in named), key=lambda name: (name == UNKNOWN, -cases[name], name))
    head = [_head(title, "left"), *(_head(name, "right") for name, _ in _COUNTS[1:])]
    lines = [
        [_text(name), _text(str(cases[name]), "right"), _text(str(units[name]), "right")] for name in [*named, *rest]
    ]
    return [paragraph(line=14), table([head, *lines], widths=[width for _, width in _COUNTS])]


def _about(topic: KitTopic) -> list[Any]:
    said = (
        ("征集活动", f"{topic.call}（{topic.call_number}）" if topic.call_number else topic.call),
        ("发布单位", topic.issuer),
        ("承办单位", topic.organiser),
        ("专题网页", topic.url),
        ("媒体联系", "\n".join(topic.contact)),
    )
    rows = [[_head(name, "left"), [_text(line) for line in value.split("\n")]] for name, value in said if value]
    heading = paragraph(words("背景", HEADING), before=20, after=6, keep=True, level=1)
    return [heading, table(rows, widths=[26, WIDTH - 26], head=False)]


def _cases(topic: KitTopic) -> Any:
    head = [_head(name, "left") for name, _ in _CASES]
    rows = [[_text(one.number), _text(one.title), _text(one.unit), _text(one.place)] for one in topic.stories]
    return table([head, *rows], widths=[width for _, width in _CASES])


def _head(text: str, align: str) -> Any:
    return paragraph(words(text, LABEL), align=align, line=18, before=3, after=3)


def _text(text: str, align: str = "left") -> Any:
    return paragraph(words(text, SMALL), align=align, line=16, before=3, after=3)
