"""Research reports in the office: made, filled with quotations, taken away as files, told to the units."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from casecall.letters.models import Letter
from casecall.publishing.models import Citation, Report
from casecall.publishing.reports.actions import cite
from casecall.reviewing.actions import give_label
from casecall.screening.actions import end
from tests.casecall.publishing.reports.conftest import (
    BY,
    WORDS,
    _no_reader_stays,
    _office_only_where_asked,
    accepted,
    online,
    research,
    revision_of,
    topic,
)
from tests.casecall.screening.papers import GOOD

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow

__all__ = ["_no_reader_stays", "_office_only_where_asked", "accepted", "online", "research", "revision_of", "topic"]
QUOTE = "会诊 386 人次"


def page(client: Client, name: str, *parts: object, **asked: str) -> str:
    return client.get(reverse(f"office:{name}", args=parts), asked).content.decode()


def got(client: Client, report_id: int, name: str) -> bytes:
    return client.get(reverse("office:report-file", args=(report_id, name))).content


def test_a_report_is_made_and_found_in_the_list(clerk: Client, call: CallRow) -> None:
    assert "还没有研究报告" in page(clerk, "reports")
    made = clerk.post(reverse("office:reports"), {**WORDS, "standard": "2015"})
    report = Report.objects.get()
    assert made["Location"] == reverse("office:report", args=(report.pk,))
    shown = page(clerk, "reports")
    assert WORDS["title"] in shown
    assert "GB/T 7714—2015" in shown


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"title": ""}, "请写明报告名称"), ({"year": "22"}, "四位数字"), ({"out_on": "昨天"}, "2026-11-25")],
)
def test_what_is_unfit_is_said_and_what_was_typed_stays(
    clerk: Client, call: CallRow, changed: dict[str, str], says: str
) -> None:
    answer = clerk.post(reverse("office:reports"), {**WORDS, "authors": "王五", **changed})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'value="王五"' in answer.content.decode()
    assert not Report.objects.exists()


def test_a_sentence_is_taken_from_a_case_found_by_its_label(
    clerk: Client, research: int, online: list[int], now: datetime
) -> None:
    give_label(online[0], "exemplary", "做法可学", by=BY, now=now)
    shown = page(clerk, "report", research, q="标签:示范性")
    assert QUOTE in shown
    assert "银龄课堂" not in shown
    asked = {"case": online[0], "quote": QUOTE, "page": "12", "q": "标签:示范性"}
    answer = clerk.post(reverse("office:report-cite", args=(research,)), asked)
    assert answer["Location"].endswith("#choose")
    shown = page(clerk, "report", research)
    for words in (QUOTE, "[1]", "[EB/OL]", "授权依据：征集活动约定用途含“研究报告”"):
        assert words in shown


def test_words_that_differ_from_the_page_are_pointed_out(
    clerk: Client, research: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], "会诊 400 人次", by=BY, now=now)
    assert "这句话与专题网页上的文字不同" in page(clerk, "report", research)


def test_a_quotation_is_changed_moved_and_taken_out(
    clerk: Client, research: int, online: list[int], now: datetime
) -> None:
    first = cite(research, online[0], QUOTE, by=BY, now=now)
    second = cite(research, online[1], "银龄", by=BY, now=now)
    act = reverse("office:report-citation", args=(research, second))
    clerk.post(act, {"act": "up"})
    assert list(Citation.objects.values_list("pk", flat=True)) == [second, first]
    clerk.post(act, {"quote": "银龄课堂", "page": "9"})
    assert Citation.objects.get(pk=second).quote == "银龄课堂"
    clerk.post(act, {"act": "remove"})
    assert "已撤去的 1 处" in page(clerk, "report", research)
    assert clerk.post(act, {"act": "up"}).status_code == 404  # it is no quotation of the report any more


def test_a_case_of_nowhere_and_a_refused_quotation_change_nothing(
    clerk: Client, research: int, online: list[int], now: datetime
) -> None:
    address = reverse("office:report-cite", args=(research,))
    assert clerk.post(address, {"case": 999, "quote": QUOTE}).status_code == 404
    said = clerk.post(address, {"case": online[0], "quote": "  "}, follow=True).content.decode()
    assert "请写明引用的句子" in said
    assert not Citation.objects.exists()


def test_every_file_holds_what_is_cited(clerk: Client, research: int, online: list[int], now: datetime) -> None:
    give_label(online[0], "innovative", "首次", by=BY, now=now)
    cite(research, online[0], QUOTE, page="12", by=BY, now=now)
    text = got(clerk, research, "references.txt").decode()
    assert text.splitlines()[0] == f"“{QUOTE}”[1]（第 12 页）"
    assert text.splitlines()[-1].startswith(f"[1] {GOOD['unit']}. {GOOD['title']}[EB/OL]. （2022-09-01）[2022-09-01]")
    assert got(clerk, research, "references.bib").decode().startswith("@online{lz2022-0001,")
    assert got(clerk, research, "references.ris").decode().startswith("TY  - ELEC\r\n")
    (item,) = json.loads(got(clerk, research, "references.json"))
    assert item["author"] == [{"literal": GOOD["unit"]}]
    chapter = [one.text for one in Document(io.BytesIO(got(clerk, research, "chapter.docx"))).paragraphs]
    assert f"“{QUOTE}”[1]（本报告第 12 页）" in chapter
    assert "表 1　按主题（n = 1，截至 2022-09-01）" in chapter
    alone = [one.text for one in Document(io.BytesIO(got(clerk, research, "references.docx"))).paragraphs]
    assert alone[0] == "参考文献"
    assert clerk.get(reverse("office:report-file", args=(research, "secret.txt"))).status_code == 404


def test_the_data_bear_n_and_their_day(clerk: Client, research: int, online: list[int], now: datetime) -> None:
    cite(research, online[0], QUOTE, by=BY, now=now)
    with zipfile.ZipFile(io.BytesIO(got(clerk, research, "data.zip"))) as packed:
        names = packed.namelist()
        assert all(name.isascii() for name in names)
        assert GOOD["title"] in packed.read("cases.csv").decode("utf-8-sig")
        assert "n = 1，截至 2022-09-01" in packed.read("by-theme.csv").decode("utf-8-sig")
        assert "n = 1，截至 2022-09-01" in packed.read("README.txt").decode()


def test_a_withdrawn_case_is_in_no_file_and_no_contact_data_ever(
    clerk: Client, research: int, online: list[int], now: datetime
) -> None:
    cite(research, online[0], QUOTE, by=BY, now=now)
    cite(research, online[1], "银龄", by=BY, now=now)
    end(online[0], "单位来电撤回", to="withdrawn", by=BY, now=now)
    for name in ("references.txt", "references.bib", "references.ris", "references.json"):
        assert QUOTE not in got(clerk, research, name).decode()
        assert GOOD["title"] not in got(clerk, research, name).decode()
    everything = b""
    for name in ("chapter.docx", "references.docx", "data.zip"):
        with zipfile.ZipFile(io.BytesIO(got(clerk, research, name))) as packed:
            everything += b"\n".join(packed.read(one) for one in packed.namelist())
    for words in (QUOTE, GOOD["title"], GOOD["contact"], GOOD["phone"], GOOD["email"], GOOD["position"]):
        assert words.encode() not in everything
    assert "案例已撤回" in page(clerk, "report", research)


def test_the_units_are_written_to_as_drafts(clerk: Client, research: int, online: list[int], now: datetime) -> None:
    cite(research, online[0], QUOTE, by=BY, now=now)
    said = clerk.post(reverse("office:report-letters", args=(research,)), follow=True).content.decode()
    assert "1 封引用告知函" in said
    letter = Letter.objects.get(kind="cited")
    assert letter.state == "draft"
    assert reverse("office:letter", args=(letter.pk,)) in said


def test_the_register_is_a_page_and_a_sheet(clerk: Client, research: int, online: list[int], now: datetime) -> None:
    assert "还没有引用" in page(clerk, "citations")
    cite(research, online[0], f"={QUOTE}", page="12", by=BY, now=now)
    assert QUOTE in page(clerk, "citations")
    data = b"".join(clerk.get(reverse("office:citations-sheet")).streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("编号", "案例名称", "申报单位")
    assert rows[1][0] == "LZ2022-0001"
    assert rows[1][7] == f"={QUOTE}"
    assert sheet["H2"].data_type == "s"


def test_a_report_asks_as_often_for_three_quotations_as_for_one(
    clerk: Client, research: int, online: list[int], now: datetime
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(clerk, "report", research)
        return len(seen)

    cite(research, online[0], QUOTE, by=BY, now=now)
    one = statements()
    cite(research, online[1], "银龄", by=BY, now=now)
    cite(research, online[0], "又", by=BY, now=now)
    assert statements() == one
