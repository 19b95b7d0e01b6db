"""Questions about screenings: the desk, crops of pages, rows of the summary sheet, all originals as one archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casecall.screening.records import DeskView
    from casepaper.records import Box


def desk(case_id: int, *, revision: int | None = None) -> DeskView:
    """The desk of a case: its newest revision, or the one of that number. Raises Case.DoesNotExist."""
    raise NotImplementedError


def crop(sha256: str, box: Box, *, margin: float = 0.006) -> bytes:
    """The strip of a page's picture under a box, as WebP; KeyError where there is no such picture."""
    raise NotImplementedError


def originals(call_id: int, case_ids: Sequence[int]) -> Iterator[bytes]:
    """A zip of all originals, a folder a case (编号_单位_案例名/原件名), in pieces as they are made."""
    raise NotImplementedError
