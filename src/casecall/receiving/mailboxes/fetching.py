"""Fetches a mailbox once through: folder by folder, letter by letter; what cannot be taken never stops the rest."""

from __future__ import annotations

import logging
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from casecall.audit.writing import write_atomic
from casecall.calls.queries import call_by_key, current_of, list_calls
from casecall.letters.accounts import MailFileFaults, load
from casecall.letters.actions import seen
from casecall.letters.queries import letters_by_message_id
from casecall.letters.rules import UNKNOWN
from casecall.receiving import ledger
from casecall.receiving.letters_in import take
from casecall.receiving.mailboxes.download import bring
from casecall.receiving.mailboxes.imap import ImapBox
from casecall.receiving.mailboxes.lease import only_fetcher
from casecall.receiving.mailboxes.pop3 import PopBox
from casecall.receiving.mailboxes.records import FetchReport
from casecall.receiving.mailboxes.saying import SAYS, LetterTrouble, MailboxTrouble
from casecall.receiving.records import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from threading import Event

    from casecall.letters.accounts import Mailbox
    from casecall.receiving.mailboxes.box import Box, Listed, OpenFolder
    from casecall.receiving.mailboxes.lease import Lease

log = logging.getLogger(__name__)

MOST_CUTS = 5  # times that one letter may end the connection or the process before the others go first
TOGETHER = 200  # letters whose Message-IDs are asked for at a time
MB = 1024 * 1024


def box_of(mailbox: Mailbox) -> Box:
    """The mailbox by its protocol; entering it connects and logs in."""
    return PopBox(mailbox) if mailbox.protocol == "pop3" else ImapBox(mailbox)


def fetch_once(mailbox: Mailbox, *, now: Callable[[], datetime], stop: Event) -> FetchReport:
    """Connect, take every new letter, take leave. Raises no trouble: it is noted and told in the report."""
    try:
        with box_of(mailbox) as box:
            return fetch_all(box, mailbox, now=now, stop=stop)
    except MailboxTrouble as wrong:
        note_trouble(mailbox, wrong, now=now())
        return FetchReport(trouble=str(wrong))


def fetch_all(box: Box, mailbox: Mailbox, *, now: Callable[[], datetime], stop: Event) -> FetchReport:
    """Take every new letter of every folder of an open mailbox, the first folder last, so that it stays open.

    A folder that cannot be read is noted and passed. Raises MailboxTrouble where nothing more can be read.
    """
    with only_fetcher(mailbox.name) as lease, _told():
        if lease is None:
            return FetchReport(trouble=SAYS["busy"])
        fetch = Fetch(box, mailbox, lease, stop=stop, now=now, call_id=_call_of(mailbox, now()))
        report = FetchReport()
        for folder, ours in folders_of(box, mailbox):
            if not stop.is_set():
                report += fetch.folder(folder, ours=ours)
        return report


def folders_of(box: Box, mailbox: Mailbox) -> list[tuple[str, bool]]:
    """The folders to be read, each with whether what lies there was written by us; the first of the account last."""
    sent = mailbox.sent_folder or box.sent_folder()
    names = [one for one in mailbox.folders if one != sent] if mailbox.protocol == "imap" else [*box.folders()]
    return [
        *((one, False) for one in names[1:]),
        *([(sent, True)] if sent else []),
        *((one, False) for one in names[:1]),
    ]


def _copies_come() -> bool:
    """Whether the account that sends gives copies to itself, which come in like the letters of others."""
    try:
        sending = load().sending
    except MailFileFaults:
        return False
    return sending is not None and sending.keep_copy == "bcc"


def note_trouble(mailbox: Mailbox, wrong: MailboxTrouble, *, now: datetime) -> None:
    """Note at the folders of a mailbox what keeps it from being read."""
    log.warning("%s: %s", mailbox.name, wrong)
    try:
        for folder in mailbox.folders if mailbox.protocol == "imap" else ("INBOX",):
            ledger.looked(mailbox.name, folder, trouble=str(wrong), now=now)
    except DatabaseError:
        log.exception(SAYS["database"])


