"""A call's rules: window, themes, limits, and its form field by field. Frozen data, read from a call file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.records import Level

FieldKind = Literal["themes", "unit", "person", "line", "phone", "email", "title", "body", "date"]
Silence = Literal["keep", "lapse", "decline"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the call: its key for programs, its label on the form, a short name for tables, and what it means."""

    key: str
    label: str
    short: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form. ``labels`` holds the printed label first and then other words seen for it.

    ``half`` fields share a row with the next one. ``tag`` is the content control's tag in the Word form.
    """

    key: str
    kind: FieldKind
    labels: tuple[str, ...]
    required: bool = True
    hint: str = ""
    half: bool = False
    contact: bool = False

    @property
    def label(self) -> str:
        """The label as printed."""
        return self.labels[0]

    @property
    def tag(self) -> str:
        """The tag of the content control, the same in every call."""
        return f"casecall.{self.key}"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a call: what is printed and what is read are this one description."""

    title: str
    fields: tuple[FormField, ...]
    undertaking_label: str
    undertaking: str
    seal_label: str
    note: str = ""
    attachment: str = "附件"

    def field(self, key: str) -> FormField | None:
        """The field of that key, or None where this form has none."""
        return next((one for one in self.fields if one.key == key), None)


@dataclass(frozen=True, slots=True)
class CallRules:
    """Everything that a call lays down. Dates are inclusive and in the call's own time zone.

    ``correction_days`` are the working days that a unit has for a correction; ``silence`` is what becomes of a case
    whose unit does not answer: it waits for a clerk, lapses, or is declined.
    """

    key: str
    number: str
    title: str
    issuer: str
    organiser: str
    opens: date
    closes: date
    themes: tuple[Theme, ...]
    form: Form
    scope_since: date | None = None
    timezone: str = "Asia/Shanghai"
    word_limit: int = 500
    annex_counts: bool = True
    photos_asked: bool = True
    several_themes: bool = False
    cases_per_unit: int | None = None
    ranked_by_unit: bool = True
    correction_days: int = 5
    silence: Silence = "keep"
    summary: str = ""
    background: str = ""
    scope: str = ""
    requirements: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    uses_text: str = ""
    addressees: tuple[str, ...] = ()
    ways: tuple[str, ...] = ("web",)
    signed_by: str = ""
    signed_on: date | None = None
    numbering: str = "{key}-{n:04d}"
    levels: Mapping[str, Level] | None = None
    unit_kinds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    provinces: tuple[tuple[str, tuple[str, ...]], ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the window is meant."""
        return ZoneInfo(self.timezone)

    @property
    def opens_at(self) -> datetime:
        """The first instant of the window, in UTC."""
        return datetime.combine(self.opens, time.min, self.zone).astimezone(UTC)

    @property
    def closes_before(self) -> datetime:
        """The first instant after the window, in UTC: the last day counts whole."""
        return datetime.combine(self.closes + timedelta(days=1), time.min, self.zone).astimezone(UTC)

    def is_open(self, now: datetime) -> bool:
        """Whether an aware instant lies inside the window."""
        return self.opens_at <= now < self.closes_before

    def theme(self, key: str) -> Theme | None:
        """The theme of that key, or None."""
        return next((one for one in self.themes if one.key == key), None)
