"""Names of WordprocessingML as lxml gives them; the Strict edition of the standard is read under the same names."""

from __future__ import annotations

from typing import Final

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

VAL: Final = f"{_W}val"
P, R, T, TBL, TR, TC = (f"{_W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
BODY, P_PR, R_PR, TC_PR, TR_PR = (f"{_W}{name}" for name in ("body", "pPr", "rPr", "tcPr", "trPr"))
SDT, SDT_PR, SDT_CONTENT = (f"{_W}{name}" for name in ("sdt", "sdtPr", "sdtContent"))
TAG, ALIAS, SHOWING_PLACEHOLDER = (f"{_W}{name}" for name in ("tag", "alias", "showingPlcHdr"))
DEL, INS, MOVE_FROM, MOVE_TO = (f"{_W}{name}" for name in ("del", "ins", "moveFrom", "moveTo"))
CELL_DELETED, HIDDEN = f"{_W}cellDel", f"{_W}hidden"
TAB, PTAB, BREAK, RETURN = (f"{_W}{name}" for name in ("tab", "ptab", "br", "cr"))
HYPHEN, SYM, CHAR, FONT = (f"{_W}{name}" for name in ("noBreakHyphen", "sym", "char", "font"))
FIELD_CHAR, FIELD_CHAR_TYPE, INSTRUCTION = (f"{_W}{name}" for name in ("fldChar", "fldCharType", "instrText"))
FIELD_SIMPLE, INSTR, FIELD_DATA = (f"{_W}{name}" for name in ("fldSimple", "instr", "ffData"))
CHECK_BOX, CHECKED, DEFAULT = (f"{_W}{name}" for name in ("checkBox", "checked", "default"))
VANISH, STRIKE, DOUBLE_STRIKE, BORDER, FONTS, RUN_STYLE = (
    f"{_W}{name}" for name in ("vanish", "strike", "dstrike", "bdr", "rFonts", "rStyle")
)
GRID_SPAN, GRID_BEFORE, V_MERGE, H_MERGE = (f"{_W}{name}" for name in ("gridSpan", "gridBefore", "vMerge", "hMerge"))
DRAWING, PICT, BOX_CONTENT = (f"{_W}{name}" for name in ("drawing", "pict", "txbxContent"))
RUBY, RUBY_BASE = f"{_W}ruby", f"{_W}rubyBase"
STYLE, STYLE_ID = f"{_W}style", f"{_W}styleId"
CHECK_BOX_14, CHECKED_14, VAL_14 = f"{_W14}checkbox", f"{_W14}checked", f"{_W14}val"
ALTERNATE, CHOICE, FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
BLIP, EMBED = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip", f"{_R}embed"
IMAGE_DATA, R_ID = "{urn:schemas-microsoft-com:vml}imagedata", f"{_R}id"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
MATH = tuple(f"{{http://schemas.openxmlformats.org/officeDocument/2006/math}}{name}" for name in ("oMath", "oMathPara"))

# What only wraps runs or blocks: its content counts as if the wrapper were not there.
WRAPPERS: Final = frozenset(
    f"{_W}{name}" for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "bdo", "dir", "fldSimple")
)

STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
