"""What did not go is said in Chinese, calmly, with a way on."""

from __future__ import annotations

import pytest
from django.core.exceptions import SuspiciousOperation, TooManyFilesSent
from django.test import Client, RequestFactory

from casecall.web.kit import errors
from casecall.web.kit.bounds import UploadBound


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (errors.bad_request(RequestFactory().get("/"), SuspiciousOperation()), 400, "这个请求没有看懂"),
        (errors.bad_request(RequestFactory().get("/"), TooManyFilesSent()), 413, "一次上传的内容过大"),
        (errors.forbidden(RequestFactory().get("/")), 403, "此处需要权限"),
        (errors.not_found(RequestFactory().get("/")), 404, "没有找到这一页"),
        (errors.stale(RequestFactory().get("/")), 403, "页面放得太久了"),
        (errors.broken(RequestFactory().get("/")), 500, "已提交的材料不会丢失"),
    ],
)
def test_each_fault_has_a_page_that_leads_on(answer: object, status: int, says: str) -> None:
    html = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert says in html
    assert 'href="/"' in html
    assert "！" not in html


def test_an_address_that_is_none_gives_the_page() -> None:
    answer = Client().get("/no/such/page")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_a_host_that_is_not_ours_gets_the_page_too(settings: object) -> None:
    settings.ALLOWED_HOSTS = ["cases.example.org"]  # type: ignore[attr-defined]
    answer = Client().get("/nothing/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "这个请求没有看懂" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_a_page_that_breaks_still_says_something(monkeypatch: pytest.MonkeyPatch) -> None:
    from casecall.web.kit import look  # lazy: the view is broken here

    monkeypatch.setattr(look, "_back", lambda _request: 1 / 0)
    answer = Client(raise_request_exception=False).get("/look/")
    assert answer.status_code == 500
    assert "页面暂时打不开" in answer.content.decode()


def test_an_upload_within_the_bound_goes_through_untouched(settings: object) -> None:
    settings.UPLOAD_BYTES = 10  # type: ignore[attr-defined]
    seen = []
    bound = UploadBound(lambda request: seen.append(request) or errors.not_found(request))
    assert bound(RequestFactory().post("/", b"x" * 1000, content_type="text/plain")).status_code == 404
    assert len(seen) == 1


def test_an_upload_beyond_the_bound_never_reaches_the_page_and_is_drained(settings: object) -> None:
    settings.UPLOAD_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    request = RequestFactory().post("/", b"x" * (3 * 1024 * 1024), content_type="text/plain")
    answer = UploadBound(lambda _request: pytest.fail("reached"))(request)
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
    assert request.read(1) == b"", "a browser that is cut off never shows the page"
