"""The channels, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from casecall.publishing.channels import website

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casecall.publishing.content import Content


class Channel(Protocol):
    """What a channel can do: prepare what it sends, let it stand, and take it down."""

    KEY: str
    LABEL: str

    def send(self, content: Content, read_photo: Callable[[str], bytes]) -> Path:
        """Prepare everything without a reader seeing it."""
        ...

    def stand(self, sent: Path, slug: str) -> None:
        """Let what was prepared be seen, in one step."""
        ...

    def stands(self, slug: str) -> bool:
        """Whether it can be seen now."""
        ...

    def take_down(self, slug: str) -> None:
        """Let it be seen no more."""
        ...


CHANNELS: dict[str, Channel] = {channel.KEY: channel for channel in (website,)}


def label(key: str) -> str:
    """The name of a channel on screen."""
    return CHANNELS[key].LABEL if key in CHANNELS else key
