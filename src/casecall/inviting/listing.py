"""Reads a list of addressees: columns by their heads, every good row, and what is wrong with the rest."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from casecall.inviting import rules
from casecall.inviting.opening import Unreadable, open_list
from casecall.inviting.records import AddresseeList, Entry, RowFault
from casecall.letters.rules import is_address, is_deaf
from casepaper.forms.placing import group_of, province_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casecall.inviting.opening import Grid, Line
    from casepaper.forms.rules import CallRules

SAYS: Final = {
    "no_head": "没有找到写有“单位名称”的表头，请参照示例文件",
    "no_rows": "表头之下没有内容",
    "cut": "名单过长，第 {last} 行之后的没有读取",
    "twice_head": "有不止一列“{head}”，只取第一列",
    "no_name": "没有单位名称（公式在此不作计算，请先存为数值）",
    "formula": "“{head}”像是公式，不予采用",
    "failed": "“{head}”是出错的公式（{text}），不予采用",
    "long": "“{head}”超过 {most} 字，不予采用",
    "twice": "与第 {first} 行重复",
    "kind": "类别“{text}”无法识别，按单位名称判断",
    "email": "邮箱“{text}”写法有误，不予采用",
    "emails": "有不止一个邮箱，只取第一个",
    "deaf": "邮箱“{text}”是不收信的系统地址，不予采用",
    "science": "电话“{text}”已被表格软件改成科学计数，不予采用",
}
HEAD_WITHIN: Final = 20  # rows in which the heads are looked for: a title and a note may stand above them
_ERRORS: Final = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
_SCIENCE: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_FORMULA: Final = ("=", "＝")  # noqa: RUF001 - full width too
_PARTS: Final = re.compile(r"[;；,，、/|\s]+")
_NOTHING: Final = frozenset({"-", "—", "——", "/", "无", "暂无", "n/a", "none", "null"})


def read_list(data: bytes, call: CallRules) -> AddresseeList:
    """The entries of a list with every fault of its rows; never raises, a file that cannot be read is one fault."""
    try:
        grids = open_list(data)
    except Unreadable as wrong:
        return AddresseeList(faults=(RowFault(0, str(wrong)),))
    for grid in grids:
        if found := _head(grid):
            return _Reader(call).read(grid, *found)
    return AddresseeList(faults=(RowFault(0, SAYS["no_head"]),))


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Where the heads stand and which column is which, of the first line that names the units."""
    for place, line in enumerate(grid.lines[:HEAD_WITHIN]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(line.cells):
            if (column := rules.head_of(cell)) and column not in columns:
                columns[column] = at
        if "name" in columns and (len(columns) > 1 or sum(map(bool, line.cells)) == 1):
            return place, columns
    return None


class _Reader:
    """Reads the rows under the heads, keeping every fault."""

    def __init__(self, call: CallRules) -> None:
        self.call = call
        self.faults: list[RowFault] = []
        self.rows: dict[str, int] = {}

    def read(self, grid: Grid, place: int, columns: Mapping[str, int]) -> AddresseeList:
        heads, lines = grid.lines[place].cells, grid.lines[place + 1 :]
        for column in columns:
            if [rules.head_of(one) for one in heads].count(column) > 1:
                self._fault(0, "twice_head", head=rules.HEAD_NAMES[column], taken=True)
        if not lines:
            self._fault(0, "no_rows")
        entries = [one for line in lines if (one := self._entry(line, columns))]
        if grid.cut:
            self._fault(0, "cut", last=grid.lines[-1].n)
        return AddresseeList(
            entries=tuple(entries),
            faults=tuple(self.faults),
            columns=tuple(rules.HEAD_NAMES[one] for one in columns),
            unused=_unused(heads, columns.values()),
        )

    def _entry(self, line: Line, columns: Mapping[str, int]) -> Entry | None:
        said = {column: line.cells[at] if at < len(line.cells) else "" for column, at in columns.items()}
        said = {column: "" if text.casefold() in _NOTHING else text for column, text in said.items()}
        if not any(said.values()):
            return None
        values = {column: self._value(line.n, column, text) for column, text in said.items()}
        name = values.pop("name")
        same = rules.plain_name(name)
        if not same:
            if said["name"] == "":
                self._fault(line.n, "no_name")
            return None
        if same in self.rows:
            self._fault(line.n, "twice", first=self.rows[same])
            return None
        self.rows[same] = line.n
        return placed(Entry(name=name, row=line.n, **values), self.call)

    def _value(self, row: int, column: str, text: str) -> str:
        """What a cell says, or nothing where it cannot be used; a name that cannot be used refuses its row."""
        head, taken = rules.HEAD_NAMES[column], column != "name"
        if text.startswith(_FORMULA) or _ERRORS.fullmatch(text):
            why = "failed" if _ERRORS.fullmatch(text) else "formula"
            return self._fault(row, why, head=head, text=text, taken=taken)
        if column in {"email", "kind"}:
            return self._email(row, text) if column == "email" else self._kind(row, text)
        if column == "phone" and _SCIENCE.fullmatch(text):
            return self._fault(row, "science", text=text, taken=True)
        if len(text) > rules.LENGTHS[column]:
            return self._fault(row, "long", head=head, most=rules.LENGTHS[column], taken=taken)
        return text

    def _kind(self, row: int, text: str) -> str:
        kind = rules.kind_said(text)
        if text and not kind:
            self._fault(row, "kind", text=text[:20], taken=True)
        return kind

    def _email(self, row: int, text: str) -> str:
        parts = [one for one in _PARTS.split(unicodedata.normalize("NFKC", text)) if one]
        if not parts:
            return ""
        address = parts[0].removeprefix("mailto:").strip("<>")
        if not is_address(address) or "." not in address.rpartition("@")[2]:
            return self._fault(row, "email", text=text[:60], taken=True)
        if is_deaf(address):
            return self._fault(row, "deaf", text=address, taken=True)
        if len(parts) > 1:
            self._fault(row, "emails", taken=True)
        return address

    def _fault(self, row: int, why: str, *, taken: bool = False, **words: object) -> str:
        self.faults.append(RowFault(row, SAYS[why].format(**words), taken))
        return ""


def placed(entry: Entry, call: CallRules) -> Entry:
    """An entry with kind, group and province by the call's tables where it does not say them itself."""
    group = group_of(entry.group, call) or entry.group or group_of(entry.name, call)
    province = province_of(entry.province, call) or entry.province or province_of(entry.name, call)
    kind = entry.kind or rules.kind_guessed(entry.name, call)
    return Entry(
        name=entry.name,
        kind=kind,
        group=group,
        province=province,
        contact=entry.contact,
        phone=entry.phone,
        email=entry.email,
        note=entry.note,
        row=entry.row,
    )


def _unused(heads: Sequence[str], used: Iterable[int]) -> tuple[str, ...]:
    taken = set(used)
    rest = [head for at, head in enumerate(heads) if at not in taken and not rules.head_of(head)]
    return tuple(head[:20] for head in rest if head.casefold() not in rules.IGNORED_HEADS)[:20]
