"""Keeps links out of the log, and of the access log everything but who reads topics: never whose machine it was."""

from __future__ import annotations

import logging
import re
from logging.handlers import WatchedFileHandler
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from gunicorn.glogging import Logger

if TYPE_CHECKING:
    from datetime import timedelta

_LINK: Final = re.compile(r"(\d+)(?:~|%7E)[\w-]{20,}", re.IGNORECASE)


class WithoutLinks(logging.Filter):
    """Lets every line through, with the signature of a link replaced; the number of the case stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        said = record.getMessage()
        if (plain := _LINK.sub(r"\1~…", said)) != said:
            record.msg, record.args = plain, ()
        return True


class TopicLog(Logger):  # type: ignore[misc]
    """gunicorn's access log of published topics alone: no address of a reader, and of where they came from the host."""

    FORMAT: Final = '- - - %(t)s "%(m)s %(U)s %(H)s" %(s)s %(B)s "%(f)s" "%(a)s"'

    def setup(self, cfg: Any) -> None:
        """Write to a file that may be moved away while it is written."""
        super().setup(cfg)
        for handler in list(self.access_log.handlers):
            if isinstance(handler, logging.FileHandler):
                watched = WatchedFileHandler(handler.baseFilename, encoding="utf-8", delay=True)
                watched.setFormatter(handler.formatter)
                self.access_log.removeHandler(handler)
                handler.close()
                self.access_log.addHandler(watched)

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> dict[str, Any]:
        """What a line may hold."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        atoms["U"] = environ["RAW_URI"].partition("?")[0]  # as it was sent: a line break in it stays an escape
        atoms["f"] = _origin(environ.get("HTTP_REFERER", ""))
        return atoms

    def access(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> None:
        """Keep a line where a topic was read."""
        if environ.get("PATH_INFO", "").startswith("/t/"):
            super().access(resp, req, environ, request_time)


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "-"
    return f"{parts.scheme}://{parts.hostname}/" if parts.hostname else "-"
