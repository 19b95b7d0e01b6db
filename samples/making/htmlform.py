"""The form as a page of HTML, for printing by Chromium: a second hand that sets type differently from LibreOffice."""

from __future__ import annotations

from html import escape

from samples.making.layouts import NOTICE_CONTACT, PRINTED
from samples.making.truth import HINT, NOTE, THEMES, TITLE, Case

STYLE = """
@page { size: A4; margin: 20mm 18mm 15mm; }
body { font-family: 'FONT', 'Noto Sans CJK SC'; font-size: 11.5pt; line-height: 1.55; margin: 0; }
h1 { text-align: center; font-size: 20pt; margin: 0 0 5mm; letter-spacing: 1px; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td { border: 1px solid #000; padding: 5px 8px; vertical-align: middle; text-align: center; overflow-wrap: anywhere; }
.name { font-weight: bold; width: 24mm; }
.text { text-align: left; vertical-align: top; }
.text p { margin: 0; text-indent: 2em; }
.hint { font-size: 10pt; }
.body { height: 112mm; }
.promise { height: 48mm; }
.sign { padding-left: 50%; }
.note { font-size: 10pt; margin-top: 2mm; }
.theme { display: inline-block; margin: 0 5mm; }
"""


def html_form(
    case: Case,
    *,
    font: str,
    mark: str = "☑",
    labels: dict[str, str] | None = None,
    lines: bool = True,
    annex: tuple[str, ...] = (),
) -> str:
    """The form with a case's values; ``mark`` stands before a ticked theme, ``lines`` draws the table."""
    names = labels or PRINTED
    theme = "".join(
        f'<span class="theme">{mark if key in case.themes else "□"}{word}</span>' for key, word in THEMES.items()
    )
    value = {key: escape(getattr(case, key)) for key in ("unit", "contact", "position", "phone", "email", "title")}
    body = "".join(f"<p>{escape(line)}</p>" for line in case.body)
    promise = f"<div>本单位承诺：</div><p>{escape(case.promise)}</p>" if case.promise else ""
    sign = f'<div class="sign"><br>单位盖章：（公章）<br><br>{names["date"]}：{escape(case.date_text)}</div>'
    style = STYLE.replace("FONT", font) + ("" if lines else "td { border: none; } .body { height: auto; }")
    more = "".join(f"<p>{escape(one)}</p>" for one in annex)
    pages = f'<div style="break-before: page"><h1>附页</h1><div class="text">{more}</div></div>'
    pair = "".join(
        f'<tr><td class="name">{names[a]}</td><td>{value[a]}</td>'
        f'<td class="name">{names[b]}</td><td>{value[b]}</td></tr>'
        for a, b in (("contact", "position"), ("phone", "email"))
    )
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{TITLE}</title>
<style>{style}</style></head>
<body><div>附件</div><h1>{TITLE}</h1><table>
<tr><td colspan="4">{theme}</td></tr>
<tr><td class="name">{names["unit"]}</td><td colspan="3">{value["unit"]}</td></tr>
{pair}
<tr><td class="name">{names["title"]}</td><td colspan="3">{value["title"]}</td></tr>
<tr><td colspan="4" class="text body"><div class="hint">{HINT}</div>{body}</td></tr>
<tr><td colspan="4" class="text promise">{promise}{sign}</td></tr></table>
<div class="note">{NOTE}　　{NOTICE_CONTACT}</div>{pages if annex else ""}</body></html>"""
