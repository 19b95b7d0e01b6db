"""The Official Account: its settings, and an edition's way from articles to the draft box and to readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.publishing.rules import NotReady
from casecall.publishing.wechat import accounts, actions, queries
from casecall.publishing.wechat.rules import NotAllowed
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.wechat import account_page, article_sheet, wechat_page
from casecall.web.office.views.asking import whole
from casecall.web.office.views.editions import edition_or_404
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

SAYS: Final = {
    "saved": "已保存公众号账户。",
    "asked": "已开始存入草稿箱，稍后刷新本页查看结果。",
    "preview": "已请平台发送预览，运营者会在微信里收到。",
    "publish": "已提交，稍后刷新本页查看结果。",
    "send": "已提交，稍后刷新本页查看结果。",
    "again": "已重新开始，稍后刷新本页查看结果。",
    "removed": "已记下：文章已在公众平台删除。",
}
ACTS: Final[dict[str, Callable[..., None]]] = {
    "preview": actions.ask_preview,
    "publish": actions.ask_publish,
    "send": actions.ask_send,
    "again": actions.again,
}
CONFIRMED: Final = frozenset({"publish", "send"})
TEXTS: Final = ("name", "app_id", "secret", "base_url", "author", "operator")
REFUSED: Final = 422
SANDBOX: Final = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"  # run by nothing
)


@require_http_methods(["GET", "POST"])
@needs("set_up")
def account(request: HttpRequest) -> HttpResponseBase:
    """The account: kept with its secret, which is never shown again; and whether it answers."""
    faults: tuple[str, ...] = ()
    tried: tuple[bool, str] | None = None
    if request.POST.get("then") == "try":
        tried = accounts.try_account(now=timezone.now())
    elif request.method == "POST":
        typed = accounts.AccountTyped(
            **{name: request.POST.get(name, "").strip() for name in TEXTS},
            may_publish="may_publish" in request.POST,
            may_send="may_send" in request.POST,
        )
        try:
            accounts.save_account(typed, by=actor(request), now=timezone.now())
        except accounts.Unfit as unfit:
            faults = unfit.faults
        else:
            messages.success(request, SAYS["saved"])
            return redirect("office:wechat-account")
    shown = account_page({**request.POST.dict(), "secret": ""} if faults else None, now=timezone.now())
    status = REFUSED if faults else 200
    return show(request, "wechat_account", here="wechat", status=status, page=shown, faults=faults, tried=tried)


@require_safe
@needs("publish")
def page(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """The articles as they will be, the messages as they are, and what a person has to do."""
    return _shown(request, edition_id)


@require_POST
@needs("publish")
def draft(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Have the edition stand in the draft box as it is now."""
    edition_or_404(edition_id)
    try:
        actions.ask_draft(edition_id, by=actor(request), now=timezone.now())
    except NotReady as refusal:
        return _shown(request, edition_id, refused=refusal.reasons)
    except accounts.NoAccount as absent:
        return _shown(request, edition_id, refused=(str(absent),))
    messages.success(request, SAYS["asked"])
    return redirect("office:edition-wechat", edition_id)


@require_POST
@needs("publish")
def act(request: HttpRequest, edition_id: int, message_id: int) -> HttpResponseBase:
    """Do with a message what the button says; what readers will see is confirmed first."""
    view = edition_or_404(edition_id)
    then = request.POST.get("then", "")
    row = next((one for one in queries.messages(edition_id) if one.id == message_id), None)
    if then not in ACTS or row is None:
        raise Http404
    if then in CONFIRMED and not request.POST.get("sure"):
        return show(
            request,
            "wechat_confirm",
            here="editions",
            call_key=view.call_key,
            edition=view,
            message=row,
            then=then,
            account=accounts.account(),
        )
    try:
        ACTS[then](message_id, by=actor(request), now=timezone.now())
    except NotAllowed as why:
        return _shown(request, edition_id, refused=(str(why),))
    messages.success(request, SAYS[then])
    return redirect("office:edition-wechat", edition_id)


@require_POST
@needs("publish")
def removed(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Note that a person deleted an article in the platform's own pages."""
    edition_or_404(edition_id)
    removal_id = whole(request.POST.get("removal"), otherwise=0)
    if removal_id not in {one.id for one in queries.removals(edition_id)}:
        raise Http404
    actions.removed(removal_id, by=actor(request), now=timezone.now())
    messages.success(request, SAYS["removed"])
    return redirect("office:edition-wechat", edition_id)


@require_safe
@needs("publish")
def article(request: HttpRequest, edition_id: int, number: int) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """An article alone, as a phone shows it and as it is pasted into the editor; run by nothing."""
    edition_or_404(edition_id)
    sheet = article_sheet(edition_id, number, now=timezone.now())
    if sheet is None:
        raise Http404
    response = HttpResponse(sheet, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(request: HttpRequest, edition_id: int, *, refused: tuple[str, ...] = ()) -> HttpResponseBase:
    view = edition_or_404(edition_id)
    shown = wechat_page(view, role=getattr(request.user, "role", ""), now=timezone.now())
    status = REFUSED if refused else 200
    return show(request, "wechat", here="editions", call_key=view.call_key, status=status, page=shown, refused=refused)
