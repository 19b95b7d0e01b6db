"""HTML of a letter as plain lines: only text comes out, with marks where mail programs put history and signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from casepaper.opening.letter.marks import END, LINK, QUOTED, RULE, SIGNATURE, unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping

_SILENT: Final = frozenset(
    {"style", "script", "head", "title", "noscript", "iframe", "object", "svg", "select", "textarea", "template"}
)
_BREAKING: Final = frozenset(
    {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "ul", "ol", "pre", "section"}
    | {"dl", "dt", "dd", "article", "header", "footer", "form", "center", "caption", "fieldset", "address"}
)
#: What Gmail, 163, Yahoo, Thunderbird, Foxmail and others call the box that holds the letter answered.
_HISTORY = re.compile(
    r"gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|isReplyContent|ReplyMessage|mail_quote|ntes.?quote"
    r"|protonmail_quote|foxmail.?quote",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:foxmail|gmail|moz|ntes|mail|netease)[\w-]{0,30}sign(?:ature)?\b|^signature$|spnEditorSign|mobile_signature",
    re.IGNORECASE,
)
_BORDER = re.compile(r"border-left|margin[^;]*0\.8ex", re.IGNORECASE)
_UNEVEN = re.compile("[ \t\r\n\f\ufdd0-\ufdef]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LONGEST: Final = 2_000_000


class _Text:
    """Takes what the parser meets; libxml2 needs linear time even where every tag or comment is left open."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._silent = self._kept = self._depth = 0
        self._marked: list[int] = []
        self._fresh = True

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._line("\n")
        elif tag == "hr":
            self._line(f"\n{RULE}\n")
        elif tag in _BREAKING:
            self._kept += tag == "pre"
            self._break()
        elif tag == "td" and not self._fresh:
            self._pieces.append("\t")
        if attributes and not self._silent:
            self._mark(tag, attributes)

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":
            if (href := attributes.get("href", "").strip()).lower().startswith("http"):
                self._pieces.append(f"{LINK}{unmarked(_SPACES.sub('', href))}{LINK}")
        elif mark := _mark_of(tag, attributes):
            self._line(f"\n{mark}\n")
            self._marked.append(self._depth)

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKING:
            self._kept = max(0, self._kept - (tag == "pre"))
            self._break()
        if self._marked and self._marked[-1] == self._depth:
            self._marked.pop()
            self._line(f"\n{END}\n")
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._silent:
            return
        if _UNEVEN.search(text):
            text = unmarked(text) if self._kept else _SPACES.sub(" ", unmarked(text))
            text = text.lstrip(" ") if self._fresh and not self._kept else text
        if text:
            self._pieces.append(text)
            self._fresh = text[-1] == "\n"

    def _break(self) -> None:
        if not self._fresh:
            self._line("\n")

    def _line(self, piece: str) -> None:
        self._pieces.append(piece)
        self._fresh = True

    def close(self) -> str:
        return "".join(self._pieces)


def _mark_of(tag: str, attributes: Mapping[str, str]) -> str:
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".strip()
    if tag == "blockquote":
        cited = attributes.get("type", "").lower() == "cite" or "cite" in attributes or _HISTORY.search(names)
        return QUOTED if cited or _BORDER.search(attributes.get("style", "")) else ""
    if names and _HISTORY.search(names):
        return QUOTED
    return SIGNATURE if tag == "sign" or (names and _SIGNED.search(names)) else ""


def marked_text(html: str) -> str:
    """The text that a reader of the HTML sees, a line a block, with the marks of ``marks``."""
    page: Any = _Text()  # a whole target, though not typed as one
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, recover=True)
    parser.feed(html[:_LONGEST].replace("\x00", "").encode("utf-8", "replace"))
    return str(parser.close()).replace("\xa0", " ")
