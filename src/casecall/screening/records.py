"""What the desk shows: one typed view of a revision, its pages, values, findings and files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casepaper.records import Box


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where something was seen. ``picture`` is the page's picture by hash, empty where the file has none."""

    file: str
    page: int | None = None
    box: Box | None = None
    cell: str = ""
    text: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page as a picture, upright; ``anchor`` is unique on the desk."""

    anchor: str
    file: str
    number: int
    sha256: str
    width: int
    height: int
    boxes: tuple[DeskBox, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskBox:
    """A box drawn on a page: what it belongs to (``value:unit``, ``finding:12``, ``seal:0``) and its words."""

    owner: str
    kind: str
    box: Box
    label: str

    @property
    def percent(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in per cent of the page."""
        x0, y0, x1, y1 = self.box
        return (round(x0 * 100, 3), round(y0 * 100, 3), round((x1 - x0) * 100, 3), round((y1 - y0) * 100, 3))


@dataclass(frozen=True, slots=True)
class DeskValue:
    """A value of the form: what counts now, what the machine read, and how sure that was.

    ``shown`` is the value for people (names of themes, paragraphs kept); ``value`` is what an edit starts from.
    """

    key: str
    label: str
    kind: str
    value: str
    shown: str
    read: str
    how: str
    how_label: str
    confidence: float
    sure: bool
    found: bool
    others: tuple[str, ...] = ()
    doubt: str = ""
    places: tuple[DeskPlace, ...] = ()
    corrected_by: str = ""
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskRuling:
    """What a person made of a finding."""

    verdict: str
    verdict_label: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskFinding:
    """A finding in words, with its places and the newest ruling."""

    id: int
    check: str
    level: str
    level_label: str
    says: str
    field: str
    field_label: str
    places: tuple[DeskPlace, ...] = ()
    ruling: DeskRuling | None = None

    @property
    def needs_person(self) -> bool:
        """Whether it still waits for somebody to rule on it."""
        return self.level == "doubt" and self.ruling is None


@dataclass(frozen=True, slots=True)
class DeskSeal:
    """A seal that was found, with its place."""

    place: DeskPlace
    kind: str
    kind_label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DeskPhoto:
    """A photo of the event by hash. ``view`` is the picture by which a browser shows it, whatever it is itself."""

    name: str
    sha256: str
    width: int
    height: int
    view: str


@dataclass(frozen=True, slots=True)
class DeskCell:
    """A cell of a Word form drawn as a table: rows and columns from 1, ``name`` as in the evidence."""

    name: str
    text: str
    rows: int = 1
    columns: int = 1
    owner: str = ""


@dataclass(frozen=True, slots=True)
class DeskTable:
    """A table of a Word file without pictures of its pages."""

    file: str
    number: int
    rows: tuple[tuple[DeskCell, ...], ...]


@dataclass(frozen=True, slots=True)
class DeskFile:
    """A file of the revision and the part it plays."""

    name: str
    sha256: str
    size: int
    media_type: str
    role: str = ""
    role_label: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Effective:
    """What counts of a case now: values by key, whether the undertaking stands intact, and the photos."""

    values: Mapping[str, str]
    promise: bool | None
    photos: tuple[DeskPhoto, ...]


@dataclass(frozen=True, slots=True)
class DeskView:
    """All that the desk shows of one case: its revision and, once it was screened, what was read and found."""

    case_id: int
    number: str
    revision_id: int
    revision_n: int
    revisions: int
    made_at: datetime
    sent_at: datetime | None
    door: str
    door_label: str
    screening_id: int | None
    outcome: str
    outcome_label: str
    screened_at: datetime | None
    reason: str
    word_limit: int
    words: tuple[int, int] | None = None
    pages: tuple[DeskPage, ...] = ()
    tables: tuple[DeskTable, ...] = ()
    values: tuple[DeskValue, ...] = ()
    findings: tuple[DeskFinding, ...] = ()
    seals: tuple[DeskSeal, ...] = ()
    photos: tuple[DeskPhoto, ...] = ()
    files: tuple[DeskFile, ...] = ()
    trouble: tuple[str, ...] = ()
    themes: tuple[tuple[str, str], ...] = ()
    promise: bool | None = None
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> tuple[DeskFinding, ...]:
        """The findings that still need a person."""
        return tuple(one for one in self.findings if one.needs_person)
