"""A figure, how it is measured, and the page that shows them."""

from __future__ import annotations

import gc
import platform
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

HEAD = """# 实测数据 Benchmarks

两核共用的机器，取中位数；每一项旁边写着同一次运行里的参照。
`make bench` 重做全部，`python -m bench 名称` 重做其中一节。"""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, what came out, what it should be, and whether it was reached (None: no bound)."""

    what: str
    value: str
    bound: str = ""
    met: bool | None = None
    beside: str = ""


def cpu_ms(work: Callable[[], object], *, runs: int, warm: int = 3) -> float:
    """The median CPU time of a call in milliseconds, this process alone, after a warm-up."""
    for _ in range(warm):
        work()
    gc.collect()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def machine() -> str:
    """The processor and the interpreter, in a line."""
    model = platform.processor() or platform.machine()
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = {line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")}
    amx = any("amx_bf16" in line for line in lines)
    return f"{', '.join(names) or model}, {'AMX' if amx else '无 AMX'}, Python {platform.python_version()}"


def section(title: str, command: str, figures: Iterable[Figure], *, day: date) -> str:
    """A section of the page: command, day, machine, figures."""
    marks = {True: "达到", False: "**未达到**", None: ""}
    head = [f"## {title}", "", f"`{command}`，{day.isoformat()}，{machine()}", ""]
    table = ["| 项目 | 结果 | 要求 | | 参照 |", "|---|---|---|---|---|"]
    rows = [f"| {one.what} | {one.value} | {one.bound} | {marks[one.met]} | {one.beside} |" for one in figures]
    return "\n".join([*head, *table, *rows])


def with_sections(page: str, new: Iterable[str], *, order: Sequence[str]) -> str:
    """The page with new sections in the place of those of the same title, in the given order."""
    _, *old = page.split("\n## ")
    known = {one.partition("\n")[0]: f"## {one.strip()}" for one in old}
    known |= {one.partition("\n")[0].removeprefix("## "): one for one in new}
    return "\n\n".join([HEAD, *(known[title] for title in order if title in known)]) + "\n"
