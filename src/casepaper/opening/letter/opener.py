"""The door for letters: what a letter says, when it was received, and its attachments as members."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.charsets import decode, decode_header, decode_html
from casepaper.opening.letter.parts import LetterError, leaves, take_apart
from casepaper.opening.letter.plain import plain_text
from casepaper.opening.limits import shown, trouble
from casepaper.records import Opened, Source

if TYPE_CHECKING:
    from casepaper.opening.letter.parts import Part
    from casepaper.opening.limits import Limits
    from casepaper.records import Trouble

_SAYS: Final = {
    "too_deep": "邮件{file}层层嵌套过深，未能逐层打开，请把材料作为附件直接发送。",
    "too_many": "邮件{file}的组成部分过多，只读取了前面的部分。",
    "too_large": "附件{file}过大，未予读取。",
    "renamed": "{file}的文件名含有控制字符或反向书写字符，已去掉。",
}
_FORWARDED: Final = "转发邮件"


def open_letter(source: Source, limits: Limits) -> Opened:
    """Subject, sender, ``sent`` (by the receiving host, in UTC), text in paragraphs, attachments as members.

    Members are named ``a.eml/b.docx``; letters within are members too. A picture shown inside the text is no
    attachment. Troubles: ``too_deep``, ``too_many``, ``too_large``, and ``renamed``, which is only a remark.
    """
    letter = take_apart(source.data)
    reading = _Reading(source.name, limits)
    try:
        for part in leaves(letter, limits):
            reading.take(part)
    except LetterError as error:
        reading.say(source.name, str(error))
    text = "\n".join(reading.plain) if any(one.strip() for one in reading.plain) else "\n".join(reading.html)
    return Opened(
        source.name,
        sha256(source.data).hexdigest(),
        "letter",
        paragraphs=tuple(line.strip() for line in text.splitlines() if line.strip()),
        members=tuple(reading.members),
        sent=_sent(letter),
        subject=decode_header(letter.header("subject")) or None,
        sender=decode_header(letter.header("from")) or None,
        trouble=tuple(reading.troubles),
    )


@dataclass(slots=True)
class _Reading:
    """What has been read of a letter so far."""

    name: str
    limits: Limits
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    members: list[Source] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    bytes: int = 0

    def say(self, name: str, code: str) -> None:
        self.troubles.append(trouble(name, code, _SAYS[code]))

    def take(self, part: Part) -> None:
        """Take one part as text, as an attachment, or leave it as decoration of the text."""
        filename = part.filename
        if part.type == "message/rfc822":
            inner = decode_header(take_apart(part.content()).header("subject"))
            self._keep(part, filename or f"{inner or _FORWARDED}.eml")
        elif _is_decoration(part):
            return
        elif filename or part.disposition == "attachment" or not part.type.startswith("text/"):
            self._keep(part, filename or f"附件{len(self.members) + 1}{mimetypes.guess_extension(part.type) or ''}")
        elif part.type == "text/html":
            self.html.append(plain_text(decode_html(part.content(), part.charset)))
        else:
            self.plain.append(decode(part.content(), part.charset))

    def _keep(self, part: Part, filename: str) -> None:
        plain = filename.replace("/", "_").replace("\\", "_")
        name, data = f"{self.name}/{shown(plain)}", part.content()
        self.bytes += len(data)
        if len(data) > self.limits.member_bytes or self.bytes > self.limits.total_bytes:
            self.say(name, "too_large")
            return
        if shown(plain) != plain:
            self.say(name, "renamed")
        self.members.append(Source(name, data))


def _is_decoration(part: Part) -> bool:
    """Whether a part is a picture that the text shows in its place, as logos in signatures are."""
    shown_inside = bool(part.header("content-id")) and part.disposition != "attachment"
    return part.type.startswith("image/") and shown_inside


def _sent(letter: Part) -> datetime | None:
    """When the letter was received, by the topmost Received line that says so; else when it says it was written."""
    received = [value.rpartition(b";")[2] for name, value in letter.headers if name == "received"]
    for value in (*received, letter.header("date")):
        try:
            when = parsedate_to_datetime(decode_header(value))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    return None
