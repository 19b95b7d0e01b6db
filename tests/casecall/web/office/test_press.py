"""The page about the press: kits are handed out with a name beside them, templates are checked, reports put down."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.audit.models import AuditLine
from casecall.compiling import actions as compiling
from casecall.compiling.models import ConsentLimit
from casecall.compiling.queries import edition
from casecall.publishing.press import queries
from casecall.screening.actions import accept
from casecall.web.office.contexts.system import VERBS
from casepress.presskit.release import names, shipped
from tests.casecall.factory import Application, a_case
from tests.casepress.presskit.words import a_word, lines

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse
    from django.test import Client

    from casecall.calls.queries import CallRow

GOOD = a_word("本会讯：{{标题}}", "{{#案例}}", "{{案例标题}}", "{{/案例}}")


@pytest.fixture
def topic(call: CallRow, now: datetime) -> int:
    """A topic of two cases, each with photos."""
    made = compiling.make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
    cases = [a_case(call, Application(title=title), now=now) for title in ("云上采茶忙", "银龄课堂")]
    for case_id in cases:
        accept(case_id, "做法可学", by="user:1", now=now)
    compiling.add_cases(made, cases, by="user:1", now=now)
    return made


def page(client: Client, topic: int) -> str:
    response = client.get(reverse("office:edition-press", args=[topic]))
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, topic: int, **data: object) -> HttpResponse:
    more = [data.pop("coverage_id")] if "coverage_id" in data else []
    return client.post(reverse(f"office:{name}", args=[topic, *more]), data)


def upload(client: Client, topic: int, data: bytes, name: str = "模板.docx") -> HttpResponse:
    return post(client, "press-template", topic, file=SimpleUploadedFile(name, data))


def test_the_edition_leads_to_the_press_and_back(clerk: Client, topic: int) -> None:
    assert (
        reverse("office:edition-press", args=[topic])
        in clerk.get(reverse("office:edition", args=[topic])).content.decode()
    )
    text = page(clerk, topic)
    assert reverse("office:edition", args=[topic]) in text
    assert "含案例 2 件" in text
    assert "还没有登记报道" in text


def test_a_kit_is_handed_out_to_somebody_and_downloaded(clerk: Client, topic: int) -> None:
    assert post(clerk, "press-hand-out", topic, given_to="云岫晚报").status_code == 302
    text = page(clerk, topic)
    assert "云岫晚报" in text
    (row,) = queries.kits(topic)
    address = reverse("office:press-kit", args=[topic, row.id])
    assert address in text
    response = clerk.get(address)
    assert response.streaming
    assert response["Content-Type"] == "application/zip"
    assert "lz-2022-press-" in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        assert all(name.startswith("lz-2022-press-") for name in archive.namelist())


def test_what_keeps_a_kit_back_is_said_and_nothing_is_put_down(clerk: Client, topic: int, now: datetime) -> None:
    for one in edition(topic).entries:
        ConsentLimit.objects.create(case_id=one.case_id, channel="press", why="只供内部", by="user:1", at=now)
    text = page(clerk, topic)
    assert "没有可用于“媒体素材包”的案例" in text
    assert "登记交付" not in text
    assert "不提供给媒体的 2 件" in text
    assert post(clerk, "press-hand-out", topic).status_code == 422
    assert clerk.get(reverse("office:press-release", args=[topic])).status_code == 422
    assert queries.kits(topic) == ()


def test_who_got_what_was_taken_back_is_named(clerk: Client, topic: int, now: datetime) -> None:
    post(clerk, "press-hand-out", topic, given_to="云岫晚报")
    first = edition(topic).entries[0]
    ConsentLimit.objects.create(case_id=first.case_id, channel="press", why="单位来函", by="user:1", at=now)
    text = page(clerk, topic)
    assert "请告知收过素材包的媒体" in text
    assert f"交付：{first.number}" in text


def test_the_release_can_be_looked_at_before(clerk: Client, topic: int) -> None:
    post(clerk, "press-words", topic, headline="六个故事", contact="秘书处", quotes="“话。”——某人")
    text = page(clerk, topic)
    assert 'value="六个故事"' in text
    response = clerk.get(reverse("office:press-release", args=[topic]))
    said = lines(response.content)
    assert {"六个故事", "秘书处", "“话。”——某人"} <= set(said)
    assert queries.kits(topic) == ()


def test_a_template_is_downloaded_changed_and_used_from_then_on(clerk: Client, topic: int) -> None:
    form = reverse("office:press-form", args=[topic])
    assert clerk.get(form).content == shipped()
    assert upload(clerk, topic, GOOD, "本会.docx").status_code == 302
    assert "现用“本会.docx”" in page(clerk, topic)
    assert clerk.get(form).content == GOOD
    assert "本会讯：把网络修到人心里去" in lines(clerk.get(reverse("office:press-release", args=[topic])).content)
    post(clerk, "press-template", topic, away="yes")
    assert clerk.get(form).content == shipped()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"just text", "不是 Word 文件（.docx）"),
        (a_word("{{标提}}", "{{#案例}}", "{{/案例}}"), "是否为“{{标题}}”"),
        (a_word("{{标题}}"), "没有重复的部分"),
        (bytes(20 * 1024 * 1024 + 1), "模板过大"),
        (None, "请选择模板文件"),
    ],
    ids=["text", "unknown", "no block", "large", "none"],
)
def test_a_template_with_faults_is_refused_and_the_one_in_use_stays(
    clerk: Client, topic: int, data: bytes | None, says: str
) -> None:
    upload(clerk, topic, GOOD, "本会.docx")
    response = upload(clerk, topic, data) if data is not None else post(clerk, "press-template", topic)
    assert response.status_code == 422
    text = response.content.decode()
    assert says in text
    assert "现用“本会.docx”" in text


def test_the_page_names_every_placeholder(clerk: Client, topic: int) -> None:
    text = page(clerk, topic)
    for _, found in names():
        for name in found:
            assert f"<code>{{{{{name}}}}}</code>" in text


def test_a_report_of_the_press_is_put_down_listed_exported_and_struck(clerk: Client, topic: int) -> None:
    case = edition(topic).entries[0]
    said = {"medium": "云岫晚报", "title": "信号翻过山梁", "url": "https://example.org/1", "on": "2022-09-01"}
    assert post(clerk, "coverage-add", topic, **said, case=case.case_id).status_code == 302
    text = page(clerk, topic)
    assert 'href="https://example.org/1" rel="noreferrer noopener"' in text
    assert f"{case.number} " in text
    response = clerk.get(reverse("office:coverage-sheet", args=[topic]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5] == ["2022-09-01", *list(said.values())[:3], case.number]
    (row,) = queries.coverage(topic)
    assert post(clerk, "coverage-remove", topic, coverage_id=row.id).status_code == 302
    assert "信号翻过山梁" not in page(clerk, topic)


def test_a_report_that_cannot_be_is_refused_and_what_was_typed_stays(clerk: Client, topic: int) -> None:
    response = post(clerk, "coverage-add", topic, medium="云岫晚报", title="信号", url="javascript:1", on="2999-01-01")
    assert response.status_code == 422
    text = response.content.decode()
    assert "链接应以 http:// 或 https:// 开头" in text
    assert "报道日期不能晚于今天" in text
    assert 'value="云岫晚报"' in text
    assert post(clerk, "coverage-add", topic, on="no day").status_code == 422


def test_an_edition_that_is_not_has_no_press(clerk: Client, topic: int) -> None:
    assert clerk.get(reverse("office:edition-press", args=[topic + 1])).status_code == 404
    assert clerk.get(reverse("office:press-kit", args=[topic, 1])).status_code == 404


def test_the_record_says_in_words_what_was_done(clerk: Client, topic: int) -> None:
    post(clerk, "press-hand-out", topic)
    post(clerk, "press-words", topic, headline="甲")
    upload(clerk, topic, GOOD)
    post(clerk, "press-template", topic, away="yes")
    verbs = set(AuditLine.objects.values_list("verb", flat=True))
    assert {"press.hand_out", "press.words", "press.template", "press.template_away"} <= verbs
    assert {verb for verb in verbs if verb.startswith("press")} <= set(VERBS)


def test_the_page_asks_as_much_of_the_database_for_one_report_as_for_three(clerk: Client, topic: int) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(clerk, topic)
        return len(asked)

    said = {"medium": "云岫晚报", "title": "甲", "on": "2022-09-01"}
    post(clerk, "coverage-add", topic, **said)
    post(clerk, "press-hand-out", topic)
    one = count()
    for _ in range(2):
        post(clerk, "coverage-add", topic, **said)
        post(clerk, "press-hand-out", topic)
    assert count() == one
