"""Pages in several files read as one form: laid together before reading, the evidence led back to its file after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casepaper.records import Evidence, Opened, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casepaper.records import Page

    Homes = Mapping[int, tuple[str, int]]


def laid_together(files: Sequence[Opened]) -> tuple[Opened, Homes]:
    """One file of all the pages, numbered anew, and where each of them is at home: its file and its number there."""
    pages: list[Page] = []
    homes: dict[int, tuple[str, int]] = {}
    for opened in files:
        for page in opened.pages:
            homes[len(pages) + 1] = (opened.name, page.number)
            pages.append(replace(page, number=len(pages) + 1))
    first = files[0]
    return Opened(name=first.name, sha256=first.sha256, kind=first.kind, pages=tuple(pages)), homes


def led_home(reading: Reading, homes: Homes) -> Reading:
    """The reading with each piece of evidence pointing to the file and page where it truly stands."""
    fields = {
        key: replace(one, evidence=tuple(_home(seen, homes) for seen in one.evidence))
        for key, one in reading.fields.items()
    }
    promise = tuple(_home(seen, homes) for seen in reading.promise_evidence)
    return replace(reading, fields=fields, promise_evidence=promise)


def _home(seen: Evidence, homes: Homes) -> Evidence:
    if seen.page is None or seen.page not in homes:
        return seen
    file, page = homes[seen.page]
    return replace(seen, file=file, page=page)
