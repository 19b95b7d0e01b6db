"""``casecall export``: a published topic as a folder or a zip, for any web server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casecall.cli.saying import OK, TROUBLE, Command, complain, say
from casecall.publishing.exporting import Absent, as_zip, lay_out

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SAYS = {
    "help": "把已发布的专题导出为文件夹或 zip，放到任何网站上",
    "slug": "专题的网址名",
    "out": "导出到这个文件夹；以 .zip 结尾时为一个压缩包",
    "folder": "已导出 {files} 个文件到 {out}",
    "zip": "已导出到 {out}（{size:.1f} MB）",
    "disk": "没有导出：{why}",
}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", help=SAYS["slug"])
    parser.add_argument("out", type=Path, metavar="OUT", help=SAYS["out"])


def _run(args: Namespace) -> int:
    try:
        if args.out.suffix == ".zip":
            say(SAYS["zip"].format(out=args.out, size=_write(args.slug, args.out) / 1e6))
        else:
            say(SAYS["folder"].format(files=lay_out(args.slug, args.out), out=args.out))
    except Absent as why:
        complain(str(why))
        return TROUBLE
    except OSError as why:
        complain(SAYS["disk"].format(why=why.strerror or why))
        return TROUBLE
    return OK


def _write(slug: str, out: Path) -> int:
    """Write the zip beside and put it in its place whole; its size."""
    pieces = as_zip(slug)
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(f".{out.name}.half")
    try:
        with half.open("wb") as data:
            for piece in pieces:
                data.write(piece)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
    return out.stat().st_size


COMMAND = Command("export", SAYS["help"], _arguments, _run)
