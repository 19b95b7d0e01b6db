"""The bounds of the reading process: whatever it does, its caller gets an answer or a breach, and never hangs."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecall.screening import wire
from casecall.screening.reader import SRC, Bounds, Breach, Reader, Task, resident
from casepaper.records import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPENING = f"""
import os, sys, time, json
sys.path.insert(0, {str(SRC)!r})
from casecall.screening import wire
out = sys.stdout.buffer
def answer(value):
    out.write(wire.frame(value)); out.flush()
def task():
    head = wire.read(sys.stdin.buffer)
    return head, [wire.read(sys.stdin.buffer) for _ in head["files"]]
answer({{"ready": True}})
def done(**more):
    answer({{"done": {{"packed": {{}}, "findings": [], "outcome": "in order", "pages": [], "photos": [], **more}}}})
"""
TASK = Task("LZ2022-0001", "", None, (Source("a.docx", b"abc"), Source("b.jpg", b"x" * 2_000_000)))
QUICK = Bounds(quiet=2.5, overall=6.0, memory=400 * 1024**2, files=5)


@pytest.fixture
def reader_of() -> Iterator[Callable[..., Reader]]:
    """Makes a reader whose process runs these lines after the opening ones."""
    made: list[Reader] = []

    def make(lines: str, bounds: Bounds = QUICK) -> Reader:
        made.append(Reader(bounds, (sys.executable, "-c", OPENING + lines)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def breach_of(reader: Reader) -> Breach:
    with pytest.raises(Breach) as caught:
        reader.read(TASK, lambda _: None)
    return caught.value


def test_files_go_in_and_an_account_with_its_bytes_comes_back(reader_of: Callable[..., Reader]) -> None:
    reader = reader_of("""
head, files = task()
done(pages=[{"n": len(files[0])}], photos=[{"n": len(files[1])}])
answer(b"page"); answer(b"photo")
time.sleep(9)
""")
    answer = reader.read(TASK, lambda _: None)
    assert answer.account["pages"] == [{"n": 3}]
    assert answer.account["photos"] == [{"n": 2_000_000}]
    assert (answer.pages, answer.photos) == ((b"page",), (b"photo",))


def test_progress_is_heard_while_it_is_made(reader_of: Callable[..., Reader]) -> None:
    heard: list[str] = []
    reader_of('task(); answer({"progress": "第 2 页 / 共 3 页"}); done()').read(TASK, heard.append)
    assert heard == ["第 2 页 / 共 3 页"]


def test_a_process_stays_for_the_next_task_and_is_replaced_after_a_number_of_files(
    reader_of: Callable[..., Reader],
) -> None:
    reader = reader_of("while True:\n    task(); done(pid=os.getpid())")
    pids = [reader.read(TASK, lambda _: None).account["pid"] for _ in range(4)]
    assert pids[0] == pids[1]
    assert pids[2] == pids[3]
    assert pids[1] != pids[2]
    assert gone(pids[0])


def test_a_process_that_says_nothing_is_ended(reader_of: Callable[..., Reader]) -> None:
    reader = reader_of('task(); answer({"progress": "第 1 页 / 共 3 页"}); time.sleep(60)')
    began = time.monotonic()
    breach = breach_of(reader)
    assert breach.kind == "quiet"
    assert "第 1 页 / 共 3 页" in str(breach)
    assert time.monotonic() - began < 12
    assert reader.pid is None


def test_a_process_that_goes_on_for_ever_is_ended_though_it_talks(reader_of: Callable[..., Reader]) -> None:
    reader = reader_of('task()\nwhile True:\n    answer({"progress": "还在读"}); time.sleep(0.1)')
    assert breach_of(reader).kind == "overall"


def test_a_process_that_eats_memory_is_ended(reader_of: Callable[..., Reader]) -> None:
    reader = reader_of(
        "task(); eaten = bytearray(os.urandom(1024)) * 600_000; time.sleep(60)", Bounds(memory=300 * 1024**2)
    )
    assert breach_of(reader).kind == "memory"


def test_memory_of_programs_that_it_started_counts_too(reader_of: Callable[..., Reader]) -> None:
    eater = "import os, time; eaten = bytearray(os.urandom(1024)) * 600_000; time.sleep(60)"
    reader = reader_of(
        f"import subprocess; task(); subprocess.Popen([sys.executable, '-c', {eater!r}]); time.sleep(60)",
        Bounds(memory=300 * 1024**2),
    )
    assert breach_of(reader).kind == "memory"


@pytest.mark.parametrize("own", [False, True], ids=["in its session", "in a session of their own"])
def test_programs_that_it_started_end_with_it(reader_of: Callable[..., Reader], own: bool) -> None:
    heard: list[str] = []
    reader = reader_of(
        """
