"""Questions about deliveries and letters: what is filed where, what waits for a clerk, what was joined."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Value

from casecall.cases import rules as states
from casecall.letters.accounts import FILE, MailFileFaults, load
from casecall.letters.models import Rest
from casecall.letters.queries import letters_by_message_id
from casecall.receiving import rules
from casecall.receiving.models import (
    Filing,
    Joining,
    MailFolder,
    MailItem,
    MailTrouble,
    Parcel,
    ReceivedLetter,
    Suggestion,
)
from casecall.receiving.records import (
    AttachmentRow,
    JoinedRow,
    LinkRow,
    MailboxState,
    MailTroubleRow,
    ReceivedLetterRow,
    SuggestionRow,
    Waiting,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from casecall.letters.accounts import Mailbox

_WAITING = """
    SELECT (SELECT COUNT(*) FROM receiving_receivedletter WHERE (call_id = %s OR call_id IS NULL) AND case_id IS NULL
            AND parcel_id IS NULL AND NOT ours AND NOT aside AND kind IN (%s, %s)),
           (SELECT COUNT(DISTINCT one.case_id) FROM receiving_suggestion one
            JOIN cases_case ON cases_case.id = one.case_id
            WHERE one.taken IS NULL AND cases_case.call_id = %s AND cases_case.state NOT IN (%s, %s, %s))"""


def case_of(parcel_id: int) -> int | None:
    """The case that a delivery was first filed to, None until it is."""
    filings = Filing.objects.filter(parcel_id=parcel_id).order_by("id")
    return filings.values_list("revision__case_id", flat=True).first()


def known(call_id: int, fingerprint: str) -> bool:
    """Whether a delivery with the same content came before."""
    return Parcel.objects.filter(call_id=call_id, fingerprint=fingerprint).exists()


def same_elsewhere(case_id: int) -> tuple[tuple[int, str], ...]:
    """(id, number) of the other cases of the call to which the very same content was delivered, oldest first."""
    mine = Filing.objects.filter(revision__case_id=case_id)
    call = Filing.objects.filter(parcel__call_id__in=mine.values("parcel__call_id"))
    same = call.filter(parcel__fingerprint__in=mine.values("parcel__fingerprint"))
    same = same.exclude(parcel__in=mine.values("parcel")).exclude(
        revision__case_id=case_id
    )  # one delivery, taken apart
    found = (
        same.exclude(revision__case__state__in=states.ENDED)
        .order_by("revision__case_id")
        .values_list("revision__case_id", "revision__case__number")
        .distinct()
    )
    return tuple(found)


def sent_again(call_id: int, click: str) -> Parcel | None:
    """The delivery that this form already made, None where its case has ended and a new one may begin."""
    same = Parcel.objects.filter(call_id=call_id, click=click).order_by("-id").first() if click else None
    ended = Filing.objects.filter(parcel=same, revision__case__state__in=states.ENDED) if same else None
    return None if ended is None or ended.exists() else same


def letters_of(case_id: int) -> tuple[ReceivedLetterRow, ...]:
    """The letters filed with a case, those of cases joined into it too, oldest first.

    What the secretariat's own mailbox holds of letters that we sent ourselves is left out: they stand in our thread.
    """
    cases = [case_id, *_joined_into(case_id)]
    parcels = Filing.objects.filter(revision__case__in=cases).values("parcel")
    found = ReceivedLetter.objects.filter(Q(case__in=cases) | Q(parcel__in=parcels)).order_by("came_at", "id")
    rows = list(found)
    sent = letters_by_message_id(one.message_id for one in rows if one.ours)
    return _letter_rows([one for one in rows if not (one.ours and one.message_id in sent)])


def unfiled_letters(call_id: int) -> tuple[ReceivedLetterRow, ...]:
    """The letters of a call, or of none, that belong to no case yet and wait for a clerk, newest first."""
    return _letter_rows(list(_unfiled(call_id).order_by("-came_at", "-id")))


def received_letter(letter_id: int) -> ReceivedLetterRow | None:
    """One letter that came in, or None."""
    rows = _letter_rows(list(ReceivedLetter.objects.filter(pk=letter_id)))
    return rows[0] if rows else None


def suggestions(case_id: int) -> tuple[SuggestionRow, ...]:
    """What a clerk may still decide about a case, or about what may belong to it."""
    about = Q(case_id=case_id) | Q(other_id=case_id)
    return _suggestion_rows(Suggestion.objects.filter(about, taken=None).exclude(case__state__in=states.ENDED))


def joined_with(case_id: int) -> tuple[JoinedRow, ...]:
    """The cases that stand joined into this one, and the one that it is joined into."""
    about = Joining.objects.filter(Q(case_id=case_id) | Q(into_id=case_id), undone_at=None)
    return tuple(
        JoinedRow(one.case_id, one.case.number, one.into_id, one.into.number, one.why, one.at, one.by)
        for one in about.select_related("case", "into")
    )


def into_of(case_id: int) -> int:
    """The case that this one is joined into in the end; itself where it is not."""
    seen = {case_id}
    while into := Joining.objects.filter(case_id=case_id, undone_at=None).values_list("into_id", flat=True).first():
        if into in seen:
            return case_id
        seen.add(into)
        case_id = into
    return case_id


def _unfiled(call_id: int | None) -> QuerySet[ReceivedLetter]:
    filed = Filing.objects.filter(parcel=OuterRef("parcel"))
    return _without_case(call_id).filter(Q(parcel=None) | Q(held=True) & ~Exists(filed))


def _without_case(call_id: int | None) -> QuerySet[ReceivedLetter]:
    return ReceivedLetter.objects.filter(
        Q(call_id=call_id) | Q(call=None),
        case=None,
        ours=False,
        aside=False,
        kind__in=(rules.APPLICATION, rules.OTHER),
    )


def _joined_into(case_id: int) -> list[int]:
    found, fresh = set[int](), {case_id}
    while fresh:
        joined = Joining.objects.filter(into__in=fresh, undone_at=None).values_list("case_id", flat=True)
        fresh = set(joined) - found - {case_id}
        found |= fresh
    return sorted(found)


def _letter_rows(found: list[ReceivedLetter]) -> tuple[ReceivedLetterRow, ...]:
    hints: dict[int, list[SuggestionRow]] = {}
    for row in _suggestion_rows(Suggestion.objects.filter(letter__in=found, taken=None)):
        hints.setdefault(row.letter_id or 0, []).append(row)
    return tuple(_letter_row(one, hints.get(one.pk, ())) for one in found)


def _letter_row(one: ReceivedLetter, hints: Iterable[SuggestionRow]) -> ReceivedLetterRow:
    return ReceivedLetterRow(
        id=one.pk,
        case_id=one.case_id,
        ours=one.ours,
        kind=one.kind,
        kind_name=rules.LETTER_KINDS[one.kind],
        subject=one.subject,
        sender_name=one.sender_name,
        sender_address=one.sender_address,
        to_address=one.to_address,
        text=one.text,
        attachments=tuple(AttachmentRow(**each) for each in one.attachments),
        links=tuple(_link(each) for each in one.links),
        checks=one.checks,
        message_id=one.message_id,
        sha256=one.file_id,
        sent_at=one.sent_at,
        came_at=one.came_at,
        why=one.why,
        held=one.held,
        suggestions=tuple(hints),
    )


def _link(kept: Mapping[str, Any]) -> LinkRow:
    expires = date.fromisoformat(kept["expires"]) if kept["expires"] else None
    return LinkRow(kept["provider"], kept["url"], expires, kept["says"])


def _suggestion_rows(found: QuerySet[Suggestion]) -> tuple[SuggestionRow, ...]:
    return tuple(
        SuggestionRow(
            id=one.pk,
            what=one.what,
            why=one.why,
            at=one.at,
            case_id=one.case_id,
            case_number=one.case.number if one.case else "",
            letter_id=one.letter_id,
            other_id=one.other_id,
            other_number=one.other.number if one.other else "",
            other_title=one.other.title if one.other else "",
        )
        for one in found.select_related("case", "other")
    )


def mailbox_states() -> tuple[MailboxState, ...]:
    """How each folder of each mailbox of mail.toml was found last; empty where no mailbox is set up.

    A file that cannot be used is one state of its own, with all its faults.
    """
    try:
        mailboxes = load().mailboxes
    except MailFileFaults as wrong:
        return (MailboxState(FILE, "", None, str(wrong), 0, 0),)
    if not mailboxes:
        return ()
    rows = {(one.account, one.folder): one for one in MailFolder.objects.order_by("id")}
    letters, refused = _counted(MailItem), _counted(MailTrouble)
    return tuple(
        MailboxState(
            account,
            folder,
            row.looked_at if row else None,
            row.trouble if row else "",
            letters.get((account, folder), 0),
            refused.get((account, folder), 0),
        )
        for mailbox in mailboxes
        for account, folder, row in _folders(mailbox, rows)
    )


def waiting(call_id: int) -> Waiting:
    """How much of a call waits for a clerk; written out, because each page of the office asks it."""
    asked: list[int | str] = [call_id, rules.APPLICATION, rules.OTHER, call_id, *sorted(states.ENDED)]
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, asked)
        row = cursor.fetchone()
    return Waiting(*row)


def mail_at_a_glance(*, now: datetime) -> tuple[MailboxState, ...]:
    """How each folder was found last, without its counts, and as one without a folder the account that rests now.

    One statement: the inbox asks it with each look.
    """
    folders = MailFolder.objects.order_by().values_list("account", "folder", "looked_at", "trouble")
    rests = Rest.objects.filter(until__gt=now).order_by().values_list("address", Value(""), "until", "why")
    return tuple(MailboxState(*row, 0, 0) for row in folders.union(rests, all=True))


def suggested_cases(call_id: int) -> tuple[SuggestionRow, ...]:
    """What waits for a clerk to decide of whole cases of a call, oldest first."""
    open_ones = Suggestion.objects.filter(case__call_id=call_id, taken=None).exclude(case__state__in=states.ENDED)
    return _suggestion_rows(open_ones.order_by("id"))


def mail_troubles(*, most: int = 100) -> tuple[MailTroubleRow, ...]:
    """The letters that could not be taken, or of which the headers alone were, the newest first."""
    found = MailTrouble.objects.order_by("-at")[:most]
    return tuple(
        MailTroubleRow(one.pk, one.account, one.folder, one.subject, one.trouble, one.at, one.due) for one in found
    )


def _folders(mailbox: Mailbox, rows: dict[tuple[str, str], MailFolder]) -> list[tuple[str, str, MailFolder | None]]:
    """The folders that a mailbox names, and the one of letters sent where it was found."""
    known = [folder for account, folder in rows if account == mailbox.name and folder not in mailbox.folders]
    return [(mailbox.name, one, rows.get((mailbox.name, one))) for one in (*mailbox.folders, *known)]


def _counted(table: type[MailItem | MailTrouble]) -> dict[tuple[str, str], int]:
    found = table.objects.values_list("account", "folder").annotate(n=Count("id"))
    return {(account, folder): n for account, folder, n in found}
