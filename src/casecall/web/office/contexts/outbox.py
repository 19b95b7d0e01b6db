"""The outbox: letters by state, what bulk approval would let go, and one letter with its draft, sheet and log."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from casecall.letters import queries as letters
from casecall.letters import rules as letter_rules
from casecall.letters.rules import STATES
from casecall.people import queries as people
from casecall.people.rules import may
from casecall.web.kit.places import place_of
from casecall.web.office.contexts.inbox import Pager, Tab
from casecall.web.office.contexts.saying import LETTER_TONES, exactly, masked, size, when

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casecall.letters.records import LetterRow, RestRow

SAYS = {
    "nobody": "（未填）",
    "rests": "发信账户 {address} 暂停发送，{until} 再试：{why}",
}
EMPTY = {
    "query": ("没有符合条件的信件", "改一改上方的查询，或清空后查看全部。"),
    "tab": ("这一栏现在是空的", "换一栏看看。"),
    "all": ("还没有信件", "在来件列表勾选案例后“写信”，或在案例的往来页写信；回执、补正通知写成后也在这里。"),
}
PER_PAGE = 50
SHOWN = (letter_rules.DRAFT, letter_rules.APPROVED, letter_rules.SENT, letter_rules.UNKNOWN, letter_rules.FAILED,
         letter_rules.BOUNCED)  # fmt: skip
MAY_APPROVE = frozenset({letter_rules.DRAFT, letter_rules.FAILED})


@dataclass(frozen=True, slots=True)
class OutLine:
    """A letter in one line. ``can_go`` says that it may be picked for approval."""

    id: int
    href: str
    to: str
    address: str
    kind: str
    subject: str
    number: str
    case_href: str
    state: str
    tone: str
    says: str
    when: str
    can_go: bool


@dataclass(frozen=True, slots=True)
class Outbox:
    """A page of the outbox, and what keeps its letters from leaving."""

    lines: tuple[OutLine, ...]
    tabs: tuple[Tab, ...]
    pager: Pager
    query: str
    state: str
    rests: str
    pickable: bool
    empty_says: str
    empty_next: str
    here: str


@dataclass(frozen=True, slots=True)
class Going:
    """What approval would let go: exactly which letters to whom, and those that may not."""

    lines: tuple[OutLine, ...]
    stay: tuple[OutLine, ...]
    texts: tuple[tuple[OutLine, str], ...]
    ids: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a letter's log."""

    at: str
    by: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: its facts, the text as it will leave, its files and its log."""

    letter: LetterRow
    tone: str
    facts: tuple[tuple[str, str], ...]
    case_href: str
    files: tuple[tuple[str, str], ...]
    log: tuple[Happened, ...]
    rests: str
    may: frozenset[str]

    @property
    def unknown(self) -> bool:
        """Whether a person has to say if it went out."""
        return self.letter.state == letter_rules.UNKNOWN

    @property
    def failed(self) -> bool:
        """Whether the server refused it."""
        return self.letter.state == letter_rules.FAILED

    @property
    def can_approve(self) -> bool:
        """Whether this person may let it go now."""
        return "send" in self.may and self.letter.state in MAY_APPROVE

    @property
    def can_put_back(self) -> bool:
        """Whether it may become a draft again."""
        return "write" in self.may and self.letter.may(letter_rules.DRAFT)

    @property
    def can_drop(self) -> bool:
        """Whether it may be given up."""
        return "write" in self.may and self.letter.may(letter_rules.DROPPED)


FACTS = {
    "to": "收件人",
    "address": "收件邮箱",
    "kind": "种类",
    "made": "写成",
    "approved": "批准",
    "sent": "发出",
    "by_itself": "按设置自动发出",
}


def outbox(*, state: str, query: str, page: int, now: datetime) -> Outbox:
    """A page of the outbox in four statements, whatever the number of rows."""
    found = letters.outbox(state=state, query=query, page=page, per_page=PER_PAGE)
    first = (found.page - 1) * PER_PAGE + 1
    lines = tuple(_line(row, now) for row in found.rows)
    says, then = EMPTY["query"] if query else EMPTY["tab"] if state else EMPTY["all"]
    return Outbox(
        lines=lines,
        tabs=tuple(
            Tab(one.name, _address(one.state, query), one.count, one.current)
            for one in found.tabs
            if one.count or one.current or one.state in ("", *SHOWN)
        ),
        pager=Pager(
            first=first,
            last=first + len(lines) - 1,
            total=found.total,
            previous=_address(state, query, found.page - 1) if found.page > 1 else "",
            next=_address(state, query, found.page + 1) if found.page < found.pages else "",
        ),
        query=query,
        state=state,
        rests=_rests(letters.rest(now=now), now),
        pickable=any(one.can_go for one in lines),
        empty_says=says,
        empty_next=then,
        here=_address(state, query, found.page),
    )


def going(ids: Iterable[int], *, now: datetime) -> Going:
    """Exactly what approving these letters would let go."""
    rows = letters.letters(ids)
    lines = [(_line(row, now), row) for row in rows]
    go = [(line, row) for line, row in lines if line.can_go]
    return Going(
        lines=tuple(line for line, _ in go),
        stay=tuple(line for line, _ in lines if not line.can_go),
        texts=tuple((line, row.shown_text) for line, row in go),
        ids=",".join(str(line.id) for line, _ in go),
    )


def letter_page(row: LetterRow, *, role: str, now: datetime) -> LetterPage:
    """One letter as a person of that role sees it."""
    names = people.names_of({row.made_by, row.approved_by, *(one.by for one in row.lines)} - {""})
    made = f"{exactly(row.made_at)} {names.get(row.made_by, '')}".strip()
    approved = f"{exactly(row.approved_at)} {names.get(row.approved_by, '')}".strip()
    told = (
        ("to", row.to_name),
        ("address", row.to_address or SAYS["nobody"]),
        ("kind", row.kind_name),
        ("made", made),
        ("approved", FACTS["by_itself"] if row.automatic else approved if row.approved_at else ""),
        ("sent", exactly(row.sent_at)),
    )
    return LetterPage(
        letter=row,
        tone=LETTER_TONES.get(row.state, ""),
        facts=tuple((FACTS[key], value) for key, value in told if value),
        case_href=reverse("office:thread", args=(row.case_id,)) if row.case_id else "",
        files=tuple((one.name, size(one.size)) for one in row.files),
        log=tuple(Happened(exactly(one.at), names.get(one.by, ""), one.what, one.why) for one in row.lines),
        rests=_rests(letters.rest(now=now), now) if row.state == letter_rules.APPROVED else "",
        may=frozenset(act for act in ("write", "send") if may(role, act)),
    )


def sheet(letter_id: int) -> str:
    """The HTML of a letter as it leaves, its links in words."""
    whole = message_from_bytes(letters.as_eml(letter_id), policy=policy.default)
    body = whole.get_body(("html", "plain"))
    return str(body.get_content()) if body else ""


def _line(row: LetterRow, now: datetime) -> OutLine:
    return OutLine(
        id=row.id,
        href=reverse("office:letter", args=(row.id,)),
        to=row.to_name or masked(row.to_address) or SAYS["nobody"],
        address=masked(row.to_address) or SAYS["nobody"],
        kind=row.kind_name,
        subject=row.subject,
        number=row.case_number.rpartition("-")[2],
        case_href=reverse("office:thread", args=(row.case_id,)) if row.case_id else "",
        state=row.state_name,
        tone=LETTER_TONES.get(row.state, ""),
        says=row.error,
        when=when(row.sent_at or row.made_at, now),
        can_go=row.state in MAY_APPROVE,
    )


def _rests(rest: RestRow | None, now: datetime) -> str:
    return SAYS["rests"].format(address=rest.address, until=when(rest.until, now), why=rest.why) if rest else ""


def _address(state: str, query: str, page: int = 1) -> str:
    asked = {"state": state if state in STATES else "", "q": query, "page": page}
    chosen = {key: value for key, value in asked.items() if value not in {"", 1}}
    return place_of("office:outbox") + (f"?{urlencode(chosen)}" if chosen else "")
