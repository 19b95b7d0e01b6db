"""Screens revisions, keeps rulings and corrections, and moves cases to where these put them."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_in
from casecall.cases import rules as states
from casecall.cases.actions import describe, keep_findings, move
from casecall.cases.models import Case, Revision
from casecall.files.queries import read as read_blob
from casecall.receiving.form import filled
from casecall.receiving.rules import MOST_CASES
from casecall.screening import rules
from casecall.screening.homing import ages_of, find_home, take_apart
from casecall.screening.keeping import (
    Kept,
    add_screening,
    corrections_of,
    engine_of,
    from_examination,
    keep_answer,
    newest,
)
from casecall.screening.models import Correction, FindingRow, Ruling, Screening
from casecall.screening.reader import Breach, Task, a_reader
from casecall.screening.reasons import listed, reason
from casecall.screening.standing import standing_of
from casepaper.packing import as_json, pack, unpack_paper
from casepaper.records import Evidence, Examination, FileRecord, Finding, Paper, Source, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.screening.reader import Answer
    from casepaper.forms.rules import CallRules

SAYS = {
    "verdict": "请选择认定结果",
    "cleared": "认定没有问题时，请写明理由",
    "field": "这份申报表没有这一项",
    "unread": "识读尚未完成，请稍候再改",
    "accept": "案例现为“{state}”，入选请写明理由",
}

log = logging.getLogger(__name__)

WORKER = "worker"
MOST_SPOILT = 3  # files of one application that may break off its reading, one after another
AGAIN = frozenset({"exit", "rubbish"})  # what may befall a process through no fault of a file
GONE = "“{name}”无法识读：{why}。请下载原件查看，或请申报单位换一种格式重新报送。"


def screen(revision_id: int, *, now: datetime, progress: Callable[[str], None] | None = None) -> int | None:
    """Screen a revision and put its case where the outcome says; the screening's id, None where none is due.

    A second time finds what the first one kept. A revision is read anew when the reader or the call's rules changed.
    """
    revision = Revision.objects.select_related("case__call").get(pk=revision_id)
    case = revision.case
    newer = Revision.objects.filter(case=case, n__gt=revision.n).exists()
    if newer or case.state == states.DRAFT or case.state in states.ENDED:
        return None
    engine = engine_of(case.call.source, rules.ENGINE)
    done, kept = _done(revision_id, engine), None
    if done is None:
        kept = _read(revision, now=now, progress=progress or (lambda _: None))
        if kept.groups and take_apart(revision, kept.groups, now=now):
            return None
        with write_atomic():
            Revision.objects.select_for_update().get(pk=revision_id)
            done = _done(revision_id, engine) or add_screening(revision, kept, engine=engine, corrections=0, now=now)
            record(at=now, actor=WORKER, verb="screening.screen", object=f"revision:{revision_id}", note=done.outcome)
    with write_atomic():
        done = _recheck(revision, now=now) or done
        _settle(case.pk, revision, by=WORKER, now=now)
        find_home(revision, done, several=kept.several if kept else 0, now=now)
    return done.pk


def rule(finding_id: int, verdict: str, why: str, *, by: str, now: datetime) -> None:
    """Keep what a person made of a finding (``stands`` or ``cleared``) and weigh the case anew.

    Raises ValueError for another verdict, or where a reason is wanted and missing.
    """
    if verdict not in rules.VERDICTS:
        raise ValueError(SAYS["verdict"])
    with write_atomic():
        finding = FindingRow.objects.select_related("screening__revision__case__call").get(pk=finding_id)
        if verdict == rules.CLEARED and finding.level == "fault" and not why.strip():
            raise ValueError(SAYS["cleared"])
        Ruling.objects.create(finding=finding, verdict=verdict, why=why.strip(), by=by, at=now)
        revision = finding.screening.revision
        record(at=now, actor=by, verb="screening.rule", object=f"finding:{finding_id}", note=verdict)
        _settle(revision.case_id, revision, by=by, now=now)


def correct(revision_id: int, field: str, value: str, *, by: str, now: datetime) -> None:
    """Keep a value as a person read it and run the checks again; the machine's reading stays beside it.

    The value read by machine, given again, confirms it. Raises ValueError for a field the form has not, or before
    the revision was screened.
    """
    with write_atomic():
        revision = Revision.objects.select_for_update().select_related("case__call").get(pk=revision_id)
        call = rules_in(revision.case.call.source)
        base = _base(revision_id)
        if call.form.field(field) is None:
            raise ValueError(SAYS["field"])
        if base is None:
            raise ValueError(SAYS["unread"])
        before = unpack_paper(base.examination, call).reading
        read = before.fields.get(field) if before else None
        Correction.objects.create(
            revision=revision,
            field=field,
            read=(read.value if read else None) or "",
            value=value.strip(),
            by=by,
            at=now,
        )
        record(at=now, actor=by, verb="screening.correct", object=f"revision:{revision_id}", note=field)
        _recheck(revision, now=now)
        _settle(revision.case_id, revision, by=by, now=now)


def accept(case_id: int, why: str = "", *, by: str, now: datetime) -> None:
    """Take a case in (入选); a reason is wanted unless it is in order. Raises cases.rules.NotAllowed."""
    with write_atomic():
        state = Case.objects.values_list("state", flat=True).get(pk=case_id)
        if state not in {states.IN_ORDER, states.ACCEPTED} and not why.strip():
            raise states.NotAllowed(SAYS["accept"].format(state=states.STATES[state]))
        move(case_id, states.ACCEPTED, by=by, at=now, why=why.strip())


def decline(case_id: int, why: str, *, by: str, now: datetime) -> None:
    """Leave a case out (未收录), with a reason. Raises cases.rules.NotAllowed."""
    move(case_id, states.DECLINED, by=by, at=now, why=why.strip())


def end(case_id: int, why: str, *, to: str, by: str, now: datetime) -> None:
    """Take a case out, WITHDRAWN as its unit asks or LAPSED, with a reason. Raises cases.rules.NotAllowed."""
    move(case_id, to, by=by, at=now, why=why.strip())


def _done(revision_id: int, engine: str) -> Screening | None:
    return Screening.objects.filter(revision_id=revision_id, engine=engine, corrections=0).order_by("-id").first()


def _base(revision_id: int) -> Screening | None:
    """The newest reading of a revision, as the machine read it."""
    return Screening.objects.filter(revision_id=revision_id, corrections=0).order_by("-id").first()


def _read(revision: Revision, *, now: datetime, progress: Callable[[str], None]) -> Kept:
    """Have the files read in the reading process; one at which it breaks off is named, and the others read without it.

    Raises Breach where the process cannot even be started: then the job fails, and no paper is blamed.
    """
    case = revision.case
    task = Task(case.number, case.call.source, revision.sent_at, _sources(revision), ages=ages_of(revision))
    files = {one.name: one.file_id for one in revision.files.all()}
    while True:
        try:
            kept = keep_answer(_answer(task, progress), files=files, most=0 if task.spoilt else MOST_CASES, now=now)
            return replace(kept, broken=bool(task.spoilt))
        except Breach as breach:
            if breach.kind == "start":
                raise
            log.warning("revision %s could not be read: %s", revision.pk, breach)
            rest = _without(task, breach)
            if rest is None:
                return _unreadable(task, rules_in(case.call.source), str(breach))
            task = rest


def _answer(task: Task, progress: Callable[[str], None]) -> Answer:
    """Have a task read. What took too much time or memory would take it again; what broke off is tried once more."""
    with a_reader() as reader:
        try:
            return reader.read(task, progress)
        except Breach as breach:
            if breach.kind not in AGAIN:
                raise
            log.warning("%s: %s; once more", task.source, breach)
        return reader.read(task, progress)


def _without(task: Task, breach: Breach) -> Task | None:
    """The task without the file at which it broke off; None where none was named, or none is left."""
    name = next((one.name for one in task.files if f"{breach.file}/".startswith(f"{one.name}/")), None)
    rest = tuple(one for one in task.files if one.name != name)
    if name is None or not rest or len(task.spoilt) >= MOST_SPOILT:
        return None
    spoilt = Trouble(name, "breach", GONE.format(name=name, why=breach))
    return replace(task, files=rest, spoilt=(*task.spoilt, spoilt))


def _sources(revision: Revision) -> tuple[Source, ...]:
    files = tuple(Source(one.name, read_blob(one.file_id)) for one in revision.files.all())
    twin = f"{revision.case.number}.docx"
    if revision.typed is None or any(one.name == twin for one in files):
        return files
    form = filled(revision.case_id, upto=revision.n)
    return (Source(twin, form), *files) if form else files


def _unreadable(task: Task, call: CallRules, why: str) -> Kept:
    name = "、".join(one.name for one in task.files)
    says = GONE.format(name=name, why=why)
    records = tuple(FileRecord(one.name, "", "other") for one in task.files)
    troubles = (*task.spoilt, Trouble(name, "breach", says))
    paper = Paper(rules=call, files=records, reading=None, sent=task.received, trouble=troubles)
    spoilt = [Finding("unreadable", "fault", one.says, evidence=(Evidence(one.file),)) for one in task.spoilt]
    finding = Finding("unreadable", "fault", says, evidence=tuple(Evidence(one.name) for one in task.files))
    examination = Examination(task.source, paper, (*spoilt, finding), "unreadable")
    return Kept(pack(examination), as_json(examination)["findings"], "unreadable", [], [], [], broken=True)


def _recheck(revision: Revision, *, now: datetime) -> Screening | None:
    """Check the newest reading again under every correction, where that was not done yet."""
    base, corrections = _base(revision.pk), corrections_of(revision.pk)
    if base is None or not corrections:
        return None
    count = Correction.objects.filter(revision=revision).count()
    last = newest(revision.pk)
    if last and last.pk >= base.pk and last.corrections == count:
        return last
    from casepaper.examine import recheck  # lazy: brings in numpy and OpenCV, which most web processes never need

    call = rules_in(revision.case.call.source)
    values = {field: one.value for field, one in corrections.items()}
    examination = recheck(base.examination, call, corrections=values)
    kept = from_examination(examination, pack(examination), as_json(examination), base)
    return add_screening(revision, kept, engine=base.engine, corrections=count, now=now)


def _settle(case_id: int, revision: Revision, *, by: str, now: datetime) -> None:
    """Describe a case by its newest screening and put it where the outcome says, unless it was decided."""
    screening = newest(revision.pk)
    if screening is None or Revision.objects.filter(case_id=case_id, n__gt=revision.n).exists():
        return
    call = rules_in(revision.case.call.source)
    paper, standing = unpack_paper(screening.examination, call), standing_of(screening)
    words = paper.words.low if paper.words else None
    fields = paper.reading.fields if paper.reading else {}
    title, unit, theme = ((fields[key].value or "") if key in fields else "" for key in ("title", "unit", "theme"))
    describe(
        case_id,
        title=" ".join(title.split()),
        unit=" ".join(unit.split()),
        theme=theme,
        words=words,
        reason=reason(standing, rules=call, words=words),
        seals=len(paper.seals),
        photos=len(paper.photos),
    )
    keep_findings(case_id, listed(standing, rules=call, words=words))
    state = Case.objects.select_for_update().values_list("state", flat=True).get(pk=case_id)
    to = states.OUTCOMES[rules.outcome((check, level, verdict) for check, level, _, verdict in standing)]
    if state in states.SCREENED | {states.RECEIVED} and state != to:
        move(case_id, to, by=by, at=now)
