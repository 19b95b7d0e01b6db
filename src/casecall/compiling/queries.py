"""Questions about editions and entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casecall.compiling.records import EditionRow, EditionView, EntryView


def list_editions(call_id: int | None = None) -> tuple[EditionRow, ...]:
    """The editions, newest change first, of one call or of all."""
    raise NotImplementedError


def edition(edition_id: int) -> EditionView:
    """An edition with its entries in order and the accepted cases that could join. Raises Edition.DoesNotExist."""
    raise NotImplementedError


def entry(entry_id: int) -> EntryView:
    """An entry: the paper's text and the editor's; what was published is asked of publishing. Raises DoesNotExist."""
    raise NotImplementedError


def entries_of(case_id: int) -> tuple[EntryView, ...]:
    """The entries of a case, over all editions."""
    raise NotImplementedError
