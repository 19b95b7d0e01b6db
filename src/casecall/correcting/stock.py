"""What is done about open rounds from time to time: answers that came by other ways, reminders, and silence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Revision
from casecall.correcting import calendar, rules
from casecall.correcting.actions import note_answer
from casecall.correcting.calendar import CalendarFaults
from casecall.correcting.models import Round
from casecall.correcting.queries import due_of
from casecall.correcting.reminding import write_reminder
from casecall.correcting.standing import ASKED, back_to_outcome, begin_waiting, end
from casecall.letters import rules as letter_rules
from casecall.letters.templates import TemplateFault

if TYPE_CHECKING:
    from datetime import date, datetime

WORKER: Final = "worker"
SAYS: Final = {
    "superseded": "发出之前收到新的来稿，以新的审查意见为准",
    "dropped": "补正通知不再发送",
    "decided": "案例{state}",
    "late": "补正期限 {due} 已过，未收到回复",
    "closed": "第 {n} 次补正结束",
    "late_line": "第 {n} 次补正逾期未回复",
    "reminder": "第 {n} 次补正的提醒未能写成：{why}",
}
log = logging.getLogger(__name__)


def take_stock(*, now: datetime) -> int:
    """Settle the rounds that were let go, answered, dropped or decided meanwhile; how many changed.

    It may run at any time and any number of times; letters and cases know nothing of rounds.
    """
    newer = Revision.objects.filter(case=OuterRef("case"), n__gt=OuterRef("revision__n"))
    over = Q(letter__state=letter_rules.DROPPED) | Q(case__state__in=states.ENDED | states.DECIDED)
    begins = Q(letter__state__in=ASKED, case__state__in=states.SCREENED)
    standing = Round.objects.filter(Q(Exists(newer)) | Q(over | begins, state=rules.OPEN), state__in=rules.MAY_REVIVE)
    return sum(_settled(one, now=now) for one in list(standing.order_by("id").values_list("id", flat=True)))


def remind_due(*, now: datetime) -> int:
    """Write the reminders that are due: on the working day before the date, once for each date; how many."""
    extra = calendar.load()
    written = 0
    for one in Round.objects.filter(state=rules.OPEN, letter__state=letter_rules.SENT).select_related("case", "letter"):
        due = due_of(one.pk, one.due)
        first = calendar.add_working_days(due, -1, extra=extra).day
        if _wants_reminder(one, first, due, now=now):
            written += _reminded(one.pk, due, now=now)
    return written


def settle_silence(*, now: datetime) -> int:
    """End the rounds whose date has passed without an answer, as the call's rule says; how many.

    A round whose letter did not surely arrive is no silence: it waits for a clerk whatever the rule says.
    """
    ended = 0
    for one in Round.objects.filter(state=rules.OPEN).select_related("case").order_by("id"):
        due = due_of(one.pk, one.due)
        if now >= rules.good_before(due, rules_of(one.case.call_id).zone):
            ended += _silent(one.pk, due, now=now)
    return ended


def keep_up(*, now: datetime) -> None:
    """All of it, in this order: what was answered is neither reminded nor silent."""
    take_stock(now=now)
    settle_silence(now=now)
    try:
        remind_due(now=now)
    except CalendarFaults as faults:
        log.warning("%s", faults)


def _settled(round_id: int, *, now: datetime) -> bool:
    with write_atomic():
        one = _standing(round_id)
        if one is None:
            return False
        newer = Revision.objects.filter(case_id=one.case_id, n__gt=one.revision.n).order_by("-n").first()
        draft = one.letter is None or one.letter.state == letter_rules.DRAFT
        line = SAYS["closed"].format(n=one.n)
        if newer and draft:
            end(one, rules.CLOSED, SAYS["superseded"], line=line, now=now, by=WORKER)
        elif newer:
            note_answer(one, newer.pk, now=newer.made_at, by=WORKER)
        elif one.state == rules.LATE:
            return False
        elif one.letter and one.letter.state == letter_rules.DROPPED:
            end(one, rules.CLOSED, SAYS["dropped"], line=line, now=now, by=WORKER)
            back_to_outcome(one.case_id, SAYS["dropped"], now=now, by=WORKER)
        elif one.case.state in states.ENDED | states.DECIDED:
            why = SAYS["decided"].format(state=states.STATES[one.case.state])
            end(one, rules.CLOSED, why, line=line, now=now, by=WORKER)
        else:
            return begin_waiting(one, now=now, by=WORKER)
    return True


def _wants_reminder(one: Round, first: date, due: date, *, now: datetime) -> bool:
    """Whether it is the day for it, the letter went out on an earlier one, and none was written for this date."""
    zone = rules_of(one.case.call_id).zone
    today = timezone.localtime(now, zone).date()
    sent = one.letter.sent_at if one.letter else None
    if sent is None or not first <= today <= due or timezone.localtime(sent, zone).date() >= first:
        return False
    return one.reminded_at is None or timezone.localtime(one.reminded_at, zone).date() < first


def _reminded(round_id: int, due: date, *, now: datetime) -> bool:
    with write_atomic():
        one = _standing(round_id)
        if one is None or one.state != rules.OPEN:
            return False
        try:
            write_reminder(one, due, key=rules.reminder_key(one.pk, due), now=now, by=WORKER)
        except TemplateFault as why:
            log.warning(SAYS["reminder"].format(n=one.n, why=why))
            return False
        one.reminded_at = now
        one.save(update_fields=["reminded_at"])
    return True


def _silent(round_id: int, due: date, *, now: datetime) -> bool:
    with write_atomic():
        one = _standing(round_id)
        if one is None or one.state != rules.OPEN or one.letter is None or one.letter.state == letter_rules.DRAFT:
            return False  # a letter that never left asks for nothing
        why, line = SAYS["late"].format(due=due), SAYS["late_line"].format(n=one.n)
        end(one, rules.LATE, why, line=line, now=now, by=WORKER)
        silence = rules_of(one.case.call_id).silence if one.letter.state == letter_rules.SENT else "keep"
        to = {"lapse": states.LAPSED, "decline": states.DECLINED}.get(silence)
        if to and one.case.state == states.WAITING:
            move(one.case_id, to, by=WORKER, at=now, why=why)
        else:
            back_to_outcome(one.case_id, why, now=now, by=WORKER)
    return True


def _standing(round_id: int) -> Round | None:
    found = Round.objects.select_for_update(of=("self",)).select_related("case", "letter", "revision")
    return found.filter(pk=round_id, state__in=rules.MAY_REVIVE).first()
