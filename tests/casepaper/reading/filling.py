"""Fills forms in for the tests, in the layouts in which they come."""

from __future__ import annotations

from casepaper.forms.callfile import load_call
from casepaper.opening.all_openers import open_source
from casepaper.reading.word import read_word
from casepaper.records import Reading, Source
from tests.casepaper.opening.making import docx, p, tbl, tc, tr

RULES = load_call("cace-2022")
HINT = RULES.form.fields[7].hint
PROMISE = RULES.form.undertaking
THEMES = "☑助力乡村振兴    □消除数字鸿沟    □绿色低碳发展"
BODY = (
    "2022年3月，青川县石桥镇蔬菜种植面临人工巡检成本高、病虫害发现晚等难题。",
    "公司驻村工作队在12个行政村建设5G基站26座，打造“云上大棚”平台。联系人：镇农业站。",
)
VALUES = {
    "theme": "rural",
    "unit": "青川县某某通信有限公司",
    "contact": "张喆翀",
    "position": "社会责任部主任",
    "phone": "010-56448162转802",
    "email": "csr-office@huaxun-tech.com.cn",
    "title": "5G智慧大棚助力青川县万亩蔬菜增收",
    "body": "\n".join(BODY),
    "date": "2022-10-26",
}
FOOT = p("注：申报案例内容可自行添加附页") + p("联系人：丁某　　联系电话：010-82052871")


def seal_cell(promise: str = PROMISE, date: str = "日    期：2022年10月26日") -> str:
    """The cell of the undertaking, the seal and the date."""
    return tc(p("本单位承诺："), p(promise), p("单位盖章：（公章）"), p(date), span=4)


def usual(
    *,
    themes: str = tc(THEMES, span=4),
    unit: str = VALUES["unit"],
    seal: str | None = None,
    foot: str = FOOT,
    **more: str,
) -> str:
    """The form as the notice prints it, filled in; any value may be given otherwise."""
    v = VALUES | more
    lines = [p(line) for line in v["body"].split("\n")] if v["body"] else []
    return (
        p("履责实践案例申报表")
        + tbl(
            tr(themes),
            tr("申报单位", tc(unit, span=3)),
            tr("联系人", v["contact"], "职务", v["position"]),
            tr("联系电话", v["phone"], "邮箱", v["email"]),
            tr("案例名称", tc(v["title"], span=3)),
            tr(tc(p(HINT), *lines, span=4)),
            tr(seal or seal_cell()),
        )
        + foot
    )


def read(body: str) -> Reading:
    """A document's body, opened and read."""
    reading = try_to_read(body)
    assert reading is not None
    return reading


def try_to_read(body: str) -> Reading | None:
    """The same for what may not be the form."""
    return read_word(open_source(Source("表.docx", docx(body))), RULES)


def values(reading: Reading) -> dict[str, str | None]:
    """The values by key."""
    return {key: field.value for key, field in reading.fields.items()}
