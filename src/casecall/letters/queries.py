"""Questions about letters: the thread of a case, the outbox, one letter, what leaves by itself, what rests."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.db.models.functions import Lower

from casecall.letters import rules, sheets
from casecall.letters.accounts import MailFileFaults, load
from casecall.letters.mbox import Posted, as_mbox
from casecall.letters.models import Habit, Letter, LetterFile, LetterLine, PhoneNote, Rest
from casecall.letters.records import (
    HabitRow,
    LetterFileRow,
    LetterRow,
    LineRow,
    OutboxPage,
    OutboxTab,
    PhoneNoteRow,
    RestRow,
    SendingState,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

SAYS: Final = {"all": "全部", "no_account": "尚未设置发信账户，已批准的信会等着"}


def thread(case_id: int) -> tuple[LetterRow, ...]:
    """The letters of a case with their lines and files, oldest first; three statements whatever their number."""
    return _rows(list(Letter.objects.filter(case_id=case_id).select_related("case").order_by("id")))


def letter(letter_id: int) -> LetterRow | None:
    """One letter with its lines and files, or None."""
    found = _rows(list(Letter.objects.filter(pk=letter_id).select_related("case")))
    return found[0] if found else None


def letters(ids: Iterable[int]) -> tuple[LetterRow, ...]:
    """Several letters with their lines and files, oldest first."""
    return _rows(list(Letter.objects.filter(pk__in=list(ids)).select_related("case").order_by("id")))


def letter_keyed(key: str) -> LetterRow | None:
    """The letter of that key, or None."""
    found = _rows(list(Letter.objects.filter(key=key).select_related("case")))
    return found[0] if found else None


def keyed_ids(keys: Iterable[str]) -> dict[str, int]:
    """The ids of the letters that have these keys, in one statement."""
    return dict(Letter.objects.filter(key__in=set(keys)).values_list("key", "id"))


def outbox(*, state: str = "", query: str = "", page: int = 1, per_page: int = 50) -> OutboxPage:
    """A page of the outbox; words are looked for in subject, name, address and case number. Two statements."""
    found = _found(query)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("id")))
    total = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    shown = (found.filter(state=state) if state else found).select_related("case").order_by("-id")
    rows = shown[(page - 1) * per_page : page * per_page]
    tabs = [OutboxTab("", SAYS["all"], sum(counts.values()), not state)]
    tabs += [OutboxTab(key, name, counts.get(key, 0), key == state) for key, name in rules.STATES.items()]
    return OutboxPage(
        rows=tuple(_row(one) for one in rows),
        tabs=tuple(tabs),
        total=total,
        page=page,
        pages=pages,
        query=query,
        state=state,
        counts={key: counts.get(key, 0) for key in rules.STATES},
    )


def counts() -> dict[str, int]:
    """How many letters are in each state; every state is named."""
    found = dict(Letter.objects.order_by().values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in rules.STATES}


def unsent(*starts: str) -> list[int]:
    """The letters that did not leave yet and whose key is one of these or begins with one and a colon."""
    keyed = Q()
    for one in starts:
        keyed |= Q(key=one) | Q(key__startswith=f"{one}:")
    states = rules.DRAFT, rules.APPROVED, rules.FAILED
    return list(Letter.objects.filter(keyed, state__in=states).order_by("id").values_list("id", flat=True))


def letters_by_message_id(message_ids: Iterable[str]) -> dict[str, LetterRow]:
    """The letters of ours among these Message-IDs, in one statement."""
    found = Letter.objects.filter(message_id__in=[one.strip() for one in message_ids]).select_related("case")
    return {one.message_id: _row(one) for one in found}


def bounced_addresses(addresses: Iterable[str]) -> frozenset[str]:
    """Those of these addresses whose newest letter came back, in small letters; in one statement."""
    wanted = {one.strip().lower() for one in addresses if one}
    ended = Letter.objects.filter(state__in=(rules.SENT, rules.BOUNCED)).annotate(small=Lower("to_address"))
    newest = dict(ended.filter(small__in=wanted).order_by("id").values_list("small", "state"))
    return frozenset(address for address, state in newest.items() if state == rules.BOUNCED)


def is_automatic(kind: str) -> bool:
    """Whether letters of a kind leave by themselves."""
    return kind in rules.MAY_BE_AUTOMATIC and Habit.objects.filter(kind=kind, automatic=True).exists()


def habits() -> tuple[HabitRow, ...]:
    """All kinds of letters, with whether they leave by themselves."""
    on = set(Habit.objects.filter(automatic=True).values_list("kind", flat=True))
    may = rules.MAY_BE_AUTOMATIC
    return tuple(HabitRow(kind, name, kind in on & may, kind in may) for kind, name in rules.KINDS.items())


def rest(*, now: datetime) -> RestRow | None:
    """The account that rests now, with the reason, or None."""
    found = Rest.objects.filter(until__gt=now).first()
    return RestRow(found.address, found.until, found.since, found.times, found.why) if found else None


def sending_state(*, now: datetime) -> SendingState:
    """Whether approved letters leave now, and if not, why: no account, faults in its file, or an account that rests."""
    try:
        sending = load().sending
    except MailFileFaults as why:
        return SendingState("", str(why))
    if sending is None:
        return SendingState("", SAYS["no_account"])
    resting = Rest.objects.filter(address=sending.sender_address, until__gt=now).first()
    if resting is None:
        return SendingState(sending.sender_address)
    return SendingState(sending.sender_address, resting.why, resting.until)


def phone_notes(case_id: int) -> tuple[PhoneNoteRow, ...]:
    """The notes of telephone calls about a case, oldest first."""
    found = PhoneNote.objects.filter(case_id=case_id)
    return tuple(PhoneNoteRow(one.pk, one.at, one.by, one.with_whom, one.text) for one in found)


def as_eml(letter_id: int) -> bytes:
    """A letter as a file for a mail client: as it was sent, or as it would be; no link in it opens anything.

    Raises Letter.DoesNotExist.
    """
    return sheets.exported(Letter.objects.get(pk=letter_id))


def posted(case_id: int) -> tuple[Posted, ...]:
    """The letters of a case that went out, for an mbox together with those that came in."""
    sender = sheets.sender().sender_address
    found = Letter.objects.filter(case_id=case_id, sent_at__isnull=False).order_by("id")
    return tuple(Posted(sender, one.sent_at or one.made_at, sheets.exported(one)) for one in found)


def mbox(case_id: int) -> bytes:
    """The letters of a case that went out, as an mbox."""
    return as_mbox(posted(case_id))


def _found(query: str) -> QuerySet[Letter]:
    found = Letter.objects.all()
    for word in unicodedata.normalize("NFKC", query).split():
        named = Q(subject__icontains=word) | Q(to_name__icontains=word) | Q(to_address__icontains=word)
        found = found.filter(named | Q(case__number__icontains=word))
    return found


def _rows(found: list[Letter]) -> tuple[LetterRow, ...]:
    lines: dict[int, list[LineRow]] = {one.pk: [] for one in found}
    files: dict[int, list[LetterFileRow]] = {one.pk: [] for one in found}
    if found:
        for line in LetterLine.objects.filter(letter__in=found):
            lines[line.letter_id].append(LineRow(line.at, line.by, line.what, line.why))
        for one in LetterFile.objects.filter(letter__in=found).select_related("file").order_by("id"):
            files[one.letter_id].append(LetterFileRow(one.file_id, one.name, one.file.size))
    return tuple(_row(one, lines[one.pk], files[one.pk]) for one in found)


def _row(one: Letter, lines: Iterable[LineRow] = (), files: Iterable[LetterFileRow] = ()) -> LetterRow:
    return LetterRow(
        id=one.pk,
        call_id=one.call_id,
        case_id=one.case_id,
        case_number=one.case.number if one.case else "",
        kind=one.kind,
        kind_name=rules.KINDS[one.kind],
        to_address=one.to_address,
        to_name=one.to_name,
        subject=one.subject,
        text=one.text,
        state=one.state,
        state_name=rules.STATES[one.state],
        automatic=one.automatic,
        message_id=one.message_id,
        in_reply_to=one.in_reply_to,
        made_at=one.made_at,
        made_by=one.made_by,
        approved_at=one.approved_at,
        approved_by=one.approved_by,
        handed_at=one.handed_at,
        sent_at=one.sent_at,
        error=one.error,
        lines=tuple(lines),
        files=tuple(files),
    )
