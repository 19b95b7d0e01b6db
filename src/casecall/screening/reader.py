"""Runs the reading process from outside: hands it files, hears its progress, watches time and memory, replaces it."""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any, Literal

from casecall.screening import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from casepaper.records import Source, Trouble

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "casecall.screening.child")
SRC = Path(__file__).resolve().parent.parent.parent
PIECE = 256 * 1024
LOOK_EVERY, TELL_EVERY = 0.25, 5.0
MOST_ANSWER = 1024**3
SAYS = {
    "at": "（读到：{at}）",
    "quiet": "识读某一页用时过长，已中止",
    "overall": "识读用时过长，已中止",
    "memory": "识读占用内存过多，已中止",
    "exit": "识读程序意外退出",
    "start": "识读程序无法启动",
    "rubbish": "识读程序返回的内容无法识别",
}
BreachKind = Literal["quiet", "overall", "memory", "exit", "start", "rubbish"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one reading process may take: seconds without a sign, seconds in all, bytes of memory, files in its life."""

    quiet: float = 300.0
    overall: float = 1800.0
    memory: int = 3 * 1024**3
    files: int = 120


@dataclass(frozen=True, slots=True)
class Task:
    """The files of one application, under the call file of their call.

    ``spoilt`` says what was left out of it, ``ages`` with which revision each of its files came.
    """

    source: str
    call: str
    received: datetime | None
    files: tuple[Source, ...]
    spoilt: tuple[Trouble, ...] = ()
    ages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reading process made of a task: its account; page pictures, photos and views of photos as bytes.

    ``parts`` are files within containers, where the task holds several applications.
    """

    account: dict[str, Any]
    pages: tuple[bytes, ...]
    photos: tuple[bytes, ...]
    views: tuple[bytes, ...] = ()
    parts: tuple[bytes, ...] = ()


class Breach(Exception):  # noqa: N818 - it says what happened
    """The reading process went beyond a bound, broke off or spoke rubbish; it is gone. The text is for people.

    ``start``: it never came up, which is no fault of any paper. ``file`` is the one whose turn it was, if any's.
    """

    def __init__(self, kind: BreachKind, at: str = "", file: str = "") -> None:
        super().__init__(SAYS[kind] + (SAYS["at"].format(at=at) if at else ""))
        self.kind, self.file = kind, file


class Reader:
    """One reading process, started when first wanted and replaced after a breach or a number of files."""

    def __init__(self, bounds: Bounds | None = None, command: Sequence[str] = COMMAND) -> None:
        self._bounds, self._command = bounds or Bounds(), tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._room: tempfile.TemporaryDirectory[str] | None = None
        self._files, self._ready = 0, False

    @property
    def pid(self) -> int | None:
        """The process that reads now, if one does."""
        return self._process.pid if self._process else None

    def read(self, task: Task, progress: Callable[[str], None]) -> Answer:
        """Have one application read. Raises Breach; the next call then starts with a fresh process."""
        if self._files and self._files + len(task.files) > self._bounds.files:
            self.close()
        process = self._running()
        self._files += len(task.files)
        try:
            return _Talk(process, self._bounds, progress, ready=self._ready).have(task)
        except BaseException:
            self.close()
            raise
        finally:
            self._ready = self._process is not None

    def close(self) -> None:
        """End the reading process and everything it started."""
        if self._process:
            _kill(self._process)
        if self._room:
            self._room.cleanup()
        self._process, self._room, self._files = None, None, 0

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self.close()
        self._room = tempfile.TemporaryDirectory(prefix="casecall-read-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if log.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
            cwd=self._room.name,
            env=_environment(self._room.name),
            start_new_session=True,
        )
        return self._process


class _Talk:
    """One task with one process: hands in, listens, and looks at the clock and at the memory."""

    def __init__(
        self, process: subprocess.Popen[bytes], bounds: Bounds, progress: Callable[[str], None], *, ready: bool
    ) -> None:
        if process.stdin is None or process.stdout is None:
            raise Breach("exit")
        self._process, self._bounds, self._progress, self._ready = process, bounds, progress, ready
        self._inlet, self._outlet = process.stdin.fileno(), process.stdout.fileno()
        self._frames, self._at, self._file = wire.Frames(), "", ""
        self._account: dict[str, Any] | None = None
        self._bytes: list[bytes] = []
        self._expected = self._received = 0
        self._began = self._heard = self._looked = self._told = time.monotonic()

    def have(self, task: Task) -> Answer:
        left = memoryview(_message(task))
        os.set_blocking(self._inlet, False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._outlet, selectors.EVENT_READ)
            selector.register(self._inlet, selectors.EVENT_WRITE)
            while not self._whole():
                for key, _ in selector.select(LOOK_EVERY):
                    if key.fd == self._outlet:
                        self._listen()
                    else:
                        left = left[self._hand_in(left) :]
                        if not left:
                            selector.unregister(self._inlet)
                self._look()
        return self._answer()

    def _hand_in(self, left: memoryview) -> int:
        try:
            return os.write(self._inlet, left[:PIECE])
        except BlockingIOError:
            return 0
        except BrokenPipeError as error:
            raise self._breach("exit" if self._ready else "start") from error

    def _listen(self) -> None:
        piece = os.read(self._outlet, PIECE)
        if not piece:
            raise self._breach("exit" if self._ready else "start")
        self._heard = time.monotonic()
        self._received += len(piece)
        if self._received > MOST_ANSWER:
            raise self._breach("rubbish")
        try:
            for value in self._frames.feed(piece):
                self._take(value)
        except (wire.Rubbish, KeyError, TypeError, AttributeError) as error:
            raise self._breach("rubbish") from error

    def _take(self, value: Any) -> None:
        if isinstance(value, bytes):
            self._bytes.append(value)
        elif "progress" in value:
            self._at = str(value["progress"])[:120]
            self._progress(self._at)
        elif "file" in value:
            self._file, self._at = str(value["file"]), ""
        elif "done" in value:
            account = value["done"]
            more = (account.get("views", ()), account.get("parts", ()))
            self._expected = len(account["pages"]) + len(account["photos"]) + sum(map(len, more))
            self._account = account
        elif "ready" in value:
            self._ready = True
        else:
            raise wire.Rubbish

    def _whole(self) -> bool:
        return self._account is not None and len(self._bytes) >= self._expected

    def _answer(self) -> Answer:
        if self._account is None:
            raise self._breach("rubbish")
        left = iter(self._bytes)
        kinds = ("pages", "photos", "views", "parts")  # the order in which their bytes follow the account
        return Answer(self._account, *(tuple(islice(left, len(self._account.get(kind, ())))) for kind in kinds))

    def _breach(self, kind: BreachKind) -> Breach:
        return Breach(kind, self._at, self._file)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        if now - self._began > self._bounds.overall:
            raise self._breach("overall")
        if now - self._heard > self._bounds.quiet:
            raise self._breach("quiet")
        if now - self._told > TELL_EVERY:
            self._told = now
            self._progress(self._at)  # nothing new, but whoever waits for us sees that we live
        if resident(self._process.pid) > self._bounds.memory:
            raise self._breach("memory")


def resident(pid: int) -> int:
    """The resident memory of a process and of all it started, in bytes; 0 where there is no /proc."""
    return sum(pages for _, pages in family(pid).values()) * os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> dict[int, tuple[int, int]]:
    """A process and all that descend from it: parent and resident pages by process."""
    everyone: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        everyone[int(folder.name)] = (int(fields[1]), int(fields[21]))
    found = {pid} & everyone.keys()
    while more := {one for one, (parent, _) in everyone.items() if parent in found} - found:
        found |= more
    return {one: everyone[one] for one in found}


def _message(task: Task) -> bytes:
    head = {
        "source": task.source,
        "call": task.call,
        "received": task.received.isoformat() if task.received else None,
        "files": [one.name for one in task.files],
        "spoilt": [(one.file, one.code, one.says) for one in task.spoilt],
        "ages": dict(task.ages),
    }
    return b"".join((wire.frame(head), *(wire.frame(one.data) for one in task.files)))


def _environment(room: str) -> dict[str, str]:
    """Nothing of ours but where Python and the programs are: no secret is there to be read."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "OMP_NUM_THREADS") if name in os.environ}
    return {**kept, "HOME": room, "TMPDIR": room, "PYTHONPATH": str(SRC), "PYTHONUNBUFFERED": "1"}


def _kill(process: subprocess.Popen[bytes]) -> None:
    started = family(process.pid)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    for pid in started:  # those that made a session of their own too
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()


_idle: LifoQueue[Reader] = LifoQueue()


@contextmanager
def a_reader() -> Iterator[Reader]:
    """A reader that nobody else uses meanwhile; it stays warm for the next one."""
    try:
        reader = _idle.get_nowait()
    except Empty:
        reader = Reader()
    try:
        yield reader
    finally:
        _idle.put(reader)


def close_all() -> None:
    """End the readers that stand idle."""
    while True:
        try:
            _idle.get_nowait().close()
        except Empty:
            return
