"""Where no form could be read the reason and the file are named; a broken file beside a good form is a doubt."""

from __future__ import annotations

from dataclasses import replace

from casepaper.checks.all_checks import check_all, outcome_of
from casepaper.records import FileRecord, Paper, Trouble
from tests.casepaper.papers import RULES, findings, paper

BROKEN = Trouble("扫描件.pdf", "broken", "文件“扫描件.pdf”已损坏，打不开。")


def outcome(one: Paper) -> str:
    return outcome_of(one, check_all(one))


def test_a_form_that_cannot_be_opened_is_unreadable_and_named() -> None:
    one = replace(paper(), reading=None, trouble=(BROKEN,))
    assert [finding.check for finding in check_all(one)] == ["unreadable"]
    assert findings(one)["unreadable"].says == "读不出申报表。文件“扫描件.pdf”已损坏，打不开。"
    assert outcome(one) == "unreadable"


def test_files_without_the_form_among_them_are_named() -> None:
    one = Paper(RULES, (FileRecord("风景.jpg", "0" * 64, "photo", 1),), None)
    assert findings(one)["unreadable"].says == "收到的文件里没有找到《履责实践案例申报表》：风景.jpg。"
    assert outcome(one) == "unreadable"


def test_nothing_at_all_is_said_so() -> None:
    assert findings(Paper(RULES, (), None))["unreadable"].says == "没有收到任何文件。"


def test_a_broken_file_beside_a_good_form_is_a_doubt() -> None:
    one = replace(paper(), trouble=(BROKEN,))
    assert findings(one)["unreadable"].level == "doubt"
    assert "扫描件.pdf" in findings(one)["unreadable"].says
    assert outcome(one) == "doubtful"


def test_a_remark_on_a_file_that_was_read_all_the_same_is_no_finding() -> None:
    remark = Trouble("申报表.pdf", "misnamed", "文件其实是 Word 文件。")
    assert check_all(replace(paper(), trouble=(remark,))) == ()


def test_the_file_is_named_where_the_reason_does_not_name_it() -> None:
    one = replace(paper(), reading=None, trouble=(Trouble("甲.zip", "bomb", "解压后过大。"),))
    assert "甲.zip：解压后过大。" in findings(one)["unreadable"].says
