"""An SMTP server (aiosmtpd) that notes the Message-ID of every letter it takes, some time before it says so."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

SLOWEST = 0.03  # seconds before the letter is kept, and again before that is answered


class Keeper:
    """Keeps one line for each letter; what was kept stays so, whether its sender lives to hear it or not."""

    def __init__(self, log: Path, chance: random.Random) -> None:
        self.log, self.chance = log, chance

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a letter, and answer after a while."""
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        message_id = BytesHeaderParser().parsebytes(envelope.content)["Message-ID"]
        with self.log.open("a") as out:
            out.write(f"{message_id} {envelope.rcpt_tos[0]}\n")
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        return "250 kept"


async def serve(log: Path, port_file: Path, seed: int) -> None:
    """Serve until told to stop; the port is written to a file."""
    keeper, loop = Keeper(log, random.Random(seed)), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, hostname="sink"), "127.0.0.1", 0)
    half = port_file.with_suffix(".half")
    half.write_text(str(server.sockets[0].getsockname()[1]))
    half.replace(port_file)
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
