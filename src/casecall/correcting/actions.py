"""Asks for a correction once and whole, gives more time, closes a round, and takes the answer that comes by link."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

from django.utils import timezone

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.cases import queries as case_queries
from casecall.cases import rules as states
from casecall.cases.actions import count_asked, move, note_line
from casecall.cases.models import Case
from casecall.correcting import calendar, rules
from casecall.correcting.answering import files_with, typed_with
from casecall.correcting.asking import asking, letter_of, points_of
from casecall.correcting.models import Extension, Item, Round
from casecall.correcting.queries import due_of
from casecall.correcting.reminding import extra_point, write_reminder
from casecall.correcting.standing import back_to_outcome, begin_waiting, drop_unsent, end
from casecall.letters import actions as letters
from casecall.letters import rules as letter_rules
from casecall.letters.queries import letter_keyed
from casecall.receiving.actions import further_revision, have_screened

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from casecall.cases.models import Revision
    from casecall.correcting.records import Asking, Candidate
    from casecall.letters.models import Letter
    from casecall.letters.templates import Filled
    from casecall.receiving.records import ReceivedFile

SAYS: Final = {
    "nothing": "请至少勾选一项，或写明另需补正的内容",
    "stale": "有的意见已有变化，或不属于现在这一稿，请刷新后重新勾选",
    "due": "补正期限应在今天之后、一年之内",
    "later": "新的期限应晚于原来的期限，并在今天之后、一年之内",
    "why": "请写明理由",
    "over": "第 {n} 次补正{state}，不能再改",
    "other": "案例另有一次补正正在等待回复，请先结束",
    "ended": "案例{state}，不能延期",
    "arrived": "补正通知没有被退回，不需要另发",
    "asked": "第 {n} 次请求补正：{count} 项，期限 {due}",
    "extended": "第 {n} 次补正延期至 {due}",
    "closed": "第 {n} 次补正结束",
    "spent": "这次补正已经提交，或期限已过",
    "no_answer": "请填写需要补正的内容，或选择文件",
    "answered": "收到第 {n} 次补正的回复",
    "note": "申报单位说明",
}
MOST: Final = timedelta(days=366)
RETURNED: Final = frozenset({letter_rules.BOUNCED, letter_rules.FAILED, letter_rules.DROPPED})


class NotAllowed(Exception):  # noqa: N818 - it says what the act is
    """Raised for what may not be done to a round; the message is a sentence for people."""


class LinkSpent(NotAllowed):
    """Raised for an answer to a round that was answered or closed, or whose date has passed."""


class More(TypedDict, total=False):
    """What else may be wished: large files by their key, other words for how to mend by key, another address."""

    links: Collection[str]
    mends: Mapping[str, str]
    to_address: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants asked, and until when; None leaves it to the call's rule, or to what the form says."""

    findings: Collection[int] = ()
    links: Collection[str] = ()
    mends: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""
    due: date | None = None
    to_address: str | None = None


def ask(  # what a person ticked, and the words beside it
    case_id: int,
    finding_ids: Collection[int],
    *,
    extra: str = "",
    due: date | None = None,
    now: datetime,
    by: str,
    **more: Unpack[More],
) -> Round:
    """Open a round for the findings that a person ticked and write its letter as a draft.

    Raises NotAllowed with what has to be put right: nothing ticked, a finding of another revision or a cleared one, a
    round that is still open, a date that is none. Raises TemplateFault, CalendarFaults.
    """
    return open_round(case_id, Wish(finding_ids, extra=extra, due=due, **_given(more)), now=now, by=by)


def open_round(case_id: int, wish: Wish, *, now: datetime, by: str) -> Round:
    """As ``ask``, from a whole wish."""
    with write_atomic():
        Case.objects.select_for_update().get(pk=case_id)
        found = asking(case_id, now=now)
        chosen, plan = _planned(found, wish, now=now)
        plan.case_id, plan.revision_id, plan.made_at, plan.made_by = case_id, found.revision_id, now, by
        plan.save()
        Item.objects.bulk_create(_item(plan, order, one) for order, one in enumerate(chosen, 1))
        plan.letter = _written(plan, _filled(case_id, chosen, plan, now=now), found, wish=wish, now=now)
        plan.save(update_fields=["letter"])
        count_asked(case_id, plan.n)
        says = SAYS["asked"].format(n=plan.n, count=len(chosen) + bool(plan.extra), due=plan.due)
        note_line(case_id, says, by=by, at=now)
        record(at=now, actor=by, verb="round.ask", object=f"round:{plan.pk}", note=f"case:{case_id} {len(chosen)}")
    return plan


def preview(case_id: int, wish: Wish, *, now: datetime) -> Filled:
    """The letter that ``open_round`` would write, its link as a mark. Raises what that raises."""
    chosen, plan = _planned(asking(case_id, now=now), wish, now=now)
    return _filled(case_id, chosen, plan, now=now)


