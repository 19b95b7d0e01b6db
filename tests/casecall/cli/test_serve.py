"""Serving: site and worker kept running together, each started again when it dies, both gone after Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casecall.cli.serve import PAUSES, Child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SRC = Path(__file__).parents[3] / "src"


def surroundings(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASECALL_")}
    return kept | {"CASECALL_DATA": str(data), "PYTHONPATH": str(SRC)}


def casecall(data: Path, *argv: str) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, "-m", "casecall", *argv], surroundings(data)


def children(pid: int, like: str) -> list[int]:
    """The processes that a process has started whose command line holds a word."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((one / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (one / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid and like in command:
            found.append(int(one.name))
    return found


def until(met: Callable[[], object], seconds: float = 30) -> None:
    begun = time.monotonic()
    while not met():
        assert time.monotonic() - begun < seconds, "waited in vain"
        time.sleep(0.1)


def _another(pid: int, like: str, old: int) -> bool:
    return children(pid, like) not in ([], [old])


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own site
            return int(answer.status)
    except urllib.error.HTTPError as wrong:
        return wrong.code


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A site that runs, and its address; ended by Ctrl-C whatever the test did."""
    command, env = casecall(tmp_path, "setup")
    subprocess.run(command, env=env, check=True, capture_output=True)
    command, env = casecall(tmp_path, "serve", "--port", "0")
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=log, text=True) as site,
    ):
        assert site.stdout
        said = site.stdout.readline()
        address = re.search(r"http://\S+/", said)
        assert address, said
        yield site, address[0]
        site.send_signal(signal.SIGINT)
        site.wait(40)


@pytest.mark.slow
def test_web_and_worker_are_started_again_and_no_visitor_is_turned_away(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    site, address = served
    assert status(address) == 200
    for like in ("gunicorn", "casecall worker"):
        until(partial(children, site.pid, like))
        [old] = children(site.pid, like)
        os.kill(old, signal.SIGKILL)
        assert status(address) == 200
        until(partial(_another, site.pid, like, old))
    assert "意外结束" in (tmp_path / "log").read_text()


@pytest.mark.slow
def test_ctrl_c_ends_both_cleanly_and_frees_the_port(served: tuple[subprocess.Popen[str], str]) -> None:
    site, address = served
    assert status(address) == 200
    until(lambda: children(site.pid, "casecall worker"))
    mine = children(site.pid, "")
    assert len(mine) == 2
    site.send_signal(signal.SIGINT)
    assert site.wait(40) == 0
    assert not [pid for pid in mine if Path(f"/proc/{pid}").exists()]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=2)  # noqa: S310 - our own site


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_nothing_is_left_running_when_the_command_itself_is_killed(served: tuple[subprocess.Popen[str], str]) -> None:
    site, _ = served
    until(lambda: children(site.pid, "gunicorn") and children(site.pid, "casecall worker"))
    mine = children(site.pid, "")
    site.kill()
    until(lambda: not [pid for pid in mine if Path(f"/proc/{pid}").exists()])


@pytest.mark.slow
def test_a_second_site_on_the_same_port_says_so(served: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    port = served[1].rstrip("/").rsplit(":", 1)[1]
    command, env = casecall(tmp_path, "serve", "--port", port)
    second = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"无法在 127.0.0.1:{port} 上监听" in second.stderr


@pytest.mark.slow
def test_a_site_that_was_not_set_up_says_what_to_do(tmp_path: Path) -> None:
    command, env = casecall(tmp_path, "serve", "--port", "0")
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "casecall setup" in done.stderr


@pytest.mark.slow
def test_a_setting_that_makes_no_sense_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    command, env = casecall(tmp_path, "serve")
    done = subprocess.run(command, env=env | {"CASECALL_HTTPS": "maybe"}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "设置有误：CASECALL_HTTPS 应为 yes 或 no，现为“maybe”\n"


def test_what_keeps_dying_is_started_again_more_and_more_slowly() -> None:
    child = Child("web", [sys.executable, "-c", ""])
    waits, now = [], 0.0
    for _ in range(5):
        child.start()
        assert child.process
        child.process.wait(20)
        child.look_after(now)
        waits.append(round(child.again_at - now, 3))
        assert child.process is None
    assert waits == [*PAUSES, PAUSES[-1]]
    child.start()
    assert child.process
    child.process.wait(20)
    child.look_after(1000.0)
    assert child.again_at == 1000.0 + PAUSES[0]
    child.look_after(child.again_at - 0.01)
    assert child.process is None
    child.look_after(child.again_at)
    assert child.process is not None
    child.process.wait(20)


@pytest.mark.slow
def test_a_command_beside_runs_as_long_as_the_site(tmp_path: Path) -> None:
    command, env = casecall(tmp_path, "setup")
    subprocess.run(command, env=env, check=True, capture_output=True)
    command, env = casecall(tmp_path, "serve", "--port", "0", "--beside", "sleep 3333")
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as site:
        until(lambda: children(site.pid, "sleep 3333"))
        [beside] = children(site.pid, "sleep 3333")
        os.kill(beside, signal.SIGKILL)
        until(partial(_another, site.pid, "sleep 3333", beside))
        site.send_signal(signal.SIGINT)
        assert site.wait(40) == 0
        assert not children(site.pid, "sleep 3333")
