"""Examining applications one after another or several at once, so that none stops the others."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from casecli.entries import sources_of
from casepaper.examine import as_json, examine
from casepaper.opening.limits import trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from casepaper.forms.rules import CallRules

CRASHED: Final = "读取{file}的过程异常中止，请换一种格式重新报送，或由工作人员查看原件。"


@dataclass(frozen=True, slots=True)
class Task:
    """One application to examine: its path as given, the rules, and when it was sent if that is known."""

    path: str
    rules: CallRules
    received: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an application, as plain data: the documented JSON, and what the summary needs beside it."""

    json: Mapping[str, Any]
    photos: int = 0
    sent: str | None = None
    remarks: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The result for a line of the journal."""
        return asdict(self)


def examined(task: Task, *, progress: Callable[[str], None] | None = None) -> Result:
    """Examine one application in this process."""
    sources, unread = sources_of(Path(task.path))
    examination = examine(
        sources, task.rules, source=task.path, received=task.received, progress=progress, trouble=unread
    )
    paper = examination.paper
    return Result(
        json=as_json(examination),
        photos=len(paper.photos),
        sent=paper.sent.isoformat() if paper.sent else None,
        remarks=tuple(dict.fromkeys(one.says for one in paper.trouble)),
    )


def examine_all(
    tasks: Sequence[Task],
    *,
    jobs: int,
    progress: Callable[[str], None],
    work: Callable[[Task], Result] | None = None,
) -> Iterator[Result]:
    """The results in the order of the tasks, each as soon as it and those before it are done.

    With several jobs each runs in a process of its own; one that dies takes no other with it. ``work`` is what is done
    there, ``examined`` unless told otherwise.
    """
    if jobs <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield examined(task, progress=progress)
        return
    place = 0
    while place < len(tasks):
        for result in _side_by_side(tasks[place:], jobs, work or examined):
            place += 1
            yield result
        if place < len(tasks):  # a process died: the first task without a result is tried alone
            yield _alone(tasks[place], work or examined)
            place += 1


def _side_by_side(tasks: Sequence[Task], jobs: int, work: Callable[[Task], Result]) -> Iterator[Result]:
    """Results in order, until a process dies."""
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            yield from pool.map(work, tasks)
        except BrokenProcessPool:
            return
        except GeneratorExit:
            pool.shutdown(cancel_futures=True)
            raise


def _alone(task: Task, work: Callable[[Task], Result]) -> Result:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(work, task).result()
        except BrokenProcessPool:
            return _died(task)


def _died(task: Task) -> Result:
    says = trouble(Path(task.path).name, "crash", CRASHED)
    examination = examine((), task.rules, source=task.path, received=task.received, trouble=(says,))
    return replace(Result(json=as_json(examination)), remarks=(says.says,))
