"""Annexes: pages and files that carry on the body where the form has no room for it (附页, 见附页)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from casepaper.gathering.roles import TEXT_FROM, is_text, letters, looks_like_photo, natural
from casepaper.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Page, Role

_OWN_HEADING = re.compile(r"[(（【\[]?(?:案例|正文)?(?:附页|续页|正文[（(]续)")
_HEADING = re.compile(rf"{_OWN_HEADING.pattern}|[(（【\[]?(?:[接续](?:上页|前页|正文|表)|附件[一二三四1-9])")
_POINTS = re.compile(r"附页|续页|见附件|附后|另附")
_POINTER = (
    r"(?:案例|具体)?(?:正文|内容|余下内容|下文|全文)?(?:请|详|另|下|转|接|续|参|见)*(?:附页|续页|附后|附件)"
    r"(?:第?[一二三四1-9]页?|文字材料)?"
)
_ONLY_POINTS = re.compile(rf"[（(]?{_POINTER}[)）]?[。；]?")
_ENDS_POINTING = re.compile(rf"[（(]\s*{_POINTER}\s*[)）]\s*[。；]?\s*$")
_LINES_OF_HEADING: Final = 2
#: An annex of which so much stands elsewhere already, in pieces of so many characters, is no second text.
MOSTLY: Final = 0.6
SHORTEST_MATCH: Final = 4
COMPARED: Final = 1_500  # characters of each text; comparing takes the product of both


@dataclass(frozen=True, slots=True)
class Annex:
    """Text that carries on the body, and where it stands."""

    file: str
    text: str
    evidence: tuple[Evidence, ...]


def find_annexes(
    files: Sequence[ReadFile],
    roles: Mapping[str, Role],
    *,
    bodies: Sequence[str],
    used: frozenset[tuple[str, int]],
) -> tuple[Annex, ...]:
    """Further pages in the form's own files, then files that are annexes, in natural order; each text once.

    ``bodies`` are the bodies as read from the forms; ``used`` the pages (file, number) that were read as the form.
    A file is an annex when it says so, by its heading or its name, or when a body points to one.
    """
    pointing = any(map(points_to_annex, bodies))
    by_name = sorted(files, key=lambda one: natural(one.name))
    found: list[Annex] = []
    for annex in (*_in_forms(by_name, roles, used), *_in_files(by_name, roles, pointing=pointing)):
        if annex.text and not any(_holds(text, annex.text) for text in (*bodies, *(one.text for one in found))):
            found.append(annex)
    return tuple(found)


def _in_forms(
    files: Sequence[ReadFile], roles: Mapping[str, Role], used: frozenset[tuple[str, int]]
) -> Iterator[Annex]:
    """Annexes in the files of the form itself: what follows its heading in Word, further pages of a scan."""
    forms = [one for one in files if roles.get(one.name) in {"form", "twin"}]
    for file in (one for one in forms if not one.has_pages):
        lines = file.opened.paragraphs
        start = next((place for place, line in enumerate(lines) if _OWN_HEADING.match("".join(line.split()))), None)
        if start is not None:
            yield Annex(file.name, text_of_annex(lines[start:]), (Evidence(file.name),))
    home = {name for name, _ in used}
    for file in (one for one in forms if one.name in home):
        yield from _of_pages(file, [page for page in file.opened.pages if (file.name, page.number) not in used])


def _in_files(files: Sequence[ReadFile], roles: Mapping[str, Role], *, pointing: bool) -> Iterator[Annex]:
    """Annexes in files of their own."""
    for file in (one for one in files if one.name not in roles and not one.reading):
        if not has_heading(file) and not (pointing and is_text(file) and not looks_like_photo(file)):
            continue
        if file.has_pages:
            yield from _of_pages(file, file.opened.pages)
        else:
            yield Annex(file.name, text_of_annex(file.text_lines), (Evidence(file.name),))


def _holds(text: str, annex: str) -> bool:
    """Whether most of an annex stands in a text already: the same page as Word and as a scan is one annex."""
    whole, part = ("".join(filter(str.isalnum, one[:COMPARED])) for one in (text, annex))
    matches = SequenceMatcher(None, whole, part, autojunk=False).get_matching_blocks()
    return sum(one.size for one in matches if one.size >= SHORTEST_MATCH) > MOSTLY * len(part)


def _of_pages(file: ReadFile, pages: Sequence[Page]) -> Iterator[Annex]:
    wanted = [page for page in pages if sum(letters(line.text) for line in page.lines) >= TEXT_FROM]
    if not wanted:
        return
    from casepaper.reading.pages import annex_text  # lazy: Word files need no OpenCV

    text = text_of_annex(annex_text(file.opened, [page.number for page in wanted]).split("\n"))
    if text:
        yield Annex(file.name, text, tuple(Evidence(file.name, page=page.number) for page in wanted))


def points_to_annex(body: str) -> bool:
    """Whether a body says that it goes on elsewhere: 见附页, （续附页）, 详见附件."""
    return bool(_POINTS.search(body))


def without_pointer(body: str) -> str:
    """The body without the words that only point to an annex, where they stand alone or end it in brackets."""
    lines = [line for line in body.split("\n") if line.strip() and not _ONLY_POINTS.fullmatch("".join(line.split()))]
    return "\n".join([*lines[:-1], _ENDS_POINTING.sub("", lines[-1])] if lines else [])


def has_heading(file: ReadFile) -> bool:
    """Whether a file says of itself that it is an annex: by its heading or by its name."""
    first = [flat for line in file.text_lines if (flat := "".join(line.split()))][:_LINES_OF_HEADING]
    stem = file.name.rsplit("/", 1)[-1]
    return any(map(_HEADING.match, first)) or bool(re.search("附页|续页", stem))


def text_of_annex(lines: Iterable[str]) -> str:
    """The text of an annex without its heading, paragraphs joined by a line feed."""
    kept = [line.strip() for line in lines if line.strip()]
    while kept and _HEADING.match("".join(kept[0].split())) and letters(kept[0]) < TEXT_FROM / 4:
        kept = kept[1:]
    return "\n".join(kept)
