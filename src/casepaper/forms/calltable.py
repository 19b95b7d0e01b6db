"""Reading a call file key by key: what is missing, wrong or unknown is gathered with its line, and reading goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<string>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^"\\\n])*\"|'[^'\n]*')|(?P<comment>\#[^\n]*)"""
    r"""|(?P<open>[\[{])|(?P<close>[\]}])|(?P<line>\n)|(?P<other>[^\s"'\#\[\]{}]+|[ \t\r]+|.)""",
    re.DOTALL,
)
_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]")
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


@dataclass(frozen=True, slots=True)
class CallFileFault:
    """One fault of a call file: its line (None where no line is to blame), the key, and what is wrong, in Chinese."""

    line: int | None
    key: str
    says: str

    def __str__(self) -> str:
        """The fault as one line for people."""
        where = f"第 {self.line} 行：" if self.line else ""
        return f"{where}{self.says}"


class CallFileFaults(ValueError):  # noqa: N818 – it holds faults in the plural; that is its point
    """A call file that cannot be used, with every fault at once."""

    def __init__(self, faults: tuple[CallFileFault, ...], *, name: str = "") -> None:
        self.faults = faults
        self.name = name
        what = f"征集文件 {name} " if name else "征集文件"
        super().__init__("\n".join([f"{what}有 {len(faults)} 处需要修改：", *map(str, faults)]))


def lines_of(text: str) -> dict[Path, int]:
    """Where each table and key of a TOML text stands: its path to its line, counted from 1."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            table = _table_path(_names(header[2]), counts, array=header[1] == "[[")
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_names(key[1])), number)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin a statement: those that carry on a string or an array are left out."""
    lines = text.split("\n")
    number, depth, fresh = 1, 0, True
    for token in _TOKEN.finditer(text):
        if fresh:
            yield number, lines[number - 1]
            fresh = False
        depth = max(0, depth + (token.lastgroup == "open") - (token.lastgroup == "close"))
        number += token[0].count("\n")
        fresh = token.lastgroup == "line" and depth == 0


def _names(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))


def _table_path(names: Path, counts: dict[Path, int], *, array: bool) -> Path:
    path: Path = ()
    for place, name in enumerate(names, start=1):
        path = (*path, name)
        if array and place == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


class Table:
    """A table of the file while it is read. Keys are taken one by one; what nobody took is unknown."""

    def __init__(self, data: Mapping[str, Any], *, path: Path, lines: Mapping[Path, int]) -> None:
        self._left = dict(data)
        self._path = path
        self._lines = lines
        self.faults: list[CallFileFault] = []
        self.absent: list[CallFileFault] = []

    def fault(self, key: str, says: str) -> None:
        """Keep a fault of a key that stands in the file."""
        path = (*self._path, key)
        self.faults.append(CallFileFault(self._line(path), _dotted(path), f"{_dotted(path)} {says}"))

    def missing(self, key: str, says: str = "缺少，必须填写") -> None:
        """Keep that a key which must be there is not."""
        path = (*self._path, key)
        self.absent.append(CallFileFault(self._line(self._path), _dotted(path), f"{_dotted(path)} {says}"))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._take(key, default)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(key, "应当是文字，请加引号")
        elif default is None and not value.strip():
            self.fault(key, "不能为空")
        return value if isinstance(value, str) else ""

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts; without a default (None) it must be there and not be empty."""
        value = self._take(key, default)
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) and one.strip() for one in value):
            self.fault(key, '应当是一组文字，例如 ["甲", "乙"]，每项不能为空')
            return ()
        if default is None and not value:
            self.fault(key, "至少要有一项")
        return tuple(value)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date without a time."""
        value = self._take(key, None) if required else self._left.pop(key, None)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.fault(key, "应当是日期，写作 2022-08-01，不加引号，不带时刻")
            return None
        return value

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates without times; none where the key is not there."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or any(isinstance(one, datetime) or not isinstance(one, date) for one in value):
            self.fault(key, "应当是一组日期，例如 [2027-10-01, 2027-10-02]，不加引号，不带时刻")
            return ()
        return tuple(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """A yes or no."""
        value = self._left.pop(key, default)
        if not isinstance(value, bool):
            self.fault(key, "应当是 true 或 false")
            return default
        return value

    def number(self, key: str, default: int | None, *, most: int = 100_000) -> int | None:
        """A whole number from 1 to ``most``."""
        value = self._left.pop(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            self.fault(key, f"应当是 1 到 {most} 的整数")
            return default
        return value

    def table(self, key: str) -> Table:
        """A table within this one; empty where there is none."""
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            self.fault(key, f"应当是一节，写作 [{_dotted((*self._path, key))}]")
            value = {}
        return self._inner(value, (*self._path, key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """An array of tables within this one."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f"应当逐节写作 [[{_dotted((*self._path, key))}]]")
            value = []
        return tuple(self._inner(one, (*self._path, key, place)) for place, one in enumerate(value))

    def names(self) -> tuple[str, ...]:
        """The keys that nobody took yet, in the order of the file."""
        return tuple(self._left)

    def done(self) -> None:
        """Say which keys nobody knows. Called last."""
        for key in tuple(self._left):
            self.fault(key, "是无法识别的键，请检查拼写")
            del self._left[key]

    def _take(self, key: str, default: Any) -> Any:
        if key not in self._left and default is None:
            self.missing(key)
        return self._left.pop(key, default)

    def _inner(self, data: Mapping[str, Any], path: Path) -> Table:
        inner = Table(data, path=path, lines=self._lines)
        inner.faults, inner.absent = self.faults, self.absent
        return inner

    def _line(self, path: Path) -> int | None:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)


def _dotted(path: Path) -> str:
    """A path as people write it: theme[2].label, counting from 1."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words
