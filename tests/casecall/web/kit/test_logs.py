"""The log names addresses that failed, and never the link by which an application is opened."""

from __future__ import annotations

import logging
from io import StringIO

import pytest
from django.test import Client

from casecall.people.links import make_link
from casecall.web.kit.logs import WithoutLinks

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
