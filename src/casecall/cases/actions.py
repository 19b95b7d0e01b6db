"""Opens cases, adds revisions, and moves cases between states; each with its line of history and of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.actions import take_number
from casecall.calls.queries import rules_of
from casecall.cases import rules
from casecall.cases.models import Case, HistoryLine, Revision, RevisionFile
from casecall.jobs.actions import enqueue
from casepaper.forms.placing import kind_of_unit, province_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

SAYS = {
    "begin": "新的案例不能是“{state}”",
    "opened": "登记",
    "withdrawn": "案例已撤回，不能再补充材料",
    "revision": "收到第 {n} 稿，文件 {files} 个",
    "moved": "转为",
    "late": "征集时间已过，未收到盖章件",
}

MOST_REASON = 300
TAKE_DOWN = "take-down-case"  # the job that follows where a published case ends; flow knows what it does


def open_case(  # a case and the little that is known of it
    call_id: int, *, door: str, state: str, now: datetime, by: str, came_as: str = "", rank: int | None = None
) -> Case:
    """A new case under the next number of its call, as DRAFT or RECEIVED."""
    if state not in {rules.DRAFT, rules.RECEIVED}:
        raise rules.NotAllowed(SAYS["begin"].format(state=rules.STATES.get(state, state)))
    with write_atomic():
        case = Case.objects.create(
            call_id=call_id,
            number=_free_number(call_id),
            state=state,
            state_since=now,
            came_at=now,
            door=door,
            came_as=came_as[:255],
            rank=rank,
        )
        HistoryLine.objects.create(case=case, at=now, by=by, what=SAYS["opened"], to=state)
        record(at=now, actor=by, verb="case.open", object=f"case:{case.pk}", note=f"{case.number} {state}")
    return case


def add_revision(  # a revision and its files
    case_id: int,
    files: Sequence[tuple[str, str]],
    *,
    door: str,
    sent_at: datetime | None = None,
    typed: Mapping[str, str] | None = None,
    now: datetime,
    by: str,
) -> Revision:
    """A further revision of (sha256, name) files. A decided case keeps its state and waits for a clerk."""
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if case.state == rules.WITHDRAWN:
            raise rules.NotAllowed(SAYS["withdrawn"])
        last = Revision.objects.filter(case=case).aggregate(n=Max("n"))["n"] or 0
        revision = Revision.objects.create(
            case=case, n=last + 1, made_at=now, door=door, sent_at=sent_at, typed=dict(typed) if typed else None
        )
        RevisionFile.objects.bulk_create(
            RevisionFile(revision=revision, file_id=sha256, name=name[:255], order=order)
            for order, (sha256, name) in enumerate(files)
        )
        if case.state in rules.DECIDED:
            case.waits_for_clerk = True
            case.save(update_fields=["waits_for_clerk"])
        HistoryLine.objects.create(
            case=case, at=now, by=by, what=SAYS["revision"].format(n=revision.n, files=len(files))
        )
        record(at=now, actor=by, verb="case.revision", object=f"case:{case_id}", note=f"revision:{revision.pk}")
    return revision


def move(case_id: int, to: str, *, by: str, at: datetime, why: str = "") -> Case:
    """Put a case into another state: the only place where that is done. Raises NotAllowed.

    Of two who move the same case at once the second meets the state that the first one left.
    """
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        rules.judge(case.state, to, why)
        left, case.state, case.state_since = case.state, to, at
        case.save(update_fields=["state", "state_since"])
        HistoryLine.objects.create(case=case, at=at, by=by, what=SAYS["moved"], left=left, to=to, why=why.strip())
        record(at=at, actor=by, verb="case.move", object=f"case:{case_id}", note=f"{left} > {to}")
        if left == rules.PUBLISHED and to in rules.ENDED:
            enqueue(TAKE_DOWN, str(case_id), {"case": case_id}, now=at, again=True)
    return case


def describe(  # what lists show of a case
    case_id: int,
    *,
    title: str,
    unit: str,
    theme: str,
    words: int | None = None,
    reason: str = "",
    seals: int | None = None,
    photos: int | None = None,
) -> None:
    """Keep what was read of a case for lists; kind of unit and province follow the unit unless set by hand."""
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        case.title, case.unit, case.theme = title.strip()[:300], unit.strip()[:200], theme[:60]
        case.words, case.seals, case.photos, case.reason = words, seals, photos, reason[:MOST_REASON]
        if not case.placed_by_hand:
            found = rules_of(case.call_id)
            case.unit_kind = kind_of_unit(case.unit, found)
            case.province = province_of(case.unit, found)
        case.save()


def place(case_id: int, *, unit_kind: str, province: str, by: str, now: datetime) -> None:
    """Set kind of unit and province by hand; what is read later does not touch them any more."""
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        case.unit_kind, case.province, case.placed_by_hand = unit_kind.strip()[:40], province.strip()[:20], True
        case.save(update_fields=["unit_kind", "province", "placed_by_hand"])
        record(at=now, actor=by, verb="case.place", object=f"case:{case_id}")


def keep_findings(case_id: int, findings: str) -> None:
    """Keep what stands against a case, as the query line looks for it, inside the caller's transaction."""
    Case.objects.filter(pk=case_id).update(findings=findings)


