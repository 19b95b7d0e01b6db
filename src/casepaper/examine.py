"""The one door: open every file of an application, read it, look for seals, run the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casepaper.packing import as_json, pack, unpack_paper
from casepaper.records import Examination, Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from casepaper.forms.rules import CallRules
    from casepaper.records import Source

__all__ = ["as_json", "examine", "pack", "recheck"]


def examine(
    sources: Sequence[Source],
    rules: CallRules,
    *,
    source: str,
    received: datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> Examination:
    """Examine the files of one application. Never raises for bad input: what could not be used is trouble.

    ``source`` is the path or name as given, for the reader of the result. ``received`` is when it was sent, aware;
    without it a letter among the files says so. ``progress`` is told which page is being read.
    """
    del sources, progress
    paper = Paper(rules=rules, files=(), reading=None, sent=received)
    return Examination(source=source, paper=paper, findings=(), outcome="unreadable")


def recheck(packed: Mapping[str, Any], rules: CallRules, *, corrections: Mapping[str, str]) -> Examination:
    """Check a packed examination again with values that a person corrected; nothing is read again.

    ``corrections`` maps field keys to values as in Field.value; an empty text says that nothing stands there.
    """
    del corrections
    paper = unpack_paper(packed, rules)
    return Examination(source=packed["source"], paper=paper, findings=(), outcome="unreadable")
