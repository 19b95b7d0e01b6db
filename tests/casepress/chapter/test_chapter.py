"""The chapter of a report: figures with n and date, the words of the cases with their references, room to write."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from docx import Document

from casepress.chapter import Chapter, Quotation, Section, Table, write_chapter, write_references

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = "[1] 云岫公司. 一盏灯[EB/OL]. （2026-03-01）[2026-04-02]. https://e.cn/1/."


def words_of(reference: int, words: str, **more: Any) -> Quotation:
    return Quotation(title=f"案例之{reference}", about="云岫公司 · 贵州", words=words, reference=reference, **more)


def chapter(**changed: Any) -> Chapter:
    made: dict[str, Any] = {
        "title": "行业履责研究（2026）：案例篇",
        "authors": "张三三；李四",
        "call": "2026 年典型履责实践案例征集",
        "cases": 2,
        "on": date(2026, 11, 25),
        "sections": (
            Section(
                "绿色低碳发展",
                (words_of(1, "平均 PUE 降到 1.24。", page="12", labels=("示范性", "创新性")), words_of(1, "有了光")),
            ),
            Section("助力乡村振兴", (words_of(2, "𬱟堃赟的塔"),)),
        ),
        "tables": (
            Table("按主题", ("主题", "件数"), (("绿色低碳发展", 1), ("助力乡村振兴", 1))),
            Table("按标签", ("标签", "件数"), (("示范性", 2), ("创新性", 1))),
        ),
        "references": (REFERENCE, "[2] 乙. 二[EB/OL]."),
        "standard": "GB/T 7714—2025",
    }
    return Chapter(**{**made, **changed})


def read(made: Chapter) -> Any:
    return Document(BytesIO(write_chapter(made)))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_headings_are_real_so_that_an_outline_can_be_made_of_them() -> None:
    found = [(one.style.name, one.text) for one in read(chapter()).paragraphs if one.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "案例概况"),
        ("Heading 1", "案例分析"),
        ("Heading 2", "绿色低碳发展"),
        ("Heading 3", "案例之1"),
        ("Heading 2", "助力乡村振兴"),
        ("Heading 3", "案例之2"),
        ("Heading 1", "小结"),
        ("Heading 1", "参考文献"),
    ]


def test_words_are_set_apart_with_a_raised_number_and_their_page() -> None:
    quotes = [one for one in read(chapter()).paragraphs if one.style.name == "Quote"]
    assert [one.text for one in quotes] == [
        "“平均 PUE 降到 1.24。”[1]（本报告第 12 页）",
        "“有了光”[1]",
        "“𬱟堃赟的塔”[2]",
    ]
    assert [run.text for one in quotes for run in one.runs if run.font.superscript] == ["[1]", "[1]", "[2]"]


def test_every_table_bears_n_and_its_date() -> None:
    document = read(chapter())
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption"]
    assert captions == [
        "表 1　按主题（n = 2，截至 2026-11-25）",
        "表 2　按标签（n = 2，截至 2026-11-25）",
    ]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [["主题", "件数"], ["绿色低碳发展", "1"], ["助力乡村振兴", "1"]]


def test_counts_that_add_up_to_more_than_n_are_explained() -> None:
    assert sum("可能大于 n" in one for one in texts(read(chapter()))) == 1


def test_references_stand_whole_at_the_end_and_name_their_standard() -> None:
    said = texts(read(chapter()))
    assert said[-2:] == [REFERENCE, "[2] 乙. 二[EB/OL]."]
    assert "按 GB/T 7714—2025 著录，顺序编码制。" in said


def test_the_references_can_be_had_alone() -> None:
    said = texts(Document(BytesIO(write_references(chapter()))))
    assert said == ["参考文献", "按 GB/T 7714—2025 著录，顺序编码制。", REFERENCE, "[2] 乙. 二[EB/OL]."]


def test_labels_are_said_where_the_case_begins() -> None:
    said = texts(read(chapter()))
    assert "云岫公司 · 贵州　标签：示范性、创新性" in said
    assert "云岫公司 · 贵州" in said


def test_what_is_left_to_write_is_marked() -> None:
    said = texts(read(chapter()))
    assert sum(one.startswith("［") and one.endswith("］") for one in said) == 4


def test_a_chapter_without_cases_says_so() -> None:
    made = chapter(sections=(), tables=(), references=(), cases=0)
    assert "［尚未引用案例。］" in texts(read(made))


@pytest.mark.parametrize(
    "words", ["一\x00盏\x1f灯", "云\u202e岫\u2066灯", "<w:p>&</w:p>", "{ HYPERLINK x }", "字" * 2000]
)
def test_odd_words_are_printed_safely(words: str) -> None:
    made = chapter(title=words, sections=(Section("主题", (words_of(1, words),)),))
    document = read(made)
    (quote,) = [one.text for one in document.paragraphs if one.style.name == "Quote"]
    assert not set(quote) & set("\x00\x1f\u202e\u2066")
    assert quote.endswith("[1]")
    assert "instrText" not in document.element.xml


def test_the_file_says_who_wrote_it_and_nothing_of_the_machine() -> None:
    core = read(chapter()).core_properties
    assert (core.title, core.author, core.last_modified_by, core.comments) == (
        "行业履责研究（2026）：案例篇",
        "张三三；李四",
        "",
        "",
    )


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_it_and_shows_every_word(tmp_path: Path) -> None:
    (tmp_path / "chapter.docx").write_bytes(write_chapter(chapter()))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "chapter.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    pdf = pypdfium2.PdfDocument(tmp_path / "chapter.pdf")
    shown = re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in pdf))
    pdf.close()
    for words in ("案例概况", "n=2，截至2026-11-25", "平均PUE降到1.24。", "参考文献", "标签：示范性、创新性"):
        assert words in shown
