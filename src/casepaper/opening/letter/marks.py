"""Marks that one step puts into a text for the next: characters that no text may hold."""

from __future__ import annotations

import re
from typing import Final

#: History begins here, a signature begins here, either ends; a ruled line; a link round its address.
QUOTED: Final = "\ufdd0"
SIGNATURE: Final = "\ufdd1"
END: Final = "\ufdd2"
RULE: Final = "\ufdd3"
LINK: Final = "\ufdd4"

_ANY = re.compile("[\ufdd0-\ufdef]")
_LINKED = re.compile(f"{LINK}[^{LINK}\n]*{LINK}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
_BLANKS = re.compile(r"\n{3,}")


def unmarked(text: str) -> str:
    """Text without any mark."""
    return _ANY.sub("", _LINKED.sub("", text)) if _ANY.search(text) else text


def tidied(text: str) -> str:
    """Text as it is shown: no marks, no control characters, no spaces at the ends of lines, no heaps of empty lines."""
    plain = _CONTROL.sub("", unmarked(text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")))
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip("\n")
