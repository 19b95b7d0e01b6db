"""References for programs that keep them: BibTeX, RIS, CSL-JSON."""

from __future__ import annotations

import json
from datetime import date

from casepress.citation import bibtex, chapter_item, csl_json, report_item, ris, website_item

PAGE = website_item(
    "云岫公司",
    "节能 & “零碳” 100%",
    published=date(2026, 3, 20),
    accessed=date(2026, 7, 2),
    url="https://e.cn/a_b/{c}/",
)
CHAPTER = chapter_item(
    "恒讯公司",
    "云上采茶忙",
    book="汇编",
    editors=["协会"],
    place="北京",
    publisher="云桥出版社",
    year=2026,
    pages="35-36",
)


def test_a_page_in_bibtex_is_escaped_and_its_unit_kept_whole() -> None:
    assert bibtex(PAGE, "lz2026-0001") == (
        "@online{lz2026-0001,\n"
        "  author = {{云岫公司}},\n"
        "  title = {{节能 \\& “零碳” 100\\%}},\n"
        "  year = {2026},\n"
        "  date = {2026-03-20},\n"
        "  url = {https://e.cn/a_b/%7Bc%7D/},\n"
        "  urldate = {2026-07-02},\n"
        "  langid = {chinese},\n"
        "}\n"
    )


def test_a_chapter_in_bibtex_names_its_book_and_pages() -> None:
    made = bibtex(CHAPTER, "k")
    assert made.startswith("@incollection{k,")
    for line in ("editor = {{协会}}", "booktitle = {汇编}", "publisher = {云桥出版社}", "pages = {35--36}"):
        assert line in made


def test_a_report_in_bibtex_has_an_institution() -> None:
    made = bibtex(report_item(["张三", "Bell and Sons"], "研究", year=2026, publisher="云桥"), "r")
    assert made.startswith("@techreport{r,")
    assert "institution = {云桥}" in made
    assert "author = {{张三} and {Bell and Sons}}" in made


def test_braces_in_a_title_never_open_or_close_a_field() -> None:
    made = bibtex(website_item("甲", "} , evil = {\\x", published=date(2026, 1, 1)), "k")
    assert "title = {{\\} , evil = \\{\\textbackslash{}x}}" in made


def test_a_page_in_ris_is_read_by_reference_managers() -> None:
    assert ris(PAGE).split("\r\n") == [
        "TY  - ELEC",
        "AU  - 云岫公司",
        "TI  - 节能 & “零碳” 100%",
        "PY  - 2026",
        "DA  - 2026/03/20",
        "UR  - https://e.cn/a_b/{c}/",
        "Y2  - 2026/07/02",
        "LA  - zh-CN",
        "ER  - ",
        "",
    ]


def test_a_chapter_in_ris_has_its_pages_apart() -> None:
    lines = ris(CHAPTER).split("\r\n")
    assert {"TY  - CHAP", "A2  - 协会", "T2  - 汇编", "CY  - 北京", "SP  - 35", "EP  - 36"} <= set(lines)


def test_csl_json_keeps_a_unit_as_a_literal_name() -> None:
    assert csl_json(PAGE, "p") == {
        "id": "p",
        "type": "webpage",
        "title": "节能 & “零碳” 100%",
        "author": [{"literal": "云岫公司"}],
        "issued": {"date-parts": [[2026, 3, 20]]},
        "accessed": {"date-parts": [[2026, 7, 2]]},
        "URL": "https://e.cn/a_b/{c}/",
        "language": "zh-CN",
    }


def test_csl_json_of_a_chapter_is_plain_json() -> None:
    made = json.loads(json.dumps(csl_json(CHAPTER)))
    assert (made["type"], made["container-title"], made["page"]) == ("chapter", "汇编", "35-36")
    assert made["issued"] == {"date-parts": [[2026]]}
    assert made["id"] == "云上采茶忙"