@dataclass
class Fetch:
    """One way through a mailbox."""

    box: Box
    mailbox: Mailbox
    lease: Lease
    stop: Event
    now: Callable[[], datetime]
    call_id: int | None

    def folder(self, name: str, *, ours: bool) -> FetchReport:
        """Take the new letters of a folder, and those that could not be taken before and are due again."""
        try:
            return self._folder(name, ours=ours)
        except MailboxTrouble as wrong:
            if wrong.code not in PASSED:
                raise
            log.warning("%s, %s: %s", self.mailbox.name, name, wrong)
            ledger.looked(self.mailbox.name, name, trouble=str(wrong), now=self.now())
            return FetchReport(trouble=str(wrong))

    def _folder(self, name: str, *, ours: bool) -> FetchReport:
        account, told = self.mailbox.name, self._is_told(ours=ours)
        found = self.box.open(name, to_change=told)
        validity, cursor = ledger.begin(account, name, found.validity, next_uid=self._next_uid(name, found))
        again = ledger.to_try_again(account, name, validity, now=self.now())
        report = FetchReport()
        if again:
            report += self._letters(self._still_there(again, name, validity), name, validity, ours=ours)
        if found.letters:
            report += self._letters(self._new(name, validity, cursor), name, validity, ours=ours)
        if told:
            self._settle(name, validity)
        if not self.stop.is_set():
            ledger.looked(account, name, now=self.now())
        return report

    def _next_uid(self, name: str, found: OpenFolder) -> int | None:
        """The next UID; None where what the server says of it is belied by the letter that we had last."""
        last = ledger.cursor_of(self.mailbox.name, name)
        said = found.next_uid
        belied = said is not None and said <= last and bool(self._listing(uids=(str(last),)))
        return None if belied else said

    def _is_told(self, *, ours: bool) -> bool:
        return self.mailbox.after != "keep" and self.mailbox.protocol == "imap" and not ours

    def _new(self, name: str, validity: str, cursor: int) -> list[Listed]:
        listed = self._listing(after=cursor)
        if not validity:
            known = ledger.dealt_with(self.mailbox.name, name)
            return [one for one in listed if one.uid not in known]
        wanted = [one for one in listed if not self._is_old(one)]
        if listed and not wanted:
            ledger.pass_over(Place(self.mailbox.name, name, validity, listed[-1].uid))
        return wanted

    def _is_old(self, listed: Listed) -> bool:
        """Whether a letter lay there before the day from which letters are asked for."""
        since = self.mailbox.since
        return since is not None and listed.arrived is not None and listed.arrived < since

    def _listing(self, *, after: int = 0, uids: tuple[str, ...] = ()) -> list[Listed]:
        try:
            return self.box.listing(after=after, uids=uids)
        except LetterTrouble as wrong:
            raise MailboxTrouble("protocol", host=self.mailbox.host, words=str(wrong)) from wrong

    def _still_there(self, uids: tuple[str, ...], name: str, validity: str) -> list[Listed]:
        listed = self._listing(uids=uids)
        for uid in sorted(set(uids) - {one.uid for one in listed}):
            place = Place(self.mailbox.name, name, validity, uid)
            ledger.refuse(place, SAYS["letter_gone"], for_good=True, now=self.now())
        return listed

    def _letters(self, listed: list[Listed], name: str, validity: str, *, ours: bool) -> FetchReport:
        report = FetchReport()
        for start in range(0, len(listed), TOGETHER):
            some = listed[start : start + TOGETHER]
            known = self._written_here(some, name) if ours or _copies_come() else frozenset()
            for one in some:
                if self.stop.is_set():
                    return report
                place = Place(self.mailbox.name, name, validity, one.uid)
                if one.uid in known:
                    ledger.pass_over(place)
                    report += FetchReport(passed=1)
                else:
                    report += self._letter(one, place, ours=ours)
        return report

    def _written_here(self, listed: list[Listed], name: str) -> frozenset[str]:
        """Which letters were sent by this very program: they stand in its own list, and their links are not kept.

        That one lies here proves that it went out, if that was not known.
        """
        try:
            ids = self.box.message_ids([one.uid for one in listed])
        except LetterTrouble:
            return frozenset()
        ours = letters_by_message_id(ids.values())
        for letter in ours.values():
            if letter.state == UNKNOWN:
                seen(letter.message_id, f"{self.mailbox.name}·{name}", now=self.now())
        return frozenset(uid for uid, message_id in ids.items() if message_id in ours)

    def _letter(self, listed: Listed, place: Place, *, ours: bool) -> FetchReport:
        """Take one letter; what is wrong with it alone is noted with it."""
        if self.lease.begin(place) >= MOST_CUTS:
            return self._refuse(place, SAYS["letter_cuts"].format(count=MOST_CUTS))
        try:
            kept, left_out = bring(self.box, listed, place, lease=self.lease, now=self.now())
            self._take(kept.sha256, place, ours=ours, left_out=left_out)
        except LetterTrouble as wrong:
            return self._refuse(place, str(wrong), gone=wrong.code == "letter_gone")
        except (MailboxTrouble, OperationalError, InterfaceError) as wrong:
            if not isinstance(wrong, MailboxTrouble) or wrong.code == "disk":
                self.lease.end()  # the machine's fault, however often it comes, and not the letter's
            raise
        except Exception as wrong:
            log.exception("%s, %s, %s", place.account, place.folder, place.uid)
            return self._refuse(place, SAYS["letter_unread"].format(words=f"{type(wrong).__name__}: {wrong}"[:200]))
        self.lease.end()
        return FetchReport(taken=1)

    def _take(self, sha256: str, place: Place, *, ours: bool, left_out: int | None) -> None:
        with nullcontext() if left_out is None else write_atomic():  # a whole letter is read before the lock is taken
            take(
                sha256,
                place,
                call_id=self.call_id,
                ours=ours,
                border=self.mailbox.border,
                settled=not self._is_told(ours=ours) or left_out is not None,
                left_out=left_out,
                now=self.now(),
            )
            if left_out is not None:
                says = SAYS["letter_big"].format(size=-(-left_out // MB), most=settings.LETTER_BYTES // MB)
                ledger.refuse(place, says, for_good=True, now=self.now())

    def _refuse(self, place: Place, trouble: str, *, gone: bool = False) -> FetchReport:
        if gone:
            ledger.pass_over(place)
        else:
            ledger.refuse(place, trouble, now=self.now())
        self.lease.end()
        return FetchReport(passed=1) if gone else FetchReport(refused=1)

    def _settle(self, name: str, validity: str) -> None:
        uids = ledger.unsettled(self.mailbox.name, name, validity)
        if uids:
            self.box.settle(uids, self.mailbox.after)
            ledger.settle(self.mailbox.name, name, validity, uids)


PASSED = frozenset({"folder", "select", "read_only", "no_target", "no_move", "not_done"})  # of one folder alone


def _call_of(mailbox: Mailbox, now: datetime) -> int | None:
    """The call that the letters of a mailbox belong to: the one it names, else the one that is on."""
    if mailbox.call:
        named = call_by_key(mailbox.call)
        if named is None:
            raise MailboxTrouble("no_call", call=mailbox.call)
        return named.id
    current = current_of(list_calls(), now)
    return current.id if current else None


@contextmanager
def _told() -> Iterator[None]:
    """A database that is away is waited for, the letters lie where they are; a slip of ours is told and not hidden."""
    try:
        yield
    except MailboxTrouble:
        raise
    except DatabaseError as wrong:
        log.exception(SAYS["database"])
        raise MailboxTrouble("database") from wrong
    except Exception as wrong:
        log.exception("%s", type(wrong).__name__)
        raise MailboxTrouble("unexpected", words=f"{type(wrong).__name__}: {wrong}"[:200]) from wrong
