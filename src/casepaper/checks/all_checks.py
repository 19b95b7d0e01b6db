"""The checks in the order in which a clerk reads a form, and what their findings come to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from casepaper.checks import (
    body_missing,
    contact_missing,
    date_invalid,
    date_late,
    date_missing,
    email_invalid,
    email_missing,
    field_missing,
    field_uncertain,
    phone_invalid,
    phone_missing,
    photo_missing,
    position_missing,
    promise_missing,
    scope_old,
    seal_missing,
    theme_missing,
    theme_several,
    title_missing,
    unit_missing,
    unreadable,
    words_over,
)
from casepaper.forms.levels import level_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casepaper.records import Finding, Outcome, Paper


class Check(Protocol):
    """What a module of this folder offers."""

    @property
    def ID(self) -> str:  # noqa: N802 – a constant of the module
        """The id, fixed for ever: programs and rulings refer to it."""

    @property
    def ABOUT(self) -> str:  # noqa: N802 – a constant of the module
        """What is looked for, in Chinese, for the reference."""

    @property
    def SAYS(self) -> str | Mapping[str, str]:  # noqa: N802 – a constant of the module
        """The sentences, by situation where there are several."""

    def check(self, paper: Paper) -> tuple[Finding, ...]:
        """What there is to say of a paper; never raises on bad input."""


ALL_CHECKS: Final[tuple[Check, ...]] = (
    unreadable,
    theme_missing,
    theme_several,
    unit_missing,
    contact_missing,
    position_missing,
    phone_missing,
    phone_invalid,
    email_missing,
    email_invalid,
    title_missing,
    body_missing,
    words_over,
    scope_old,
    field_missing,
    promise_missing,
    seal_missing,
    date_missing,
    date_invalid,
    date_late,
    field_uncertain,
    photo_missing,
)


def check_all(paper: Paper) -> tuple[Finding, ...]:
    """Every finding, in reading order, at the level that the call wants."""
    wanted = paper.rules.levels
    findings = (finding for check in ALL_CHECKS for finding in check.check(paper))
    return tuple(replace(one, level=level_of(one.check, one.level, wanted=wanted)) for one in findings)


def outcome_of(paper: Paper, findings: Iterable[Finding]) -> Outcome:
    """What the findings come to: no form is unreadable, else a fault weighs more than a doubt; notes weigh nothing."""
    if paper.reading is None:
        return "unreadable"
    levels = {finding.level for finding in findings}
    return "faulty" if "fault" in levels else "doubtful" if "doubt" in levels else "in order"
