"""The one door: open every file of an application, read it, look for seals, run the checks."""

from __future__ import annotations

import logging
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from casepaper.checks.all_checks import check_all, outcome_of
from casepaper.counting.words import interval
from casepaper.gathering.gather import gather
from casepaper.gathering.groups import groups, replaced
from casepaper.gathering.holding import released
from casepaper.gathering.merging import merged, with_annexes
from casepaper.gathering.roles import PAGED, WRITTEN, ReadFile
from casepaper.opening import limits
from casepaper.opening.all_openers import Taken, open_each, pixels_of
from casepaper.packing import as_json, pack, unpack_paper
from casepaper.reading.marks import read_marks
from casepaper.reading.word import read_word
from casepaper.records import Examination, Field, FileRecord, Opened, Paper, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from casepaper.forms.rules import CallRules
    from casepaper.gathering.gather import Gathered
    from casepaper.records import Page, Reading, Seal, Source, Trouble

__all__ = ["as_json", "examine", "pack", "recheck"]

log = logging.getLogger(__name__)
CRASHED: Final = "读取{file}时出错，请换一种格式重新报送，或由工作人员查看原件。"


def examine(
    sources: Sequence[Source],
    rules: CallRules,
    *,
    source: str,
    received: datetime | None = None,
    progress: Callable[[str], None] | None = None,
    at: Callable[[str], None] | None = None,
    trouble: Sequence[Trouble] = (),
    ages: Mapping[str, int] | None = None,
) -> Examination:
    """Examine the files of one application. Never raises for bad input: what could not be used is trouble.

    ``source`` is the path or name as given, for the reader of the result. ``received`` is when it was sent, aware;
    without it a letter among the files says so. ``progress`` is told which page is being read, ``at`` the name of the
    source whose turn it is, and nothing once all were read. ``trouble`` is what kept the caller from handing a file in
    at all. ``ages`` says of sources by name when they came, rising numbers: a form is replaced by a later one of the
    same application.
    """
    say = progress or _nothing
    files, crashes = _read_all(sources, rules, say, at or _nothing)
    opened = tuple(one.opened for one in files)
    old = replaced(files, ages) if ages else frozenset()
    current = [replace(one, reading=None, seals=()) if one.name in old else one for one in files]
    gathered = gather(current, rules, data_of=_bytes_of(sources, opened), left=old)
    paper = _paper(gathered, rules, sent=received or next((one.sent for one in opened if one.sent), None))
    paper = replace(
        paper,
        files=_records(files, gathered),
        trouble=(*trouble, *_troubles(opened, crashes), *gathered.aside),
        marks=tuple(mark for one in files if one.name not in old for mark in one.marks),
    )
    judged = _judged(paper, source=source, opened=tuple(_lightened(one.opened, gathered) for one in files))
    return replace(judged, groups=groups([one for one in current if one.name not in old]))


def recheck(packed: Mapping[str, Any], rules: CallRules, *, corrections: Mapping[str, str]) -> Examination:
    """Check a packed examination again with values that a person corrected; nothing is read again.

    ``corrections`` maps field keys to values as in Field.value; an empty text says that nothing stands there.
    A corrected body is the whole body, annexes included.
    """
    paper = unpack_paper(packed, rules)
    if paper.reading is not None:
        fields = {**paper.reading.fields, **{key: _corrected(paper, key, text) for key, text in corrections.items()}}
        paper = replace(paper, reading=replace(paper.reading, fields=fields))
        if "body" in corrections:
            paper = replace(paper, words=_counted(fields["body"]), annex_words=None)
    return _judged(paper, source=packed["source"], opened=())


def _judged(paper: Paper, *, source: str, opened: tuple[Opened, ...]) -> Examination:
    findings = check_all(paper)
    return Examination(source, paper, findings, outcome_of(paper, findings), opened)


def _corrected(paper: Paper, key: str, text: str) -> Field:
    read = paper.reading.fields.get(key) if paper.reading else None
    return Field(key, text.strip() or None, how="person", evidence=read.evidence if read else ())


def _read_all(
    sources: Sequence[Source], rules: CallRules, say: Callable[[str], None], at: Callable[[str], None]
) -> tuple[tuple[ReadFile, ...], tuple[Trouble, ...]]:
    """Open file after file and read each before the next: no more pages are held than are still wanted."""
    files: list[ReadFile] = []
    crashes: list[Trouble] = []
    taken = Taken()
    for entry in sources:
        at(entry.name)
        for one in _opened(entry, taken):
            held = pixels_of(one)
            try:
                read = _read(one, rules, say)
                read = replace(read, marks=read_marks(read.opened))
            except Exception:  # no file may stop the rest, whatever becomes of it
                log.exception("reading failed")
                read = ReadFile(one)
                crashes.append(limits.trouble(one.name, "crash", CRASHED))
            files.append(released(read))
            taken.pixels += pixels_of(files[-1].opened) - held
    at("")
    return tuple(files), tuple(crashes)


