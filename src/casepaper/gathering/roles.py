"""Which part each file of an application plays: the form, its Word twin, annexes, photos, the letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.records import Mark, Opened, Reading, Seal

WORD: Final = frozenset({"docx", "doc", "text"})
WRITTEN: Final = WORD | {"letter"}
PAGED: Final = frozenset({"pdf", "picture"})
#: From so many characters on, a page without the form's labels is a page of text and no photo with a caption.
TEXT_FROM: Final = 30
#: A sheet of paper is for the greater part paper: pale, and nearly as bright as the brightest of the picture.
PAPER_FROM: Final = 0.5
COLOUR: Final = 40
BRIGHT: Final = 0.75


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file, opened, and read if it is the form. ``seals`` and ``marks`` are those on its pages.

    ``size`` is that of its first page as it came, in pixels; a page set upright for reading may be cut smaller.
    """

    opened: Opened
    reading: Reading | None = None
    seals: tuple[Seal, ...] = ()
    size: tuple[int, int] = (0, 0)
    marks: tuple[Mark, ...] = ()

    @property
    def name(self) -> str:
        """The file's name."""
        return self.opened.name

    @property
    def has_pages(self) -> bool:
        """Whether it came as pages, not as Word."""
        return self.opened.kind in PAGED

    @property
    def text_lines(self) -> tuple[str, ...]:
        """Its text line by line; for Word, paragraphs and then cells."""
        if self.has_pages:
            return tuple(line.text for page in self.opened.pages for line in page.lines)
        return (*self.opened.paragraphs, *(line for cell in self.opened.cells for line in cell.text.split("\n")))


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A key that puts 第2页 before 第10页."""
    parts = re.split(r"(\d+)", unicodedata.normalize("NFKC", name))
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts if part)


def letters(text: str) -> int:
    """How many characters of a text are neither space nor mark."""
    return sum(character.isalnum() for character in text)


def best_word(files: Sequence[ReadFile]) -> ReadFile | None:
    """The Word form that says most, the first of equals; a form written into a letter only where there is no other."""
    forms = [one for one in files if one.reading and not one.has_pages]
    return max(forms, key=lambda one: (one.opened.kind in WORD, *_says(one)), default=None)


def best_page(files: Sequence[ReadFile]) -> ReadFile | None:
    """The form that came as pages: a sealed one before one without, then the one that says most."""
    forms = [one for one in files if one.reading and one.has_pages]
    return max(forms, key=lambda one: (bool(one.seals), *_says(one)), default=None)


def _says(file: ReadFile) -> tuple[int, int]:
    reading = file.reading
    return (reading.matched, sum(bool(one.value) for one in reading.fields.values())) if reading else (0, 0)


def is_text(file: ReadFile) -> bool:
    """Whether a file holds text, more than a photo with a caption or a banner."""
    return sum(map(letters, file.text_lines)) >= TEXT_FROM


def looks_like_photo(file: ReadFile) -> bool:
    """Whether a picture with text on it, a poster or a banner, looks like a photo and not like a sheet of paper."""
    if file.opened.kind != "picture":
        return False
    import numpy as np  # lazy: only pictures are measured

    pixels = file.opened.pages[0].pixels if file.opened.pages else None
    if pixels is None:
        return False
    sample = pixels[:: max(1, pixels.shape[0] // 200), :: max(1, pixels.shape[1] // 200)].astype(int)
    light = sample.max(axis=2)
    paper = (np.ptp(sample, axis=2) < COLOUR) & (light > np.percentile(light, 90) * BRIGHT)
    return float(paper.mean()) < PAPER_FROM
