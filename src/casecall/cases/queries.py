"""Questions about cases: the inbox, one case, its revisions and history, its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, OuterRef, Q, Subquery

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
    Tab,
)
from casecall.jobs.queries import for_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from casecall.jobs.queries import JobRow
    from casepaper.forms.rules import CallRules

_WIDE = str.maketrans("()", "（）")  # names are written with either, and the query line knows the narrow ones alone
SCREEN = "screen"  # the job whose progress the inbox shows, by revision
_COLUMNS = [
    "id",
    "number",
    "state",
    "state_since",
    "came_at",
    "door",
    "came_as",
    "title",
    "unit",
    "unit_kind",
    "province",
    "theme",
    "words",
    "seals",
    "photos",
    "rank",
    "reason",
    "waits_for_clerk",
]


def inbox(  # which cases, and which of their pages
    call_id: int,
    *,
    state: str = "",
    query: str = "",
    page: int = 1,
    per_page: int = 50,
    call: CallRules | None = None,
) -> InboxPage:
    """A page of the inbox, newest first, with a tab for each state; four statements whatever the number of rows.

    One more counts what each unit sent, where the call has a limit; ``call`` spares one where its rules are at hand.
    """
    call = call or rules_of(call_id)
    filters = parse_line(query)
    found = _found(call_id, filters, call)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("id")))
    total = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    shown = (found.filter(state=state) if state else found).order_by("-id")
    newest = Revision.objects.filter(case=OuterRef("pk")).order_by("-n").values("id")[:1]
    window = slice((page - 1) * per_page, page * per_page)
    raw = list(shown.annotate(revision_id=Subquery(newest)).values(*_COLUMNS, "revision_id")[window])
    reading = [str(one["revision_id"]) for one in raw if one["revision_id"] and one["state"] == rules.RECEIVED]
    jobs = for_keys(SCREEN, reading) if raw else {}
    sent = sent_by_units(call_id, {str(one["unit"]) for one in raw}) if call.cases_per_unit and raw else {}
    return InboxPage(
        rows=tuple(_inbox_row(one, call, jobs, sent=sent.get(str(one["unit"]), 0)) for one in raw),
        tabs=_tabs(counts, state),
        total=total,
        page=page,
        pages=pages,
        query=query,
        state=state,
        faults=filters.faults,
        counts=counts,
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
    found = _found(call_id, parse_line(query), rules_of(call_id))
    return tuple((found.filter(state=state) if state else found).order_by("id").values_list("id", flat=True))


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
    found = _found(call_id, parse_line(query), rules_of(call_id))
    found = found.filter(state=state) if state else found
    above = found.filter(pk__gt=case_id).order_by("id").values_list("id", flat=True).first()
    below = found.filter(pk__lt=case_id).order_by("-id").values_list("id", flat=True).first()
    return Neighbours(above=above, below=below)


def _found(call_id: int, filters: Filters, call: CallRules) -> QuerySet[Case]:
    cases = Case.objects.filter(call_id=call_id)
    for word in filters.words:
        cases = cases.filter(_any("title", [word]) | _any("unit", [word]) | Q(number__icontains=word))
    for column, values in (("unit", filters.units), ("unit_kind", filters.unit_kinds), ("number", filters.numbers)):
        if values:
            cases = cases.filter(_any(column, values))
    if filters.provinces:
        cases = cases.filter(_any("province", filters.provinces))
    if filters.themes:
        cases = cases.filter(_any("theme", _theme_keys(filters.themes, call)))
    if filters.doors:
        cases = cases.filter(door__in=filters.doors)
    if filters.states:
        cases = cases.filter(state__in=filters.states)
    if filters.sealed is not None:
        cases = cases.filter(seals__gt=0) if filters.sealed else cases.filter(seals=0)
    if filters.waits is not None:
        cases = cases.filter(waits_for_clerk=filters.waits)
    cases = _within(cases, "words", filters.words_count)
    return _within(cases, "photos", filters.photos)


def _any(column: str, values: Sequence[str]) -> Q:
    found = Q(pk__in=())
    for way in {spelt for value in values for spelt in (value, value.translate(_WIDE))}:
        found |= Q(**{f"{column}__icontains": way})
    return found


def _theme_keys(said: Sequence[str], call: CallRules) -> tuple[str, ...]:
    """Keys of the themes that somebody means by a key, a label or a part of one."""
    return tuple(
        theme.key for theme in call.themes if any(one in (theme.key, theme.short) or one in theme.label for one in said)
    )


def _within(cases: QuerySet[Case], column: str, span: Span | None) -> QuerySet[Case]:
    if span is None:
        return cases
    if span.low is not None:
        cases = cases.filter(**{f"{column}__gte": span.low})
    return cases if span.high is None else cases.filter(**{f"{column}__lte": span.high})


def _tabs(counts: dict[str, int], current: str) -> tuple[Tab, ...]:
    everything = Tab(state="", name="全部", count=sum(counts.values()), current=not current)
    rest = (Tab(state, name, counts.get(state, 0), state == current) for state, name in rules.STATES.items())
    return (everything, *rest)


def _inbox_row(raw: dict[str, object], call: CallRules, jobs: dict[str, JobRow], *, sent: int) -> InboxRow:
    if call.cases_per_unit and sent > call.cases_per_unit and raw["state"] not in rules.ENDED:
        over = rules.OVER.format(count=sent, limit=call.cases_per_unit)
        raw = {**raw, "reason": f"{raw['reason']} · {over}".lstrip(" ·")}
    shorts = [theme.short for key in str(raw["theme"]).split() if (theme := call.theme(key))]
    return InboxRow(
        **raw,  # type: ignore[arg-type]  # the columns are those of the row, by name
        state_name=rules.STATES[str(raw["state"])],
        theme_short="、".join(shorts),
        job=jobs.get(str(raw["revision_id"])),
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
