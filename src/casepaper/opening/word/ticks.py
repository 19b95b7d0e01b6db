"""Ways in which a box is drawn and ticked in a Word file, all brought to ☑ and □."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

TICKED: Final = "☑"
EMPTY: Final = "□"

# Symbol fonts by the low byte of the character: with F0 before it as w:sym or private-use text, alone as typed text.
_WINGDINGS: Final = {
    0xFE: TICKED,
    0xFD: TICKED,
    0xA8: EMPTY,
    0x6F: EMPTY,
    0x71: EMPTY,
    0x72: EMPTY,
    0xFC: "√",
    0xFB: "×",
}
_WINGDINGS_2: Final = {
    **dict.fromkeys((0x51, 0x52, 0x53, 0x54), TICKED),
    **dict.fromkeys((0xA3, 0x2A, 0x30), EMPTY),
    0x50: "√",
    0x4F: "×",
}
_FONTS: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_PRIVATE = range(0xF000, 0xF100)

# Boxes as characters, and private-use text that has lost its font.
GLYPHS: Final = str.maketrans(
    {
        **dict.fromkeys("☒⊠🗹🗵🗷🗳✅☑", TICKED),
        **dict.fromkeys("☐▢◻⬜❏❐❑❒🗆", EMPTY),
        **{chr(0xF000 + code): sign for code, sign in (_WINGDINGS_2 | _WINGDINGS).items() if code > 0x4E},  # noqa: PLR2004
    }
)
_NEEDS_GLYPHS = re.compile(f"[{''.join(map(chr, GLYPHS))}]")
_OVERSTRIKE = re.compile(r"\s*EQ\s.*\\o\b.*?\((.*)\)\s*$", re.IGNORECASE | re.DOTALL)
_LONGEST_FIELD: Final = 200  # the pattern goes back and forth in what it reads
_TICKS: Final = frozenset("√✓✔☑☒×✗✘✕X")
_BOXES: Final = frozenset("□☐○〇◯▢◻")


def plain(text: str) -> str:
    """A text with every box glyph as ☑ or □."""
    return text.translate(GLYPHS) if _NEEDS_GLYPHS.search(text) else text


def symbol(font: str, code: int) -> str:
    """What a character of a symbol font shows; nothing known is nothing shown."""
    return _FONTS.get(font.strip().lower(), {}).get(code & 0xFF, "")


def symbols(font: str, text: str) -> str:
    """Text set in a symbol font: R in Wingdings 2 is a ticked box."""
    table = _FONTS[font.strip().lower()]
    return "".join(
        table.get(ord(one) & 0xFF, "") if ord(one) < 0x100 or ord(one) in _PRIVATE else one  # noqa: PLR2004
        for one in text
    )


def is_symbol_font(font: str | None) -> bool:
    """Whether a font holds boxes and ticks where others have letters."""
    return font is not None and _is_symbol_font(font)


@lru_cache(maxsize=256)
def _is_symbol_font(font: str) -> bool:
    return font.strip().lower() in _FONTS


def overstruck(instruction: str) -> str:
    r"""What a field such as EQ \o\ac(□,√) shows: a box with a tick over it is ☑, any other pair its last part."""
    match = _OVERSTRIKE.match(instruction) if len(instruction) <= _LONGEST_FIELD else None
    if not match:
        return ""
    parts = [part.strip() for part in re.split(r"[,，;]", match[1])]
    if any(part in _BOXES for part in parts):
        return TICKED if any(part in _TICKS for part in parts) else EMPTY if len(set(parts)) == 1 else parts[-1]
    return parts[-1]


def bordered(text: str) -> str:
    """What a run with a border round it shows: a box where it is blank, a ticked one round a tick, else its text."""
    inside = text.strip()
    if not inside:
        return EMPTY
    return TICKED if inside in _TICKS else text
