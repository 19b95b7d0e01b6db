"""Files as one zip, made while it is sent: never whole in memory or on the disk."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

EARLIEST = 1980  # a zip knows no year before


def zipped(entries: Iterable[tuple[str, datetime, Iterable[bytes]]]) -> Iterator[bytes]:
    """A zip of entries (path, when it was changed, its bytes in pieces), in pieces as they are made.

    Each entry is asked for after the one before it was sent. Equal entries give equal bytes.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # a stream to write to is enough
        for path, changed, pieces in entries:
            with archive.open(_entry(path, changed), "w", force_zip64=True) as out:
                for piece in pieces:
                    out.write(piece)
                    yield sink.take()
            yield sink.take()
    yield sink.take()


def zipped_whole(entries: Iterable[tuple[str, datetime, bytes]]) -> Iterator[bytes]:
    """The same of entries that are each held whole: their sizes stand in front of them, as old unpackers want it."""
    sink = _Held()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # as above
        for path, changed, data in entries:
            archive.writestr(_entry(path, changed), data)
            yield sink.take()
    yield sink.take()


def _entry(path: str, changed: datetime) -> zipfile.ZipInfo:
    at = changed.timetuple()
    moment = (max(at.tm_year, EARLIEST), at.tm_mon, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec)
    made = zipfile.ZipInfo(path, moment)
    made.external_attr = 0o640 << 16
    return made


class _Sink:
    """A place to write to that gives away what it holds; it cannot seek, so that the zip is made in one go."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        data = bytes(self._held)
        self._held.clear()
        return data


class _Held(_Sink):
    """A place that can seek within what it holds, so that a size can be written in front of what was sized."""

    def __init__(self) -> None:
        super().__init__()
        self._given, self._at = 0, 0

    def write(self, data: bytes) -> int:
        first = self._at - self._given
        self._held[first : first + len(data)] = data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def seek(self, to: int) -> int:
        self._at = to
        return to

    def take(self) -> bytes:
        data = super().take()
        self._given += len(data)
        return data
