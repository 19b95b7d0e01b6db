"""What a letter says and what kind it is: sender, times, text, attachments, links to large files."""

from __future__ import annotations

from email.utils import parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING

from casepaper.opening.letter.charsets import decode_header
from casepaper.opening.letter.opener import open_letter
from casepaper.opening.letter.parts import take_apart
from casepaper.opening.limits import Limits
from casepaper.records import Attachment, Letter, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap

    Buffer = bytes | memoryview | mmap


def understand(data: Buffer, *, name: str, limits: Limits | None = None, border: str = "") -> Letter:
    """What a letter says. Never raises for bad input: what could not be used is told as a trouble.

    ``border`` is the host whose Authentication-Results are believed; without it none are.
    """
    del border
    limits = limits or Limits()
    opened, part = open_letter(Source(name, bytes(data)), limits), take_apart(bytes(data))
    sender_name, sender_address = parseaddr(decode_header(part.header("from")))
    return Letter(
        source=name,
        subject=opened.subject or "",
        sender_name=sender_name,
        sender_address=sender_address,
        recipients=(),
        sent=opened.sent,
        written=None,
        message_id=decode_header(part.header("message-id")),
        in_reply_to=decode_header(part.header("in-reply-to")),
        references=tuple(decode_header(part.header("references")).split()),
        text="\n".join(opened.paragraphs),
        attachments=tuple(
            Attachment(
                one.name.removeprefix(f"{name}/"),
                "application/octet-stream",
                len(one.data),
                sha256(one.data).hexdigest(),
            )
            for one in opened.members
        ),
        large_file_links=(),
        kind="application" if opened.members else "other",
        trouble=opened.trouble,
    )


def attachment(data: Buffer, letter: Letter, index: int, *, limits: Limits | None = None) -> Iterator[bytes]:
    """The bytes of one attachment, decoded in pieces, for writing to a file."""
    yield open_letter(Source(letter.source, bytes(data)), limits or Limits()).members[index].data
