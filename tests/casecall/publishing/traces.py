"""Looks for words in all that an output holds: in what is packed too, and however a format writes them."""

from __future__ import annotations

import gzip
import html
import io
import json
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def files_of(*folders: Path) -> dict[str, bytes]:
    """Every file under some folders by its path, hidden ones too."""
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file with its name, and everything that it packs, however deep."""
    yield name, name.encode() + b"\n" + data
    if data.startswith(GZIP):
        yield from unpacked(f"{name}!gunzip", gzip.decompress(data))
    elif data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.namelist():
                yield from unpacked(f"{name}!{one}", archive.read(one))


def ways(words: str) -> set[bytes]:
    """How words may be written in a file: plain, in JSON, in an address, in HTML, in UTF-16 and in GBK."""
    escaped = json.dumps(words)[1:-1]
    entities = "".join(f"&#{ord(one)};" for one in words)
    plain = {words, escaped, quote(words), html.escape(words), entities}
    return {one.encode() for one in plain} | {words.encode("utf-16-le"), words.encode("gb18030")}


def traces(files: Mapping[str, bytes], words: Iterable[str]) -> list[tuple[str, str]]:
    """Each word that is found, with the file that holds it."""
    everything = [found for name, data in files.items() for found in unpacked(name, data)]
    return [(word, name) for word in words for name, data in everything if any(way in data for way in ways(word))]
