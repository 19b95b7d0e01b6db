"""Jobs, the record, and what the machine has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import casecall
from casecall.audit.actions import record
from casecall.audit.triggers import UNGUARD
from casecall.jobs import actions as jobs
from casecall.web.office.contexts.system import VERBS

if TYPE_CHECKING:
    from datetime import datetime

    import pytest
    from django.test import Client


def a_failed_job(now: datetime, key: str = "7") -> int:
    jobs.enqueue("screen", key, now=now)
    job = jobs.claim(now=now)
    assert job is not None
    jobs.fail(job.pk, job.token, "磁盘已满，请清理后重试", now=now, for_good=True)
    return int(job.pk)


def test_jobs_are_shown_with_state_and_reason(clerk: Client, now: datetime) -> None:
    a_failed_job(now)
    jobs.enqueue("file-parcel", "3", now=now)
    page = clerk.get("/office/jobs/").content.decode()
    assert "磁盘已满，请清理后重试" in page
    assert "形式审查" in page
    assert "重试" in page
    failed = clerk.get("/office/jobs/", {"state": "failed"}).content.decode()
    assert "登记来件" not in failed


def test_a_failed_job_is_tried_again_once(clerk: Client, now: datetime) -> None:
    job_id = a_failed_job(now)
    retry = reverse("office:job-retry", args=(job_id,))
    assert "已重新排队" in clerk.post(retry, follow=True).content.decode()
    assert "无需重试" in clerk.post(retry, follow=True).content.decode()


def test_a_job_that_will_be_tried_again_says_when(clerk: Client, now: datetime) -> None:
    jobs.enqueue("screen", "7", now=now)
    job = jobs.claim(now=now)
    assert job is not None
    jobs.fail(job.pk, job.token, "数据库繁忙", now=now)
    assert "再试" in clerk.get("/office/jobs/").content.decode()


def test_without_jobs_the_page_says_so(clerk: Client) -> None:
    assert "这里没有任务" in clerk.get("/office/jobs/").content.decode()


def test_the_number_of_statements_does_not_grow_with_the_jobs(clerk: Client, now: datetime) -> None:
    a_failed_job(now, "1")
    with CaptureQueriesContext(connection) as one:
        clerk.get("/office/jobs/")
    a_failed_job(now, "2")
    a_failed_job(now, "3")
    with CaptureQueriesContext(connection) as three:
        clerk.get("/office/jobs/")
    assert len(one) == len(three)


def test_the_record_is_read_and_walked(clerk: Client, now: datetime) -> None:
    record(at=now, actor="worker", verb="case.move", object="case:1", note="received > in_order")
    page = clerk.get("/office/audit/").content.decode()
    assert "案例转状态" in page
    assert "系统" in page
    assert "没有改动过" in clerk.post("/office/audit/").content.decode()


def test_every_act_that_is_recorded_has_a_name_on_screen() -> None:
    source = Path(casecall.__file__).parent
    acts = set()
    for path in source.rglob("*.py"):
        acts |= set(re.findall(r'verb="([a-z._]+)"(?: if \w+ else "([a-z._]+)")?', path.read_text()))
    assert {act for pair in acts for act in pair if act} == set(VERBS)


def test_a_record_that_was_tampered_with_is_told(clerk: Client, now: datetime) -> None:
    record(at=now, actor="worker", verb="case.move", object="case:1")
    with connection.cursor() as cursor:
        for statement in UNGUARD[connection.vendor]:
            cursor.execute(statement)
        cursor.execute("UPDATE audit_auditline SET note = 'changed' WHERE object = 'case:1'")
    assert "对不上" in clerk.post("/office/audit/").content.decode()


def test_a_missing_program_is_named_with_what_fails_without_it(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA.mkdir(parents=True)
    monkeypatch.setattr("casecall.web.office.contexts.system.shutil.which", lambda name: None)
    page = clerk.get("/office/system/").content.decode()
    assert "未安装" in page
    assert "旧版 .doc 申报表无法识读" in page
    monkeypatch.setattr("casecall.web.office.contexts.system.shutil.which", lambda name: f"/usr/bin/{name}")
    assert "已安装" in clerk.get("/office/system/").content.decode()
