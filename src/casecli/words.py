"""``casepaper words``: 字数 of files, as Word counts; of a form, that of its body."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from casecli.entries import sources_of
from casecli.saying import complain, harmless
from casepaper.counting.words import interval
from casepaper.examine import examine
from casepaper.forms.callfile import load_call, shipped_calls

if TYPE_CHECKING:
    import argparse

    from casepaper.records import Examination, Opened, Words

NAME: Final = "words"
HELP: Final = "按 Word 的口径统计字数；申报表只计正文"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, and whose form they may be."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="文件")
    parser.add_argument(
        "--call", default=shipped_calls()[-1], metavar="征集", help="申报表所属的征集（默认 %(default)s）"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one line a file: 字数, what was counted, the file's name."""
    rules, worst = load_call(arguments.call), 0
    for path in arguments.paths:
        sources, trouble = sources_of(path)
        examination = examine(sources, rules, source=str(path), trouble=trouble)
        counted = _counted(examination)
        if counted is None:
            for one in examination.paper.trouble:
                complain(f"{path}：{one.says}")
            worst = 1
        words, what = counted or (None, "读不出文字")
        print(f"{_span(words)}\t{what}\t{harmless(str(path))}")
    return worst


def _counted(examination: Examination) -> tuple[Words, str] | None:
    paper = examination.paper
    if paper.reading is not None:
        return paper.words or interval(""), "正文含附页" if paper.annex_words and paper.rules.annex_counts else "正文"
    text = "\n".join(filter(None, map(_text, examination.opened)))
    return (interval(text), "全文") if text.strip() else None


def _text(opened: Opened) -> str:
    lines = (line.text for page in opened.pages for line in page.lines)
    return "\n".join((*opened.paragraphs, *(cell.text for cell in opened.cells), *lines))


def _span(words: Words | None) -> str:
    if words is None:
        return "—"
    return str(words.low) if words.low == words.high else f"{words.low}–{words.high}"
