"""The kill drill: web or worker killed with -9 at random moments while applications come in; nothing may be lost."""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bench.figures import Figure
from bench.site import Site, made, until
from bench.submissions import TRUE, Material, Sent, send

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = "python -m bench.kill_drill"
WEB, WORKER = "gunicorn", "casecall worker"
AT_WORK = "处理进程已启动"
QUIET = "from casecall.jobs.queries import open_jobs\nanswer = open_jobs()"
ONCE = """
from django.db.models import Count
from casecall.audit.queries import verify as chain
from casecall.cases.models import Case, Revision
from casecall.jobs.models import Job
from casecall.receiving.models import Filing, Parcel
from casecall.screening.models import Screening
twice = lambda rows, by: rows.values(by).annotate(n=Count("id")).filter(n__gt=1).count()
answer = {
    "cases": Case.objects.count(), "parcels": Parcel.objects.count(), "revisions": Revision.objects.count(),
    "filed twice": twice(Filing.objects, "parcel"), "screened twice": twice(Screening.objects, "revision"),
    "screened": Screening.objects.values("revision").distinct().count(),
    "jobs": dict(Job.objects.values_list("state").annotate(n=Count("id"))),
    "attempts": dict(Job.objects.values_list("attempts").annotate(n=Count("id"))),
    "lines": chain().lines, "whole": chain().whole,
}
"""


@dataclass
class Killer:
    """Kills web or worker, with all it started, at random moments; ``kills`` counts them by name."""

    site: Site
    most: int
    seed: int
    kills: list[str]

    def run(self) -> None:
        """Kill until enough were killed; one that is just being started again is left to come up."""
        chance = random.Random(self.seed)
        while len(self.kills) < self.most:
            time.sleep(chance.uniform(0.05, 1.2))
            like = chance.choice((WEB, WORKER))
            if like == WORKER and self.site.log().count(AT_WORK) <= self.kills.count(WORKER):
                continue  # one that is not at work yet has nothing to lose
            for pid in self.site.children(like)[:1]:
                try:
                    os.killpg(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                self.kills.append(like)


def persist(site: Site, files: list[tuple[str, bytes]]) -> Sent:
    """Send an application as somebody would who tries again when the line breaks."""
    sent = send(site, files)
    while sent.wrong:
        time.sleep(0.3)
        sent = send(site, files)
    return sent


def drive(*, submissions: int = 200, kills: int = 50, clients: int = 4, seed: int = 7) -> dict[str, object]:
    """The whole drill; what the site says of itself when all its work is done."""
    with tempfile.TemporaryDirectory() as folder:
        site, material = made(Path(folder)), Material()
        with site.served():
            until(lambda: _answers(site), seconds=60)
            killer = Killer(site, kills, seed, [])
            thread = threading.Thread(target=killer.run)
            thread.start()

            def one(n: int) -> Sent:
                """In step with the killing, so that neither ends before the other."""
                until(lambda: len(killer.kills) >= n * kills // submissions - 1, seconds=600)
                return persist(site, material.of(n)[:1])

            with ThreadPoolExecutor(clients) as pool:
                sent = list(pool.map(one, range(submissions)))
            thread.join()
            quiet = until(lambda: site.ask(QUIET) == 0, seconds=1200)
        truth = site.ask(TRUE, [[one.token, one.hashes] for one in sent])
        found = site.ask(ONCE)
        receipts = len({one.token for one in sent})
        return {**found, "kills": killer.kills, "faults": truth["faults"], "receipts": receipts, "quiet": quiet}


def _answers(site: Site) -> bool:
    link = http.client.HTTPConnection(*site.address, timeout=5)
    try:
        link.request("GET", "/")
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()


def is_true(found: Mapping[str, object], *, submissions: int) -> bool:
    """Every receipt has its case, every job was done once or is shown as failed, the record is whole."""
    jobs = found["jobs"]
    return (
        found["receipts"] == found["cases"] == found["parcels"] == found["revisions"] == submissions
        and not found["faults"]
        and found["filed twice"] == found["screened twice"] == 0
        and isinstance(jobs, dict)
        and set(jobs) <= {"done", "failed"}
        and found["screened"] == submissions - jobs.get("failed", 0)
        and found["whole"] is True
    )


def measure(*, submissions: int = 200, kills: int = 50) -> list[Figure]:
    """The figure for the page of results."""
    begun = time.monotonic()
    found = drive(submissions=submissions, kills=kills)
    killed = cast("list[str]", found["kills"])
    names = f"网页进程 {killed.count(WEB)} 次，处理进程 {killed.count(WORKER)} 次"
    value = f"{found['receipts']} 份回执，{found['cases']} 个案例，任务 {found['jobs']}，操作记录 {found['lines']} 条"
    return [
        Figure(
            f"{submissions} 次报送期间 kill -9 {len(killed)} 次（{names}）",
            value,
            "回执皆有案例，任务各做一次或显示失败，操作记录完整",
            is_true(found, submissions=submissions),
            f"{time.monotonic() - begun:.0f} s；任务按尝试次数 {found['attempts']}",
        )
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    given = parser.parse_args()
    for figure in measure(submissions=given.submissions, kills=given.kills):
        print(figure.what, "|", figure.value, "|", figure.bound, "|", figure.met, "|", figure.beside)
