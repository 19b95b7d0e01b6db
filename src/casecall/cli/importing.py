"""``casecall import``: takes in a folder of applications, as they arrived."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from casecall.calls.queries import call_by_key, list_calls
from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.receiving.importing import import_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="文件夹；其中每个文件或子文件夹为一份申报")
    parser.add_argument("--call", required=True, metavar="KEY", help="征集活动的编号，如 cace-2022")


def _run(args: Namespace) -> int:
    call = call_by_key(args.call)
    if call is None:
        complain(f"没有编号为“{args.call}”的征集活动；现有：{'、'.join(one.key for one in list_calls()) or '无'}")
        return USAGE
    if not args.folder.is_dir():
        complain(f"不是文件夹：{args.folder}")
        return USAGE
    report = import_folder(args.folder, call.id, now=timezone.now(), by="console")
    say(f"新收 {len(report.taken)} 份，已有 {len(report.known)} 份，未能导入 {len(report.refused)} 份")
    for name, why in report.refused:
        complain(f"  {name}：{why}")
    return TROUBLE if report.refused else OK


COMMAND = Command("import", "导入一个文件夹中的申报材料", _arguments, _run)
