"""Small decisions about calls."""

from __future__ import annotations

from calendar import isleap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

LEAP_DAY = (2, 29)


def numbering_after(pattern: str, old_year: int, new_year: int) -> str:
    """The numbering of a cloned call: the year in it moves with the window.

    >>> numbering_after("LZ2022-{n:04d}", 2022, 2023)
    'LZ2023-{n:04d}'
    """
    return pattern.replace(str(old_year), str(new_year))


def years_on(day: date, years: int) -> date:
    """The same day so many years later; the 29th of February becomes the 28th where there is none.

    >>> from datetime import date
    >>> years_on(date(2022, 1, 1), 1), years_on(date(2024, 2, 29), 1)
    (datetime.date(2023, 1, 1), datetime.date(2025, 2, 28))
    """
    year = day.year + years
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == LEAP_DAY and not isleap(year)
        else day.replace(year=year)
    )
