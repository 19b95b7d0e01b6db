"""The log names addresses that failed, and never the link by which an application is opened."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from django.test import Client
from gunicorn.config import Config

from casecall.people.links import make_link
from casecall.publishing.reach.lines import seen_in
from casecall.web.kit.logs import TopicLog, WithoutLinks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = make_link("case", "12")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the handler of the site writes, wherever it wrote before."""
    handler = next(one for one in logging.getLogger().handlers if any(isinstance(f, WithoutLinks) for f in one.filters))
    assert isinstance(handler, logging.StreamHandler)
    out = StringIO()
    monkeypatch.setattr(handler, "stream", out)
    return out


@pytest.mark.parametrize("link", [LINK, LINK.replace("~", "%7E")])
def test_a_refused_request_is_logged_without_the_link(log: StringIO, link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(f"/a/{link}/upload/").status_code == 403
    assert Client().get(f"/a/{link}/upload/").status_code == 405
    assert log.getvalue().count("/a/12~…/upload/") == 2
    assert LINK.partition("~")[2] not in log.getvalue()


def test_any_other_line_is_logged_as_it_is(log: StringIO) -> None:
    logging.getLogger("casecall").warning("任务 %s 失败：%s", 3, "1~2 页")
    assert "任务 3 失败：1~2 页" in log.getvalue()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[TopicLog, Path]]:
    """The access log as gunicorn sets it up, and its file."""
    path = tmp_path / "topic.log"
    log = TopicLog(Config())
    log.cfg.set("accesslog", str(path))
    log.cfg.set("access_log_format", TopicLog.FORMAT)
    log.setup(log.cfg)
    yield log, path
    for handler in list(log.access_log.handlers):
        log.access_log.removeHandler(handler)
        handler.close()


def visit(log: TopicLog, path: str, **more: str) -> None:
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": unquote(path.partition("?")[0]), "QUERY_STRING": "q=1",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "Mozilla/5.0", **more,
    }  # fmt: skip
    answer = SimpleNamespace(status="200 OK", sent=12, headers=[])
    log.access(answer, SimpleNamespace(headers=[]), environ, timedelta())


def test_the_access_log_keeps_who_read_a_topic_and_neither_address_nor_query(kept: tuple[TopicLog, Path]) -> None:
    log, path = kept
    visit(log, "/t/topic/?from=zhang", HTTP_REFERER="https://mail.example.com/u/zhang?id=7")
    visit(log, "/office/cases/1/")
    visit(log, f"/x/{LINK}/")
    text = path.read_text()
    assert len(text.splitlines()) == 1
    assert not [word for word in ("203.0.113", "zhang", "id=7", "office", LINK) if word in text]
    seen = seen_in(text.encode())
    assert seen
    assert (seen.path, seen.host, seen.read) == ("/t/topic/", "mail.example.com", True)


@pytest.mark.parametrize("referrer", ["http://[", 'https://a/"\\"', "", "javascript:1"])
def test_nothing_that_a_browser_sends_breaks_a_line(kept: tuple[TopicLog, Path], referrer: str) -> None:
    log, path = kept
    visit(log, "/t/topic/%0A%22evil", HTTP_REFERER=referrer, HTTP_USER_AGENT='a"b\\"c')
    [one] = path.read_bytes().splitlines()
    assert seen_in(one)


def test_a_log_that_was_moved_away_is_begun_anew(kept: tuple[TopicLog, Path]) -> None:
    log, path = kept
    visit(log, "/t/a/")
    path.rename(path.with_name("topic.log.1"))
    visit(log, "/t/b/")
    assert "/t/b/" in path.read_text()
