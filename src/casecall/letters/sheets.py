"""From a letter's row to what stands on paper: for the hand-over with its links, for everything else without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from casecall.files.queries import read
from casecall.letters import links, rules
from casecall.letters.accounts import MailFileFaults, Sending, load
from casecall.letters.composing import Attached, Sheet, Unsendable, attach, compose
from casecall.letters.models import Letter, LetterFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SYSTEM_KINDS: Final = frozenset({rules.RECEIPT, rules.REMINDER})
SAYS: Final = {"office": "秘书处", "gone": "附件“{name}”的内容已不在系统中"}
NOBODY: Final = Sending(
    sender_name=SAYS["office"], sender_address="office@casecall.invalid", host="", port=0, security="none"
)


def masked(letter: Letter, *, sending: Sending, date: datetime) -> bytes:
    """The letter as it is kept: no link in it opens anything, and its files lie beside it, once for all letters."""
    return compose(_sheet(letter, links.hide(letter.text), sending, date=date, files=()))


def real(letter: Letter, *, sending: Sending, date: datetime) -> bytes:
    """The letter as it is handed over, which is never kept. Raises WrongLink or Unsendable."""
    text = links.reveal(letter.text, kind=letter.kind, key=letter.key, case_id=letter.case_id)
    return compose(_sheet(letter, text, sending, date=date, files=_files(letter)))


def exported(letter: Letter) -> bytes:
    """The letter as a file: what was kept as it was sent, or what would be sent."""
    if letter.sent_file_id:
        return with_files(letter, read(letter.sent_file_id))
    return with_files(letter, masked(letter, sending=sender(), date=letter.handed_at or letter.made_at))


def with_files(letter: Letter, kept: bytes) -> bytes:
    """What was kept of a letter, whole."""
    return attach(kept, _files(letter))


def sender() -> Sending:
    """The account that sends, or nobody in its place where none can be used."""
    try:
        return load().sending or NOBODY
    except MailFileFaults:
        return NOBODY


def _sheet(letter: Letter, text: str, sending: Sending, *, date: datetime, files: Sequence[Attached]) -> Sheet:
    return Sheet(
        sender_name=sending.sender_name,
        sender_address=sending.sender_address,
        to_name=letter.to_name,
        to_address=letter.to_address,
        subject=letter.subject,
        text=text,
        message_id=letter.message_id,
        date=timezone.localtime(date),
        reply_to=sending.reply_to,
        in_reply_to=letter.in_reply_to,
        automatic=letter.automatic or letter.kind in SYSTEM_KINDS,
        files=files,
    )


def _files(letter: Letter) -> list[Attached]:
    found = LetterFile.objects.filter(letter=letter).select_related("file").order_by("id")
    return [Attached(one.name, one.file.media_type, _bytes(one)) for one in found]


def _bytes(one: LetterFile) -> bytes:
    try:
        return read(one.file_id)
    except FileNotFoundError as gone:
        raise Unsendable(SAYS["gone"].format(name=one.name)) from gone
