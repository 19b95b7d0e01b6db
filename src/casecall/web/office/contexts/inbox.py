"""The inbox: one line a case, tabs by state, and the list that htmx asks for again while something is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from django.urls import reverse

from casecall.cases import filters
from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.compiling import queries as compiling
from casecall.jobs import queries as jobs
from casecall.jobs import rules as job_rules
from casecall.receiving import queries as receiving
from casecall.web.kit.places import place_of
from casecall.web.office.contexts.mail import Glance, glance
from casecall.web.office.contexts.saying import tone, when

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.cases.records import InboxPage, InboxRow
    from casecall.jobs.queries import JobRow
    from casecall.receiving.records import Waiting

SAYS = {
    "more": "另有补充材料待看 · {reason}",
    "failed": "识读失败",
    "waiting": "等待识读",
    "unread": "没有读成",
    "opening": "正在打开文件",
    "queued": "排队等候",
    "all": "全部",
}
EMPTY = {  # what is the matter, and what to do next
    "query": ("没有符合条件的来件", "改一改上方的查询，或清空后查看全部。"),
    "tab": ("这一栏现在是空的", "换一栏看看，或等新的来件。"),
    "call": ("还没有来件", "把征集页的地址发给申报单位；收到的纸质件或邮件，可用“录入纸质件”代为录入。"),
}
EXAMPLES = tuple((one, quote(one)) for one in filters.EXAMPLES.values())
PER_PAGE = 50
TABS = (
    case_rules.DOUBTFUL,
    case_rules.FAULTY,
    case_rules.UNREADABLE,
    case_rules.WAITING,
    case_rules.IN_ORDER,
    case_rules.RECEIVED,
    case_rules.DRAFT,
    case_rules.ACCEPTED,
    case_rules.COMPILED,
    case_rules.PUBLISHED,
    case_rules.DECLINED,
    case_rules.WITHDRAWN,
    case_rules.LAPSED,
    case_rules.MERGED,
)


class Line(NamedTuple):  # a tuple, because fifty are made for a page
    """A case in one line; ``number`` is the running part of its number."""

    id: str
    href: str
    number: str
    theme: str
    title: str
    unit: str
    state: str
    tone: str
    reason: str
    when: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A state with its count."""

    says: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one is in the list; addresses are empty at its ends."""

    first: int
    last: int
    total: int
    previous: str
    next: str


class Piece(NamedTuple):
    """A condition or a word of the query line, and the address of the question without it."""

    key: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: the call, the tab, the query line, the page."""

    call: CallRow
    state: str = ""
    query: str = ""
    page: int = 1

    def address(self, name: str = "office:inbox", **other: object) -> str:
        """The address of the same question with something else in it."""
        asked = {"call": self.call.key, "state": self.state, "q": self.query, "page": self.page, **other}
        return f"{place_of(name)}?{urlencode({key: value for key, value in asked.items() if value not in {'', 1}})}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox page. ``mark`` tells whether anything in the list has changed since it was drawn."""

    asked: Asked
    lines: tuple[Line, ...]
    tabs: tuple[Tab, ...]
    pager: Pager
    editions: tuple[tuple[int, str], ...]
    faults: tuple[str, ...]
    everything: Mapping[str, int]
    reading: bool
    stuck: int
    mark: str
    empty_says: str
    empty_next: str
    mail: Glance
    waiting: Waiting

    @property
    def poll(self) -> str:
        """The address that gives the list again, or nothing where it is as it was."""
        return self.asked.address(seen=self.mark)

    @property
    def every(self) -> str:
        """How often to ask: often while something is read, else now and then."""
        return "3s" if self.reading else "10s"

    @property
    def sheet(self) -> str:
        """The address of the summary sheet of this list."""
        return self.asked.address("office:sheet", page="")

    @property
    def csv(self) -> str:
        """The same as CSV."""
        return self.asked.address("office:csv", page="")

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What the query line asks for, piece by piece."""
        found = filters.tokens(self.asked.query)
        return tuple(Piece(one.key, one.value, self.asked.address(q=one.rest, page=1)) for one in found)

    @property
    def examples(self) -> tuple[Piece, ...]:
        """The conditions that the query line knows, each with a question that uses it."""
        address = self.asked.address(q="", page=1)
        return tuple(Piece("", says, f"{address}&q={quoted}") for says, quoted in EXAMPLES)

    @property
    def keys(self) -> str:
        """The names of the conditions, for the line that is coloured as it is typed."""
        return " ".join(filters.KEYS)

    @property
    def write(self) -> str:
        """The address of a letter to every case of this list."""
        return self.asked.address("office:write", page="")

    @property
    def originals(self) -> str:
        """The address of all originals of this list."""
        return self.asked.address("office:originals", page="")


def inbox(asked: Asked, *, now: datetime) -> Inbox:
    """The page in at most seven statements, however many rows it shows."""
    found = cases.inbox(
        asked.call.id, state=asked.state, query=asked.query, page=asked.page, per_page=PER_PAGE, call=asked.call.rules
    )
    desks = reverse("office:desk", args=(0,)).removesuffix("0/")
    chosen = {key: value for key, value in (("state", asked.state), ("q", asked.query)) if value}
    query = f"?{urlencode(chosen)}" if chosen else ""
    lines = tuple(_line(row, f"{desks}{row.id}/{query}", now) for row in found.rows)
    counts = jobs.counts()
    says, then = _empty(asked, found)
    return Inbox(
        asked=asked,
        lines=lines,
        tabs=_tabs(asked, found.counts),
        pager=_pager(asked, found),
        editions=compiling.titles(asked.call.id),
        faults=found.faults,
        everything=found.everything,
        reading=bool(counts[job_rules.WAITING] or counts[job_rules.RUNNING]),
        stuck=counts[job_rules.FAILED],
        mark=hashlib.sha256(repr((lines, found.counts, counts)).encode()).hexdigest()[:16],
        empty_says=says,
        empty_next=then,
        mail=glance(now=now),
        waiting=receiving.waiting(asked.call.id),
    )


def _line(row: InboxRow, href: str, now: datetime) -> Line:
    reason, failed = row.reason, None
    if row.state == case_rules.RECEIVED:
        reason, failed = _progress(row.job)
    if row.waits_for_clerk:
        reason = SAYS["more"].format(reason=reason).rstrip(" ·")
    return Line(
        id=str(row.id),
        href=href,
        number=row.number.rpartition("-")[2],
        theme=row.theme_short or "—",
        title=row.shown_title,
        unit=row.unit or "—",
        state=SAYS["failed"] if failed else row.state_name,
        tone="fault" if failed else tone(row.state),
        reason=reason,
        when=when(row.came_at, now),
    )


def _progress(job: JobRow | None) -> tuple[str, int | None]:
    """What a case that is being read is at, and the job's id where it stopped."""
    if job is None:
        return SAYS["waiting"], None
    if job.state == job_rules.FAILED:
        return job.error.splitlines()[0] if job.error else SAYS["unread"], job.id
    return job.progress or (SAYS["opening"] if job.state == job_rules.RUNNING else SAYS["queued"]), None


def _tabs(asked: Asked, counts: Mapping[str, int]) -> tuple[Tab, ...]:
    tabs = [Tab(SAYS["all"], asked.address(state="", page=1), sum(counts.values()), not asked.state)]
    tabs += [
        Tab(case_rules.STATES[state], asked.address(state=state, page=1), counts.get(state, 0), asked.state == state)
        for state in TABS
        if counts.get(state) or asked.state == state
    ]
    return tuple(tabs)


def _pager(asked: Asked, found: InboxPage) -> Pager:
    first = (found.page - 1) * PER_PAGE + 1
    return Pager(
        first=first,
        last=first + len(found.rows) - 1,
        total=found.total,
        previous=asked.address(page=found.page - 1) if found.page > 1 else "",
        next=asked.address(page=found.page + 1) if found.page < found.pages else "",
    )


def _empty(asked: Asked, found: InboxPage) -> tuple[str, str]:
    """What is the matter where no line is shown, and what to do next."""
    if asked.query:
        return EMPTY["query"]
    if sum(found.counts.values()):
        return EMPTY["tab"]
    return EMPTY["call"]
