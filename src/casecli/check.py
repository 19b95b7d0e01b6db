"""``casepaper check``: examine applications, say what is missing and where, and sum them up in a sheet."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casecli.entries import applications
from casecli.examining import Task, examine_all
from casecli.journal import Journal, key_of
from casecli.listing import KINDS, write_summary
from casecli.saying import Progress, complain
from casecli.telling import summed, told
from casepaper.forms.callfile import load_call
from casepaper.packing import PACKED, SCHEMA

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from casecli.examining import Result
    from casepaper.forms.rules import CallRules

NAME: Final = "check"
HELP: Final = "审查来件：缺什么、在哪里；可汇总成表"
USAGE: Final = 2
VERSION: Final = f"{SCHEMA}.{PACKED}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to examine, by which rules, and what to write."""
    parser.add_argument("paths", nargs="+", metavar="路径", help="一份申报：一个文件，或一个文件夹")
    parser.add_argument("--inbox", action="store_true", help="路径是收件文件夹，其中每一项是一份申报")
    parser.add_argument("--call", required=True, metavar="征集", help="随软件提供的征集代号，或征集文件（TOML）的路径")
    parser.add_argument("--json", action="store_true", help="每份申报输出一行 JSON")
    parser.add_argument("--sheet", type=Path, metavar="文件", help="把汇总表写入 .xlsx 或 .csv 文件")
    parser.add_argument("--received", metavar="时间", help="报送时间，例如 2022-10-20T09:30（不写时区即征集所在时区）")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="同时审查几份（默认 1）")
    parser.add_argument("--resume", type=Path, metavar="文件", help="进度文件；默认放在收件文件夹旁边，跑完即删")
    parser.add_argument("--fresh", action="store_true", help="不理会上次中断的进度，从头审查")


def run(arguments: argparse.Namespace) -> int:
    """Examine every application; 0 when all are in order, 1 when there is something to look at."""
    rules = load_call(arguments.call)
    try:
        received = _moment(arguments.received, rules)
    except ValueError:
        complain(f"--received 应写作 2022-10-20T09:30，现为“{arguments.received}”")
        return USAGE
    if arguments.sheet and arguments.sheet.suffix.lower() not in KINDS:
        complain(f"--sheet 应为 {' 或 '.join(KINDS)} 文件，现为“{arguments.sheet}”")
        return USAGE
    if arguments.jobs < 1:
        complain("--jobs 应为 1 以上的整数")
        return USAGE
    paths = applications(map(Path, arguments.paths), inbox=arguments.inbox)
    tasks = [Task(str(path), rules, received) for path in paths]
    results = _told(tasks, arguments, rules)
    if not arguments.json:
        print(summed(results))
    if arguments.sheet:
        try:
            write_summary(results, arguments.sheet, rules)
        except OSError as error:
            complain(f"无法写入 {arguments.sheet}：{error.strerror or error}")
            return USAGE
    return int(any(result.json["outcome"] != "in order" for result in results))


def _moment(text: str | None, rules: CallRules) -> datetime | None:
    """A moment with a zone; one without is meant in the call's own."""
    moment = datetime.fromisoformat(text) if text else None
    return moment.replace(tzinfo=rules.zone) if moment and moment.tzinfo is None else moment


def _told(tasks: Sequence[Task], arguments: argparse.Namespace, rules: CallRules) -> list[Result]:
    """Examine, printing each application as it is done."""
    progress, results = Progress(len(tasks)), []
    for result in _results(tasks, arguments, progress):
        progress.clear()
        print(json.dumps(result.json, ensure_ascii=False) if arguments.json else f"{told(result, rules)}\n", flush=True)
        results.append(result)
        progress.step()
    progress.clear()
    return results


def _results(tasks: Sequence[Task], arguments: argparse.Namespace, progress: Progress) -> Iterator[Result]:
    journal = _journal(arguments, tasks)
    if journal is None:
        yield from examine_all(tasks, jobs=arguments.jobs, progress=progress.at)
        return
    whole = False
    try:
        keys = [key_of(task, Path(task.path), version=VERSION) for task in tasks]
        fresh = examine_all(
            [task for task, key in zip(tasks, keys, strict=True) if journal.known(key) is None],
            jobs=arguments.jobs,
            progress=progress.at,
        )
        for key in keys:
            result = journal.known(key)
            if result is None:
                result = next(fresh)
                journal.keep(key, result)
            yield result
        whole = True
    finally:
        journal.close(remove=whole and arguments.resume is None)


def _journal(arguments: argparse.Namespace, tasks: Sequence[Task]) -> Journal | None:
    """The journal that was asked for, or one beside the inbox when there is more than one application."""
    path: Path | None = arguments.resume
    if path is None:
        if not arguments.inbox or len(tasks) <= 1:
            return None
        inbox = Path(arguments.paths[0]).absolute()
        path = inbox.parent / f".{inbox.name}.casepaper.jsonl"
    try:
        return Journal(path, fresh=arguments.fresh)
    except OSError as error:
        complain(f"无法写进度文件 {path}（{error.strerror or error}），中断后将从头开始。")
        return None
