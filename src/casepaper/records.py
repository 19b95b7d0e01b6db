"""What is known of papers: sources, pages, cells, fields, seals, findings, and the examination that holds them.

Every record is frozen. A later stage makes a new record that points back; none is changed.
Boxes are (x0, y0, x1, y1) as fractions of the page set upright, the origin at the top left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import numpy as np
    from numpy.typing import NDArray

    from casepaper.forms.rules import CallRules

    Pixels = NDArray[np.uint8]

Box = tuple[float, float, float, float]
Level = Literal["fault", "doubt", "note"]
Outcome = Literal["in order", "doubtful", "faulty", "unreadable"]
Role = Literal["form", "twin", "annex", "photo", "letter", "other"]
How = Literal["control", "table", "layout", "ocr", "letter", "person"]
Kind = Literal["docx", "doc", "pdf", "picture", "archive", "letter", "text", "unknown"]
LetterKind = Literal["application", "auto-reply", "bounce", "bulk", "other"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it came: the name it was given and its bytes. Names in containers are ``a.zip/b.docx``."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something was seen: the file, then a page and box, or for Word the name of the cell; and the text there."""

    file: str
    page: int | None = None
    box: Box | None = None
    text: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on a page, left to right, with the reader's own confidence (1.0 for text of a PDF).

    ``weakest`` is the confidence of its least sure character; ``others`` are shorter or longer readings of the same
    place, where the reader was not sure of a character.
    """

    text: str
    box: Box
    confidence: float = 1.0
    weakest: float = 1.0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page set upright. ``pixels`` is (height, width, 3) RGB and is absent where a page has only text.

    ``lines`` is empty until read; ``read_by`` says whose lines they are. ``turned`` is by how many degrees
    clockwise the page was turned to stand upright. ``view`` is a small JPEG where the pixels were let go after reading.
    """

    number: int
    width: float
    height: float
    pixels: Pixels | None = None
    lines: tuple[Line, ...] = ()
    read_by: Literal["text", "ocr"] | None = None
    turned: int = 0
    view: bytes = b""


