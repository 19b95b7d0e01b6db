"""The sample inbox end to end on the command line: how long it takes, and how well it is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.figures import Figure
from tests.sample_inbox import INBOX, SHORT, outcome_is_right, said_uncertain, truths, wrong_short_values

KEPT_OUT_FLOOR, NEEDLESS_CEILING = 0.93, 0.3


def checked() -> tuple[dict[str, dict[str, Any]], float, float]:
    """Every entry's result by name, as ``casepaper check --json`` gives it; wall and CPU seconds of the whole run."""
    command = [
        sys.executable,
        "-m",
        "casecli",
        "check",
        str(INBOX),
        "--inbox",
        "--call",
        "cace-2022",
        "--json",
        "--fresh",
    ]
    before, start = os.times(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return {os.path.basename(one["source"]): one for one in results}, time.monotonic() - start, cpu  # noqa: PTH119


def measure() -> list[Figure]:
    """The figures of the whole inbox."""
    results, wall, cpu = checked()
    eye = [(truth, results[name]) for name, truth in truths().items() if truth["reading"] == "ocr"]
    kept = [(truth, read) for truth, read in eye if truth["kept_out_font"]]
    wrong = sum(len(wrong_short_values(truth, read)) for truth, read in kept)
    exact = 1 - wrong / (len(SHORT) * len(kept))
    silent = sum(key not in said_uncertain(read) for truth, read in eye for key in wrong_short_values(truth, read))
    faultless = [read for truth, read in eye if truth["outcome"] == "in order"]
    needless = sum(one["check"] == "field_uncertain" for read in faultless for one in read["findings"])
    right = sum(outcome_is_right(truth, results[name]) for name, truth in truths().items())
    per = needless / len(faultless)
    return [
        Figure(
            f"{len(results)} 份样例，从头到尾", f"{wall:.0f} 秒（CPU {cpu:.0f} 秒）", beside=f"其中 {len(eye)} 份靠识读"
        ),
        Figure("结论与样例自带的答案一致", f"{right}/{len(results)}", f"{len(results)}", right == len(results)),
        Figure(
            "未参与调整的两种字体，短字段全对",
            f"{exact:.3f}",
            f"≥ {KEPT_OUT_FLOOR}",
            exact >= KEPT_OUT_FLOOR,
            f"{len(kept)} 页",
        ),
        Figure("读错而未提示的短字段", f"{silent}", "≤ 1", silent <= 1, f"{len(SHORT) * len(eye)} 个值"),
        Figure(
            "合格样例平均每份多余的存疑",
            f"{per:.2f}",
            f"≤ {NEEDLESS_CEILING}",
            per <= NEEDLESS_CEILING,
            f"{len(faultless)} 份",
        ),
    ]


if __name__ == "__main__":
    for figure in measure():
        print(figure)
