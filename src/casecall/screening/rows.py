"""Rows of the summary sheet, a batch of cases at a time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from casecall.calls.queries import rules_in
from casecall.cases import rules as states
from casecall.cases.models import Case, Revision
from casecall.screening import rules
from casecall.screening.models import FindingRow, Ruling, Screening
from casecall.screening.reasons import BETWEEN, reason
from casepaper.counting.words import interval
from casepaper.packing import unpack_paper
from casepress.records import SummaryRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casecall.screening.standing import Standing
    from casepaper.forms.rules import CallRules
    from casepaper.records import Paper, Words

SAYS = {
    "unread": "尚未识读",
}

BATCH = 200
EVERY_REASON = 99
DRAFT, UNSTAMPED = "草稿", "待上传盖章件"


def summary_rows(case_ids: Iterable[int]) -> Iterator[SummaryRow]:
    """A row for each case, in the order given; six statements at most for every two hundred of them."""
    ids = list(case_ids)
    for start in range(0, len(ids), BATCH):
        yield from _batch(ids[start : start + BATCH])


def newest_papers(case_ids: Sequence[int]) -> dict[int, tuple[Screening, Paper]]:
    """The newest screening of the newest revision of each case that has one, with its paper."""
    sources = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "call__source"))
    revisions = dict(Revision.objects.filter(case_id__in=case_ids).order_by("n").values_list("case_id", "pk"))
    cases = {revision: case for case, revision in revisions.items()}
    newest = {cases[one.revision_id]: one for one in Screening.objects.filter(revision_id__in=cases).order_by("id")}
    return {case: (one, unpack_paper(one.examination, rules_in(sources[case]))) for case, one in newest.items()}


def _typed_in(case_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What was typed on the web into the newest revision of each case of which nothing was read yet."""
    revisions = Revision.objects.filter(case_id__in=case_ids).order_by("n")
    return {case: typed or {} for case, typed in revisions.values_list("case_id", "typed")}


def _batch(ids: Sequence[int]) -> Iterator[SummaryRow]:
    cases = {case.pk: case for case in Case.objects.filter(pk__in=ids).select_related("call")}
    papers = newest_papers(ids)
    unread = [case_id for case_id in ids if case_id not in papers]
    typed = _typed_in(unread) if unread else {}
    standing = _standing([screening.pk for screening, _ in papers.values()])
    for case_id in ids:
        if case_id in cases:
            screening, paper = papers.get(case_id, (None, None))
            said = typed.get(case_id, {}) if paper is None else _read_in(paper)
            yield _row(cases[case_id], paper, said, standing[screening.pk] if screening else [])


def _standing(screening_ids: Sequence[int]) -> dict[int, list[Standing]]:
    rulings = Ruling.objects.filter(finding__screening_id__in=screening_ids).order_by("id")
    verdicts = dict(rulings.values_list("finding_id", "verdict"))
    standing: dict[int, list[Standing]] = defaultdict(list)
    rows = FindingRow.objects.filter(screening_id__in=screening_ids).order_by("screening_id", "order")
    for key, screening, check, level, field in rows.values_list("id", "screening_id", "check_id", "level", "field"):
        standing[screening].append((check, level, field, verdicts.get(key)))
    return standing


def _read_in(paper: Paper) -> dict[str, str]:
    return {key: one.value or "" for key, one in (paper.reading.fields if paper.reading else {}).items()}


def _row(case: Case, paper: Paper | None, values: Mapping[str, str], standing: list[Standing]) -> SummaryRow:
    """The row of a case; ``values`` is what was read, or typed on the web where nothing was read yet."""
    call = rules_in(case.call.source)
    words = paper.words if paper else _typed_words(values)
    outcome = rules.outcome((check, level, verdict) for check, level, _, verdict in standing)
    unjudged = _unjudged(case, paper)
    return SummaryRow(
        number=case.number,
        theme=_themes(case.theme, call),
        unit=case.unit,
        unit_kind=case.unit_kind,
        province=case.province,
        contact=values.get("contact", ""),
        position=values.get("position", ""),
        phone=values.get("phone", ""),
        email=values.get("email", ""),
        title=case.title,
        words=words,
        seal=_sealed(paper, standing),
        photos=len(paper.photos) if paper else case.photos or 0,
        date=_day(values.get("date", "")),
        received=(paper.sent if paper and case.door == states.LETTER else None) or case.came_at,
        outcome=None if unjudged else outcome,  # type: ignore[arg-type]  # the four outcomes, by rule
        standing=DRAFT if case.state == states.DRAFT else "",
        reasons=unjudged or _reasons(standing, call, words.low if words else None),
        rank=case.rank,
        note=case.note,
    )


def _unjudged(case: Case, paper: Paper | None) -> str:
    """Why there is no outcome: the case is a draft, was taken back, or is not read yet; empty where there is one."""
    if case.state == states.DRAFT:
        return UNSTAMPED
    if case.state in states.ENDED:
        return states.STATES[case.state]
    return "" if paper else SAYS["unread"]


def _typed_words(values: Mapping[str, str]) -> Words | None:
    return interval(values["body"]) if values.get("body") else None


def _reasons(standing: list[Standing], call: CallRules, words: int | None) -> str:
    return reason(standing, rules=call, words=words, most=EVERY_REASON).replace(BETWEEN, "；")


def _sealed(paper: Paper | None, standing: list[Standing]) -> bool | None:
    """Whether there is a seal, as the check and the newest ruling say; None where nobody could tell."""
    if paper is None or paper.reading is None:
        return None
    for check, level, _, verdict in standing:
        if check == "seal_missing":
            return _by_ruling(level, verdict)
    return bool(paper.seals) or None


def _by_ruling(level: str, verdict: str | None) -> bool | None:
    """A doubt is what the clerk says it is; a fault that was cleared has a reason, which need not be a seal."""
    if verdict == rules.CLEARED:
        return True if level == "doubt" else None
    return False if level == "fault" or verdict == rules.STANDS else None


def _themes(keys: str, call: CallRules) -> str:
    return "、".join(theme.short if (theme := call.theme(key)) else key for key in keys.split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