@dataclass(frozen=True, slots=True)
class Control:
    """A content control of a Word form: its tag, its value, and whether it still shows its placeholder."""

    tag: str
    text: str
    empty: bool = False
    checked: bool | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table of a Word file. ``table``, ``row`` and ``column`` count from 1; ``span`` is (rows, columns).

    ``text`` has one line a paragraph; ticks of every technique are written as ☑ and boxes without one as □.
    """

    table: int
    row: int
    column: int
    text: str
    span: tuple[int, int] = (1, 1)
    nested: bool = False

    @property
    def name(self) -> str:
        """The cell as a clerk would point to it: 表1 第3行第2列."""
        return cell_name(self.table, self.row, self.column)


def cell_name(table: int, row: int, column: int) -> str:
    """A cell as a clerk would point to it: 表1 第3行第2列."""
    return f"表{table} 第{row}行第{column}列"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture found in a file, in its original bytes and size in pixels."""

    name: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file, or a part of it, could not be used: a short code for programs and a Chinese sentence for people."""

    file: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class LargeFileLink:
    """A file that a letter only points to, kept by a provider until a day; it is shown and never fetched.

    ``provider`` is qq, 163, 139, aliyun, baidu, weiyun, wps, tencent-docs or feishu. ``expires`` is None where the
    letter does not say; ``says`` is what stands beside the link: the file's name, its size, a code to fetch it.
    """

    provider: str
    url: str
    expires: date | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter; one of a letter within is named ``inner.eml/name``.

    ``size`` and ``sha256`` are of its decoded bytes. ``inline``: it is a picture shown inside the text.
    """

    name: str
    type: str
    size: int
    sha256: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says: the address that was not reached, a status code, and which letter it was.

    ``message_id`` is that of the letter returned, in its angle brackets. Each is empty where the report does not say.
    """

    address: str
    status: str
    message_id: str
    says: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What was understood of a letter.

    ``sent`` is when the receiving host took it, ``written`` when it says it was written, both in UTC. ``message_id``,
    ``in_reply_to`` and ``references`` keep their angle brackets. ``text`` is what the sender wrote, without the
    history quoted below it and without the ``signature``, which may name another unit. ``checks`` are the results
    (spf, dkim, dmarc) of the border host that was named, and empty without one.
    """

    source: str
    subject: str
    sender_name: str
    sender_address: str
    recipients: tuple[str, ...]
    sent: datetime | None
    written: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    attachments: tuple[Attachment, ...]
    large_file_links: tuple[LargeFileLink, ...]
    kind: LetterKind
    bounce: Bounce | None = None
    checks: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    trouble: tuple[Trouble, ...] = ()

    @property
    def sender(self) -> str:
        """The sender as people write it: name and address, or the one there is."""
        return f"{self.sender_name} <{self.sender_address}>" if self.sender_name else self.sender_address


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opener found in one file. Which parts are filled depends on the kind; none of it is judged yet.

    Word: ``cells``, ``controls``, ``paragraphs`` (text outside tables, in order) and ``pictures``.
    PDF and pictures: ``pages`` (and ``pictures`` of a PDF). Archives and letters: ``members``, opened in turn by
    whoever asked; a letter also gives ``sent``, its text in ``paragraphs``, and ``links`` to large files.
    """

    name: str
    sha256: str
    kind: Kind
    pages: tuple[Page, ...] = ()
    cells: tuple[Cell, ...] = ()
    controls: tuple[Control, ...] = ()
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    members: tuple[Source, ...] = ()
    sent: datetime | None = None
    subject: str | None = None
    sender: str | None = None
    trouble: tuple[Trouble, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    links: tuple[LargeFileLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the form. ``value`` is None where nothing stands there.

    ``found``: the place (label, cell or control) was found. ``sure``: it was read beyond doubt; a value that is not
    sure is shown to a person and never used in silence. ``others`` are other readings of the same place.
    Themes are their keys joined by a space; dates are YYYY-MM-DD; body paragraphs are joined by a line feed.
    """

    key: str
    value: str | None
    how: How
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    found: bool = True
    sure: bool = True
    others: tuple[str, ...] = ()
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """字数 as an interval: what the surest and the most generous reading give. Equal for text that came as text."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What one form says: its fields by key, and whether it is the form at all.

    ``matched`` is how many labels of the form were recognised; ``promise`` is whether the undertaking stands intact
    (None: its place was not found or not surely read).
    """

    file: str
    fields: Mapping[str, Field]
    matched: int = 0
    promise: bool | None = None
    promise_evidence: tuple[Evidence, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """Something that is a seal: where it is and, as far as it was read, whose."""

    file: str
    page: int
    box: Box
    kind: Literal["ink", "picture", "electronic"] = "ink"
    text: str | None = None
    bottom: str | None = None
    serial: str | None = None
    owner: Literal["declared", "other", "unread"] = "unread"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the event, in its original bytes; ``file`` is the name it can be asked for by."""

    file: str
    sha256: str
    width: int
    height: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Mark:
    """The code that our own form carries: for which call, case and revision it was printed, in capitals.

    ``proof`` is what the printer of the form can know its own marks by; anybody may have made one without it.
    """

    call: str
    number: str
    revision: int
    proof: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the application and the part it plays. ``pages`` is 0 for what has none."""

    name: str
    sha256: str
    role: Role
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """One application as the checks see it: what it says, its seals and photos, and the rules of its call."""

    rules: CallRules
    files: tuple[FileRecord, ...]
    reading: Reading | None
    words: Words | None = None
    annex_words: Words | None = None
    seals: tuple[Seal, ...] = ()
    photos: tuple[Photo, ...] = ()
    sent: datetime | None = None
    stamped_page: bool = False
    stamped_grey: bool = False
    trouble: tuple[Trouble, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say, with the place it was seen. ``field`` is the form's field it is about, if any."""

    check: str
    level: Level
    says: str
    field: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """The whole of one application: the paper, what was found, and what that comes to.

    ``groups`` is empty for one application; where the files hold several, the names of the files of each.
    """

    source: str
    paper: Paper
    findings: tuple[Finding, ...]
    outcome: Outcome
    opened: tuple[Opened, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
