"""Coming in and going out: login, logout, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from casecall.audit import actions as audit
from casecall.people import actions as people
from casecall.web.kit.access import actor, needs
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from casecall.people.models import User

SAYS = {
    "invalid_login": "用户名或密码不对，请再试。连续多次不对会暂停登录半小时。",
    "inactive": "此账号已停用，请与管理员联系。",
    "changed": "密码已更改。",
    "old": "现在的密码不对，请再试。",
    "again": "两次输入的新密码不一样。",
}


REFUSED = 422


class LoginForm(AuthenticationForm):
    """Name and password, and one sentence for whatever is wrong with them."""

    error_messages = {
        "invalid_login": SAYS["invalid_login"],
        "inactive": SAYS["inactive"],
    }


class Login(LoginView):
    """The login; who came in is recorded."""

    template_name = "office/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in and write it down."""
        response = super().form_valid(form)
        who = f"user:{form.get_user().pk}"
        audit.record(at=timezone.now(), actor=who, verb="login", object=who)
        return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return redirect("office:login")


@require_http_methods(["GET", "POST"])
@needs("see")
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password."""
    faults = _changed(request) if request.method == "POST" else ()
    if request.method == "POST" and not faults:
        messages.success(request, SAYS["changed"])
        return redirect("office:inbox")
    return show(request, "password", here="password", status=REFUSED if faults else 200, faults=faults)


def _changed(request: HttpRequest) -> tuple[str, ...]:
    """Change it, and stay logged in; the faults that kept it from being changed."""
    user, new = cast("User", request.user), request.POST.get("new", "")
    if not user.check_password(request.POST.get("old", "")):
        return (SAYS["old"],)
    if new != request.POST.get("again", ""):
        return (SAYS["again"],)
    try:
        people.change_password(user.pk, new, by=actor(request), now=timezone.now())
    except people.Unfit as unfit:
        return unfit.faults
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    return ()
