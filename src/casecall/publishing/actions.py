"""Sends editions to channels, keeps what was sent, and takes down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def publish(edition_id: int, channel: str = "website", *, by: str, now: datetime) -> int:
    """Send an edition to a channel; the publication's id. Raises rules.NotReady with every obstacle."""
    raise NotImplementedError


def take_down(publication_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take a whole edition off its channel (its cases → COMPILED); what was sent is kept."""
    raise NotImplementedError


def take_down_case(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:
    """Take one case off a channel (→ COMPILED); the rest stands."""
    raise NotImplementedError
