"""The board of addressees: its filters and counts, groups by provinces, rows to export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.urls import reverse

from casecall.inviting import queries, rules
from casecall.letters import rules as letters
from casecall.web.kit.places import place_of
from casecall.web.office.contexts.inbox import Pager
from casecall.web.office.contexts.saying import exactly, when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Board, Standing

SAYS: Final = {
    "all": "全部",
    "bounced": "被退回",
    "no_email": "无邮箱",
    "not_sent": "未发通知",
    "own": "本单位已申报 {count} 件",
    "below": "下属单位已申报 {count} 件",
    "province": "本省单位已申报 {count} 件",
    "and": "，",
    "hand": "人工标注",
    "asks_province": "省份:{province}",  # as the inbox's query line has it
    "asks_unit": "单位:{word}",
    "hint": "来信提到已转发",
    "reply": "{day} 回复来信",
    "address": "{day} 来信",
    "domain": "{day} 同一单位邮箱来信",
    "notice": "通知 {day} {state}",
    "nudges": "催报 {count} 次，最近 {day}",
}
EMPTY: Final = {
    "filter": ("没有符合条件的单位", "改一改上方的条件，或查看全部。"),
    "list": ("还没有主送单位", "导入名单，或从通知的主送中录入，再发出通知。"),
}
TONES: Final = {rules.SILENT: "", rules.ANSWERED: "waiting", rules.FORWARDED: "waiting", rules.APPLIED: "good"}
PER_PAGE: Final = 100
BOUNCED, NO_EMAIL, NOT_SENT = "bounced", "no_email", "not_sent"
PROBLEMS: Final = {BOUNCED: SAYS["bounced"], NO_EMAIL: SAYS["no_email"], NOT_SENT: SAYS["not_sent"]}
EXPORTED: Final = (
    ("单位名称", 34), ("类别", 10), ("集团", 12), ("省份", 8), ("联系人", 10), ("电话", 16), ("邮箱", 26),
    ("情况", 10), ("依据", 30), ("本单位申报", 10), ("下属单位申报", 12), ("通知", 18), ("催报次数", 10),
    ("最近催报", 18), ("备注", 30),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: the call, a standing, a kind, what is amiss, a group, a province, words, the page."""

    call: CallRow
    standing: str = ""
    kind: str = ""
    problem: str = ""
    group: str = ""
    province: str = ""
    query: str = ""
    page: int = 1

    def address(self, name: str = "office:inviting", **other: object) -> str:
        """The address of the same question with something else in it."""
        asked = {
            "call": self.call.key, "standing": self.standing, "kind": self.kind, "problem": self.problem,
            "group": self.group, "province": self.province, "q": self.query, "page": self.page, **other,
        }  # fmt: skip
        return f"{place_of(name)}?{urlencode({key: value for key, value in asked.items() if value not in {'', 1}})}"

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any((self.standing, self.kind, self.problem, self.group, self.province, self.query))

    def meets(self, row: Standing) -> bool:
        """Whether a row is one of those asked for."""
        words = f"{row.name} {row.contact} {row.email} {row.note}".casefold()
        return (
            self.standing in {"", row.standing}
            and self.kind in {"", row.kind}
            and self.group in {"", row.group}
            and self.province in {"", row.province}
            and all(word in words for word in self.query.casefold().split())
            and self._amiss(row)
        )

    def _amiss(self, row: Standing) -> bool:
        if self.problem == BOUNCED:
            return row.bounced
        if self.problem == NO_EMAIL:
            return not row.email
        return self.problem != NOT_SENT or not any(one.state == letters.SENT for one in row.notices)


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice with its count."""

    says: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An addressee in one line."""

    id: int
    href: str
    name: str
    kind: str
    where: str
    standing: str
    tone: str
    evidence: str
    letters: str
    bounced: bool
    hint: str
    email: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind with how many stand where."""

    name: str
    href: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board as it is shown."""

    asked: Asked
    lines: tuple[Line, ...]
    tabs: tuple[Tab, ...]
    problems: tuple[Tab, ...]
    kinds: tuple[KindLine, ...]
    totals: tuple[int, ...]
    pager: Pager
    groups: tuple[str, ...]
    provinces: tuple[str, ...]
    total: int
    silent: int
    unsent: int
    empty_says: str
    empty_next: str

    @property
    def sheet(self) -> str:
        """The address of this list as a workbook."""
        return self.asked.address("office:inviting-sheet", page="")

    @property
    def csv(self) -> str:
        """The same as CSV."""
        return self.asked.address("office:inviting-csv", page="")


