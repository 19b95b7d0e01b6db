"""The columns of the summary sheet: name, width, what it says, and where its value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from casepress.records import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from casepress.records import SummaryRow

Value = str | int | date | datetime | None
Look = Literal["text", "wrapped", "middle", "number", "day", "moment"]
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
SEAL: Final = {True: "有", False: "无", None: ""}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``width`` is in characters of half a Chinese one; ``says`` stands in the list of fields."""

    name: str
    width: float
    look: Look
    says: str
    value: Callable[[SummaryRow], Value]


LONGEST: Final = 32_000
CONCLUSIONS: Final = f"{'、'.join(OUTCOMES.values())}四种；尚未上传盖章件的写作草稿，其余没有审查的留空"


def _words(row: SummaryRow) -> Value:
    if row.words is None:
        return None
    return row.words.low if row.words.low == row.words.high else f"{row.words.low}–{row.words.high}"


COLUMNS: Final = (
    Column("编号", 12, "text", "收到时由系统按征集编号规则编定", lambda row: row.number),
    Column("主题", 7, "middle", "所选主题的简称；选了多项时以顿号隔开", lambda row: row.theme),
    Column("申报单位", 18, "wrapped", "申报表所填单位名称", lambda row: row.unit),
    Column("单位类别", 9, "middle", "按单位名称判断，拿不准的留空，可由工作人员更正", lambda row: row.unit_kind),
    Column("省份", 6, "middle", "按单位名称判断，拿不准的留空，可由工作人员更正", lambda row: row.province),
    Column("联系人", 8, "middle", "申报表所填", lambda row: row.contact),
    Column("职务", 9, "wrapped", "申报表所填", lambda row: row.position),
    Column("联系电话", 16, "text", "申报表所填，保留分机号；按文本存放", lambda row: row.phone),
    Column("邮箱", 18, "wrapped", "申报表所填", lambda row: row.email),
    Column("案例名称", 20, "wrapped", "申报表所填", lambda row: row.title),
    Column("字数", 8, "number", "正文字数，按 Word 的字数口径；读数有出入时写作区间", _words),
    Column("公章", 5, "middle", "有、无；留空表示看不出", lambda row: SEAL[row.seal]),
    Column("照片数", 5, "number", "随案例报送的照片，相同的只计一张", lambda row: row.photos),
    Column("填报日期", 11, "day", "申报表落款日期", lambda row: row.date),
    Column("收到时间", 15.5, "moment", "来信、上传或登记的时间，征集所在时区", lambda row: row.received),
    Column("审查结论", 8.5, "middle", CONCLUSIONS, lambda row: row.conclusion or None),
    Column("存在问题", 30, "wrapped", "形式审查意见，逐条列出", lambda row: row.reasons),
    Column("推荐序", 5, "number", "同一单位报送多件时由单位自己排的次序（择优）", lambda row: row.rank),
    Column("备注", 9, "wrapped", "工作人员填写", lambda row: row.note),
)
ORDER: Final = Column("序号", 5, "number", "本表内的行号", lambda _: None)
HEADS: Final = (ORDER, *COLUMNS)


def values_of(row: SummaryRow, *, zone: tzinfo) -> tuple[Value, ...]:
    """The values of a row in the order of COLUMNS; moments in the zone, without it."""
    return tuple(_local(clean(value) if isinstance(value, str) else value, zone) for value in _raw(row))


def lines_of(values: Sequence[Value]) -> int:
    """How many lines the fullest cell of a row takes at its column's width."""
    texts = ((column, value) for column, value in zip(COLUMNS, values, strict=True) if isinstance(value, str))
    return max((sum(map(partial(_wrapped, column.width), text.split("\n"))) for column, text in texts), default=1)


def _wrapped(width: float, line: str) -> int:
    """Lines that a text takes: a Chinese character is two wide, and a word of Latin letters may move down whole."""
    wide = sum(2 if east_asian_width(one) in "WF" else 1.1 for one in line)
    return max(1, ceil(wide / (width - 0.5)))


def clean(text: str) -> str:
    """A text that a spreadsheet can hold: no control characters but line feeds, no halves of surrogate pairs."""
    kept = (one for one in text if (one >= " " or one == "\n") and not "\ud800" <= one <= "\udfff" and one != "\x7f")
    return "".join(kept)[:LONGEST]


def _raw(row: SummaryRow) -> tuple[Value, ...]:
    return tuple(column.value(row) for column in COLUMNS)


def _local(value: Value, zone: tzinfo) -> Value:
    return value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value
