"""Seals pasted into a Word file as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casepaper.records import Opened, Seal


def seal_pictures(opened: Opened) -> tuple[Seal, ...]:
    """Find the pictures of a file that are nothing but a seal; each is given as kind ``picture`` on page 1."""
    del opened
    return ()