def board_page(asked: Asked, *, now: datetime) -> BoardPage:
    """The board in four statements, however many addressees there are."""
    board = queries.board(asked.call.id, call=asked.call)
    met = [row for row in board.rows if asked.meets(row)]
    pages = max(1, -(-len(met) // PER_PAGE))
    page = min(asked.page, pages)
    first = (page - 1) * PER_PAGE
    shown = met[first : first + PER_PAGE]
    says, then = EMPTY["filter" if board.rows else "list"]
    return BoardPage(
        asked=asked,
        lines=tuple(_line(row, now) for row in shown),
        tabs=_tabs(asked, board),
        problems=_problems(asked, board),
        kinds=_kinds(asked, board),
        totals=tuple(board.counts.values()),
        pager=Pager(
            first=first + 1,
            last=first + len(shown),
            total=len(met),
            previous=asked.address(page=page - 1) if page > 1 else "",
            next=asked.address(page=page + 1) if page < pages else "",
        ),
        groups=tuple(dict.fromkeys(row.group for row in board.rows if row.group)),
        provinces=tuple(dict.fromkeys(row.province for row in board.rows if row.province)),
        total=len(board.rows),
        silent=board.counts[rules.SILENT],
        unsent=sum(not row.notices for row in board.rows),
        empty_says=says,
        empty_next=then,
    )


def _line(row: Standing, now: datetime) -> Line:
    return Line(
        id=row.id,
        href=reverse("office:addressee", args=(row.id,)),
        name=row.name,
        kind=row.kind_name,
        where=" ".join(filter(None, (row.group, row.province))),
        standing=row.standing_name,
        tone=TONES[row.standing],
        evidence=evidence(row, now),
        letters=_letters(row, now),
        bounced=row.bounced,
        hint=SAYS["hint"] if row.hints_forwarded else "",
        email=row.email or SAYS["no_email"],
    )


def evidence(row: Standing, now: datetime) -> str:
    """By what an addressee stands where it does, in words."""
    said = []
    if row.own:
        said.append(SAYS["own"].format(count=row.own))
    if row.below:
        said.append(SAYS["province" if row.kind == rules.PROVINCIAL else "below"].format(count=row.below))
    if row.by == rules.BY_HAND:
        said.append(SAYS["hand"])
    if row.answers and not said:
        last = row.answers[-1]
        said.append(SAYS[last.how].format(day=when(last.came_at, now)))
    return SAYS["and"].join(said)


def _letters(row: Standing, now: datetime) -> str:
    said = []
    if notice := row.notice:
        said.append(SAYS["notice"].format(day=when(notice.sent_at or notice.made_at, now), state=notice.state_name))
    sent = [one for one in row.nudges if one.sent_at]
    if sent:
        day = when(sent[-1].sent_at or sent[-1].made_at, now)
        said.append(SAYS["nudges"].format(count=len(sent), day=day))
    return SAYS["and"].join(said)


def _tabs(asked: Asked, board: Board) -> tuple[Tab, ...]:
    counts = board.counts
    tabs = [Tab(SAYS["all"], asked.address(standing="", page=1), len(board.rows), not asked.standing)]
    tabs += [
        Tab(name, asked.address(standing=key, page=1), counts[key], asked.standing == key)
        for key, name in rules.STANDINGS.items()
    ]
    return tuple(tabs)


def _problems(asked: Asked, board: Board) -> tuple[Tab, ...]:
    """What is amiss with some of them, each with a count; nothing where nothing is."""
    tabs = []
    for key, name in PROBLEMS.items():
        count = sum(Asked(asked.call, problem=key).meets(row) for row in board.rows)
        if count or asked.problem == key:
            current = asked.problem == key
            tabs.append(Tab(name, asked.address(problem="" if current else key, page=1), count, current))
    return tuple(tabs)


def _kinds(asked: Asked, board: Board) -> tuple[KindLine, ...]:
    return tuple(
        KindLine(rules.KINDS[kind], asked.address(kind=kind, page=1), tuple(counts.values()), sum(counts.values()))
        for kind, counts in board.by_kind.items()
    )


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell: the cases, an address that lists them, and how the addressees there stand."""

    cases: int
    href: str
    standing: str


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Groups by provinces."""

    groups: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...], int], ...]
    totals: tuple[int, ...]
    total: int


def matrix_page(call: CallRow) -> MatrixPage:
    """How many cases came from each group in each province, and how the addressees there stand."""
    found = queries.board(call.id, call=call).matrix
    inbox = place_of("office:inbox")
    words = dict(call.rules.groups)
    rows = tuple(
        (
            province,
            tuple(
                MatrixCell(
                    cell.cases,
                    _listed(inbox, call.key, province, words.get(group, (group,))) if cell.cases else "",
                    SAYS["and"].join(dict.fromkeys(cell.standings)),
                )
                for group, cell in zip(found.groups, cells, strict=True)
            ),
            total,
        )
        for province, cells, total in found.rows
    )
    return MatrixPage(found.groups, rows, found.totals, found.total)


def _listed(inbox: str, key: str, province: str, words: Sequence[str]) -> str:
    asked = " ".join(
        [SAYS["asks_province"].format(province=province), *(SAYS["asks_unit"].format(word=word) for word in words)]
    )
    return f"{inbox}?{urlencode({'call': key, 'q': asked})}"


def exported(asked: Asked, *, now: datetime) -> Iterator[tuple[str | int, ...]]:
    """The rows of the board that are asked for, as the workbook and the CSV have them."""
    for row in queries.board(asked.call.id, call=asked.call).rows:
        if not asked.meets(row):
            continue
        notice, nudges = row.notice, [one for one in row.nudges if one.sent_at]
        state = f"{exactly(notice.sent_at or notice.made_at)} {notice.state_name}" if notice else ""
        yield (
            row.name, row.kind_name, row.group, row.province, row.contact, row.phone, row.email, row.standing_name,
            evidence(row, now), row.own, row.below, state, len(nudges), exactly(nudges[-1].sent_at) if nudges else "",
            row.note,
        )  # fmt: skip
