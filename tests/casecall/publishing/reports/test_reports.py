"""Reports cite what stands on the website and may be cited; the register keeps case, page, sentence and consent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casecall.audit.models import AuditLine
from casecall.compiling.models import ConsentLimit
from casecall.compiling.queries import edition
from casecall.letters.models import Letter
from casecall.publishing.actions import content_for, take_down_case
from casecall.publishing.models import Citation
from casecall.publishing.queries import publications
from casecall.publishing.reports import rules
from casecall.publishing.reports.actions import (
    cite,
    edit_citation,
    edit_report,
    make_report,
    move_citation,
    remove_citation,
    write_letters,
)
from casecall.publishing.reports.queries import candidates, cited_in, list_reports, register, report
from casecall.reviewing.actions import give_label
from casecall.screening.actions import end
from tests.casecall.publishing.reports.conftest import BY, WORDS
from tests.casecall.screening.papers import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db
QUOTE = "会诊 386 人次"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": "  "}, "title"),
        ({"year": 22}, "year"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"standard": "2005"}, "standard"),
    ],
)
def test_a_report_wants_a_title_a_year_an_address_and_a_standard_that_are_fit(
    call: CallRow, now: datetime, changed: dict[str, object], says: str
) -> None:
    with pytest.raises(rules.Unfit, match=rules.SAYS[says]):
        make_report(call.id, by=BY, now=now, **{**WORDS, **changed})  # type: ignore[arg-type]
    assert list_reports(call.id) == ()


def test_a_case_on_the_website_is_quoted_with_the_consent_that_covers_it(
    research: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], f" {QUOTE} ", page="12", by=BY, now=now)
    (one,) = report(research).standing
    assert (one.quote, one.page, one.reference, one.verbatim, one.title) == (QUOTE, "12", 1, True, GOOD["title"])
    assert "研究报告" in one.consent
    assert "“本单位承诺”完整" in one.consent
    assert AuditLine.objects.filter(verb="citation.add", object=f"case:{online[0]}").exists()


def test_words_that_the_case_does_not_have_are_kept_and_told_apart(
    research: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], "会诊 400 人次", by=BY, now=now)
    cite(research, online[0], "会诊386人\n次", by=BY, now=now)
    assert [one.verbatim for one in report(research).standing] == [False, True]


@pytest.mark.parametrize(("quote", "says"), [("  ", rules.SAYS["quote"]), ("字" * 2001, "不能超过 2000 字")])
def test_a_quotation_has_words_and_not_too_many(
    research: int, online: list[int], now: datetime, quote: str, says: str
) -> None:
    with pytest.raises(rules.Unfit, match=says):
        cite(research, online[0], quote, by=BY, now=now)


def test_a_case_that_is_not_on_the_website_cannot_be_cited(research: int, topic: int, now: datetime) -> None:
    case_id = edition(topic).entries[0].case_id
    with pytest.raises(rules.Unfit, match="尚未在专题网页发布"):
        cite(research, case_id, QUOTE, by=BY, now=now)


def test_a_case_whose_consent_leaves_reports_out_cannot_be_cited(
    research: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], QUOTE, by=BY, now=now)
    ConsentLimit.objects.create(case_id=online[0], channel="report", why="单位来函", by=BY, at=now)
    with pytest.raises(rules.Unfit, match="授权不含"):
        cite(research, online[0], "又一句", by=BY, now=now)
    view = report(research)
    assert view.standing == ()
    assert "授权不含" in view.citations[0].fault


def test_a_withdrawn_case_leaves_every_export_but_stays_in_the_register(
    call: CallRow, research: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], QUOTE, page="3", by=BY, now=now)
    cite(research, online[1], "银龄", by=BY, now=now)
    end(online[0], "单位来电撤回", to="withdrawn", by=BY, now=now)
    view = report(research)
    assert [(one.case_id, one.reference) for one in view.standing] == [(online[1], 1)]
    with pytest.raises(rules.Unfit, match="案例已撤回"):
        cite(research, online[0], QUOTE, by=BY, now=now)
    assert [row.standing for row in register(call.id)] == [rules.SAYS["gone"], "报告尚未发布"]


def test_a_case_taken_off_the_website_has_no_reference_any_more(
    research: int, topic: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], QUOTE, by=BY, now=now)
    take_down_case(publications(topic)[0].id, online[0], why="数据待核", by=BY, now=now)
    assert report(research).standing == ()


def test_references_are_numbered_by_first_quotation_and_a_case_has_one_number(
    research: int, online: list[int], now: datetime
) -> None:
    for case_id, quote in ((online[1], "甲"), (online[0], "乙"), (online[1], "丙")):
        cite(research, case_id, quote, by=BY, now=now)
    view = report(research)
    assert [one.reference for one in view.standing] == [1, 2, 1]
    assert [one.quote for one in view.cited] == ["甲", "乙"]
    move_citation(research, view.standing[1].id, up=True)
    assert [(one.quote, one.reference) for one in report(research).standing] == [("乙", 1), ("甲", 2), ("丙", 2)]


def test_a_quotation_taken_out_is_kept_in_the_register(
    call: CallRow, research: int, online: list[int], now: datetime
) -> None:
    made = cite(research, online[0], QUOTE, by=BY, now=now)
    edit_citation(made, "会诊 386 人次。", page="15", by=BY, now=now)
    remove_citation(made, by=BY, now=now)
    remove_citation(made, by="user:2", now=now)
    assert report(research).standing == ()
    (row,) = register(call.id)
    assert (row.page, row.quote, row.standing) == ("15", "会诊 386 人次。", "已撤去")
    assert list_reports(call.id)[0].quotations == 0


def test_cases_are_chosen_by_label_and_by_search(
    call: CallRow, online: list[int], accepted: Callable[..., int], now: datetime
) -> None:
    give_label(online[0], "exemplary", "做法可学", by=BY, now=now)
    accepted(title="尚未编入")
    found, count = candidates(call.id, "标签:示范性")
    assert [(one.case_id, one.labels, one.fault) for one in found] == [(online[0], ("示范性",), "")]
    assert count == 1
    assert QUOTE in "".join(found[0].paragraphs)
    by_words, _ = candidates(call.id, "尚未编入")
    assert [bool(one.fault) for one in by_words] == [True]
    assert candidates(call.id, "")[1] == 3


def test_the_register_names_case_report_page_sentence_consent_and_labels(
    call: CallRow, research: int, online: list[int], now: datetime
) -> None:
    give_label(online[0], "innovative", "首次", by=BY, now=now)
    cite(research, online[0], QUOTE, page="12", by=BY, now=now)
    edit_report(research, by=BY, now=now, **{**WORDS, "out_on": date(2022, 12, 30)})  # type: ignore[arg-type]
    (row,) = register(call.id)
    assert (row.report, row.year, row.number, row.page, row.quote, row.labels, row.standing) == (
        WORDS["title"],
        2022,
        "LZ2022-0001",
        "12",
        QUOTE,
        "创新性",
        "已引用",
    )
    assert row.consent


def test_a_case_shows_the_reports_that_are_out_and_cite_it_each_once_with_its_pages(
    research: int, topic: int, online: list[int], now: datetime
) -> None:
    for page in ("12", "", "15", "12"):
        cite(research, online[0], f"{QUOTE}{page}", page=page, by=BY, now=now)
    assert cited_in(online) == {}
    edit_report(research, by=BY, now=now, **{**WORDS, "out_on": date(2022, 12, 30)})  # type: ignore[arg-type]
    first, second = content_for(topic, "website", now=now).stories
    (shown,) = first.cited
    assert (shown.title, shown.year, shown.page, shown.url) == (WORDS["title"], 2022, "12、15", "")
    assert second.cited == ()


def test_each_unit_is_written_to_once_about_all_quotations_of_its_case(
    research: int, online: list[int], now: datetime
) -> None:
    for case_id, quote in ((online[0], QUOTE), (online[1], "银龄"), (online[0], "另一句")):
        cite(research, case_id, quote, page="7", by=BY, now=now)
    made = write_letters(research, by=BY, now=now)
    assert len(made) == 2
    letter = Letter.objects.get(case_id=online[0])
    assert (letter.kind, letter.state, letter.to_address) == ("cited", "draft", GOOD["email"])
    for words in (QUOTE, "另一句", WORDS["title"], "（第 7 页）", "[EB/OL]"):
        assert words in letter.text
    assert "银龄" not in letter.text
    with pytest.raises(rules.Unfit, match=rules.SAYS["no_letters"]):
        write_letters(research, by=BY, now=now)
    assert all(one.letter_id for one in report(research).standing)


def test_no_contact_data_stands_in_a_report(research: int, online: list[int], now: datetime) -> None:
    cite(research, online[0], QUOTE, by=BY, now=now)
    said = repr(report(research))
    for secret in (GOOD["contact"], GOOD["phone"], GOOD["email"], GOOD["position"]):
        assert secret not in said


def test_a_report_is_read_in_as_many_statements_for_three_quotations_as_for_one(
    research: int, online: list[int], now: datetime
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            report(research)
        return len(seen)

    cite(research, online[0], QUOTE, by=BY, now=now)
    one = statements()
    cite(research, online[1], "银龄", by=BY, now=now)
    cite(research, online[0], "又", by=BY, now=now)
    assert statements() == one
    assert Citation.objects.count() == 3
