"""People who log in: added, given another role, kept out, given another password."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from casecall.people import actions as people
from casecall.people import queries
from casecall.people.rules import CLERK, ROLES
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.saying import exactly
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from casecall.people.queries import UserRow

SAYS = {
    "active": "{name} 已启用。",
    "inactive": "{name} 已停用。",
    "role": "{name} 的角色改为{role}。",
}

REFUSED = 422


@require_http_methods(["GET", "POST"])
@needs("people")
def page(request: HttpRequest) -> HttpResponseBase:
    """The people, and a new one; its first password is shown once."""
    if request.method != "POST":
        return _shown(request)
    username, password = request.POST.get("username", "").strip(), secrets.token_urlsafe(12)
    try:
        people.make_user(
            username,
            password,
            role=request.POST.get("role", CLERK),
            name=request.POST.get("name", ""),
            now=timezone.now(),
            by=actor(request),
        )
    except people.Unfit as unfit:
        return _shown(request, faults=unfit.faults)
    return _shown(request, fresh=(username, password))


@require_POST
@needs("people")
def reset(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Give somebody a new random password, shown once."""
    person, password = _person(user_id), secrets.token_urlsafe(12)
    people.change_password(user_id, password, now=timezone.now(), by=actor(request))
    return _shown(request, fresh=(person.username, password))


@require_POST
@needs("people")
def active(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Let somebody in, or keep him out."""
    person, let_in = _person(user_id), request.POST.get("active") == "yes"
    says = SAYS["active" if let_in else "inactive"].format(name=person.shown)
    return _try(request, says, lambda: people.set_active(user_id, let_in, now=timezone.now(), by=actor(request)))


@require_POST
@needs("people")
def role(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Give somebody another role."""
    person, wanted = _person(user_id), request.POST.get("role", "")
    says = SAYS["role"].format(name=person.shown, role=ROLES.get(wanted, wanted))
    return _try(request, says, lambda: people.set_role(user_id, wanted, now=timezone.now(), by=actor(request)))


def _try(request: HttpRequest, says: str, act: Callable[[], None]) -> HttpResponseBase:
    try:
        act()
    except people.Unfit as unfit:
        messages.error(request, str(unfit), extra_tags="doubt")
    else:
        messages.success(request, says)
    return redirect("office:people")


def _person(user_id: int) -> UserRow:
    person = queries.user_row(user_id)
    if person is None:
        raise Http404
    return person


def _shown(
    request: HttpRequest, *, faults: tuple[str, ...] = (), fresh: tuple[str, str] | None = None
) -> HttpResponseBase:
    rows = [(one, exactly(one.last_login)) for one in queries.list_users()]
    status = REFUSED if faults else 200
    return show(
        request, "people", here="people", status=status, rows=rows, roles=ROLES.items(), faults=faults, fresh=fresh
    )
