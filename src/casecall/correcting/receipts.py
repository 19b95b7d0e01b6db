"""The receipt (收件回执): what was recognised of what came, what was found so far, how to mend it, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils import timezone

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.correcting import rules
from casecall.correcting.asking import case_values, points_of, said
from casecall.correcting.masking import contact_values, is_contact, told
from casecall.correcting.mending import for_unit, mending_of
from casecall.correcting.records import Candidate
from casecall.letters import actions as letters
from casecall.letters import links
from casecall.letters import rules as letter_rules
from casecall.letters.accounts import MailFileFaults, load
from casecall.letters.templates import fill
from casecall.receiving import form
from casecall.receiving.knowing import owners_of, was_joined
from casecall.receiving.models import Filing, ReceivedLetter
from casecall.receiving.rules import is_forged
from casecall.screening import queries as screening
from casecall.screening.rules import CLEARED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casecall.cases.records import CaseRow, RevisionRow
    from casecall.letters.models import Letter
    from casecall.screening.records import DeskFinding, DeskValue, DeskView
    from casepaper.forms.rules import CallRules

RECEIPT: Final = "write-receipt"  # the job; flow knows what it does
DOORS: Final = frozenset({states.LETTER, states.WEB, states.UPLOAD, states.CORRECTION})
WORKER: Final = "worker"
SAYS: Final = {"words": "{count} 字", "span": "{low} 至 {high} 字"}
TIME: Final = "{day.year} 年 {day.month} 月 {day.day} 日 {day:%H:%M}"
LONGEST: Final = 60


def write_receipt(case_id: int, *, now: datetime) -> Letter | None:
    """The receipt for the newest revision of a case, once a revision; a draft unless receipts leave by themselves.

    None where nobody is to be told: it came by an office's own door, from a system or under a forged name, there is no
    address or no account that sends, or the case has ended. Raises TemplateFault.
    """
    case, revision = cases.case_row(case_id), cases.newest_revision(case_id)
    if revision is None or revision.door not in DOORS or case.ended or not _can_send():
        return None
    view = screening.desk(case_id)
    letter = _letter_of(revision.id)
    address, name = _addressee(view, letter, revision)
    if view.screening_id is None or not address:
        return None
    filled = fill(letter_rules.RECEIPT, _values(case, revision, view, now=now), now=now)
    return letters.write(
        letter_rules.RECEIPT,
        key=rules.receipt_key(revision.id),
        to_address=address,
        to_name=name,
        subject=filled.subject,
        text=filled.text,
        case_id=case_id,
        call_id=case.call_id,
        in_reply_to=letter.message_id if letter else "",
        answers=letter.kind if letter else "",
        now=now,
        by=WORKER,
    )


def receipt_values(case_id: int, *, now: datetime) -> dict[str, Any]:
    """What a receipt for the newest revision of a case is filled with; nothing before it was screened."""
    revision = cases.newest_revision(case_id)
    view = screening.desk(case_id) if revision else None
    if revision is None or view is None or view.screening_id is None:
        return {}
    return _values(cases.case_row(case_id), revision, view, now=now)


def receipt_wanted(revision_id: int) -> int | None:
    """The case of a revision for which a receipt may be due, None where surely none is."""
    revision = cases.revision(revision_id)
    return revision.case_id if revision.door in DOORS and _can_send() else None


def _can_send() -> bool:
    try:
        return load().sending is not None
    except MailFileFaults:
        return False


def _letter_of(revision_id: int) -> ReceivedLetter | None:
    """The letter that brought a revision, None where it came another way."""
    parcels = Filing.objects.filter(revision_id=revision_id).values("parcel")
    return ReceivedLetter.objects.filter(parcel__in=parcels).order_by("-id").first()


def _addressee(view: DeskView, letter: ReceivedLetter | None, revision: RevisionRow) -> tuple[str, str]:
    """To whom a receipt goes: who wrote, else the address on the form; nobody where a system or a forger wrote.

    What somebody else added to a case is told to those whose case it is: a receipt says what stands in it.
    """
    if letter is not None:
        silent = letter.ours or letter.kind in letter_rules.SYSTEM_ANSWERS or is_forged(letter.checks)
        address, name = letter.sender_address, letter.sender_name
    else:
        silent = False
        address = next((one.value for one in view.values if one.kind == "email" and one.sure and one.value), "")
        address = address or view.typed.get("email", "")
        name = next((one.value for one in view.values if one.key == "contact"), "")
    if revision.n > 1 and (letter is not None or was_joined(revision.id)):
        owners = owners_of(revision.case_id, before=revision.n)
        if address.strip().lower() not in owners:
            address, name = (owners[0] if owners else ""), ""
    address = "".join(address.split())
    usable = letter_rules.is_address(address) and not letter_rules.is_deaf(address)
    return (address, name) if usable and not silent else ("", "")


def _values(case: CaseRow, revision: RevisionRow, view: DeskView, *, now: datetime) -> dict[str, Any]:
    call = rules_of(case.call_id)
    contacts = contact_values({one.key: one.value for one in view.values}, call)
    return {
        **case_values(case),
        **_contact(view.values, contacts),
        "received": TIME.format(day=timezone.localtime(revision.sent_at or revision.made_at, call.zone)),
        "recognised": [
            {"label": one.label, "value": _shown(one, view)} for one in view.values if not is_contact(one.key, call)
        ],
        "files": [{"name": one.name} for one in revision.files if one.name != form.twin_name(case)],
        "findings": points_of(_told(view.findings, contacts.values(), call)),
        "until": said(call.closes, end=True) if call.is_open(now) else "",
        "link": links.mark("case", case.id) if settings.BASE_URL else "",
    }


def _contact(values: Iterable[DeskValue], contacts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The first person, telephone and address of the form, masked."""
    names = {"person": "contact", "phone": "phone", "email": "email"}
    found = dict.fromkeys(names.values(), "")
    for one in values:
        key = names.get(one.kind)
        if key and not found[key] and one.key in contacts:
            found[key] = contacts[one.key][1]
    return found


def _shown(value: DeskValue, view: DeskView) -> str:
    if value.kind == "body" and view.words and value.value:
        low, high = view.words
        return SAYS["words"].format(count=low) if low == high else SAYS["span"].format(low=low, high=high)
    text = " ".join(value.shown.split())
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _told(findings: Iterable[DeskFinding], contacts: Iterable[tuple[str, str]], call: CallRules) -> Iterable[Candidate]:
    """The findings so far in plain words, contact data masked; what a person cleared and mere notes are left out."""
    veils = list(contacts)
    for one in findings:
        if one.level == "note" or (one.ruling is not None and one.ruling.verdict == CLEARED):
            continue
        found = mending_of(one.check, one.field, call=call)
        yield Candidate(
            key=f"finding:{one.id}",
            check=one.check,
            level=one.level,
            level_label=one.level_label,
            says=told(for_unit(one.says), one.check, one.field, call=call, contacts=veils),
            rule=found.rule,
            mend=found.how.removesuffix("。"),
            ticked=False,
        )
