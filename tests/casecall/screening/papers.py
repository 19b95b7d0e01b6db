"""Made-up forms for the tests of screening and of what follows it: the table of the call, filled in, as a Word file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document
from PIL import Image

from casepaper.forms.callfile import load_call

if TYPE_CHECKING:
    from collections.abc import Mapping

GOOD: Mapping[str, str] = {
    "theme": "rural",
    "unit": "松涧市联畅网络科技股份有限公司",
    "contact": "韦青禾",
    "position": "综合部主任",
    "phone": "0851-86001234",
    "email": "weiqinghe@example.org",
    "title": "我在大榕树村当网络村医",
    "body": "2022 年 3 月起，公司在石笋县大榕树村开展行动，为 214 户建立健康档案。\n截至 9 月，会诊 386 人次。",
    "date": "2022-09-01",
}


def form(values: Mapping[str, str] | None = None, *, promise: bool = True, **changed: str) -> bytes:
    """The form as a Word table without content controls, as units send it."""
    call = load_call("cace-2022")
    filled = {**(GOOD if values is None else values), **changed}
    document = Document()
    document.add_paragraph(call.form.title)
    rows = [one for one in call.form.fields if one.key != "date"]
    table = document.add_table(rows=0, cols=2)
    for one in rows:
        value = filled.get(one.key, "")
        if one.kind == "themes":
            value = "　".join(f"{'☑' if theme.key in value.split() else '□'}{theme.label}" for theme in call.themes)
        cells = table.add_row().cells
        cells[0].text, cells[1].text = one.label, value
    cells = table.add_row().cells
    cells[0].text, cells[1].text = call.form.undertaking_label, call.form.undertaking if promise else ""
    cells = table.add_row().cells
    cells[0].text, cells[1].text = call.form.seal_label, f"日 期：{filled.get('date', '')}"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def photo(shade: int = 120, size: tuple[int, int] = (640, 427), *, note: str = "") -> bytes:
    """A picture of hills in the mist, with a note in its EXIF that must never leave."""
    gradient = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (gradient, gradient.point(lambda level: (level + shade) % 256), gradient))
    exif = Image.Exif()
    exif[0x010E] = note or "WEI-QINGHE-SECRET-NOTE"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()
