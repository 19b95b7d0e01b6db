"""References for programs that keep them: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import date

    from casepress.citation.items import Item

BIBTEX: Final = {"website": "online", "chapter": "incollection", "report": "techreport"}
RIS: Final = {"website": "ELEC", "chapter": "CHAP", "report": "RPRT"}
CSL: Final = {"website": "webpage", "chapter": "chapter", "report": "report"}
LANGUAGE: Final = "zh-CN"
_ESCAPED: Final = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
_IN_AN_ADDRESS: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def bibtex(item: Item, key: str) -> str:
    """An entry of BibTeX in UTF-8, ending with a line feed. Names are braced, so that no unit is taken apart at "and".

    ``@online`` (biblatex) is the page on the web, ``@incollection`` the chapter, ``@techreport`` the report.
    """
    institution = "institution" if item.kind == "report" else "publisher"
    fields = {
        "author": _braced(item.authors),
        "title": f"{{{item.title.translate(_ESCAPED)}}}",
        "editor": _braced(item.editors),
        "booktitle": item.book.translate(_ESCAPED),
        "address": item.place.translate(_ESCAPED),
        institution: item.publisher.translate(_ESCAPED),
        "year": str(item.year),
        "date": str(item.published or ""),
        "pages": item.pages.replace("-", "--").translate(_ESCAPED),
        "url": item.url.translate(_IN_AN_ADDRESS),
        "urldate": str(item.accessed or ""),
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{BIBTEX[item.kind]}{{{key},\n{''.join(lines)}}}\n"


def ris(item: Item) -> str:
    """A record of RIS in UTF-8; lines end with CR LF, as reference managers read them."""
    first, _, last = item.pages.partition("-")
    lines = [
        ("TY", RIS[item.kind]),
        *(("AU", name) for name in item.authors),
        ("TI", item.title),
        *(("A2", name) for name in item.editors),
        ("T2", item.book),
        ("CY", item.place),
        ("PB", item.publisher),
        ("PY", str(item.year)),
        ("DA", f"{item.published:%Y/%m/%d}" if item.published else ""),
        ("SP", first),
        ("EP", last),
        ("UR", item.url),
        ("Y2", f"{item.accessed:%Y/%m/%d}" if item.accessed else ""),
        ("LA", LANGUAGE),
    ]
    body = "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value)
    return f"{body}ER  - \r\n"


def csl_json(item: Item, key: str = "") -> dict[str, Any]:
    """An item of CSL-JSON, to be put into a list. Units are literal names: nobody reads a family name in them."""
    fields = {
        "id": key or item.url or item.title,
        "type": CSL[item.kind],
        "title": item.title,
        "author": [{"literal": name} for name in item.authors],
        "editor": [{"literal": name} for name in item.editors],
        "container-title": item.book,
        "publisher": item.publisher,
        "publisher-place": item.place,
        "page": item.pages,
        "issued": _day(item.published) if item.published else {"date-parts": [[item.year]]},
        "accessed": _day(item.accessed) if item.accessed else None,
        "URL": item.url,
        "language": LANGUAGE,
    }
    return {name: value for name, value in fields.items() if value}


def _braced(names: tuple[str, ...]) -> str:
    return " and ".join(f"{{{name.translate(_ESCAPED)}}}" for name in names)


def _day(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
