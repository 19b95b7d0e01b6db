"""The door for letters: what a letter says, when it was received, and its attachments as members."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from casepaper.opening.letter import looks, times
from casepaper.opening.letter.contents import contents
from casepaper.opening.letter.headers import addresses, decode_header
from casepaper.opening.letter.parts import Faults, take_apart
from casepaper.opening.letter.troubles import said
from casepaper.opening.letter.written import written
from casepaper.records import Opened, Source

if TYPE_CHECKING:
    from casepaper.opening.letter.contents import File
    from casepaper.opening.limits import Limits
    from casepaper.records import Trouble


def open_letter(source: Source, limits: Limits) -> Opened:
    """Subject, sender, ``sent`` (by the receiving host, in UTC), text in paragraphs, attachments as members.

    Members are named ``a.eml/b.docx``; letters within are members too. A photo shown inside the text is a member, a
    logo there is none. ``links`` are the large files that it points to. Troubles: ``too_deep``, ``too_many``,
    ``too_large``, and ``renamed``, which is only a remark.
    """
    letter, faults = take_apart(source.data), Faults(limits.parts)
    found = contents(letter, limits, faults)
    subject, sent = decode_header(letter.header("subject")), times.sent(letter)
    own = written(found, subject=subject, sent=sent)
    taking = _Taking(source.name, limits)
    for file in found.files:
        taking.take(file)
    sender = next(
        (f"{name} <{address}>" if name else address for name, address in addresses(letter.header("from"))), ""
    )
    return Opened(
        source.name,
        sha256(source.data).hexdigest(),
        "letter",
        paragraphs=tuple(line.strip() for text in own.texts for line in text.splitlines() if line.strip()),
        members=tuple(taking.members),
        sent=sent,
        subject=subject or None,
        sender=sender or decode_header(letter.header("from")) or None,
        trouble=(*taking.troubles, *(said(source.name, code) for code in faults.codes)),
        links=own.links,
    )


@dataclass(slots=True)
class _Taking:
    """The members taken out of a letter so far."""

    name: str
    limits: Limits
    members: list[Source] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    taken: int = 0

    def take(self, file: File) -> None:
        """Take a file as a member, unless it only decorates the text or is too large."""
        name = self._free(f"{self.name}/{file.name}")
        data = self._data(file)
        if data is None:
            self.troubles.append(said(name, "too_large"))
        elif not (file.inline and looks.decorates(data[: looks.HEAD], len(data))):
            if file.renamed:
                self.troubles.append(said(name, "renamed"))
            self.members.append(Source(name, data))

    def _data(self, file: File) -> bytes | None:
        """The bytes of a file, None where they are more than may be taken."""
        whole = bytearray()
        for piece in file.pieces():
            whole += piece
            if len(whole) > self.limits.member_bytes or self.taken + len(whole) > self.limits.total_bytes:
                return None
        self.taken += len(whole)
        return bytes(whole)

    def _free(self, name: str) -> str:
        """A name that no member has yet: a second 照片.jpg is 照片(2).jpg."""
        taken, number = {one.name for one in self.members}, 2
        stem, dot, ending = name.rpartition(".")
        free = name
        while free in taken:
            free, number = (f"{stem}({number}).{ending}" if dot else f"{name}({number})"), number + 1
        return free
