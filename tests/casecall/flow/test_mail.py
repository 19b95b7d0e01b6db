"""The mailboxes are watched while the worker works, and anew when mail.toml has changed."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from casecall.flow.mail import watch_mailboxes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings

    from casecall.letters.accounts import Mailbox

ACCOUNT = """[[mailbox]]
name = "{name}"
host = "127.0.0.1"
user = "cases@example.org"
password = "geheim"
"""


def until(met: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while not met() and time.monotonic() < end:
        time.sleep(0.01)
    return met()


def write(path: Path, *names: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(ACCOUNT.format(name=name) for name in names))
    path.chmod(0o600)


class Watched:
    """Stands in for the watching: which mailboxes are watched now, and which were."""

    def __init__(self) -> None:
        self.now: list[str] = []
        self.ever: list[str] = []

    def __call__(self, mailbox: Mailbox, stop: threading.Event) -> None:
        self.now.append(mailbox.name)
        self.ever.append(mailbox.name)
        stop.wait(10)
        self.now.remove(mailbox.name)


@pytest.fixture
def watched() -> Iterator[Watched]:
    stop, found = threading.Event(), Watched()
    thread = threading.Thread(target=watch_mailboxes, args=(stop,), kwargs={"watching": found, "look": 0.02})
    thread.start()
    yield found
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert found.now == []


def test_each_mailbox_is_watched_by_itself_and_all_end_with_the_worker(settings: Settings, watched: Watched) -> None:
    write(settings.DATA / "mail.toml", "a", "b")
    assert until(lambda: sorted(watched.now) == ["a", "b"])


def test_a_changed_file_is_read_anew(settings: Settings, watched: Watched) -> None:
    write(settings.DATA / "mail.toml", "a")
    assert until(lambda: watched.now == ["a"])
    write(settings.DATA / "mail.toml", "other")
    assert until(lambda: watched.now == ["other"])


def test_a_file_with_faults_ends_nothing_but_the_watching(settings: Settings, watched: Watched) -> None:
    path = settings.DATA / "mail.toml"
    write(path, "a")
    assert until(lambda: watched.now == ["a"])
    path.write_text("[[mailbox]]\n")
    assert until(lambda: watched.now == [])
    write(path, "mended")
    assert until(lambda: watched.now == ["mended"])


def test_without_a_file_nothing_is_watched(watched: Watched) -> None:
    time.sleep(0.1)
    assert watched.ever == []
