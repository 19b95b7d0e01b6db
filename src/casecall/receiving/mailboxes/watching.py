"""Watches a mailbox: listens or looks from time to time, takes what came, and comes back after every trouble."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING

from django.db import close_old_connections, connections
from django.utils import timezone

from casecall.receiving.mailboxes.fetching import box_of, fetch_all, note_trouble
from casecall.receiving.mailboxes.saying import MailboxTrouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from threading import Event

    from casecall.letters.accounts import Mailbox

log = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 600.0  # seconds before another try: doubled each time up to the longest
REFUSED = 300.0  # the first pause after a refused login: providers lock accounts that try too often
REFUSALS = frozenset({"login", "not_open", "oauth", "often", "unsafe"})
JITTER = 0.2  # so that several mailboxes of one provider do not come back at one moment


class Patience:
    """How long to wait after a trouble."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.Random()  # noqa: S311 - it spreads, it guards nothing
        self._pause = FIRST

    def after(self, code: str) -> float:
        """Seconds to wait after a trouble, longer each time."""
        pause = max(self._pause, REFUSED) if code in REFUSALS else self._pause
        self._pause = min(pause * 2, LONGEST)
        return pause * self._chance.uniform(1 - JITTER, 1 + JITTER)

    def renew(self) -> None:
        """All went well."""
        self._pause = FIRST


def watch(mailbox: Mailbox, stop: Event, *, now: Callable[[], datetime] = timezone.now) -> None:
    """Take letters as they come until told to stop; nothing ends it before."""
    patience = Patience()
    try:
        while not stop.is_set():
            pause = _watch(mailbox, stop, patience, now=now)
            close_old_connections()
            stop.wait(pause)
    finally:
        connections.close_all()


def _watch(mailbox: Mailbox, stop: Event, patience: Patience, *, now: Callable[[], datetime]) -> float:
    """One connection, as long as it lasts; how long to wait before the next."""
    try:
        with box_of(mailbox) as box:
            while not stop.is_set():
                fetch_all(box, mailbox, now=now, stop=stop)
                patience.renew()
                close_old_connections()
                if not stop.is_set():
                    box.wait(stop, seconds=mailbox.poll_seconds)
    except MailboxTrouble as wrong:
        note_trouble(mailbox, wrong, now=now())
        return patience.after(wrong.code)
    except Exception:  # whatever it is, the mailbox is looked at again
        log.exception("%s", mailbox.name)
        return patience.after("")
    return 0.0
