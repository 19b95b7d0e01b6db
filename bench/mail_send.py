"""The sending drill: a worker killed with -9 at random moments while letters go out; none goes twice, none is lost."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figures import Figure
from bench.site import SRC, Site, made, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMAND = "python -m bench.mail_send"
AT_WORK = "处理进程已启动"
ACCOUNT = """[sending]
sender_name = "征案秘书处"
sender_address = "office@example.org"
host = "127.0.0.1"
port = {port}
security = "none"
per_minute = 1000
per_day = 100000
timeout_seconds = 10
answer_seconds = 10
"""
WRITE = """
from django.utils import timezone
from casecall.letters import actions
for n in range(given):
    one = actions.write("free", key=f"drill:{n}", to_address=f"unit{n}@example.com", to_name="云岫市数通网络有限公司",
                        subject=f"关于案例 LZ2022-{n:04d}", text="材料收到。" * 40, now=timezone.now(), by="console")
    actions.approve(one.pk, now=timezone.now(), by="console")
"""
STATES = """
from casecall.letters.queries import counts
answer = counts()
"""
LOOK = """
from django.utils import timezone
from casecall.letters import actions
from casecall.letters.models import Letter
held = set(given)
answer = {"found": 0, "not found": 0}
for one in Letter.objects.filter(state="unknown"):
    there = actions.look(one.pk, find=lambda it: "sink" if it in held else "", now=timezone.now(), by="console")
    answer["found" if there else "not found"] += 1
    if not there:
        actions.resolve(one.pk, was_sent=False, why="服务器上没有这封信", now=timezone.now(), by="console")
"""
TRUTH = """
from casecall.audit.queries import verify
from casecall.jobs.models import Job
from casecall.letters.models import Letter, LetterLine
answer = {
    "ids": list(Letter.objects.values_list("message_id", flat=True)), "whole": verify().whole,
    "resumed": LetterLine.objects.filter(what__startswith="上次交接中断").count(),
    "attempts": max(Job.objects.values_list("attempts", flat=True)),
}
"""


@dataclass
class Drill:
    """What came out: letters written, what the server holds by Message-ID, and what was seen on the way."""

    letters: int
    kills: int = 0
    held: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    truth: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def true(self) -> bool:
        """Every letter arrived, none twice, nothing arrived that was not written, all are known as sent."""
        once = set(self.held.values()) == {1} and set(self.held) == set(self.truth["ids"])
        return once and len(self.held) == self.letters == self.states["sent"] and self.truth["whole"]


def drive(*, letters: int = 500, kills: int = 100, seed: int = 7) -> Drill:
    """The whole drill: write, send while killing, settle what is unknown by what the server holds, send the rest."""
    chance, begun = random.Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        site, log = made(Path(folder)), Path(folder) / "sink.log"
        with _sink(Path(folder), seed) as port:
            account = site.data / "mail.toml"
            account.write_text(ACCOUNT.format(port=port))
            account.chmod(0o600)
            site.ask(WRITE, letters)
            drill = Drill(letters)
            share = letters / kills
            while drill.kills < kills:
                _live(site, log, chance, most=int((drill.kills + 1) * share))
                drill.kills += 1
            _finish(site)
            drill.unknown = site.ask(LOOK, list(_held(log)))
            _finish(site)
        drill.held, drill.states, drill.truth = _held(log), site.ask(STATES), site.ask(TRUTH)
    drill.seconds = time.monotonic() - begun
    return drill


@contextmanager
def _sink(folder: Path, seed: int) -> Iterator[int]:
    place = folder / "port"
    command = [sys.executable, "-m", "bench.smtp_sink", str(folder / "sink.log"), str(place), str(seed)]
    (folder / "sink.log").touch()
    with subprocess.Popen(command, cwd=SRC.parent) as process:
        try:
            until(place.exists, seconds=20)
            yield int(place.read_text())
        finally:
            process.terminate()


@contextmanager
def _worker(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is at work, ended with the block in whatever way it has not ended yet."""
    log = site.data / "worker.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "casecall", "worker"]
        with subprocess.Popen(command, env=site.surroundings(), stderr=out, start_new_session=True) as process:
            try:
                while AT_WORK not in log.read_text() and process.poll() is None:
                    time.sleep(0.005)
                yield process
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGINT)


def _live(site: Site, log: Path, chance: random.Random, *, most: int) -> None:
    """One worker's life: it sends for a moment of chance, or until it has sent its share, and is killed."""
    with _worker(site) as process:
        end = time.monotonic() + chance.uniform(0, 0.6)
        while time.monotonic() < end and sum(_held(log).values()) < most:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _finish(site: Site) -> None:
    """Let a worker do all that is left."""
    with _worker(site):
        until(lambda: not any(site.ask(STATES)[one] for one in ("approved", "sending")), seconds=300)


def _held(log: Path) -> Counter[str]:
    return Counter(line.split()[0] for line in log.read_text().splitlines())


def measure(*, letters: int = 500, kills: int = 100) -> list[Figure]:
    """The figure for the page of results."""
    drill = drive(letters=letters, kills=kills)
    return [figure(drill)]


def figure(drill: Drill) -> Figure:
    """What came out, as a line of the page."""
    twice = sum(count > 1 for count in drill.held.values())
    settled: Mapping[str, int] = drill.unknown
    value = (
        f"到达 {len(drill.held)} 封，重复 {twice} 封；结果不明 {sum(settled.values())} 封，"
        f"经查服务器已有 {settled['found']} 封、没有 {settled['not found']} 封"
    )
    beside = f"{drill.seconds:.0f} s；交出之前中断而重发 {drill.truth['resumed']} 次"
    return Figure(
        f"发信 {drill.letters} 封期间 kill -9 发信进程 {drill.kills} 次",
        value,
        "每封恰好一封，或显示结果不明并经查服务器认定；绝无重复",
        drill.true,
        beside,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    given = parser.parse_args()
    for one in measure(letters=given.letters, kills=given.kills):
        print(one.what, "|", one.value, "|", one.bound, "|", one.met, "|", one.beside)
