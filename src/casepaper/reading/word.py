"""A Word form to a reading: content controls by tag, then by alias, then label cells of the table, then paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules
    from casepaper.records import Opened, Reading


def read_word(opened: Opened, rules: CallRules) -> Reading | None:
    """The fields of the form in an opened Word file or plain text; None when it is not the form.

    Every field of the form has its entry. A date that is none is given as it was written (the check tells it from
    YYYY-MM-DD), telephone and e-mail likewise.
    """
    del opened, rules
    return None
