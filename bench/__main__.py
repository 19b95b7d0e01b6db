"""Measures everything, or the parts that are named, and puts the figures into docs/reference/benchmarks.md."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.figures import Figure, section, with_sections

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
PARTS = {
    "word_forms": "Word 申报表",
    "papers_figures": "扫描件与照片（21 页，七种条件）",
    "sample_inbox": "样例来件",
    "site_pages": "网站页面",
    "letters": "来信",
    "letters_fuzz": "损坏的来信",
    "submissions": "同时申报",
    "kill_drill": "随时断电",
    "mail_fetch": "收信：随时被杀、断线、重编号、写满与锁住",
    "mail_send": "发信进程随时被杀",
    "publish_export": "专题导出（1,000 个案例）",
    "publish_article": "公众号文章",
    "publish_topic": "专题页：许多人同时看",
    "publish_press": "媒体素材包",
}


def figures_of(part: str) -> list[Figure]:
    """Measure a part in a process of its own, so that none warms or loads another."""
    code = f"from bench.__main__ import tell; tell({part!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode or not done.stdout.strip():
        return [Figure("未能测量", f"退出码 {done.returncode}", met=False)]
    return [Figure(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def tell(part: str) -> None:
    """Measure here, and print the figures as one line of JSON, last."""
    found = import_module(f"bench.{part}").measure()
    print(json.dumps([asdict(one) for one in found], ensure_ascii=False))


def main(names: list[str]) -> None:
    """Measure, print, and put each section into the page; with ``--dry`` only print."""
    chosen = [one for one in names if one != "--dry"] or list(PARTS)
    for part in chosen:
        found = figures_of(part)
        print(PARTS[part])
        for one in found:
            print(" ", one.what, one.value, one.bound, {True: "达到", False: "未达到", None: ""}[one.met], one.beside)
        if "--dry" not in names:
            new = section(PARTS[part], f"python -m bench {part}", found, day=datetime.now(UTC).date())
            PAGE.write_text(with_sections(PAGE.read_text(encoding="utf-8"), [new], order=list(PARTS.values())))


if __name__ == "__main__":
    main(sys.argv[1:])
