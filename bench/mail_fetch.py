"""The fetching drills: killed, cut off, renumbered, disk full, database locked; how fast, how large, how soon."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.dovecot import ACCOUNT, PASSWORD, Line, letter, renumber, served
from bench.figures import Figure
from bench.site import Site, made, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from casecall.cli.dovecot import Dovecot
    from casecall.letters.accounts import Mailbox
    from casecall.receiving.mailboxes import FetchReport

SRC = Path(__file__).parents[1]
MB = 1024 * 1024
MOST_RATIO, MOST_SECONDS, FLAT = 1.3, 2.0, 16.0
MET = {"renumbered": 2, "full": 10, "locked": 5}  # how often each is met in the course of a drill
SMALL, WHOLE = 8 * 1024, 200 * 1024  # bytes beyond which no file may grow: no blob, or no database
MAIL = """[[mailbox]]
name = "drill"
host = "127.0.0.1"
port = {port}
security = "none"
user = "{user}"
password = "{password}"
call = "drill"
"""


def drill(*, letters: int = 1000, kills: int = 100, cuts: int = 20, seed: int = 7) -> dict[str, Any]:
    """Letters come in while the fetcher is killed and cut off; what the site holds in the end."""
    chance, begun = random.Random(seed), time.monotonic()
    done = dict.fromkeys(("kills", "cuts", "full", "locked", "renumbered"), 0)
    with served() as server, Line(server.imap) as line:
        waiting = [*range(letters - cuts)]
        some = -(-letters // max(kills, 1) // 2)
        while waiting or done["kills"] < kills:
            _deliver(server, waiting, some)
            done["kills"] += _killed(server.imap, after=chance.uniform(0.0, 0.6))
            _deliver(server, waiting, some)
            ahead = {key: done["kills"] * most >= (done[key] + 1) * kills for key, most in MET.items()}
            if ahead["renumbered"] and done["renumbered"] < MET["renumbered"]:
                renumber(server)
                done["renumbered"] += 1
            if line.breaks < cuts and done["kills"] * cuts >= (line.breaks + 1) * kills:
                _cut(line, chance)
            if ahead["full"] and done["full"] < MET["full"]:
                done["full"] += _full(server.imap, chance.choice((SMALL, WHOLE)))
            if ahead["locked"] and done["locked"] < MET["locked"]:
                done["locked"] += _locked(server.imap)
        for n in range(letters - cuts, letters):  # where letters were put off, no line broke: a fresh one each
            server.deliver(ACCOUNT, letter(n))
            if line.breaks < cuts:
                _cut(line, chance)
        rounds = _to_the_end(server)
        found = _in_child(lambda: _truth(letters))
        done["cuts"] = line.breaks
    return {**done, "rounds": rounds, "seconds": round(time.monotonic() - begun), **found}


def _cut(line: Line, chance: random.Random) -> None:
    """Fetch over a line that breaks within the first letter that comes."""
    line.left = chance.randrange(2_000, 25_000)
    _in_child(lambda: _fetch(line.port))
    line.left = None


def _deliver(server: Dovecot, waiting: list[int], some: int) -> None:
    for n in waiting[:some]:
        server.deliver(ACCOUNT, letter(n))
    del waiting[:some]


def speed(*, letters: int = 200, size: int = 2 * MB, rounds: int = 3) -> dict[str, Any]:
    """Seconds for fetching and filing letters, and for a bare loop that writes and flushes them, by turns."""
    times: dict[str, list[float]] = {"bare": [], "barest": [], "ours": []}
    with served() as server:
        whole = [letter(n, size=size * 3 // 4) for n in range(letters)]
        for one in whole:
            server.deliver(ACCOUNT, one)
        volume = sum(map(len, whole)) / MB
        del whole
        _in_child(lambda: _bare(server.imap, most=1))  # the server's own index is made once
        fresh = _kept()
        for _ in range(rounds):
            times["bare"].append(_in_child(lambda: _bare(server.imap)))
            times["barest"].append(_in_child(lambda: _barest(server.imap)))
            times["ours"].append(_in_child(lambda: _filed(server.imap)))
            _emptied(fresh)
    ratios = {
        name: statistics.median(ours / other for ours, other in zip(times["ours"], times[name], strict=True))
        for name in ("bare", "barest")
    }
    return {"times": times, "ratios": ratios, "letters": letters, "volume": volume}


def memory(*, large: int = 100 * MB) -> dict[str, Any]:
    """The most memory of a fetcher in MB: with letters of 2 MB, and with one of 100 MB."""
    with served() as server:
        for n in range(20):
            server.deliver(ACCOUNT, letter(n, size=3 * MB // 2))
        small = _in_child(lambda: _peak(server.imap))
        _in_child(lambda: str(server.deliver(ACCOUNT, letter(9999, size=large * 3 // 4))))
        big = _in_child(lambda: _peak(server.imap))
    return {"small": small, "large": big}


def idle(*, letters: int = 20) -> dict[str, Any]:
    """Seconds from a letter's arrival to its case, with the worker listening."""
    with tempfile.TemporaryDirectory() as folder, served() as server:
        site = made(Path(folder))
        account = site.data / "mail.toml"
        account.write_text(MAIL.format(port=server.imap, user=ACCOUNT, password=PASSWORD))
        account.chmod(0o600)
        with site.served():
            server.deliver(ACCOUNT, letter(0))
            until(lambda: _cases(site) > 0, seconds=60)
            time.sleep(2)
            seconds = [_visible(site, server, n) for n in range(1, letters + 1)]
    return {"median": statistics.median(seconds), "most": max(seconds), "letters": letters}


