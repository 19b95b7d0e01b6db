"""The channels, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from casecall.publishing.channels import press, report, website, wechat

if TYPE_CHECKING:
    from datetime import datetime


class Channel(Protocol):
    """What every channel can do, whatever it sends: say its name, and let a case go.

    ``TAKEN_OUT`` says to people what becomes of a case there that is taken back.
    """

    KEY: str
    LABEL: str
    TAKEN_OUT: str

    def take_out(self, publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:
        """Do, or put down for a person to do, what it takes so that a case is no longer found on this channel.

        Called inside the transaction that took the case off, after its row was marked; once for each case of a
        whole publication. It may be called twice without harm, and must not wait for another server.
        """
        ...


CHANNELS: dict[str, Channel] = {channel.KEY: channel for channel in (website, wechat, press, report)}


def label(key: str) -> str:
    """The name of a channel on screen."""
    return CHANNELS[key].LABEL if key in CHANNELS else key
