"""What the border host found of a sender: SPF, DKIM and DMARC, from its own header and from nobody else's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.opening.letter.parts import Part

METHODS: Final = ("spf", "dkim", "dmarc")
_RESULT = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([\w.-]+)")
_COMMENT = re.compile(r"\([^()]*\)")


def checks_of(letter: Part, border: str) -> Mapping[str, str]:
    """The results by method, as the border host wrote them above the lines that came with the letter.

    A header further down came with the letter, whatever name it bears; without a border host none is believed.
    """
    if not border:
        return {}
    host = border.lower().rstrip(".")
    received = [place for place, (name, _) in enumerate(letter.headers) if name == "received"]
    ours = next((n for n, place in enumerate(received) if _is_by(letter.headers[place][1], host)), -1)
    end = received[ours + 1] if ours + 1 < len(received) else len(letter.headers)
    for name, value in letter.headers[:end]:
        who, _, results = value.decode("utf-8", "replace").partition(";")
        if name == "authentication-results" and who.split()[:1] and who.split()[0].lower().rstrip(".") == host:
            found = _RESULT.findall(_COMMENT.sub(" ", f";{results}"))
            known = {method.lower(): result.lower() for method, result in reversed(found)}
            return {method: known[method] for method in METHODS if method in known}
    return {}


def _is_by(received: bytes, host: str) -> bool:
    by = _BY.search(received.decode("ascii", "replace"))
    return by is not None and by[1].lower().rstrip(".") == host
