"""What the page about the press shows: what a kit would hold, kits handed out, the template, where it was reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.people import queries as people
from casecall.publishing import rules
from casecall.publishing.channels import press
from casecall.publishing.press import queries
from casecall.web.office.contexts.saying import exactly, when
from casepress.presskit import release

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.compiling.records import EditionView, EntryView
    from casecall.publishing.press.records import CoverageRow, KitRow, TemplateRow, Words

SAYS = {
    "everywhere": "任何地方",
    "between": "“{{{{#{block}}}}}”与“{{{{/{block}}}}}”之间",
    "whole": "整个专题",
}


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A kit that was handed out, in words."""

    kit: KitRow
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A report of the press, in words."""

    row: CoverageRow
    about: str
    by: str


@dataclass(frozen=True, slots=True)
class PressPage:
    """An edition and the press. ``going`` are the entries that a kit would hold, ``left_out`` those that it may not."""

    edition: EditionView
    going: tuple[EntryView, ...]
    left_out: tuple[EntryView, ...]
    photos: int
    reasons: tuple[str, ...]
    words: Words
    template: TemplateRow | None
    template_by: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    kits: tuple[HandedOut, ...]
    coverage: tuple[CoverageLine, ...]

    @property
    def to_tell(self) -> tuple[HandedOut, ...]:
        """The kits whose holders must be told that a case or a photo may no longer be used."""
        return tuple(one for one in self.kits if one.kit.gone)


def press_page(view: EditionView, *, reasons: tuple[str, ...] = (), now: datetime) -> PressPage:
    """An edition and the press."""
    kits, coverage = queries.kits(view.id), queries.coverage(view.id)
    template = queries.template_in_use()
    actors = [*(one.given_by for one in kits), *(one.added_by for one in coverage)]
    names = people.names_of([*actors, template.added_by] if template else actors)
    going = rules.going(view, press.KEY)
    return PressPage(
        edition=view,
        going=going,
        left_out=tuple(one for one in view.entries if one not in going),
        photos=sum(photo.shown and press.KEY in photo.channels for one in going for photo in one.photos),
        reasons=reasons or rules.obstacles(view, press.KEY, press.LABEL),
        words=queries.words(view.id),
        template=template,
        template_by=f"{names[template.added_by]} {when(template.added_at, now)}" if template else "",
        names=tuple(
            (SAYS["between"].format(block=block) if block else SAYS["everywhere"], found)
            for block, found in release.names()
        ),
        kits=tuple(HandedOut(one, exactly(one.given_at), names[one.given_by]) for one in kits),
        coverage=tuple(_line(one, names[one.added_by]) for one in coverage),
    )


def coverage_table(view: EditionView) -> list[tuple[str, ...]]:
    """The register of coverage as rows of a table."""
    rows = queries.coverage(view.id)
    names = people.names_of(one.added_by for one in rows)
    return [
        (one.on.isoformat(), one.medium, one.title, one.url, one.number, one.case_title, names[one.added_by])
        for one in rows
    ]


def _line(row: CoverageRow, by: str) -> CoverageLine:
    return CoverageLine(row, f"{row.number} {row.case_title}" if row.number else SAYS["whole"], by)
