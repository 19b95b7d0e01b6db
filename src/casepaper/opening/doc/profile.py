"""The settings under which LibreOffice works for us: no macros, no links followed, substitutes for fonts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pathlib import Path

_SETTINGS: Final = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Setup/Office", "OfficeRestartInProgress", "false"),
    ("/org.openoffice.Office.Common/Font/Substitution", "Replacement", "true"),
)
# What official papers are set in, and the free faces nearest to it; a licensed one that is installed is not replaced.
_FONTS: Final = (
    ("方正小标宋简体", "Noto Serif CJK SC Black"),
    ("仿宋_GB2312", "Noto Serif CJK SC"),
    ("仿宋", "Noto Serif CJK SC"),
    ("楷体_GB2312", "LXGW WenKai"),
    ("楷体", "LXGW WenKai"),
    ("宋体", "Noto Serif CJK SC"),
    ("黑体", "Noto Sans CJK SC"),
)
_NAMESPACES: Final = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def write_profile(folder: Path) -> None:
    """Write the settings into a fresh profile."""
    (folder / "user").mkdir(parents=True, exist_ok=True)
    items = [
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    ]
    pairs = "".join(_pair(number, *fonts) for number, fonts in enumerate(_FONTS))
    items.append(
        '<item oor:path="/org.openoffice.Office.Common/Font/Substitution">'
        f'<node oor:name="FontPairs" oor:op="fuse">{pairs}</node></item>'
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {_NAMESPACES}>{"".join(items)}</oor:items>\n'
    (folder / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _pair(number: int, wanted: str, instead: str) -> str:
    values = {"ReplaceFont": wanted, "SubstituteFont": instead, "Always": "false", "OnScreenOnly": "false"}
    properties = "".join(
        f'<prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop>' for name, value in values.items()
    )
    return f'<node oor:name="_{number}" oor:op="replace">{properties}</node>'