def _opened(source: Source, taken: Taken) -> Iterator[Opened]:
    """A file and what it holds. One that crashes its opener is a trouble, and the others go on."""
    try:
        yield from open_each((source,), taken=taken)
    except Exception:  # no file may stop the rest, whatever a parser makes of it
        log.exception("opening failed")
        crash = limits.trouble(source.name, "crash", CRASHED)
        yield Opened(source.name, sha256(source.data).hexdigest(), "unknown", trouble=(crash,))


def _read(opened: Opened, rules: CallRules, say: Callable[[str], None]) -> ReadFile:
    if opened.kind in WRITTEN:
        say(opened.name)
        return ReadFile(opened, read_word(opened, rules), _pasted_seals(opened))
    if opened.kind in PAGED and opened.pages:
        return _read_pages(opened, rules, say)
    return ReadFile(opened)


def _pasted_seals(opened: Opened) -> tuple[Seal, ...]:
    if not opened.pictures:
        return ()
    from casepaper.seals.pictures import seal_pictures  # lazy: Word files without pictures need no OpenCV

    return seal_pictures(opened)


def _read_pages(opened: Opened, rules: CallRules, say: Callable[[str], None]) -> ReadFile:
    from casepaper.reading.pages import read_lines, read_pages  # lazy: Word files need neither OCR nor OpenCV
    from casepaper.seals.find import find_seals  # lazy: as above

    pages: list[Page] = []
    size = (int(opened.pages[0].width), int(opened.pages[0].height))
    for page in opened.pages:
        say(f"第 {page.number} 页 / 共 {len(opened.pages)} 页：{opened.name}")
        pages += read_lines(replace(opened, pages=(page,))).pages
    opened = replace(opened, pages=tuple(pages))
    reading = read_pages(opened, rules)
    seals = tuple(seal for page in pages for seal in find_seals(page, file=opened.name))
    return ReadFile(opened, reading, seals, size)


def _paper(gathered: Gathered, rules: CallRules, *, sent: datetime | None) -> Paper:
    reading = merged(gathered.twin, gathered.page, rules)
    words, annex_words = None, None
    if reading is not None:
        reading, own = with_annexes(reading, gathered.annexes)
        words, annex_words = _words(reading, own, gathered, rules)
    return Paper(
        rules=rules,
        files=(),
        reading=reading,
        words=words,
        annex_words=annex_words,
        seals=gathered.seals,
        photos=gathered.photos,
        sent=sent,
        stamped_page=gathered.page is not None,
        stamped_grey=gathered.grey,
    )


def _words(reading: Reading, own: str, gathered: Gathered, rules: CallRules) -> tuple[Words | None, Words | None]:
    """字数 of what counts, and of the annexes apart."""
    if not gathered.annexes:
        return _counted(reading.fields.get("body")), None
    annex_words = interval("\n".join(annex.text for annex in gathered.annexes))
    if rules.annex_counts:
        return _counted(reading.fields.get("body")), annex_words
    return (interval(own) if own else Words(0, 0)), annex_words


def _counted(body: Field | None) -> Words | None:
    return interval(body.value, others=body.others if body.how == "ocr" else ()) if body and body.value else None


def _records(files: Sequence[ReadFile], gathered: Gathered) -> tuple[FileRecord, ...]:
    return tuple(
        FileRecord(one.name, one.opened.sha256, gathered.role_of.get(one.name, "other"), len(one.opened.pages))
        for one in files
    )


def _lightened(opened: Opened, gathered: Gathered) -> Opened:
    """A photo without its pixels: the bytes are kept, and nobody needs both."""
    if gathered.role_of.get(opened.name) != "photo":
        return opened
    return replace(opened, pages=tuple(replace(page, pixels=None) for page in opened.pages))


def _troubles(opened: Sequence[Opened], crashes: Sequence[Trouble]) -> tuple[Trouble, ...]:
    return (*(one for entry in opened for one in entry.trouble), *crashes)


def _bytes_of(sources: Sequence[Source], opened: Sequence[Opened]) -> dict[str, bytes]:
    """The bytes of every file by its name, members of containers included."""
    members = (member for one in opened for member in one.members)
    return {one.name: one.data for one in (*sources, *members)}


def _nothing(_: str) -> None:
    """Progress that nobody wants."""
