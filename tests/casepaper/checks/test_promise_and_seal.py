"""The undertaking stands intact and the page bears a seal; what could not be seen is a doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casepaper.records import FileRecord, Seal
from tests.casepaper.papers import RULES, findings, levels, paper

if TYPE_CHECKING:
    from casepaper.records import How, Paper


def promised(promise: bool | None, *, how: How = "table") -> Paper:
    base = paper(how=how)
    assert base.reading is not None
    return replace(base, reading=replace(base.reading, promise=promise))


def test_an_altered_undertaking_is_a_fault() -> None:
    assert levels(promised(False)) == {"promise_missing": "fault"}
    assert "「本单位承诺」" in findings(promised(False))["promise_missing"].says


def test_a_word_form_without_the_undertaking_is_a_fault() -> None:
    assert levels(promised(None)) == {"promise_missing": "fault"}


def test_an_undertaking_that_ocr_could_not_read_is_a_doubt() -> None:
    assert levels(promised(None, how="ocr")) == {"promise_missing": "doubt"}


def test_an_undertaking_that_ocr_read_as_altered_is_a_fault() -> None:
    assert levels(promised(False, how="ocr")) == {"promise_missing": "fault"}


def test_a_form_without_an_undertaking_asks_for_none() -> None:
    none = replace(RULES, form=replace(RULES.form, undertaking=""))
    assert levels(replace(promised(False), rules=none)) == {}


def test_a_stamped_page_without_a_seal_is_a_fault_that_names_the_page() -> None:
    finding = findings(replace(paper(), seals=()))["seal_missing"]
    assert finding.level == "fault"
    assert finding.says.startswith("盖章页上没有见到公章")
    assert "申报表.pdf 第 1 页" in finding.says


def test_a_word_file_alone_is_told_that_the_page_is_missing() -> None:
    files = (FileRecord("申报表.docx", "0" * 64, "form"),)
    finding = findings(replace(paper(), seals=(), stamped_page=False, files=files))["seal_missing"]
    assert finding.level == "fault"
    assert finding.says.startswith("只收到 Word 文件，没有盖章页")


def test_a_seal_pasted_into_the_word_twin_does_not_stamp_the_page() -> None:
    files = (FileRecord("申报表.docx", "1" * 64, "twin"), FileRecord("扫描.pdf", "2" * 64, "form", 1))
    pasted = Seal("申报表.docx", 1, (0, 0, 1, 1), kind="picture")
    assert levels(replace(paper(), files=files, seals=(pasted,))) == {"seal_missing": "fault"}
    assert levels(replace(paper(), files=files[:1], seals=(pasted,), stamped_page=False)) == {}


def test_a_page_without_colour_is_a_doubt() -> None:
    finding = findings(replace(paper(), seals=(), stamped_grey=True))["seal_missing"]
    assert finding.level == "doubt"
    assert "黑白" in finding.says


def test_a_form_without_a_line_for_the_seal_asks_for_none() -> None:
    none = replace(RULES, form=replace(RULES.form, seal_label=""))
    assert levels(replace(paper(rules=none), seals=())) == {}