def _cases(site: Site) -> int:
    with closing(sqlite3.connect(f"file:{site.data / 'casecall.sqlite3'}?mode=ro", uri=True, timeout=5)) as base:
        return int(base.execute("SELECT count(*) FROM cases_case").fetchone()[0])


def _visible(site: Site, server: Dovecot, n: int) -> float:
    before = _cases(site)
    begun = time.monotonic()
    server.deliver(ACCOUNT, letter(n))
    while _cases(site) == before:
        if time.monotonic() - begun > 30:
            break
        time.sleep(0.01)
    took = time.monotonic() - begun
    time.sleep(0.5)
    return took


def _account(port: int, name: str = "drill") -> Mailbox:
    from casecall.letters.accounts import Mailbox  # lazy: Django is set up first

    return Mailbox(
        name=name,
        protocol="imap",
        host="127.0.0.1",
        port=port,
        security="none",
        user=ACCOUNT,
        password=PASSWORD,
    )


def _fetch(port: int, name: str = "drill") -> FetchReport:
    from django.utils import timezone  # lazy: Django is set up first

    from casecall.receiving.mailboxes import fetch_once  # lazy: the same

    return fetch_once(_account(port, name), now=timezone.now, stop=threading.Event())


def _in_child(work: Callable[[], Any]) -> Any:
    """Do something in a process of its own, forked before any line to the database is open; what came of it."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        try:
            said = json.dumps(work(), default=str)
        except BaseException as wrong:  # noqa: BLE001 - told to the parent, whatever it is
            said = json.dumps({"wrong": repr(wrong)})
        with os.fdopen(sink, "w") as out:
            out.write(said)
        os._exit(0)
    os.close(sink)
    with os.fdopen(source) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return json.loads(said or "null")


def _killed(port: int, *, after: float) -> bool:
    """Have a fetcher killed with -9, a while after it has logged in; whether it was still at work."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _fetch_telling(port, sink)
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as told:
        told.read(1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _fetch_telling(port: int, sink: int) -> None:
    """Fetch as ever, and say when the mailbox stands open."""
    from django.utils import timezone  # lazy: Django is set up first

    from casecall.receiving.mailboxes.fetching import box_of, fetch_all  # lazy: the same

    with box_of(_account(port)) as box:
        os.close(sink)
        fetch_all(box, _account(port), now=timezone.now, stop=threading.Event())


def _full(port: int, most: int) -> bool:
    """Fetch where no file can grow beyond a size, as on a full disk; whether that was met."""

    def work() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        return _fetch(port).trouble

    return bool(_in_child(work))


def _locked(port: int) -> bool:
    """Fetch while another process keeps the database locked; whether that was met."""

    def work() -> str:
        from django.db import connections  # lazy: Django is set up first

        connections.settings["default"]["OPTIONS"]["timeout"] = 0.3
        return _fetch(port).trouble

    from django.conf import settings  # lazy: as above

    with closing(sqlite3.connect(settings.DATA / "casecall.sqlite3", isolation_level=None)) as base:
        base.execute("BEGIN IMMEDIATE")
        met = bool(_in_child(work))
        base.execute("ROLLBACK")
    return met


def _to_the_end(server: Dovecot) -> int:
    """Fetch until nothing is left, those that were put off too; how many rounds that took."""

    def work() -> int:
        from django.utils import timezone  # lazy: Django is set up first

        from casecall.receiving.ledger import try_again  # lazy: the same
        from casecall.receiving.models import MailTrouble  # lazy: the same

        for one in MailTrouble.objects.all():
            try_again(one.pk, now=timezone.now())
        return _fetch(server.imap).taken

    for n in range(1, 20):
        if not _in_child(work):
            return n
    return 20


def _truth(letters: int) -> dict[str, Any]:
    """What the site holds: each letter once, its bytes whole, its parcel and its job once."""
    from casecall.files.queries import verify  # lazy: Django is set up first
    from casecall.jobs.models import Job  # lazy: the same
    from casecall.receiving.models import MailItem, MailTrouble, Parcel, ReceivedLetter  # lazy: the same

    ids = list(ReceivedLetter.objects.values_list("message_id", flat=True))
    wanted = {f"<case-{n}@example.cn>" for n in range(letters)}
    return {
        "letters": letters,
        "parcels": Parcel.objects.count(),
        "received": len(ids),
        "missing": len(wanted - set(ids)),
        "twice": len(ids) - len(set(ids)),
        "damaged": sum(not verify(one) for one in ReceivedLetter.objects.values_list("file_id", flat=True)),
        "jobs": Job.objects.filter(name="file-parcel").count(),
        "items": MailItem.objects.count(),
        "troubles": MailTrouble.objects.count(),
    }


def _bare(port: int, *, most: int = 10**9) -> float:
    """imap-tools' own loop: fetch a letter, write it, flush it."""
    from imap_tools import MailBoxUnencrypted  # lazy: after the fork

    with tempfile.TemporaryDirectory() as folder, MailBoxUnencrypted("127.0.0.1", port).login(ACCOUNT, PASSWORD) as box:
        begun = time.monotonic()
        for n, message in enumerate(box.fetch(mark_seen=False, limit=min(most, 10**6))):
            with (Path(folder) / str(n)).open("wb") as out:
                out.write(message.obj.as_bytes())
                out.flush()
                os.fsync(out.fileno())
        return time.monotonic() - begun


def _barest(port: int) -> float:
    """The least that can be done: the bytes of each letter as they come, unread, written and flushed."""
    from imap_tools import MailBoxUnencrypted  # lazy: after the fork

    with tempfile.TemporaryDirectory() as folder, MailBoxUnencrypted("127.0.0.1", port).login(ACCOUNT, PASSWORD) as box:
        begun = time.monotonic()
        for uid in box.uids():
            _, said = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
            with (Path(folder) / uid).open("wb") as out:
                out.write(next(bytes(one[1]) for one in said if isinstance(one, tuple)))
                out.flush()
                os.fsync(out.fileno())
        return time.monotonic() - begun


def _filed(port: int) -> float:
    """Fetch all letters and file each to a case."""
    from casecall.flow.worker import run_due  # lazy: Django is set up first
    from casecall.receiving.actions import FILE  # lazy: the same

    begun = time.monotonic()
    found = _fetch(port)
    run_due(names=[FILE])
    took = time.monotonic() - begun
    assert found.taken, found
    return took


def _kept() -> Path:
    """A copy of the database as it is now."""
    from django.conf import settings  # lazy: Django is set up first

    copy = settings.DATA / "fresh"
    with closing(sqlite3.connect(settings.DATA / "casecall.sqlite3")) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(settings.DATA / "casecall.sqlite3", copy)
    return copy


def _emptied(keep: Path) -> None:
    """Put the database back to what it was, and let the blobs go."""
    from django.conf import settings  # lazy: Django is set up first

    base = settings.DATA / "casecall.sqlite3"
    for one in settings.DATA.glob("casecall.sqlite3*"):
        one.unlink()
    shutil.copy(keep, base)
    shutil.rmtree(settings.BLOBS, ignore_errors=True)


def _peak(port: int) -> dict[str, Any]:
    """Fetch, and the most memory of its own that took, in MB; pages of files that are mapped are the machine's."""
    seen, done = [_own_memory()], threading.Event()

    def sample() -> None:
        while not done.wait(0.005):
            seen.append(_own_memory())

    watch = threading.Thread(target=sample)
    watch.start()
    found = _fetch(port)
    done.set()
    watch.join()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"taken": found.taken, "trouble": found.trouble, "own": max(seen), "resident": resident}


