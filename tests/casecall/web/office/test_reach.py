"""The page of an edition's reach: empty, then in figures; a log is counted, or refused with a sentence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from casecall.compiling import actions as compiling
from casecall.publishing.models import PageViews
from tests.casecall.publishing.reach.test_lines import line
from tests.casecall.web.office.test_editions import accepted, an_edition, body

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow


@pytest.fixture
def edition(call: CallRow, now: datetime) -> int:
    edition_id = compiling.make_edition(call.id, slug="green-2022", title="绿色专辑", by="user:1", now=now)
    compiling.add_cases(edition_id, [accepted(call, now, title="余电点亮村路")], by="user:1", now=now)
    return edition_id


def bring(
    client: Client, edition: int, log: bytes | None, address: str = "https://example.org/anli/"
) -> tuple[int, str]:
    sent: dict[str, object] = {"address": address}
    if log is not None:
        sent["log"] = io.BytesIO(log)
        sent["log"].name = "access.log"  # type: ignore[attr-defined]
    answer = client.post(reverse("office:edition-reach", args=[edition]), sent, follow=True)
    return answer.status_code, answer.content.decode()


def test_before_anybody_came_the_page_says_what_will_be_counted(clerk: Client, edition: int) -> None:
    assert "还没有访问记录" in body(clerk, "edition-reach", edition)


def test_a_log_from_elsewhere_is_counted_and_shown_by_case(clerk: Client, edition: int) -> None:
    log = line("/anli/") + line("/anli/cases/lz2022-0001/") * 3 + line("/anli/", agent="Baiduspider/2.0") + b"?\n"
    status, said = bring(clerk, edition, log)
    assert status == 200
    assert "统计了 6 行，其中专题页面阅读 4 次。" in said
    assert "1 行不是访问记录" in said
    assert "余电点亮村路" in said
    assert "LZ2022-0001" in said
    assert "读者阅读 4 次" in said
    _, again = bring(clerk, edition, log)
    assert "另有 6 行以前统计过" in again
    assert sum(PageViews.objects.values_list("people", flat=True)) == 4


@pytest.mark.parametrize(
    ("log", "address", "says"),
    [
        (None, "https://example.org/", "请选择访问日志文件"),
        (line(), "", "请先写明"),
        (b"<html>\n" * 9, "https://example.org/", "access.log：没有认出一行访问日志"),
        (b"\x1f\x8bnonsense", "https://example.org/", "access.log：文件无法读取"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_name_and_the_reason(
    clerk: Client, edition: int, log: bytes | None, address: str, says: str
) -> None:
    status, said = bring(clerk, edition, log, address)
    assert status == 422
    assert says in said


def test_the_figures_leave_as_a_table(clerk: Client, edition: int) -> None:
    bring(clerk, edition, line("/anli/") + line("/anli/cases/lz2022-0001/cite.bib"))
    table = body(clerk, "edition-reach-csv", edition)
    assert "阅读,,,,1,0" in table
    assert "下载,cases/lz2022-0001/cite.bib,LZ2022-0001,余电点亮村路,1,0" in table


def test_a_topic_without_views_has_a_page_all_the_same(clerk: Client, call: CallRow, now: datetime) -> None:
    assert clerk.get(reverse("office:edition-reach", args=[an_edition(call, now)])).status_code == 200
