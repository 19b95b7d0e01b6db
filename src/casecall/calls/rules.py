"""Small decisions about calls."""

from __future__ import annotations


def numbering_after(pattern: str, old_year: int, new_year: int) -> str:
    """The numbering of a cloned call: the year in it moves with the window.

    >>> numbering_after("LZ2022-{n:04d}", 2022, 2023)
    'LZ2023-{n:04d}'
    """
    return pattern.replace(str(old_year), str(new_year))
