"""HTML as the platform's editor keeps it: styles inside the tags, a short list of tags, nothing between blocks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import css_inline
import nh3

STYLE: Final = (Path(__file__).parent / "article.css").read_text(encoding="utf-8")
TAGS: Final = frozenset({"section", "p", "span", "strong", "em", "br", "img", "blockquote"})
#: What several independent editors for the platform keep; ``margin`` adds up, so ours stand below.
PROPERTIES: Final = frozenset(
    {
        "background-color", "border", "border-bottom", "border-left", "border-radius", "border-top", "box-sizing",
        "color", "display", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height",
        "margin", "max-width", "padding", "text-align", "width",
    }
)  # fmt: skip
_BETWEEN: Final = re.compile(r">\s+<")
_AIR: Final = re.compile(r"(?<=,) | (?=,)")
_FONTS: Final = re.compile(r"font-family:[^;\"]*")
_INLINER: Final = css_inline.CSSInliner(load_remote_stylesheets=False)
_CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": {"style"}, "img": {"src", "alt", "style"}},
    filter_style_properties=set(PROPERTIES),
    url_schemes={"https"},
    link_rel=None,
)


def surviving(html: str) -> str:
    """A fragment with classes turned into styles and everything else gone that an editor would take away."""
    inlined = _INLINER.inline_fragment(html, STYLE)
    clean = _CLEANER.clean(_BETWEEN.sub("><", inlined)).strip()
    return _FONTS.sub(lambda found: _AIR.sub("", found[0]), clean)
