"""``casepaper form``: the blank form of a call as a Word file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from casecli.saying import complain
from casecli.writing import write_whole
from casepaper.forms.callfile import load_call
from casepress.form.word import blank_form

if TYPE_CHECKING:
    import argparse

NAME: Final = "form"
HELP: Final = "生成空白申报表（Word 文件）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The call and where to write."""
    parser.add_argument("--call", required=True, metavar="征集", help="随软件提供的征集代号，或征集文件（TOML）的路径")
    parser.add_argument("out", type=Path, metavar="文件", help="要写的 Word 文件，例如 out.docx")


def run(arguments: argparse.Namespace) -> int:
    """Write the blank form."""
    form = blank_form(load_call(arguments.call))
    try:
        write_whole(arguments.out, lambda out: out.write(form))
    except OSError as error:
        complain(f"无法写入 {arguments.out}：{error.strerror or error}")
        return 2
    return 0
