"""What the border host found of a sender: SPF, DKIM and DMARC, from its own header and from nobody else's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casepaper.opening.letter.parts import Part

METHODS: Final = ("spf", "dkim", "dmarc")
#: Beside the methods: “no” where what passed is the domain of somebody other than the sender that is shown.
ALIGNED, NO = "aligned", "no"
_RESULT = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\b(?:header\.(?:from|d|i)|smtp\.mailfrom)\s*=\s*\"?<?(?:[^\s;@<>]*@)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE
)
_BY = re.compile(r"\bby\s+([\w.-]+)")
_COMMENT = re.compile(r"\([^()]*\)")


def checks_of(letter: Part, border: str, *, sender: str) -> Mapping[str, str]:
    """The results by method, as the border host wrote them above the lines that came with the letter.

    A header further down came with the letter, whatever name it bears; without a border host none is believed. With
    “aligned” “no” they speak of another domain than that of ``sender``, the address that is shown (RFC 7489 §3.1).
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
            known = {method.lower(): result.lower() for method, result, _ in reversed(found)}
            several = [name for name, _ in letter.headers].count("from") > 1  # nobody knows which of them passed
            strange = {ALIGNED: NO} if several or _is_of_another(found, sender) else {}
            return {method: known[method] for method in METHODS if method in known} | strange
    return {}


def _is_of_another(found: Sequence[tuple[str, str, str]], sender: str) -> bool:
    """Whether all that passed names domains, and none of them is the sender's or within the same one."""
    own = sender.rpartition("@")[2].lower().rstrip(".")
    passed = {method.lower(): _DOMAIN.findall(words) for method, result, words in found if result.lower() == "pass"}
    judged = passed["dmarc"] if "dmarc" in passed else [one for domains in passed.values() for one in domains]
    return bool(own and judged) and not any(_is_within(own, one.lower().rstrip(".")) for one in judged)


def _is_within(own: str, other: str) -> bool:
    return own == other or own.endswith(f".{other}") or other.endswith(f".{own}")


def _is_by(received: bytes, host: str) -> bool:
    by = _BY.search(received.decode("ascii", "replace"))
    return by is not None and by[1].lower().rstrip(".") == host
