"""Letters as units send them, made in the test, kept and taken in as a mailbox would give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from typing import TYPE_CHECKING

from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.files.actions import keep
from casecall.receiving.filing import file_parcel
from casecall.receiving.letters_in import take
from casecall.receiving.records import Place, Told
from casecall.receiving.settling import settle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.receiving.models import ReceivedLetter

UNIT = "wenrens@yunxiu.example.com"
BORDER = "mx.office.example.org"
_uids = count(1)


@dataclass
class Post:
    """A mailbox of a call at an instant; what is posted is taken in, and filed where it brings an application."""

    call: CallRow
    now: datetime
    account: str = "office"
    files: dict[str, bytes] = field(default_factory=lambda: {"申报表.docx": b"PK\x03\x04 form"})

    def letter(  # a letter as bytes
        self,
        subject: str = "报送案例",
        *,
        sender: str = UNIT,
        text: str = "各位老师好，现报送我单位案例材料。",
        files: Mapping[str, bytes] | None = None,
        answers: str = "",
        sent: datetime | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = sender, "office@example.org", subject
        made["Date"] = format_datetime(sent or self.now)
        made["Message-ID"] = f"<{next(_uids)}@unit.example.com>"
        if answers:
            made["In-Reply-To"] = made["References"] = answers
        for name, value in (headers or {}).items():
            made[name] = value
        made.set_content(text)
        for name, data in (self.files if files is None else files).items():
            made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return made.as_bytes()

    def take(
        self, data: bytes, *, folder: str = "INBOX", ours: bool = False, now: datetime | None = None
    ) -> ReceivedLetter:
        """Take a letter in and have its application filed."""
        at = now or self.now
        place = Place(self.account, folder, "1", str(next(_uids)))
        row = take(keep(data, now=at).sha256, place, call_id=self.call.id, ours=ours, border=BORDER, now=at)
        if row.parcel_id:
            file_parcel(row.parcel_id, now=at)
            row.refresh_from_db()
        return row

    def __call__(self, *given: str, ours: bool = False, now: datetime | None = None, **what: object) -> ReceivedLetter:
        return self.take(self.letter(*given, **what), ours=ours, now=now)  # type: ignore[arg-type]


def read_as(case_id: int, told: Told, *, now: datetime) -> int | None:
    """A case as it stands once its newest revision was read; the case that it was joined into."""
    case = Case.objects.get(pk=case_id)
    Case.objects.filter(pk=case_id).update(title=told.title, unit=told.unit)
    if case.state == "received":
        move(case_id, "in_order" if told.has_form else "unreadable", by="worker", at=now)
    revision = case.revisions.order_by("-n")[0]
    return settle(revision.pk, told, now=now)