def approve(round_id: int, *, now: datetime, by: str) -> None:
    """Let the letter of an open round go; its case waits for the unit from now on. Raises NotAllowed of either room."""
    with write_atomic():
        one = _locked(round_id)
        if one.state != rules.OPEN:
            raise NotAllowed(SAYS["over"].format(n=one.n, state=rules.STATES[one.state]))
        if one.letter_id:
            letters.approve(one.letter_id, now=now, by=by)
        begin_waiting(one, now=now, by=by)


def send_again(round_id: int, to_address: str, *, now: datetime, by: str) -> Round:
    """Write the letter of a round once more, to another address, as a draft: the one before did not arrive."""
    with write_atomic():
        one = _changeable(round_id)
        before = one.letter
        if before is None or before.state not in RETURNED:
            raise NotAllowed(SAYS["arrived"])
        times = 2
        while letter_keyed(rules.letter_key(round_id, times)):
            times += 1
        one.letter = letters.write(
            letter_rules.CORRECTION,
            key=rules.letter_key(round_id, times),
            to_address=to_address,
            to_name=before.to_name,
            subject=before.subject,
            text=before.text,
            case_id=one.case_id,
            call_id=before.call_id,
            now=now,
            by=by,
        )
        one.save(update_fields=["letter"])
    return one


def extend(round_id: int, due: date, why: str, *, tell: bool = False, now: datetime, by: str) -> Round:
    """Give a round a later date, with a reason; one that was late is open again and its link is good.

    ``tell`` writes the unit a letter with the new date. A case that lapsed or was declined for its silence comes back.
    """
    with write_atomic():
        one = _changeable(round_id)
        today = timezone.localtime(now, rules_of(one.case.call_id).zone).date()
        if due <= max(due_of(one.pk, one.due), today) or due > today + MOST:
            raise NotAllowed(SAYS["later"])
        if not why.strip():
            raise NotAllowed(SAYS["why"])
        if Round.objects.filter(case_id=one.case_id, state=rules.OPEN).exclude(pk=one.pk).exists():
            raise NotAllowed(SAYS["other"])
        why = why.strip()[: rules.WHY_MOST]
        given = Extension.objects.create(round=one, due=due, why=why, at=now, by=by)
        one.state, one.ended_at = rules.OPEN, None
        one.save(update_fields=["state", "ended_at"])
        note_line(one.case_id, SAYS["extended"].format(n=one.n, due=due), by=by, at=now, why=why)
        record(at=now, actor=by, verb="round.extend", object=f"round:{one.pk}", note=f"{due}")
        _revive(one, why, now=now, by=by)
        if tell:
            write_reminder(one, due, key=rules.extension_key(one.pk, given.pk), now=now, by=by)
    return one


def close(round_id: int, why: str, *, now: datetime, by: str) -> Round:
    """End a round without an answer, with a reason: its link is good no more, and the case waits for a clerk."""
    if not why.strip():
        raise NotAllowed(SAYS["why"])
    why = why.strip()[: rules.WHY_MOST]
    with write_atomic():
        one = _changeable(round_id)
        end(one, rules.CLOSED, why, line=SAYS["closed"].format(n=one.n), now=now, by=by)
        back_to_outcome(one.case_id, why, now=now, by=by)
    return one


def answer(  # what was typed, what was sent, and a word beside
    round_id: int, values: Mapping[str, str], files: Sequence[ReceivedFile], *, note: str = "", now: datetime
) -> Revision:
    """What a unit sends by its link: a further revision with what it typed and the files that are new; it is screened.

    ``note`` is what it says beside, which the case's history keeps. The link is spent by this and by nothing else.
    Raises LinkSpent, and NotAllowed where nothing came.
    """
    with write_atomic():
        one = _locked(round_id)
        case = case_queries.case_row(one.case_id)
        if not is_good(one, case.state, now=now):
            raise LinkSpent(SAYS["spent"])
        if not files and not note.strip() and not any(text.strip() for text in values.values()):
            raise NotAllowed(SAYS["no_answer"])
        before = case_queries.newest_revision(one.case_id)
        if before is None:
            raise LinkSpent(SAYS["spent"])
        typed = typed_with(before, {key: text.strip() for key, text in values.items() if text.strip()})
        kept, new = files_with(case, before, files, typed=typed, now=now)
        by = f"applicant:{case.id}"
        revision = further_revision(
            case.id, new, kept=kept, door=states.CORRECTION, sent_at=now, typed=typed, now=now, by=by
        )
        note_answer(one, revision.pk, now=now, by=by)
        if note.strip():
            note_line(case.id, SAYS["note"], by=by, at=now, why=note.strip()[: rules.EXTRA_MOST])
    return revision


