"""Type of the form: the faces that official papers use, by the names that recipients have them under."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface at a size in points. ``latin`` sets letters and digits."""

    font: str
    size: float
    latin: str = "Times New Roman"
    bold: bool = False

    def in_font(self, font: str) -> Face:
        """The same size in another font for every script."""
        return replace(self, font=font, latin=font)

    def properties(self, *, style: str | None = None) -> Any:
        """The run properties of the face."""
        made = OxmlElement("w:rPr")
        if style:
            _add(made, "rStyle", val=style)
        _add(made, "rFonts", ascii=self.latin, hAnsi=self.latin, eastAsia=self.font, cs=self.latin, hint="eastAsia")
        if self.bold:
            _add(made, "b")
        _add(made, "sz", val=str(round(self.size * 2)))
        _add(made, "szCs", val=str(round(self.size * 2)))
        return made


# 三号 16, 二号 22, 四号 14, 小四 12, 五号 10.5
ATTACHMENT: Final = Face("黑体", 16, latin="黑体")
TITLE: Final = Face("方正小标宋简体", 22)
LABEL: Final = Face("黑体", 12, latin="黑体")
TEXT: Final = Face("仿宋_GB2312", 12)
HINT: Final = Face("楷体_GB2312", 10.5)
NOTE: Final = Face("仿宋_GB2312", 10.5)

# What stands in where a recipient lacks a font: Windows has carried the newer names since Vista.
ALTERNATIVES: Final = (
    ("方正小标宋简体", "华文中宋"),
    ("仿宋_GB2312", "仿宋"),
    ("楷体_GB2312", "楷体"),
    ("黑体", "SimHei"),
)


def _add(parent: Any, name: str, **values: str) -> None:
    child = OxmlElement(f"w:{name}")
    for key, value in values.items():
        child.set(qn(f"w:{key}"), value)
    parent.append(child)
