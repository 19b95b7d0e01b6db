"""Every opener, and which one a file gets by its content; containers are opened to their depth."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from casepaper.opening import doc
from casepaper.opening.archive import open_archive
from casepaper.opening.letter import open_letter
from casepaper.opening.limits import Limits, trouble
from casepaper.opening.pdf import open_pdf
from casepaper.opening.picture import open_picture
from casepaper.opening.sniff import sniff
from casepaper.opening.word import open_word
from casepaper.records import Opened, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casepaper.records import Kind


def _open_doc(source: Source, limits: Limits) -> Opened:
    """An older Word file, turned into DOCX first; its fingerprint stays that of the file as it came."""
    digest = sha256(source.data).hexdigest()
    try:
        opened = open_word(Source(source.name, doc.as_docx(source, limits)), limits)
    except doc.OfficeError as error:
        return Opened(source.name, digest, "doc", trouble=(trouble(source.name, "office", str(error)),))
    return replace(opened, kind="doc", sha256=digest)


OPENERS: Final[dict[Kind, Callable[[Source, Limits], Opened]]] = {
    "docx": open_word,
    "doc": _open_doc,
    "pdf": open_pdf,
    "picture": open_picture,
    "archive": open_archive,
    "letter": open_letter,
}


def open_source(source: Source, *, limits: Limits | None = None) -> Opened:
    """Open one file by its content. Never raises for bad input: what could not be used is told as a trouble."""
    found = sniff(source.data)
    opener = OPENERS.get(found.kind)
    if opener is None:
        return Opened(source.name, sha256(source.data).hexdigest(), found.kind)
    return opener(source, limits or Limits())


def open_all(sources: Sequence[Source], *, limits: Limits | None = None) -> tuple[Opened, ...]:
    """Open files and, in turn, what containers among them hold; a container comes before its members."""
    return tuple(open_source(source, limits=limits) for source in sources)
