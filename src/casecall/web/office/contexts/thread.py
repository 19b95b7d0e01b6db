"""What a case and the secretariat wrote to each other: letters in and out, telephone calls, and its history beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.letters import queries as letters
from casecall.people import queries as people
from casecall.people.rules import may
from casecall.receiving import queries as receiving
from casecall.receiving.joining import pieces_of
from casecall.receiving.typed import label_of
from casecall.web.office.contexts.saying import LETTER_TONES, exactly, size, tone, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casecall.cases.records import CaseRow
    from casecall.letters.records import LetterRow, PhoneNoteRow
    from casecall.receiving.records import JoinedRow, LinkRow, ReceivedLetterRow, SuggestionRow
    from casepaper.forms.rules import CallRules, FormField

SAYS = {
    "phone": "电话",
    "with": "与{whom}通话",
    "came": "来信",
    "ours": "我方邮箱发出",
    "went": "去信",
    "unknown": "未提供",
    "sender": "发件域名",
    "another": "通过验证的是另一域名",
    "inline": "嵌在正文里",
    "until": "{at} 到期",
    "no_date": "未写到期日",
    "no_text": "（信中没有文字）",
}
LONG, LINES = 300, 8  # characters and lines of a text that stands open
CHECKS = ("SPF", "DKIM", "DMARC")
PASSED = frozenset({"pass"})
WORDS = {
    "pass": "通过", "fail": "未通过", "softfail": "存疑", "neutral": "不作判断", "none": "未设置",
    "temperror": "暂时无法查验", "permerror": "设置有误", "policy": "不合收信方规定",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """What the border host said of a letter's sender, by one of the three ways."""

    name: str
    says: str
    tone: str


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file that a letter only points to: said, never fetched and never a link."""

    provider: str
    until: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """A letter in or out, or a telephone call. ``way`` is in, out or phone; ``text`` is plain, whatever came."""

    at: datetime
    when: str
    way: str
    label: str
    who: str
    subject: str
    text: str
    state: str = ""
    tone: str = ""
    why: str = ""
    href: str = ""
    eml: str = ""
    files: tuple[str, ...] = ()
    large: tuple[LargeFile, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def long(self) -> bool:
        """Whether the text is folded until somebody wants to read it."""
        return len(self.text) > LONG or self.text.count("\n") > LINES


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history."""

    at: str
    says: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A field of the form that a clerk may fill in for the unit, with what stands in it."""

    key: str
    label: str
    value: str
    long: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """The whole page."""

    case: CaseRow
    tone: str
    said: tuple[Said, ...]
    history: tuple[Told, ...]
    suggestions: tuple[SuggestionRow, ...]
    joined: tuple[JoinedRow, ...]
    typed: tuple[TypedLine, ...]
    desk: str
    may: frozenset[str]

    @property
    def into(self) -> JoinedRow | None:
        """That this case was joined into another, where it was."""
        return next((one for one in self.joined if one.case_id == self.case.id), None)

    @property
    def others(self) -> tuple[JoinedRow, ...]:
        """The cases that were joined into this one."""
        return tuple(one for one in self.joined if one.into_id == self.case.id)


@dataclass(frozen=True, slots=True)
class JoinPage:
    """Joining: cases that a search finds, and those that software thinks likely."""

    case: CaseRow
    query: str
    found: tuple[CaseRow, ...]
    likely: tuple[SuggestionRow, ...]


@dataclass(frozen=True, slots=True)
class SplitPage:
    """Splitting: the files of a case, each to stay or to go into one of some groups."""

    case: CaseRow
    pieces: tuple[tuple[str, str], ...]
    groups: tuple[int, ...]


def thread(case: CaseRow, *, role: str, now: datetime) -> Thread:
    """The thread of a case; the statements do not grow with its letters."""
    events = cases.history(case.id)
    names = people.names_of({one.by for one in events})
    return Thread(
        case=case,
        tone=tone(case.state),
        said=said_of(case, now=now),
        history=tuple(Told(exactly(one.at), one.says, one.why, names.get(one.by, "")) for one in events),
        suggestions=receiving.suggestions(case.id),
        joined=receiving.joined_with(case.id),
        typed=_typed(case, calls.rules_of(case.call_id)),
        desk=reverse("office:desk", args=(case.id,)),
        may=frozenset(act for act in ("write", "enter", "decide") if may(role, act)),
    )


def said_of(case: CaseRow, *, now: datetime) -> tuple[Said, ...]:
    """Letters in and out and telephone calls, oldest first; the statements do not grow with them."""
    notes = letters.phone_notes(case.id)
    names = people.names_of({one.by for one in notes})
    said = [
        *(_went(one, now) for one in letters.thread(case.id)),
        *(_came(one, case, now) for one in receiving.letters_of(case.id)),
        *(_called(one, names, now) for one in notes),
    ]
    return tuple(sorted(said, key=lambda one: one.at))


def join_page(case: CaseRow, query: str) -> JoinPage:
    """Cases of the same call that a number, a unit or a title finds."""
    found: tuple[CaseRow, ...] = ()
    if query:
        page = cases.inbox(case.call_id, query=query, per_page=20)
        rows = cases.case_rows(one.id for one in page.rows if one.id != case.id)
        found = tuple(one for one in rows.values() if not one.ended)
    likely = tuple(one for one in receiving.suggestions(case.id) if one.other_id and one.case_id == case.id)
    return JoinPage(case, query, found, likely)


def split_page(case: CaseRow) -> SplitPage:
    """The files of a case that can be split off."""
    pieces = pieces_of(case.id)
    return SplitPage(case, pieces, tuple(range(1, min(len(pieces), 6))))


def came(row: ReceivedLetterRow, now: datetime) -> Said:
    """A letter that lies with no case yet."""
    return _came(row, None, now)


def _went(row: LetterRow, now: datetime) -> Said:
    at = row.sent_at or row.made_at
    return Said(
        at=at,
        when=when(at, now),
        way="out",
        label=row.kind_name,
        who=row.to_name or row.to_address,
        subject=row.subject,
        text=row.shown_text,
        state=row.state_name,
        tone=LETTER_TONES.get(row.state, ""),
        why=row.error,
        href=reverse("office:letter", args=(row.id,)),
        eml=reverse("office:letter-eml", args=(row.id,)),
        files=tuple(f"{one.name}　{size(one.size)}" for one in row.files),
    )


def _came(row: ReceivedLetterRow, case: CaseRow | None, now: datetime) -> Said:
    at = row.sent_at or row.came_at
    place = ("office:came-eml", (case.id, row.id)) if case else ("office:unfiled-eml", (row.id,))
    return Said(
        at=at,
        when=when(at, now),
        way="out" if row.ours else "in",
        label=SAYS["ours"] if row.ours else row.kind_name,
        who=row.to_address if row.ours else row.sender,
        subject=row.subject,
        text=row.text.strip() or SAYS["no_text"],
        why=row.why,
        eml=reverse(place[0], args=place[1]),
        files=tuple(
            f"{one.name}　{size(one.size)}{'　' + SAYS['inline'] if one.inline else ''}" for one in row.attachments
        ),
        large=tuple(map(_large, row.links)),
        checks=() if row.ours else _checks(row.checks),
    )


def _called(row: PhoneNoteRow, names: Mapping[str, str], now: datetime) -> Said:
    return Said(
        at=row.at,
        when=when(row.at, now),
        way="phone",
        label=SAYS["phone"],
        who=names.get(row.by, ""),
        subject=SAYS["with"].format(whom=row.with_whom) if row.with_whom else "",
        text=row.text,
    )


def _large(one: LinkRow) -> LargeFile:
    until = SAYS["until"].format(at=f"{one.expires:%Y-%m-%d}") if one.expires else SAYS["no_date"]
    return LargeFile(one.provider, until, one.url)


def _checks(said: Mapping[str, str]) -> tuple[Check, ...]:
    """What the border host said; nothing that stands elsewhere in a letter is shown as its word."""
    another = (Check(SAYS["sender"], SAYS["another"], "doubt"),) if said.get("aligned") == "no" else ()
    return another + tuple(
        Check(
            name,
            WORDS.get(word, word) if (word := said.get(name.lower(), "")) else SAYS["unknown"],
            "" if not word else "good" if word in PASSED else "doubt",
        )
        for name in CHECKS
    )


def _typed(case: CaseRow, rules: CallRules) -> tuple[TypedLine, ...]:
    """The fields that were typed on the web; nothing for a case that came as files."""
    newest = cases.newest_revision(case.id)
    if newest is None or newest.typed is None:
        return ()
    return tuple(_line(field, newest.typed) for field in _fillable(rules.form.fields))


def _fillable(fields: Iterable[FormField]) -> list[FormField]:
    return [one for one in fields if one.kind != "themes"]


def _line(field: FormField, values: Mapping[str, str]) -> TypedLine:
    return TypedLine(field.key, label_of(field), values.get(field.key, ""), field.kind == "body")
