"""Figures of reading pages: how much is exact, what is wrong in silence, what is doubted in vain, and what it costs.

    python bench/papers_figures.py FOLDER [--cache DIR] [--cost] [--call cace-2022]

FOLDER holds NN_condition.jpg and NN.json as in the shared samples. Lines read by OCR are cached by the page's hash
when a cache is given, so that a run can be taken up again. With --cost each page is also read by the engine alone.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import time
import unicodedata
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from bench.figures import Figure
from casepaper.forms.callfile import load_call
from casepaper.opening.limits import Limits
from casepaper.opening.picture import open_picture
from casepaper.reading import ocr
from casepaper.reading.pages import read_lines, read_pages
from casepaper.records import Opened, Source
from casepaper.seals.find import find_seals

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules

PAGES = Path(os.environ.get("SAMPLE_PAGES", Path(__file__).parent.parent.parent / "shared/samples/pages"))
POOR = {"d2", "d5"}  # fax, and grey with seals over the text
SHORT = {
    "unit": "unit",
    "contact": "contact",
    "position": "title",
    "phone": "phone",
    "email": "email",
    "title": "case",
    "date": "date",
}


def plain(text: str | None) -> str:
    """A value for comparing: NFKC, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def iso(text: str) -> str:
    """2022年10月26日 as 2022-10-26."""
    year, month, day = (int(part) for part in text.replace("年", "-").replace("月", "-").strip("日").split("-"))
    return f"{year:04d}-{month:02d}-{day:02d}"


def edits(one: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1]


def lines_of(path: Path, cache: Path | None) -> tuple[Opened, float | None]:
    """A page with its lines, from the cache where it was read before, and the CPU seconds it took."""
    data = path.read_bytes()
    kept = cache / f"{sha256(data).hexdigest()}.pickle" if cache else None
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes()), None  # noqa: S301  # our own cache
    opened = open_picture(Source(path.name, data), Limits())
    started = time.process_time()
    opened = read_lines(opened)
    took = time.process_time() - started
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(opened))
    return opened, took


def alone() -> Any:
    """The same engine with the same settings, without anything of ours."""
    from rapidocr import EngineType, RapidOCR

    ocr._reader()  # noqa: SLF001  # after ours, so that its telemetry stays off
    engine = EngineType.OPENVINO
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "error",
            "Global.max_side_len": ocr.FIND_SIDE,
            "Det.engine_type": engine,
            "Rec.engine_type": engine,
        }
    )


class Tally:
    """What is counted for one condition."""

    def __init__(self) -> None:
        self.pages = self.values = self.exact = self.silent = self.needless = self.themes = 0
        self.promise = self.seals = self.unsure = 0
        self.errors: list[float] = []
        self.words: list[int] = []


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--cost", action="store_true", help="also read each page by the engine alone")
    parser.add_argument("--call", default="cace-2022")
    options = parser.parse_args()
    show(*read_all(options.folder, load_call(options.call), cache=options.cache, cost=options.cost))


