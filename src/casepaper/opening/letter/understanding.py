"""What a letter says and what kind it is: sender, times, text, attachments, links to large files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Self

from casepaper.opening.letter import looks, times
from casepaper.opening.letter.border import checks_of
from casepaper.opening.letter.bounces import bounce_of
from casepaper.opening.letter.contents import Contents, contents
from casepaper.opening.letter.headers import addresses, decode_header, identifiers
from casepaper.opening.letter.kinds import holds_form, is_material, kind_of
from casepaper.opening.letter.parts import DEEPEST, Faults, take_apart
from casepaper.opening.letter.troubles import said
from casepaper.opening.letter.written import written
from casepaper.opening.limits import Limits
from casepaper.records import Attachment, Letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casepaper.opening.letter.contents import File
    from casepaper.opening.letter.parts import Part
    from casepaper.opening.letter.transfer import Buffer
    from casepaper.records import LargeFileLink, Trouble


def understand(data: Buffer, *, name: str, limits: Limits | None = None, border: str = "") -> Letter:
    """What a letter says. Never raises for bad input: what could not be used is told as a trouble.

    ``data`` may be a map of a file: nothing of it is copied whole, and attachments are measured in pieces.
    ``border`` is the host whose Authentication-Results are believed; without it none are. Kinds and providers are
    listed in docs/reference/letter-json.md.
    """
    letter, walk = take_apart(data), _Walk.under(limits or Limits())
    found = walk.contents(letter)
    subject, sent = decode_header(letter.header("subject")), times.sent(letter)
    own = written(found, subject=subject, sent=sent)
    measured = [_measured(one) for one in walk.files(found)]
    within = [written(one, subject="", sent=sent) for one in walk.within]
    text = own.text or next(filter(None, (one.text for one in within)), "")
    links = _once([*own.links, *(link for one in within for link in one.links)])
    sender_name, sender_address = _sender(letter)
    attached = bool(links) or holds_form(text) or any(material and not one.inline for one, material in measured)
    kind = kind_of(
        letter,
        found.reports,
        sender=sender_address,
        subject=subject,
        text="\n".join(own.texts) or own.whole,
        material=attached or any(material for _, material in measured),
        attached=attached,
    )
    bounced = kind == "bounce"
    return Letter(
        source=name,
        subject=subject,
        sender_name=sender_name,
        sender_address=sender_address,
        recipients=tuple(address for key in ("to", "cc") for _, address in addresses(letter.header(key))),
        sent=sent,
        written=times.written(letter),
        message_id=next(iter(identifiers(letter.header("message-id"))), ""),
        in_reply_to=next(iter(identifiers(letter.header("in-reply-to"))), ""),
        references=identifiers(letter.header("references")),
        text=text,
        attachments=tuple(one for one, _ in measured),
        large_file_links=links,
        kind=kind,
        bounce=bounce_of(letter, found.reports, text=own.whole, sender=sender_address) if bounced else None,
        checks=checks_of(letter, border, sender=sender_address),
        signature=own.signature,
        trouble=tuple(_troubles(letter, name, walk)),
    )


def attachment(data: Buffer, letter: Letter, index: int, *, limits: Limits | None = None) -> Iterator[bytes]:
    """The bytes of one attachment, decoded in pieces, for writing to a file; a map must stay open to the last of them.

    ``data`` and ``limits`` are those that ``letter`` was understood from; raises IndexError beyond its attachments.
    """
    if not 0 <= index < len(letter.attachments):
        raise IndexError(index)
    walk = _Walk.under(limits or Limits())
    yield from next(islice(walk.files(walk.contents(take_apart(data))), index, None)).pieces()


@dataclass(slots=True)
class _Walk:
    """A walk through a letter and the letters within it, with what may still be taken."""

    limits: Limits
    faults: Faults
    within: list[Contents] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)

    @classmethod
    def under(cls, limits: Limits) -> Self:
        return cls(limits, Faults(limits.parts))

    def contents(self, letter: Part) -> Contents:
        return contents(letter, self.limits, self.faults)

    def files(self, found: Contents, prefix: str = "", depth: int = 0) -> Iterator[File]:
        """The files, those of letters within under ``inner.eml/``; a letter within that has none is one itself."""
        for file in found.files:
            whole = replace(file, name=prefix + file.name)
            if file.renamed:
                self.renamed.append(whole.name)
            inner = list(self._inner(whole, depth)) if file.letter else []
            yield from inner or (whole,)

    def _inner(self, file: File, depth: int) -> Iterator[File]:
        if depth >= DEEPEST:
            self.faults.add("too_deep")
            return
        part = file.opened(self.limits)
        if part.has_head:
            found = self.contents(part)
            self.within.append(found)
            yield from self.files(found, f"{file.name}/", depth + 1)


def _measured(file: File) -> tuple[Attachment, bool]:
    """A file as a record, and whether it may belong to an application."""
    digest, size, head = sha256(), 0, b""
    for piece in file.pieces():
        digest.update(piece)
        size += len(piece)
        head = head or piece[: looks.HEAD]
    decorates = file.inline and looks.decorates(head, size)
    material = bool(size) and not decorates and is_material(file.name, file.type)
    return Attachment(file.name, file.type, size, digest.hexdigest(), file.inline), material


def _sender(letter: Part) -> tuple[str, str]:
    """Name and address of the sender: the first of From, else Sender, else where it would be returned to."""
    for key in ("from", "sender", "return-path"):
        if found := addresses(letter.header(key)):
            return found[0]
    return decode_header(letter.header("from")), ""


def _once(links: Sequence[LargeFileLink]) -> tuple[LargeFileLink, ...]:
    return tuple({one.url: one for one in reversed(links)}.values())[::-1]


def _troubles(letter: Part, name: str, walk: _Walk) -> Iterator[Trouble]:
    yield from (said(name, code) for code in walk.faults.codes)
    yield from (said(f"{name}/{one}", "renamed") for one in walk.renamed)
    if not letter.has_head:
        yield said(name, "no_letter")
    if len(letter.all("from")) > 1 or len(addresses(letter.header("from"))) > 1:
        yield said(name, "several_from")
