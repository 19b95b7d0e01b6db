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
)
# What official papers are set in, and the free faces nearest to it, the first that is installed.
_FONTS: Final = (
    ("方正小标宋简体", ("Noto Serif CJK SC Black", "Noto Serif CJK SC")),
    ("仿宋_GB2312", ("仿宋", "FandolFang R", "Noto Serif CJK SC")),
    ("楷体_GB2312", ("楷体", "LXGW WenKai", "Noto Serif CJK SC")),
    ("仿宋", ("FandolFang R", "Noto Serif CJK SC")),
    ("楷体", ("LXGW WenKai", "Noto Serif CJK SC")),
    ("宋体", ("Noto Serif CJK SC",)),
    ("SimSun", ("Noto Serif CJK SC",)),
    ("黑体", ("Noto Sans CJK SC",)),
    ("SimHei", ("Noto Sans CJK SC",)),
    ("Times New Roman", ("Liberation Serif", "Noto Serif CJK SC")),
    ("Segoe UI Symbol", ("Noto Sans Symbols2", "Noto Sans CJK SC", "DejaVu Sans")),
)
_NAMESPACES: Final = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def write_profile(folder: Path) -> None:
    """Write the settings into a fresh profile."""
    (folder / "user").mkdir(parents=True, exist_ok=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {_NAMESPACES}>{items}</oor:items>\n'
    (folder / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def write_fonts(file: Path) -> None:
    """Write the list of substitutes, for fontconfig, above what the system has; installed fonts are never replaced."""
    aliases = "".join(
        f'<alias binding="same"><family>{escape(wanted)}</family><accept>'
        f"{''.join(f'<family>{escape(one)}</family>' for one in instead)}</accept></alias>"
        for wanted, instead in _FONTS
    )
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    include = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    file.write_text(f"{head}<fontconfig>{aliases}{include}</fontconfig>\n", encoding="utf-8")