import subprocess
task()
sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
answer({"progress": str(subprocess.Popen(sleeper, start_new_session=OWN).pid)})
time.sleep(60)
""".replace("OWN", str(own))
    )
    with pytest.raises(Breach):
        reader.read(TASK, heard.append)
    deadline = time.monotonic() + 3
    while not gone(int(heard[0])) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert gone(int(heard[0]))


@pytest.mark.parametrize("lines", ["task(); os._exit(3)", "os._exit(0)", "task(); os.kill(os.getpid(), 9)"])
def test_a_process_that_breaks_off_is_a_breach(reader_of: Callable[..., Reader], lines: str) -> None:
    assert breach_of(reader_of(lines)).kind == "exit"


def test_a_process_that_never_comes_up_is_no_fault_of_a_paper() -> None:
    breach = breach_of(Reader(QUICK, (sys.executable, "-c", "import nothing_of_that_name")))
    assert breach.kind == "start"


@pytest.mark.parametrize(
    "lines",
    [
        'task(); out.write(b"Segmentation fault, or a joke" * 9); out.flush(); time.sleep(9)',
        'task(); out.write(wire.HEAD.pack(b"J", 2**60)); out.flush(); time.sleep(9)',
        'task(); out.write(wire.HEAD.pack(b"J", 4) + b"{not"); out.flush(); time.sleep(9)',
        'task(); answer({"done": 7}); time.sleep(9)',
        "task(); answer([1, 2]); time.sleep(9)",
        'task(); answer({"done": {"pages": 1}}); time.sleep(9)',
    ],
)
def test_rubbish_is_a_breach(reader_of: Callable[..., Reader], lines: str) -> None:
    assert breach_of(reader_of(lines)).kind == "rubbish"


def test_after_a_breach_the_next_task_finds_a_fresh_process(reader_of: Callable[..., Reader], tmp_path: object) -> None:
    mark = f"{tmp_path}/seen"
    reader = reader_of(f"""
task()
if not os.path.exists({mark!r}):
    open({mark!r}, "w").close(); os._exit(1)
done()
""")
    assert breach_of(reader).kind == "exit"
    assert reader.read(TASK, lambda _: None).account["outcome"] == "in order"


def test_a_caller_who_breaks_off_leaves_no_process_behind(reader_of: Callable[..., Reader]) -> None:
    class StoppedError(Exception):
        pass

    def stop(_: str) -> None:
        raise StoppedError

    reader = reader_of('task(); answer({"progress": "…"}); time.sleep(60)')
    with pytest.raises(StoppedError):
        reader.read(TASK, stop)
    assert reader.pid is None


def test_secrets_of_the_environment_do_not_reach_it(
    reader_of: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASECALL_DATABASE_URL", "postgresql://u:secret@db/x")
    answer = reader_of("task(); done(env=dict(os.environ))").read(TASK, lambda _: None)
    assert "secret" not in str(answer.account["env"])


def test_a_process_without_a_parent_ends_itself() -> None:
    import subprocess

    middle = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", '''
import sys, time
sys.path.insert(0, {str(SRC)!r})
from casecall.screening import fence
fence.die_with_parent(every=0.1)
time.sleep(60)
'''], start_new_session=True)
print(child.pid, flush=True)
import time; time.sleep(0.8)
"""
    shown = subprocess.run([sys.executable, "-c", middle], capture_output=True, check=True, timeout=20)
    pid, deadline = int(shown.stdout), time.monotonic() + 5
    while not gone(pid) and resident(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not resident(pid)


def test_the_reading_process_has_no_network_where_the_kernel_allows_it(reader_of: Callable[..., Reader]) -> None:
    answer = reader_of("""
from casecall.screening import fence
import socket
fenced = fence.shut_the_network()
task()
done(fenced=fenced, names=[name for _, name in socket.if_nameindex()])
""").read(TASK, lambda _: None)
    if not answer.account["fenced"]:
        pytest.skip("这台机器的内核不给网络命名空间")
    assert answer.account["names"] == ["lo"]


@given(
    st.lists(st.binary(max_size=400) | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9))),
    st.integers(1, 500),
)
def test_frames_come_whole_out_of_pieces_of_any_size(sent: list[object], size: int) -> None:
    stream, frames, got = b"".join(wire.frame(one) for one in sent), wire.Frames(), []
    for at in range(0, len(stream), size):
        got += list(frames.feed(stream[at : at + size]))
    assert got == sent
