"""HTML of a letter as plain lines."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

_SILENT: Final = frozenset({"style", "script", "head", "title"})
_BREAKING: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"})
_LONGEST: Final = 2_000_000


class _Text:
    """Takes what the parser meets; libxml2 needs linear time even where every tag or comment is left open."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._silent = 0

    def start(self, tag: str, attributes: object) -> None:
        del attributes
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKING:
            self._pieces.append("\n")
        elif tag == "td":
            self._pieces.append("\t")

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKING:
            self._pieces.append("\n")

    def data(self, text: str) -> None:
        if not self._silent:
            self._pieces.append(text.replace("\r", "").replace("\n", " "))

    def close(self) -> str:
        return "".join(self._pieces)


def plain_text(html: str) -> str:
    """The text that a reader of the HTML sees, a line a block."""
    page: Any = _Text()  # a whole target, though not typed as one
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, recover=True)
    parser.feed(html[:_LONGEST].replace("\x00", "").encode("utf-8", "replace"))
    return str(parser.close()).replace("\xa0", " ")
