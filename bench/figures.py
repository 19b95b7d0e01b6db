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
    from collections.abc import Callable, Iterable
    from datetime import date


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


def page(sections: Iterable[tuple[str, str, list[Figure]]], *, day: date) -> str:
    """The Markdown page of all sections (title, command, figures)."""
    out = [
        "# 实测数据 Benchmarks",
        "",
        f"{day.isoformat()}；{machine()}；两核共用的机器，取中位数。",
        "`make bench` 重做本页；每一项旁边写着同一次运行里的参照。",
    ]
    for title, command, figures in sections:
        out += ["", f"## {title}", "", f"`{command}`", "", "| 项目 | 结果 | 要求 | | 参照 |", "|---|---|---|---|---|"]
        marks = {True: "达到", False: "**未达到**", None: ""}
        out += [f"| {one.what} | {one.value} | {one.bound} | {marks[one.met]} | {one.beside} |" for one in figures]
    return "\n".join(out) + "\n"
