"""The form of a call as a Word file with a content control for each field, blank or filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.forms.rules import CallRules


def blank_form(rules: CallRules) -> bytes:
    """The blank form as DOCX."""
    return filled_form(rules, {})


def filled_form(rules: CallRules, values: Mapping[str, str], *, number: str = "") -> bytes:
    """The form as DOCX with values as in ``Field.value`` (themes by key, ISO dates, body lines by line feed)."""
    raise NotImplementedError(rules, values, number)