def note_answer(one: Round, revision_id: int, *, now: datetime, by: str) -> None:
    """Note the revision that answers a locked round, inside the caller's transaction."""
    one.answer_id, one.answered_at, one.state, one.ended_at = revision_id, now, rules.ANSWERED, now
    one.save(update_fields=["answer", "answered_at", "state", "ended_at"])
    drop_unsent(one, SAYS["answered"].format(n=one.n), now=now, by=by)
    note_line(one.case_id, SAYS["answered"].format(n=one.n), by=by, at=now)
    record(at=now, actor=by, verb="round.answer", object=f"round:{one.pk}", note=f"revision:{revision_id}")


def is_good(one: Round, state: str, *, now: datetime) -> bool:
    """Whether an answer to a round may be taken now, its case being in that state."""
    zone = rules_of(one.case.call_id).zone
    over = state in states.ENDED | states.DECIDED
    return one.state == rules.OPEN and not over and now < rules.good_before(due_of(one.pk, one.due), zone)


def _planned(found: Asking, wish: Wish, *, now: datetime) -> tuple[list[Candidate], Round]:
    """What was chosen, with the words for it, and the round that asks for it, not yet kept."""
    if found.blocked:
        raise NotAllowed(found.blocked)
    keys = {f"finding:{one}" for one in wish.findings} | set(wish.links)
    chosen = [one for one in found.candidates if one.key in keys]
    if len(chosen) != len(keys):
        raise NotAllowed(SAYS["stale"])
    extra = wish.extra.strip()[: rules.EXTRA_MOST]
    if not chosen and not extra:
        raise NotAllowed(SAYS["nothing"])
    call = rules_of(case_queries.case_row(found.case_id).call_id)
    today, due = timezone.localtime(now, call.zone).date(), wish.due or found.due
    if not today < due <= today + MOST:
        raise NotAllowed(SAYS["due"])
    return [_in_words(one, wish.mends) for one in chosen], Round(n=found.n, due=due, extra=extra, made_at=now)


def _in_words(one: Candidate, mends: Mapping[str, str]) -> Candidate:
    return replace(one, mend=mends.get(one.key, one.mend).strip())


def _filled(case_id: int, chosen: Sequence[Candidate], plan: Round, *, now: datetime) -> Filled:
    case = case_queries.case_row(case_id)
    today = timezone.localtime(now, rules_of(case.call_id).zone).date()
    return letter_of(
        case,
        points_of(chosen) or [extra_point(plan.extra)],
        round_id=plan.pk or 0,
        n=plan.n,
        due=plan.due,
        due_note=calendar.note_on(today, plan.due, extra=calendar.load()),
        extra=plan.extra if chosen else "",
        now=now,
    )


def _written(plan: Round, filled: Filled, found: Asking, *, wish: Wish, now: datetime) -> Letter:
    return letters.write(
        letter_rules.CORRECTION,
        key=rules.letter_key(plan.pk),
        to_address=found.to_address if wish.to_address is None else wish.to_address,
        to_name=found.to_name,
        subject=filled.subject,
        text=filled.text,
        case_id=plan.case_id,
        call_id=case_queries.case_row(plan.case_id).call_id,
        in_reply_to=found.in_reply_to,
        now=now,
        by=plan.made_by,
    )


def _item(plan: Round, order: int, one: Candidate) -> Item:
    kept: list[dict[str, Any]] = [
        {"file": seen.file, "page": seen.page, "box": seen.box, "cell": seen.cell, "text": seen.text,
         "picture": seen.picture}
        for seen in one.places
    ]  # fmt: skip
    return Item(
        round=plan,
        order=order,
        check_id=one.check,
        level=one.level,
        field=one.field,
        says=one.says,
        rule=one.rule,
        mend=one.mend,
        evidence=kept,
    )


def _revive(one: Round, why: str, *, now: datetime, by: str) -> None:
    """Bring back a case that its unit's silence had ended, and have it wait again."""
    case = Case.objects.select_for_update().get(pk=one.case_id)
    if case.state in {states.LAPSED, states.DECLINED}:
        move(case.pk, states.RECEIVED, by=by, at=now, why=why)
        have_screened(one.revision_id, now=now, again=True)  # the case waits for its unit once that is weighed again
    elif case.state in states.ENDED | states.DECIDED:
        raise NotAllowed(SAYS["ended"].format(state=states.STATES[case.state]))
    else:
        begin_waiting(one, now=now, by=by)


def _locked(round_id: int) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("case", "letter").get(pk=round_id)


def _changeable(round_id: int) -> Round:
    one = _locked(round_id)
    if one.state not in rules.MAY_REVIVE:
        raise NotAllowed(SAYS["over"].format(n=one.n, state=rules.STATES[one.state]))
    return one


def _given(more: More) -> dict[str, Any]:
    return dict(more)