def read_all(
    folder: Path, rules: CallRules, *, cache: Path | None = None, cost: bool = False
) -> tuple[dict[str, Tally], list[tuple[float, float]]]:
    """Read every page of a folder; a tally a condition, and (ours, the engine alone) CPU seconds a page."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    costs: list[tuple[float, float]] = []
    engine = alone() if cost else None
    for path in sorted(folder.glob("*.jpg")):
        truth = json.loads((folder / f"{path.name[:2]}.json").read_text("utf-8"))["data"]
        opened, took = lines_of(path, None if cost else cache)
        started = time.process_time()
        reading = read_pages(opened, rules)
        took = (took or 0.0) + time.process_time() - started
        tally = tallies[path.name[3:5]]
        judge_page(path.name[:5], truth, reading, tally=tally, rules=rules)
        tally.seals += len(find_seals(opened.pages[0], file=path.name))
        if engine is not None:
            page = open_picture(Source(path.name, path.read_bytes()), Limits()).pages[0]
            pixels = cv2.cvtColor(np.ascontiguousarray(page.pixels[:, :, 0]), cv2.COLOR_GRAY2BGR)
            started = time.process_time()
            engine(pixels)
            costs.append((took, time.process_time() - started))
    return tallies, costs[1:]


def measure() -> list[Figure]:
    """The figures of the shared pages, where they lie beside the project (or in SAMPLE_PAGES)."""
    if not PAGES.is_dir():
        return [Figure("没有样页", f"{PAGES} 不在这台机器上")]
    tallies, costs = read_all(PAGES, load_call("cace-2022"), cost=True)
    every, colour = list(tallies.values()), [one for name, one in tallies.items() if name not in POOR]
    exact, values = sum(one.exact for one in colour), sum(one.values for one in colour)
    silent, needless = sum(one.silent for one in every), sum(one.needless for one in colour)
    pages = sum(one.pages for one in colour)
    ratio = statistics.median(ours / bare for ours, bare in costs)
    ours, bare = (statistics.median(one[index] for one in costs) for index in (0, 1))
    error = statistics.mean(error for one in colour for error in one.errors)
    return [
        Figure(
            "彩色五种条件，短字段全对", f"{exact}/{values} = {exact / values:.3f}", "≥ 0.95", exact >= 0.95 * values
        ),
        Figure("七种条件，读错而未提示", f"{silent}", "≤ 1", silent <= 1, f"{sum(one.values for one in every)} 个值"),
        Figure("彩色五种条件，平均每页多余的存疑", f"{needless / pages:.2f}", "≤ 0.3", needless <= 0.3 * pages),
        Figure("彩色五种条件，正文字错率", f"{error:.2%}"),
        Figure("识读一页的 CPU", f"{ours:.2f} 秒，{ratio:.2f} 倍", "≤ 1.3 倍", ratio <= 1.3, f"引擎单独 {bare:.2f} 秒"),
    ]


def judge_page(name: str, truth: dict[str, Any], reading: Any, *, tally: Tally, rules: Any) -> None:
    """Compare one page with the truth; what is wrong is printed."""
    tally.pages += 1
    for key, of_truth in SHORT.items():
        wanted = iso(truth[of_truth]) if key == "date" else truth[of_truth]
        field = reading.fields.get(key) if reading else None
        exact = field is not None and plain(field.value) == plain(wanted)
        tally.values += 1
        tally.exact += exact
        if field is None or field.sure != exact:
            kind = "needless" if exact else "SILENT"
            print(f"  {name} {key}: {field.value if field else None} | {wanted} | {kind} {field and field.doubt}")
            tally.needless += exact
            tally.silent += not exact
        elif not exact:
            print(f"  {name} {key}: {field.value} | {wanted} | said")
        tally.unsure += field is not None and not field.sure
    if reading is None:
        return
    keys = " ".join(rules.themes[index].key for index in truth["themes"])
    tally.themes += reading.fields["theme"].value == keys and reading.fields["theme"].sure
    tally.promise += reading.promise is True
    body = reading.fields["body"]
    tally.errors.append(edits(plain(body.value), plain(truth["text"])) / len(plain(truth["text"])))
    tally.needless += not body.sure and tally.errors[-1] <= 0.006
    print(f"  {name} body: CER {tally.errors[-1]:.2%} sure={body.sure}") if not body.sure else None


def show(tallies: dict[str, Tally], costs: list[tuple[float, float]]) -> None:
    """Print one row a condition and the sums."""
    print("condition  pages  exact      silent  needless  themes  promise  seals  body CER")
    for name, one in sorted(tallies.items()):
        error = statistics.mean(one.errors) if one.errors else 1.0
        print(
            f"{name:9}  {one.pages:5}  {one.exact:3}/{one.values:3}    {one.silent:6}  {one.needless:8}  "
            f"{one.themes:6}  {one.promise:7}  {one.seals:5}  {error:.2%}"
        )
    colour = [one for name, one in tallies.items() if name not in POOR]
    exact, values = sum(one.exact for one in colour), sum(one.values for one in colour)
    print(f"colour conditions: {exact}/{values} = {exact / max(values, 1):.3f} exact")
    print(f"all: {sum(one.silent for one in tallies.values())} wrong with nothing said", end=", ")
    print(
        f"{sum(one.needless for one in colour) / max(sum(one.pages for one in colour), 1):.2f} needless a colour page"
    )
    if costs:
        ours, bare = (statistics.median(one[index] for one in costs) for index in (0, 1))
        ratio = statistics.median(one / other for one, other in costs)
        print(f"cost: {ours:.2f} CPU s a page, engine alone {bare:.2f}, median ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
