"""HTML of a letter as plain lines."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset({"style", "script", "head", "title"})
_BREAKING: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"})
_LONGEST: Final = 2_000_000


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKING:
            self.pieces.append("\n")
        elif tag == "td":
            self.pieces.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKING:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\r", "").replace("\n", " "))


def plain_text(html: str) -> str:
    """The text that a reader of the HTML sees, a line a block."""
    parser = _Text()
    parser.feed(html[:_LONGEST])
    parser.close()
    return "".join(parser.pieces).replace("\xa0", " ")
