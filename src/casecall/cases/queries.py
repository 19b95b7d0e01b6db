"""Questions about cases: the inbox, one case, its revisions and history, its neighbours."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q

from casecall.calls.queries import rules_of
from casecall.cases import rules
from casecall.cases.filters import Filters, Span, parse_line
from casecall.cases.models import Case, HistoryLine, Revision, RevisionFile
from casecall.cases.records import (
    CaseRow,
    FileRow,
    HistoryRow,
    InboxPage,
    InboxRow,
    Neighbours,
    RevisionRow,
)
from casecall.jobs.queries import for_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from casecall.jobs.queries import JobRow
    from casepaper.forms.rules import CallRules

_WIDE = str.maketrans("()", "（）")  # names are written with either, and the query line knows the narrow ones alone
SCREEN = "screen"  # the job whose progress the inbox shows, by revision
_COLUMNS = (
    "id", "number", "state", "came_at", "came_as", "title", "unit", "theme", "reason", "waits_for_clerk",
)  # fmt: skip


def inbox(  # which cases, and which of their pages
    call_id: int,
    *,
    state: str = "",
    query: str = "",
    page: int = 1,
    per_page: int = 50,
    call: CallRules | None = None,
) -> InboxPage:
    """A page of the inbox, newest first, with the count of each state; five statements whatever the number of rows.

    One more counts what each unit sent, where the call has a limit. ``call`` spares one where its rules are at hand;
    two are spared where nothing is being read.
    """
    call = call or rules_of(call_id)
    filters = parse_line(query)
    condition = _condition(filters, call)
    everything, counts = _counted(call_id, condition)
    total = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    shown = _found(call_id, condition, state).order_by("-id")
    window = slice((page - 1) * per_page, page * per_page)
    raw = list(shown.values(*_COLUMNS)[window]) if total else []
    shorts = {theme.key: theme.short for theme in call.themes}
    newest, jobs = _being_read([one["id"] for one in raw if one["state"] == rules.RECEIVED])
    over = _over_limit(call_id, call.cases_per_unit, raw)
    return InboxPage(
        rows=tuple(_inbox_row(one, shorts, newest.get(one["id"]), jobs, over=over.get(one["unit"], "")) for one in raw),
        total=total,
        page=page,
        pages=pages,
        query=query,
        state=state,
        faults=filters.faults,
        counts=counts,
        everything=everything,
    )


def counts(call_id: int) -> dict[str, int]:
    """How many cases of a call are in each state that has any."""
    return dict(Case.objects.filter(call_id=call_id).order_by().values_list("state").annotate(n=Count("id")))


def totals() -> dict[int, int]:
    """How many cases each call has that has any."""
    return dict(Case.objects.order_by().values_list("call_id").annotate(n=Count("id")))


def sent_by_units(call_id: int, units: Iterable[str]) -> dict[str, int]:
    """How many cases of a call came from each of these units by name; withdrawn and lapsed ones count no more."""
    named = Case.objects.filter(call_id=call_id, unit__in={one for one in units if one}).exclude(state__in=rules.ENDED)
    return dict(named.order_by().values_list("unit").annotate(n=Count("id")))


def over_limit(case: CaseRow, limit: int | None) -> int:
    """How many cases the unit of this one sent, where that is more than the call allows; else 0."""
    if limit is None or not case.unit or case.ended:
        return 0
    sent = sent_by_units(case.call_id, [case.unit]).get(case.unit, 0)
    return sent if sent > limit else 0


def case_ids(call_id: int, *, state: str = "", query: str = "") -> tuple[int, ...]:
    """The ids of all cases that the inbox would show, in the order of their numbers."""
    found = _found(call_id, _condition(parse_line(query), rules_of(call_id)), state)
    return tuple(found.order_by("id").values_list("id", flat=True))


def case_row(case_id: int) -> CaseRow:
    """One case. Raises Case.DoesNotExist."""
    return _case_row(Case.objects.get(pk=case_id))


def find_case(case_id: int) -> CaseRow | None:
    """One case, or None."""
    case = Case.objects.filter(pk=case_id).first()
    return _case_row(case) if case else None


def case_numbered(call_id: int, number: str) -> CaseRow | None:
    """The case of that number in a call, or None."""
    case = Case.objects.filter(call_id=call_id, number=number).first()
    return _case_row(case) if case else None


def find_number(number: str) -> CaseRow | None:
    """The newest case of that number, of whatever call, or None."""
    case = Case.objects.filter(number__iexact=number.strip()).order_by("-id").first()
    return _case_row(case) if case else None


def case_rows(ids: Iterable[int]) -> dict[int, CaseRow]:
    """Several cases by id, in one statement."""
    return {case.pk: _case_row(case) for case in Case.objects.filter(pk__in=list(ids))}


def history(case_id: int) -> tuple[HistoryRow, ...]:
    """What happened to a case, oldest first."""
    lines = HistoryLine.objects.filter(case_id=case_id)
    return tuple(HistoryRow(line.at, line.by, line.what, line.left, line.to, line.why) for line in lines)


def revisions(case_id: int) -> tuple[RevisionRow, ...]:
    """The revisions of a case with their files, newest first."""
    return _revision_rows(list(Revision.objects.filter(case_id=case_id).order_by("-n")))


def revision(revision_id: int) -> RevisionRow:
    """One revision with its files. Raises Revision.DoesNotExist."""
    return _revision_rows([Revision.objects.get(pk=revision_id)])[0]


def newest_revision(case_id: int) -> RevisionRow | None:
    """The newest revision of a case with its files, or None."""
    rows = _revision_rows(list(Revision.objects.filter(case_id=case_id).order_by("-n")[:1]))
    return rows[0] if rows else None


def newest_revisions(state: str) -> tuple[tuple[int, int], ...]:
    """(case, newest revision) of all cases in a state, in the order they came."""
    cases = Case.objects.filter(state=state, revisions__isnull=False).annotate(newest=Max("revisions__id"))
    return tuple(cases.order_by("id").values_list("id", "newest"))


def neighbours(case_id: int, *, state: str = "", query: str = "") -> Neighbours:
    """The cases above and below one in the inbox with that tab and query."""
    call_id = Case.objects.values_list("call_id", flat=True).get(pk=case_id)
    found = _found(call_id, _condition(parse_line(query), rules_of(call_id)), state)
    above = found.filter(pk__gt=case_id).order_by("id").values_list("id", flat=True).first()
    below = found.filter(pk__lt=case_id).order_by("-id").values_list("id", flat=True).first()
    return Neighbours(above=above, below=below)


def _found(call_id: int, condition: Q, state: str) -> QuerySet[Case]:
    cases = Case.objects.filter(condition, call_id=call_id)
    return cases.filter(state=state) if state else cases


def _counted(call_id: int, condition: Q) -> tuple[dict[str, int], dict[str, int]]:
    """How many cases are in each state, and how many of them meet the condition, in one walk."""
    cases = Case.objects.filter(call_id=call_id).order_by().values_list("state")
    if not condition:
        everything = dict(cases.annotate(n=Count("*")))
        return everything, everything
    counted = list(cases.annotate(n=Count("*"), met=Count("id", filter=condition)))
    return {state: n for state, n, _ in counted}, {state: met for state, _, met in counted if met}


def _condition(filters: Filters, call: CallRules) -> Q:
    """What a query line asks for, the cheapest first: words are looked for in what is left."""
    whole = Q()
    if filters.doors:
        whole &= Q(door__in=filters.doors)
    if filters.states:
        whole &= Q(state__in=filters.states)
    if filters.sealed is not None:
        whole &= Q(seals__gt=0) if filters.sealed else Q(seals=0)
    if filters.waits is not None:
        whole &= Q(waits_for_clerk=filters.waits)
    if filters.labelled is not None:
        whole &= ~Q(labels="") if filters.labelled else Q(labels="")
    whole &= _within("words", filters.words_count) & _within("photos", filters.photos)
    whole &= _within("times_asked", filters.times_asked)
    if filters.themes:
        whole &= _any("theme", _theme_keys(filters.themes, call))
    for column, values in (
        ("unit", filters.units),
        ("unit_kind", filters.unit_kinds),
        ("number", filters.numbers),
        ("province", filters.provinces),
        ("findings", filters.findings),
        ("labels", filters.labels),
    ):
        if values:
            whole &= _any(column, values)
    for word in filters.words:
        whole &= _any("title", [word]) | _any("unit", [word]) | Q(number__icontains=word)
    return whole


def _any(column: str, values: Sequence[str]) -> Q:
    ways = sorted({spelt for value in values for spelt in (value, value.translate(_WIDE))})
    return reduce(or_, (Q(**{f"{column}__icontains": way}) for way in ways)) if ways else Q(pk__in=())


def _theme_keys(said: Sequence[str], call: CallRules) -> tuple[str, ...]:
    """Keys of the themes that somebody means by a key, a label or a part of one."""
    return tuple(
        theme.key for theme in call.themes if any(one in (theme.key, theme.short) or one in theme.label for one in said)
    )


def _within(column: str, span: Span | None) -> Q:
    if span is None:
        return Q()
    low = Q() if span.low is None else Q(**{f"{column}__gte": span.low})
    return low if span.high is None else low & Q(**{f"{column}__lte": span.high})


def _being_read(ids: list[int]) -> tuple[dict[int, int], dict[str, JobRow]]:
    """The newest revision of each of these cases, and the jobs that read them, by revision."""
    if not ids:
        return {}, {}
    newest = dict(Revision.objects.filter(case__in=ids).order_by().values_list("case").annotate(newest=Max("id")))
    return newest, for_keys(SCREEN, map(str, newest.values())) if newest else {}


def _over_limit(call_id: int, limit: int | None, raw: list[dict[str, Any]]) -> dict[str, str]:
    """What is to be said of each unit of these rows that sent more cases than the call allows."""
    if not limit or not raw:
        return {}
    sent = sent_by_units(call_id, {one["unit"] for one in raw})
    return {unit: rules.OVER.format(count=count, limit=limit) for unit, count in sent.items() if count > limit}


def _inbox_row(  # what the row is made of
    raw: dict[str, Any], shorts: dict[str, str], revision_id: int | None, jobs: dict[str, JobRow], *, over: str
) -> InboxRow:
    if over and raw["state"] not in rules.ENDED:
        raw["reason"] = f"{raw['reason']} · {over}".lstrip(" ·")
    return InboxRow(
        **raw,
        state_name=rules.STATES[raw["state"]],
        theme_short="、".join(shorts[key] for key in raw["theme"].split() if key in shorts),
        revision_id=revision_id,
        job=jobs.get(str(revision_id)),
    )


def _case_row(case: Case) -> CaseRow:
    return CaseRow(**{name: getattr(case, name) for name in CaseRow.__dataclass_fields__})


def _revision_rows(found: list[Revision]) -> tuple[RevisionRow, ...]:
    files: dict[int, list[FileRow]] = {one.pk: [] for one in found}
    for one in RevisionFile.objects.filter(revision__in=found).select_related("file"):
        row = FileRow(one.pk, one.file_id, one.name, one.file.size, one.file.media_type)
        files[one.revision_id].append(row)
    return tuple(
        RevisionRow(
            id=one.pk,
            case_id=one.case_id,
            n=one.n,
            made_at=one.made_at,
            door=one.door,
            sent_at=one.sent_at,
            typed=one.typed,
            files=tuple(files[one.pk]),
        )
        for one in found
    )
