"""Pages of a correction: what may be asked with the letter it makes, and a round with its answer beside the old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casecall.correcting import rules
from casecall.letters import links
from casecall.letters import rules as letter_rules
from casecall.people import queries as people
from casecall.screening import queries as screening
from casecall.web.office.contexts.desk import Strip, strip_of, where
from casecall.web.office.contexts.saying import exactly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from casecall.cases.records import CaseRow
    from casecall.correcting.actions import Wish
    from casecall.correcting.records import Asking, Candidate, Comparison, ItemRow, RoundRow
    from casecall.letters.templates import Filled
    from casecall.screening.records import DeskPage

TONES: Final = {rules.OPEN: "waiting", rules.ANSWERED: "good", rules.LATE: "doubt", rules.CLOSED: ""}
ITEM_TONES: Final = {rules.MENDED: "good", rules.STANDS: "fault", rules.UNSEEN: "doubt"}
LEVEL_TONES: Final = {"fault": "fault", "doubt": "doubt"}
RETURNED: Final = frozenset({letter_rules.BOUNCED, letter_rules.FAILED})


@dataclass(frozen=True, slots=True)
class AskLine:
    """Something that may be asked, ticked or not, with its strip of paper and the words for how to mend it."""

    one: Candidate
    tone: str
    ticked: bool
    mend: str
    strip: Strip | None
    where: str


@dataclass(frozen=True, slots=True)
class AskPage:
    """The page on which a correction is asked for; ``letter`` is its preview, ``wrong`` what has to be put right."""

    case: CaseRow
    asking: Asking
    lines: tuple[AskLine, ...]
    due: str
    extra: str
    to_address: str
    letter: Filled | None = None
    wrong: str = ""

    @property
    def shown_text(self) -> str:
        """The letter with its link in words."""
        return links.hide(self.letter.text) if self.letter else ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of a round with how it stands."""

    one: ItemRow
    tone: str
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A later date that was given, in words."""

    due: date
    why: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round: its letter, its items, and the comparison once it was answered."""

    case: CaseRow
    row: RoundRow
    tone: str
    asked_by: str
    items: tuple[ItemLine, ...]
    given: tuple[GivenLine, ...]
    comparison: Comparison
    others: tuple[RoundRow, ...]
    may: frozenset[str]

    @property
    def may_approve(self) -> bool:
        """Whether its letter waits to be let go."""
        letter = self.row.letter
        return (
            "send" in self.may and self.row.state == rules.OPEN and bool(letter and letter.state == letter_rules.DRAFT)
        )

    @property
    def may_change(self) -> bool:
        """Whether more time may be given, or the round be ended, by this person."""
        return "write" in self.may and self.row.may_extend

    @property
    def came_back(self) -> bool:
        """Whether its letter did not arrive and another address may be tried."""
        letter = self.row.letter
        return self.may_change and bool(letter and letter.state in RETURNED)


def ask_page(  # what may be asked, and what of it is wished
    case: CaseRow, asking: Asking, *, wish: Wish | None = None, letter: Filled | None = None, wrong: str = ""
) -> AskPage:
    """The page fresh, or as it was sent."""
    pages = screening.desk(case.id).pages if asking.revision_id else ()
    keys = {f"finding:{one}" for one in wish.findings} | set(wish.links) if wish else set[str]()
    mends: Mapping[str, str] = wish.mends if wish else {}
    return AskPage(
        case=case,
        asking=asking,
        lines=tuple(
            _ask_line(one, pages, ticked=one.key in keys if wish else one.ticked, mend=mends.get(one.key, one.mend))
            for one in asking.candidates
        ),
        due=f"{(wish.due if wish else None) or asking.due}",
        extra=wish.extra if wish else "",
        to_address=asking.to_address if wish is None or wish.to_address is None else wish.to_address,
        letter=letter,
        wrong=wrong,
    )


def round_page(
    case: CaseRow, row: RoundRow, comparison: Comparison, *, others: Sequence[RoundRow], may: frozenset[str]
) -> RoundPage:
    """The page of a round."""
    names = people.names_of({row.made_by, *(one.by for one in row.extensions)})
    pages = screening.desk(case.id, revision=row.revision_n).pages
    return RoundPage(
        case=case,
        row=row,
        tone=TONES[row.state],
        asked_by=f"{names.get(row.made_by, '')} {exactly(row.made_at)}",
        items=tuple(
            ItemLine(one, ITEM_TONES.get(one.state, ""), strip_of(next(iter(one.places), None), pages))
            for one in row.items
        ),
        given=tuple(GivenLine(one.due, one.why, exactly(one.at), names.get(one.by, "")) for one in row.extensions),
        comparison=comparison,
        others=tuple(one for one in others if one.id != row.id),
        may=may,
    )


def _ask_line(one: Candidate, pages: Sequence[DeskPage], *, ticked: bool, mend: str) -> AskLine:
    place = next(iter(one.places), None)
    said = "" if any(seen.file in one.says for seen in one.places) else where(one.places)
    return AskLine(one, LEVEL_TONES.get(one.level, ""), ticked, mend, strip_of(place, pages), said)