def _own_memory() -> float:
    found = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def prepared(folder: Path) -> Site:
    """A fresh site in a folder, and this process set up for it, with no line to its database open."""
    site = made(folder)
    os.environ.update(site.surroundings(), DJANGO_SETTINGS_MODULE="casecall.settings")
    import django  # lazy: the folder is set first

    django.setup()
    for name in ("casecall.flow.worker", "casecall.receiving.mailboxes"):
        import_module(name)  # read once here, so that a child is at its letters at once
    return site


PARTS: dict[str, Callable[..., dict[str, Any]]] = {"drill": drill, "speed": speed, "memory": memory, "idle": idle}


def alone(part: str, **given: int) -> dict[str, Any]:
    """Run a part in a process of its own, on a site of its own; what it found."""
    more = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "bench.mail_fetch", part, *more]
    done = subprocess.run(command, cwd=SRC, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def is_true(found: dict[str, Any]) -> bool:
    """Every letter has one parcel and one job, its bytes are whole, and nothing is left over."""
    once = found["parcels"] == found["received"] == found["jobs"] == found["letters"]
    return once and not any(found[key] for key in ("missing", "twice", "damaged", "troubles"))


def measure() -> list[Figure]:
    """The figures for the page of results."""
    killed, fast, grown, soon = (alone(part) for part in PARTS)
    met = f" kill -9 {killed['kills']} 次，断线 {killed['cuts']} 次，UIDVALIDITY 变更 {killed['renumbered']} 次"
    more = f"磁盘写满 {killed['full']} 次，数据库锁住 {killed['locked']} 次"
    return [
        Figure(
            f"收取 {killed['letters']} 封信，其间{met}，{more}",
            f"{killed['parcels']} 份来件，缺 {killed['missing']}，重 {killed['twice']}，损坏 {killed['damaged']}",
            "每封一份，不缺不重",
            is_true(killed),
            f"{killed['seconds']} s；{killed['items']} 条收取记录",
        ),
        Figure(
            f"收取并立案 {fast['letters']} 封 2 MB 的信",
            f"{statistics.median(fast['times']['ours']):.1f} s，为对照的 {fast['ratios']['bare']:.2f} 倍",
            "≤ 1.3 倍",
            fast["ratios"]["bare"] <= MOST_RATIO,
            f"imap-tools 逐封取出、写盘并落盘：{statistics.median(fast['times']['bare']):.1f} s；"
            f"不解析、只存字节：{statistics.median(fast['times']['barest']):.1f} s",
        ),
        Figure(
            "收取 100 MB 的信时的内存峰值",
            f"{grown['large']['own']:.0f} MB",
            "与收取 2 MB 的信相当",
            grown["large"]["own"] < grown["small"]["own"] + FLAT,
            f"收取 2 MB 的信：{grown['small']['own']:.0f} MB；连同映射的文件 {grown['large']['resident']:.0f} MB",
        ),
        Figure(
            f"信到之后案例可见（IDLE，{soon['letters']} 封）",
            f"中位 {soon['median']:.2f} s，最长 {soon['most']:.2f} s",
            "≤ 2 s",
            soon["most"] <= MOST_SECONDS,
        ),
    ]


def main() -> None:
    """Run one part and print what it found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=tuple(PARTS))
    for name in ("letters", "kills", "cuts"):
        parser.add_argument(f"--{name}", type=int)
    given = parser.parse_args()
    more = {name: value for name in ("letters", "kills", "cuts") if (value := getattr(given, name)) is not None}
    with tempfile.TemporaryDirectory() as folder:
        if given.part != "idle":
            prepared(Path(folder))
        print(json.dumps(PARTS[given.part](**more)))


if __name__ == "__main__":
    main()
