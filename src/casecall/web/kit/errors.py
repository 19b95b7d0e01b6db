"""Pages for what did not go: calm, in Chinese, with a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest

SAYS: Final = {
    400: ("这个请求没有看懂", "地址或提交的内容不完整。请返回上一页再试一次。"),
    403: ("此处需要权限", "您的账号不能做这件事。如有需要，请与管理员联系。"),
    404: ("没有找到这一页", "地址可能写错了，或者内容已经撤下。"),
    413: (
        "一次上传的内容过大",
        "一次上传合计不超过 {megabytes} MB、{files} 个文件。请分次上传，或把照片另存小些。",
    ),
    500: ("页面暂时打不开", "系统出了差错，已经记录。已提交的材料不会丢失，请稍后再试。"),
}
BACK: Final = "回到首页"
STALE: Final = ("页面放得太久了", "为保护您的材料，请返回上一页，刷新后再提交一次。")


def page(request: HttpRequest, status: int, *, title: str = "", says: str = "") -> HttpResponse:
    """The page for a status, in its usual words or in the ones given."""
    return render(request, "kit/error.html", _words(status, title, says), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; what was too large or too many is said so, as 413."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return page(request, 413 if too_much else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 Django names it
    """403 for a role that may not."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 Django names it
    """404."""
    return page(request, 404)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 Django names it
    """403 where the form's own token is missing or old."""
    return page(request, 403, title=STALE[0], says=STALE[1])


def broken(_request: HttpRequest) -> HttpResponse:
    """500, drawn without anything that may be broken itself."""
    return HttpResponse(render_to_string("kit/error.html", _words(500)), status=500)


def _words(status: int, title: str = "", says: str = "") -> dict[str, object]:
    usual_title, usual_says = SAYS[status]
    sentence = (says or usual_says).format(
        megabytes=settings.UPLOAD_BYTES // (1024 * 1024), files=settings.DATA_UPLOAD_MAX_NUMBER_FILES
    )
    return {"status": status, "title": title or usual_title, "says": sentence, "back": "/", "back_says": BACK}
