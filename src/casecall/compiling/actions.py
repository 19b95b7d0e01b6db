"""Makes editions, takes accepted cases in, and keeps the editor's words apart from the paper's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def make_edition(call_id: int, *, slug: str, title: str, lead: str = "", by: str, now: datetime) -> int:
    """A new, empty edition; its id. Raises rules.Unfit where the address is taken or unfit."""
    raise NotImplementedError


def edit_edition(edition_id: int, *, title: str, lead: str, by: str, now: datetime) -> None:
    """Change the title and lead of an edition."""
    raise NotImplementedError


def add_cases(edition_id: int, case_ids: Sequence[int], *, by: str, now: datetime) -> int:
    """Take accepted cases into an edition (→ COMPILED); how many joined. Those already in are left as they are."""
    raise NotImplementedError


def edit_entry(  # the five texts of an entry
    entry_id: int, *, title: str, body: str, unit: str, theme: str, unpledged_why: str = "", by: str, now: datetime
) -> None:
    """Keep the editor's words for an entry."""
    raise NotImplementedError


def order_entries(edition_id: int, entry_ids: Sequence[int], *, by: str, now: datetime) -> None:
    """Put entries in the order given; those not named follow in their former order."""
    raise NotImplementedError


def edit_photo(  # the words of a photo
    photo_id: int, *, order: int, caption: str, alt: str, credit: str, shown: bool, by: str, now: datetime
) -> None:
    """Keep the words of a photo, its place, and whether it is shown."""
    raise NotImplementedError


def remove_entry(entry_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take an entry out (→ ACCEPTED). Raises rules.Unfit while the case is published."""
    raise NotImplementedError
