"""How worker and reading process talk: frames of one kind byte, eight bytes of length, then JSON or plain bytes."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

SAYS = {
    "rubbish": "无法识别的数据",
}

JSON, BYTES = b"J", b"B"
HEAD = struct.Struct(">cQ")
MOST_JSON, MOST_BYTES = 64 * 1024 * 1024, 512 * 1024 * 1024


class Rubbish(ValueError):  # noqa: N818 - it says what was read
    """What came is no frame of ours."""


def frame(value: Any) -> bytes:
    """A frame of bytes, or of anything else as JSON."""
    if isinstance(value, bytes):
        return HEAD.pack(BYTES, len(value)) + value
    data = json.dumps(value, ensure_ascii=False).encode()
    return HEAD.pack(JSON, len(data)) + data


def measure(head: bytes) -> tuple[bytes, int]:
    """Kind and length of the frame that a head opens. Raises Rubbish."""
    kind, length = HEAD.unpack(head)
    if kind not in {JSON, BYTES} or length > (MOST_JSON if kind == JSON else MOST_BYTES):
        raise Rubbish(SAYS["rubbish"])
    return kind, length


def content(kind: bytes, data: bytes) -> Any:
    """What a frame holds. Raises Rubbish."""
    if kind == BYTES:
        return data
    try:
        return json.loads(data)
    except ValueError as error:
        raise Rubbish(SAYS["rubbish"]) from error


def read(stream: BinaryIO) -> Any:
    """The next frame of a stream that blocks. Raises EOFError at its end and Rubbish."""
    kind, length = measure(_exactly(stream, HEAD.size))
    return content(kind, _exactly(stream, length))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


class Frames:
    """Frames out of pieces as they come in, for one who must not block."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> Iterator[Any]:
        """Every frame that is whole now. Raises Rubbish."""
        self._held += piece
        while len(self._held) >= HEAD.size:
            kind, length = measure(bytes(self._held[: HEAD.size]))
            end = HEAD.size + length
            if len(self._held) < end:
                return
            data = bytes(self._held[HEAD.size : end])
            del self._held[:end]
            yield content(kind, data)
