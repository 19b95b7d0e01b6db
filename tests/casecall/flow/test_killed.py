"""A worker killed with -9 in the middle of a job: the next one does it again, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src"
SETUP = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from casecall.jobs.actions import enqueue
call_command("migrate", verbosity=0)
enqueue("screen", "1", {"revision": 1}, now=timezone.now())
"""
WORKER = """
import os, threading, time, django; django.setup()
from django.conf import settings
from casecall.flow.worker import alone, work
def step(payload, now, say):
    with open(settings.DATA / "runs", "a") as out: out.write(f"{os.getpid()}\\n")
    if not (settings.DATA / "go").exists(): time.sleep(60)
    with open(settings.DATA / "ends", "a") as out: out.write(f"{os.getpid()}\\n")
    stop.set()
stop = threading.Event()
with alone(settings.DATA) as only:
    assert only
    work(stop, jobs={"screen": step})
"""
VERDICT = """
import django; django.setup()
from casecall.jobs.queries import for_key
row = for_key("screen", "1")
print(row.state, row.attempts)
"""


def surroundings(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASECALL_")}
    return kept | {"DJANGO_SETTINGS_MODULE": "casecall.settings", "CASECALL_DATA": str(data), "PYTHONPATH": str(SRC)}


def program(text: str, data: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", text], env=surroundings(data))


def answer(text: str, data: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", text], env=surroundings(data), capture_output=True, text=True, check=True
    )
    return done.stdout


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.slow
def test_a_job_cut_off_by_kill_9_runs_again_at_once_and_is_done_once(tmp_path: Path) -> None:
    assert program(SETUP, tmp_path).wait(60) == 0
    first = program(WORKER, tmp_path)
    begun = time.monotonic()
    while not lines(tmp_path / "runs"):
        assert time.monotonic() - begun < 30
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    (tmp_path / "go").touch()
    second = program(WORKER, tmp_path)
    assert second.wait(30) == 0
    assert len(lines(tmp_path / "runs")) == 2
    assert lines(tmp_path / "ends") == [str(second.pid)]
    assert answer(VERDICT, tmp_path).split() == ["done", "2"]