def count_asked(case_id: int, times: int) -> None:
    """Keep how many corrections were asked for, inside the caller's transaction."""
    Case.objects.filter(pk=case_id).update(times_asked=times)


def keep_labels(case_id: int, labels: str) -> None:
    """Keep the labels of a case in words, to be looked for in the inbox."""
    Case.objects.filter(pk=case_id).update(labels=labels)


def set_rank(case_id: int, rank: int | None, *, by: str, now: datetime) -> None:
    """Set the rank that a unit gives to this among its own cases (择优), None for none."""
    with write_atomic():
        Case.objects.filter(pk=case_id).update(rank=rank)
        record(at=now, actor=by, verb="case.rank", object=f"case:{case_id}", note="" if rank is None else str(rank))


def write_note(case_id: int, note: str, *, by: str, now: datetime) -> None:
    """Keep the secretariat's own note on a case."""
    with write_atomic():
        Case.objects.filter(pk=case_id).update(note=note.strip())
        record(at=now, actor=by, verb="case.note", object=f"case:{case_id}")


def note_line(case_id: int, what: str, *, by: str, at: datetime, why: str = "") -> None:
    """Add a line to a case's history that is no move, inside the caller's transaction."""
    HistoryLine.objects.create(case_id=case_id, at=at, by=by, what=what[:60], why=why)


def settle_clerk(case_id: int, *, by: str, now: datetime) -> None:
    """Note that a clerk has seen the further revision of a decided case."""
    with write_atomic():
        Case.objects.filter(pk=case_id).update(waits_for_clerk=False)
        record(at=now, actor=by, verb="case.seen", object=f"case:{case_id}")


def lapse_drafts(*, now: datetime, by: str = "worker") -> int:
    """Let drafts lapse whose window has closed; how many did."""
    drafts = Case.objects.filter(state=rules.DRAFT).order_by()
    closed = [call for call in drafts.values_list("call_id", flat=True).distinct() if _is_over(call, now)]
    late = list(drafts.filter(call_id__in=closed).values_list("id", flat=True))
    for case_id in late:
        try:
            move(case_id, rules.LAPSED, by=by, at=now, why=SAYS["late"])
        except rules.NotAllowed:
            continue  # its stamped page came just now
    return len(late)


def _free_number(call_id: int) -> str:
    """The next number that no case of the call bears; a changed pattern may come upon one that was given before."""
    number = take_number(call_id)
    while Case.objects.filter(call_id=call_id, number=number).exists():
        number = take_number(call_id)
    return number


def _is_over(call_id: int, now: datetime) -> bool:
    return now >= rules_of(call_id).closes_before
