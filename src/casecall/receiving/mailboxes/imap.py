"""A mailbox by IMAP: imap-tools, and the standard library's client below it where bytes are fetched."""

from __future__ import annotations

import contextlib
import imaplib
import re
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, Self

from imap_tools import MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from casecall.receiving.mailboxes.box import HEAD, STEP, TIMEOUT, Listed, OpenFolder, tls
from casecall.receiving.mailboxes.saying import (
    LetterTrouble,
    MailboxTrouble,
    broken,
    connecting,
    listed,
    logging_in,
    opening,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from threading import Event

    from imap_tools import BaseMailBox

    from casecall.letters.accounts import Mailbox

Answer = list[Any]  # what the standard library's client makes of a response: bytes, and pairs of bytes

WHO: Final = '("name" "casecall" "version" "1" "vendor" "casecall")'
SENT_NAMES: Final = ("已发送", "已发送邮件", "已发邮件", "sent messages", "sent items", "sent mail", "sent")
TOGETHER: Final = 200  # letters that one command speaks of
GLANCE: Final = 1.0  # seconds between two looks at whether to stop, while the server is listened to

_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ARRIVED: Final = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_QUOTED: Final = re.compile(rb'\bBODY\[[^]]*\](?:<\d+>)? "((?:[^"\\]|\\.)*)"')
_MESSAGE_ID: Final = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LOST: Final = (imaplib.IMAP4.abort, OSError, EOFError)


class ImapBox:
    """An IMAP mailbox; entering it connects, logs in and says who we are. Nothing is read but with PEEK."""

    def __init__(self, mailbox: Mailbox, *, timeout: float = TIMEOUT) -> None:
        self.mailbox, self.timeout = mailbox, timeout
        self.capabilities: frozenset[str] = frozenset()
        self.id_refused = ""
        self._box: BaseMailBox | None = None
        self._folders: tuple[tuple[str, tuple[str, ...]], ...] | None = None

    def __enter__(self) -> Self:
        try:
            self._box = self._connect()
        except (OSError, EOFError, UnicodeError, imaplib.IMAP4.error, ImapToolsError, ValueError) as wrong:
            raise connecting(wrong, self.mailbox, seconds=self.timeout) from wrong
        try:
            self._log_in()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_trouble: object) -> None:
        box, self._box = self._box, None
        if box is None:
            return
        with contextlib.suppress(*_LOST, imaplib.IMAP4.error, ImapToolsError):
            box.client.sock.settimeout(5)
            box.logout()
        with contextlib.suppress(OSError):
            box.client.shutdown()

    def folders(self) -> tuple[str, ...]:
        """The names of all folders."""
        return tuple(name for name, _ in self._all_folders())

    def sent_folder(self) -> str:
        """The folder with the flag Sent, else one with a usual name, else nothing."""
        known = self._all_folders()
        flagged = [name for name, flags in known if "\\sent" in (one.lower() for one in flags)]
        named = {re.split(r"[/.]", name)[-1].lower(): name for name, _ in reversed(known)}
        return next(iter([*flagged, *(named[one] for one in SENT_NAMES if one in named)]), "")

    def open(self, folder: str, *, to_change: bool) -> OpenFolder:
        """Open a folder. Raises MailboxTrouble, which names the folders there are."""
        try:
            _, exists = self._there.folder.set(folder, readonly=not to_change)
        except imaplib.IMAP4.readonly as wrong:
            raise MailboxTrouble("read_only", folder=folder, after=self.mailbox.after) from wrong
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        except (ImapToolsError, imaplib.IMAP4.error) as wrong:
            raise opening(wrong, self.mailbox, folder, self._folder_names()) from wrong
        return OpenFolder(self._said("UIDVALIDITY") or "0", self._number("UIDNEXT"), int(exists[0] or 0))

    def listing(self, *, after: int = 0, uids: Sequence[str] = ()) -> list[Listed]:
        """The letters with a UID above ``after``, or those of the given UIDs, in order."""
        found: dict[int, Listed] = {}
        sets = _sets(uids) if uids else [f"{after + 1}:*"]
        for one in sets:
            for item in self._fetch(one, "(UID RFC822.SIZE INTERNALDATE)"):
                line = item[0] if isinstance(item, tuple) else item
                uid, size = _UID.search(line), _SIZE.search(line)
                if uid and size and int(uid[1]) > after:  # “7:*” of a folder whose last is 3 gives 3
                    found[int(uid[1])] = Listed(uid[1].decode(), int(size[1]), _day(_ARRIVED.search(line)))
        return [found[uid] for uid in sorted(found)]

    def message_ids(self, uids: Sequence[str]) -> dict[str, str]:
        """The Message-ID of each letter that has one, with its brackets."""
        found: dict[str, str] = {}
        for one in _sets(uids):
            for item in self._fetch(one, "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"):
                if isinstance(item, tuple) and (uid := _UID.search(item[0])) and (said := _MESSAGE_ID.search(item[1])):
                    found[uid[1].decode()] = said[1].decode("ascii", "replace")
        return found

    def head(self, uid: str) -> bytes:
        """The headers of a letter, as far as they matter; empty where it is gone."""
        return self._bytes(uid, f"BODY.PEEK[HEADER]<0.{HEAD}>")

    def whole(self, uid: str) -> bytes:
        """A letter at once; empty where it is gone."""
        return self._bytes(uid, "BODY.PEEK[]")

    def pieces(self, uid: str, *, start: int = 0) -> Iterator[bytes]:
        """The bytes of a letter from ``start`` on; it ends with the first piece that is short, whatever its size."""
        piece = bytes(STEP)
        while len(piece) >= STEP:
            piece = self._bytes(uid, f"BODY.PEEK[]<{start}.{STEP}>")
            start += len(piece)
            if piece:
                yield piece

    def resumes(self) -> bool:
        """IMAP gives any part of a letter."""
        return True

    def settle(self, uids: Sequence[str], after: str) -> None:
        """Mark letters as read, or move them, as ``after`` tells. Raises MailboxTrouble."""
        try:
            for one in _sets(uids):
                if after == "seen":
                    self._must("STORE", one, "+FLAGS.SILENT", r"(\Seen)")
                else:
                    self._move(one, after.removeprefix("move:"))
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        except (ImapToolsError, imaplib.IMAP4.error) as wrong:
            raise MailboxTrouble("not_done", after=after, words=words_of(wrong)) from wrong

    def wait(self, stop: Event, *, seconds: float) -> bool:
        """Listen with IDLE where the server has it; whether it said something before the time was over."""
        if "IDLE" not in self.capabilities:
            stop.wait(seconds)
            return False
        until = time.monotonic() + seconds
        try:
            with self._there.idle as idle:
                while not stop.is_set() and (left := until - time.monotonic()) > 0:
                    begun = time.monotonic()
                    if idle.poll(timeout=min(GLANCE, left)):
                        return True
                    if time.monotonic() - begun < min(GLANCE, left) / 2:
                        break  # silence before its time is the end of the connection, which the next command meets
        except (*_LOST, imaplib.IMAP4.error, ImapToolsError) as wrong:
            raise broken(wrong, self.mailbox) from wrong
        return False

    @property
    def _there(self) -> BaseMailBox:
        assert self._box is not None, "the mailbox is not open"  # noqa: S101 - a slip of ours, not of the server
        return self._box

    def _connect(self) -> BaseMailBox:
        one = self.mailbox
        if one.security == "tls":
            return MailBox(one.host, one.port, timeout=self.timeout, ssl_context=tls(one))
        box = MailBoxUnencrypted(one.host, one.port, timeout=self.timeout)
        if one.security == "starttls":
            try:
                box.client.starttls(ssl_context=tls(one))
            except BaseException:
                box.client.shutdown()
                raise
        return box

    def _log_in(self) -> None:
        user, password = self.mailbox.user, self.mailbox.password
        plain = user.isascii() and password.isascii()
        try:
            (self._there.login if plain else self._there.login_utf8)(user, password, initial_folder=None)
            _, said = self._there.client.capability()
            self.capabilities = frozenset(b" ".join(said).decode("ascii", "replace").upper().split())
            self._say_who()
        except UnexpectedCommandStatusError as wrong:
            raise logging_in(wrong, self.mailbox) from wrong
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        except imaplib.IMAP4.error as wrong:
            raise logging_in(wrong, self.mailbox) from wrong

    def _say_who(self) -> None:
        """163 and 126 open no folder for who has not said this; a server that refuses it is used all the same."""
        if "ID" not in self.capabilities:
            return
        try:
            kind, said = self._there.client.xatom("ID", WHO)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as wrong:
            self.id_refused = words_of(wrong)
        else:
            self.id_refused = "" if kind == "OK" else b" ".join(one for one in said if one).decode("utf-8", "replace")

    def _all_folders(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if self._folders is None:
            try:
                found = self._there.folder.list()
            except _LOST as wrong:
                raise broken(wrong, self.mailbox) from wrong
            except (ImapToolsError, imaplib.IMAP4.error, ValueError):
                found = []
            shown = [one for one in found if "\\noselect" not in (flag.lower() for flag in one.flags)]
            self._folders = tuple((one.name, tuple(one.flags)) for one in shown)
        return self._folders

    def _folder_names(self) -> tuple[str, ...]:
        try:
            return self.folders()
        except MailboxTrouble:
            return ()

    def _said(self, code: str) -> str:
        _, said = self._there.client.response(code)
        last = said[-1] if said and said[-1] else b""
        return last.decode("ascii", "replace").strip() if isinstance(last, bytes) else ""

    def _number(self, code: str) -> int | None:
        said = self._said(code)
        return int(said) if said.isdigit() else None

    def _fetch(self, uids: str, what: str) -> Answer:
        try:
            return self._must("FETCH", uids, what)
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        except (ImapToolsError, imaplib.IMAP4.error) as wrong:
            raise LetterTrouble("letter_refused", words=words_of(wrong)) from wrong

    def _bytes(self, uid: str, what: str) -> bytes:
        for item in self._fetch(uid, f"({what})"):
            if isinstance(item, tuple) and b"BODY[" in item[0]:
                return bytes(item[1])
            if isinstance(item, bytes) and (short := _QUOTED.search(item)):
                return re.sub(rb"\\(.)", rb"\1", short[1])
        return b""

    def _must(self, command: str, *words: str) -> Answer:
        kind, said = self._there.client.uid(command, *words)
        if kind != "OK":
            raise UnexpectedCommandStatusError((kind, said), "OK")
        return [one for one in said if one is not None]  # what matches nothing is answered with [None]

    def _move(self, uids: str, folder: str) -> None:
        """Move letters so that no letter which somebody else marked as deleted goes with them."""
        if folder not in self.folders():
            raise MailboxTrouble("no_target", folder=folder, folders=listed(self.folders()))
        target = encode_folder(folder).decode("ascii")
        if "MOVE" in self.capabilities:
            self._must("MOVE", uids, target)
        elif "UIDPLUS" in self.capabilities:
            self._must("COPY", uids, target)
            self._must("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
            self._must("EXPUNGE", uids)
        else:
            raise MailboxTrouble("no_move")


def _sets(uids: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(uids), TOGETHER):
        yield ",".join(uids[start : start + TOGETHER])


def _day(found: re.Match[bytes] | None) -> date | None:
    try:
        return parsedate_to_datetime(found[1].decode("ascii", "replace")).date() if found else None
    except (ValueError, TypeError, IndexError):
        return None
