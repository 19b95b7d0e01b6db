"""A mailbox by POP3, for those that have nothing else: letters are told apart by UIDL, and none is ever deleted."""

from __future__ import annotations

import contextlib
import poplib
import re
import ssl
from typing import TYPE_CHECKING, Final, Self

from casecall.receiving.mailboxes.box import HEAD, TIMEOUT, Listed, OpenFolder, tls
from casecall.receiving.mailboxes.saying import LetterTrouble, MailboxTrouble, broken, connecting, logging_in, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from threading import Event

    from casecall.letters.accounts import Mailbox

INBOX: Final = "INBOX"
LINE: Final = 64 * 1024  # bytes of a line that are read at a time; letters have lines of any length
PIECE: Final = 256 * 1024
_MESSAGE_ID: Final = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LOST: Final = (OSError, EOFError)


class PopBox:
    """A POP3 mailbox. What it lists is a snapshot, so that it is left before waiting and entered anew by ``open``."""

    def __init__(self, mailbox: Mailbox, *, timeout: float = TIMEOUT) -> None:
        self.mailbox, self.timeout = mailbox, timeout
        self._pop: poplib.POP3 | None = None
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._enter()
        return self

    def __exit__(self, *_trouble: object) -> None:
        pop, self._pop = self._pop, None
        if pop is None:
            return
        with contextlib.suppress(*_LOST, poplib.error_proto):
            pop.sock.settimeout(5)
            pop.quit()
        with contextlib.suppress(OSError):
            pop.close()

    def folders(self) -> tuple[str, ...]:
        """The only one there is."""
        return (INBOX,)

    def sent_folder(self) -> str:
        """POP3 has none."""
        return ""

    def open(self, folder: str, *, to_change: bool) -> OpenFolder:
        """Take a fresh list of what lies there."""
        del folder, to_change
        if self._pop is None:
            self._enter()
        try:
            _, lines, _ = self._there.uidl()
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        except poplib.error_proto as wrong:
            raise MailboxTrouble("no_uidl", host=self.mailbox.host) from wrong
        pairs = [line.decode("ascii", "replace").split(None, 1) for line in lines]
        self._numbers = {pair[1]: int(pair[0]) for pair in pairs if len(pair) == 2 and pair[0].isdigit()}  # noqa: PLR2004
        return OpenFolder("", None, len(self._numbers))

    def listing(self, *, after: int = 0, uids: Sequence[str] = ()) -> list[Listed]:
        """Every letter there, or those of the given UIDLs; POP3 does not know which are new."""
        del after
        try:
            _, lines, _ = self._there.list()
        except (*_LOST, poplib.error_proto) as wrong:
            raise broken(wrong, self.mailbox) from wrong
        sizes = {int(one[0]): int(one[1]) for line in lines if len(one := line.split()) > 1}
        wanted = set(uids)
        return [
            Listed(uid, sizes.get(number, 0)) for uid, number in self._numbers.items() if not wanted or uid in wanted
        ]

    def message_ids(self, uids: Sequence[str]) -> dict[str, str]:
        """The Message-ID of each letter that has one, with its brackets."""
        heads = ((uid, _MESSAGE_ID.search(self.head(uid))) for uid in uids)
        return {uid: found[1].decode("ascii", "replace") for uid, found in heads if found}

    def head(self, uid: str) -> bytes:
        """The headers of a letter, as far as they matter; empty where it is gone."""
        found = bytearray()
        for piece in self._lines("TOP {} 0", uid):
            found += piece
            if len(found) >= HEAD:
                break
        return bytes(found[:HEAD])

    def whole(self, uid: str) -> bytes:
        """A letter at once; empty where it is gone."""
        return b"".join(self._lines("RETR {}", uid))

    def pieces(self, uid: str, *, start: int = 0) -> Iterator[bytes]:
        """The bytes of a letter, from its beginning alone."""
        del start
        yield from self._lines("RETR {}", uid)

    def resumes(self) -> bool:
        """POP3 gives a letter from its beginning alone."""
        return False

    def settle(self, uids: Sequence[str], after: str) -> None:
        """POP3 has no marks and no folders."""

    def wait(self, stop: Event, *, seconds: float) -> bool:
        """Leave, so that others can look into the mailbox, and wait."""
        self.__exit__()
        stop.wait(seconds)
        return False

    @property
    def _there(self) -> poplib.POP3:
        assert self._pop is not None, "the mailbox is not open"  # noqa: S101 - a slip of ours, not of the server
        return self._pop

    def _enter(self) -> None:
        one = self.mailbox
        try:
            if one.security == "tls":
                self._pop = poplib.POP3_SSL(one.host, one.port, timeout=self.timeout, context=tls(one))
            else:
                self._pop = poplib.POP3(one.host, one.port, timeout=self.timeout)
                if one.security == "starttls":
                    self._pop.stls(tls(one))
        except (OSError, EOFError, UnicodeError, ssl.SSLError, poplib.error_proto) as wrong:
            self.__exit__()
            raise connecting(wrong, one, seconds=self.timeout) from wrong
        try:
            self._pop.encoding = "utf-8"
            self._pop.user(one.user)
            self._pop.pass_(one.password)
        except _LOST as wrong:
            self.__exit__()
            raise broken(wrong, one) from wrong
        except poplib.error_proto as wrong:
            self.__exit__()
            raise logging_in(wrong, one) from wrong

    def _lines(self, command: str, uid: str) -> Iterator[bytes]:
        """The answer to a command in pieces, its dots unstuffed; a line may be longer than any one read."""
        if self._pop is None:
            self.open(INBOX, to_change=False)
        number = self._numbers.get(uid)
        if number is None:
            return
        try:
            self._there._shortcmd(command.format(number))  # type: ignore[attr-defined]  # noqa: SLF001 - the whole letter in memory otherwise
        except poplib.error_proto as wrong:
            raise LetterTrouble("letter_refused", words=words_of(wrong)) from wrong
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        whole = False
        try:
            yield from self._body()
            whole = True
        except _LOST as wrong:
            raise broken(wrong, self.mailbox) from wrong
        finally:
            if not whole:  # what is left of the answer would be taken for that to the next command
                pop, self._pop = self._there, None
                pop.close()

    def _body(self) -> Iterator[bytes]:
        piece, begins = bytearray(), True
        while True:
            line = self._there.file.readline(LINE)
            if not line:
                raise EOFError("EOF")
            if begins and line in {b".\r\n", b".\n"}:
                yield bytes(piece)
                return
            piece += line[1:] if begins and line.startswith(b"..") else line
            begins = line.endswith(b"\n")
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
