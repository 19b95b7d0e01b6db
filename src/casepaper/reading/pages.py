"""Pages to fields: the form read from the text of a PDF or from what OCR saw on pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepaper.forms.rules import CallRules
    from casepaper.records import Opened, Reading


def read_lines(opened: Opened) -> Opened:
    """Give every page its lines, by OCR where it has none, and set it upright. Boxes are fractions of that page."""
    return opened


def read_pages(opened: Opened, rules: CallRules) -> Reading | None:
    """Read the form from pages whose lines are read; None where these pages are not the form."""
    del opened, rules
    return None


def annex_text(opened: Opened, pages: Sequence[int]) -> str:
    """Give the text of pages that carry on the body, paragraphs joined by a line feed."""
    wanted = set(pages)
    return "\n".join(line.text for page in opened.pages if page.number in wanted for line in page.lines)
