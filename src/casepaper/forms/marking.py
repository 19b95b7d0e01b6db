"""The mark of a form: which call, case and revision it was printed for, as the text of the QR code at its head."""

from __future__ import annotations

import re
from typing import Final

_MAKER: Final = "CASECALL/1"
_SHAPE = re.compile(rf"{_MAKER} (\S{{1,60}}) (\S{{1,40}}) (\d{{1,6}})(?: ([0-9A-Z]{{4,40}}))?", re.IGNORECASE)

Marked = tuple[str, str, int, str]  # call, number, revision, proof


def payload(call: str, number: str, revision: int, proof: str = "") -> str:
    """The text of a mark. ``proof`` is what the caller can know its own marks by: letters and digits, or nothing.

    Plain letters are put in capitals, for which a QR code needs fewer and so larger squares.

    >>> payload("cace-2022", "LZ2022-0001", 1, "k7f3")
    'CASECALL/1 CACE-2022 LZ2022-0001 1 K7F3'
    """
    return " ".join(filter(None, (_MAKER, call, number, str(revision), proof))).upper()


def parse(text: str) -> Marked | None:
    """Call, number, revision and proof of a mark, in capitals; None for the text of any other code.

    >>> parse("CASECALL/1 CACE-2022 LZ2022-0001 1"), parse("https://example.com/")
    (('CACE-2022', 'LZ2022-0001', 1, ''), None)
    """
    found = _SHAPE.fullmatch(text.strip())
    return (found[1].upper(), found[2].upper(), int(found[3]), (found[4] or "").upper()) if found else None
