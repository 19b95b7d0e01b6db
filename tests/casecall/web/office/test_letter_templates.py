"""The pages of the templates: fields beside the text, faults by line, a preview on a real case, who may switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from casecall.cases import queries as cases
from casecall.letters import queries as letters
from casecall.letters import rules, templates
from casecall.letters.models import Template
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow

FREE = "/office/templates/free/"
TEXT = "主题：关于 {{编号}}\n\n{{#申报单位}}\n{{申报单位}}：\n{{/申报单位}}\n请补寄照片。\n{{落款}}\n"


def test_every_kind_is_listed_with_how_it_leaves(clerk: Client, now: datetime) -> None:
    page = clerk.get("/office/templates/").content.decode()
    for name in rules.KINDS.values():
        assert name in page
    assert "批准后发出" in page


def test_fields_stand_beside_the_text_with_what_they_mean(clerk: Client) -> None:
    page = clerk.get(FREE).content.decode()
    assert "{{编号}}" in page
    assert "案例编号" in page
    assert "可能为空，写成 {{#申报单位}}…{{/申报单位}}" in page


def test_a_template_is_kept_and_the_shipped_one_comes_back(clerk: Client) -> None:
    clerk.post(FREE, {"text": TEXT, "then": "save"})
    assert templates.text_of(rules.FREE) == TEXT
    assert "已由秘书处修改" in clerk.get("/office/templates/").content.decode()
    clerk.post(FREE, {"text": TEXT, "then": "restore"})
    assert templates.text_of(rules.FREE) == templates.shipped(rules.FREE)


def test_faults_are_said_by_line_and_nothing_is_kept(clerk: Client) -> None:
    response = clerk.post(FREE, {"text": "主题：关于 {{编号}}\n\n{{没有的}}\n", "then": "save"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "第 3 行：没有“没有的”这个字段" in page
    assert "{{没有的}}" in page  # what was typed is not lost
    assert not Template.objects.exists()


def test_a_preview_shows_a_real_case_and_keeps_nothing(clerk: Client, call: CallRow, now: datetime) -> None:
    number = cases.case_row(a_case(call, Application(unit="青渡市矩网通信技术有限公司"), now=now)).number
    page = clerk.post(FREE, {"text": TEXT, "then": "preview", "number": number}).content.decode()
    assert f"关于 {number}" in page
    assert "青渡市矩网通信技术有限公司：" in page
    assert not Template.objects.exists()


def test_a_receipt_is_previewed_with_what_was_read_and_contact_data_masked(
    clerk: Client, call: CallRow, now: datetime
) -> None:
    number = cases.case_row(a_case(call, now=now)).number
    page = clerk.get("/office/templates/receipt/", {"number": number}).content.decode()
    assert "山村机房换上" in page
    assert "139****4417" in page
    assert "13900004417" not in page


def test_a_number_that_is_none_is_said(clerk: Client, call: CallRow) -> None:
    assert "没有编号为“X-1”的案例" in clerk.get(FREE, {"number": "X-1"}).content.decode()


@pytest.mark.parametrize("kind", sorted(rules.KINDS))
def test_each_kind_can_be_looked_at_without_a_case(clerk: Client, kind: str) -> None:
    page = clerk.get(reverse("office:template", args=(kind,))).content.decode()
    assert "预览" in page
    assert "处需要改动" not in page


def test_a_kind_that_is_none_is_not_found(clerk: Client) -> None:
    assert clerk.get("/office/templates/poem/").status_code == 404


def test_an_administrator_lets_receipts_leave_by_themselves(administrator: Client, clerk: Client) -> None:
    address = reverse("office:template-automatic", args=(rules.RECEIPT,))
    assert "改为自动发出" in administrator.get("/office/templates/receipt/").content.decode()
    assert "改为自动发出" not in clerk.get("/office/templates/receipt/").content.decode()
    administrator.post(address, {"automatic": "yes"})
    assert letters.is_automatic(rules.RECEIPT)
    administrator.post(address, {"automatic": "no"})
    assert not letters.is_automatic(rules.RECEIPT)


def test_a_correction_never_leaves_by_itself(administrator: Client) -> None:
    address = reverse("office:template-automatic", args=(rules.CORRECTION,))
    assert "须经人批准" in administrator.post(address, {"automatic": "yes"}, follow=True).content.decode()
    assert not letters.is_automatic(rules.CORRECTION)
