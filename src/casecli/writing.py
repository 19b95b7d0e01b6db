"""Files written whole or not at all: beside their place first, then moved there."""

from __future__ import annotations

import os
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file through ``write``. A file that stands there is replaced only when the new one is whole."""
    mode = 0o666 & ~_umask()
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        try:
            write(out)  # type: ignore[arg-type]  # a temporary file is a file to all that write
            out.flush()
            os.chmod(out.name, mode)  # noqa: PTH101 – of the open file's name
            os.replace(out.name, path)  # noqa: PTH105 – as above
        except BaseException:
            os.unlink(out.name)  # noqa: PTH108 – as above
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
