"""The mailboxes of mail.toml, each watched by a thread while the worker runs; a changed file is read anew."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from django.db import connections

from casecall.letters.accounts import MailFileFaults, load, path_of_file
from casecall.receiving.mailboxes import watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from casecall.letters.accounts import Mailbox

    Watch = Callable[[Mailbox, threading.Event], None]

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between two looks at whether the file has changed
PATIENCE = 10.0  # seconds that a watcher may still take; one that hangs on a dead line longer is left to its end


@dataclass
class Crew:
    """The watchers of one state of the file."""

    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, mailbox: Mailbox, watching: Watch) -> None:
        """Have a mailbox watched."""
        args = (mailbox, self.stop)
        self.threads.append(threading.Thread(target=watching, args=args, name=f"mail-{mailbox.name}", daemon=True))
        self.threads[-1].start()

    def dismiss(self) -> None:
        """Have all watchers end."""
        self.stop.set()
        until = monotonic() + PATIENCE
        for one in self.threads:
            one.join(max(until - monotonic(), 0.0))


def watch_mailboxes(stop: threading.Event, *, watching: Watch = watch, look: float = LOOK) -> None:
    """Have every mailbox of the file watched until told to stop, anew whenever the file has changed."""
    crew, seen = Crew(), None
    try:
        while not stop.is_set():
            mark = _mark()
            if mark != seen:
                crew.dismiss()
                crew, seen = Crew(), mark
                for mailbox in _mailboxes():
                    crew.begin(mailbox, watching)
            stop.wait(look)
    finally:
        crew.dismiss()
        connections.close_all()


def _mark() -> tuple[float, int]:
    try:
        found = path_of_file().stat()
    except OSError:
        return 0.0, -1
    return found.st_mtime, found.st_size


def _mailboxes() -> tuple[Mailbox, ...]:
    """The mailboxes of the file; where it has faults none, which the office's front page says."""
    try:
        return load().mailboxes
    except MailFileFaults as wrong:
        log.warning("%s", wrong)
        return ()
