"""The demonstration's outgoing post: takes every letter by SMTP and puts it into the mailbox it is for, or aside."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiosmtpd.smtp import SMTP

from casecall.cli.post import server_in

if TYPE_CHECKING:
    from casecall.cli.dovecot import Dovecot

ASIDE: Final = "sink"  # where letters to anybody else are kept, so that none leaves this machine
MOST: Final = 256 * 1024 * 1024


class Sink:
    """Delivers what it is handed to the mailboxes of one server."""

    def __init__(self, server: Dovecot) -> None:
        self.server = server

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Put a letter into the mailbox of each of its addresses."""
        letter = f"Return-Path: <{envelope.mail_from or ''}>\r\n".encode() + bytes(envelope.content)
        for address in envelope.rcpt_tos:
            known = address.lower() in self.server.accounts
            await asyncio.to_thread(self.server.deliver, address.lower() if known else ASIDE, letter)
        return "250 kept"


async def serve(server: Dovecot, port: int) -> None:
    """Serve on this machine alone until told to stop."""
    sink, loop, stop = Sink(server), asyncio.get_running_loop(), asyncio.Event()
    listening = await loop.create_server(
        lambda: SMTP(sink, hostname="localhost", data_size_limit=MOST, enable_SMTPUTF8=True), "127.0.0.1", port
    )
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    await stop.wait()
    listening.close()


if __name__ == "__main__":
    asyncio.run(serve(server_in(Path(sys.argv[1])), int(sys.argv[2])))
