"""Makes users and changes what they may do; every act is recorded."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.people import rules
from casecall.people.models import User

if TYPE_CHECKING:
    from datetime import datetime

SAYS = {
    "taken": "登录名“{username}”已有人使用",
    "first": "管理员",
    "role": "没有“{role}”这种角色",
    "last": "至少要有一位可登录的管理员",
}


class Unfit(ValueError):  # noqa: N818 - it says what the input is
    """Raised for a name, password or role that cannot be taken; ``faults`` are sentences for people."""

    def __init__(self, *faults: str) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


def make_user(  # who, as what, by whom
    username: str, password: str, *, role: str = rules.CLERK, name: str = "", now: datetime, by: str
) -> User:
    """A new user. Raises Unfit with every fault."""
    username = username.strip()
    faults = [*rules.username_faults(username), *_role_faults(role)]
    user = User(username=username, name=name.strip(), role=role)
    faults += _password_faults(password, user)
    with write_atomic():
        if User.objects.filter(username__iexact=username).exists():
            faults.append(SAYS["taken"].format(username=username))
        if faults:
            raise Unfit(*faults)
        user.set_password(password)
        user.save()
        record(at=now, actor=by, verb="user.make", object=f"user:{user.pk}", note=role)
    return user


def first_administrator(*, now: datetime) -> tuple[str, str] | None:
    """The login name and random password of a first administrator, or None where there is one already."""
    with write_atomic():
        if User.objects.filter(role=rules.ADMINISTRATOR).exists():
            return None
        password = secrets.token_urlsafe(12)
        make_user("admin", password, role=rules.ADMINISTRATOR, name=SAYS["first"], now=now, by="setup")
    return "admin", password


def change_password(user_id: int, password: str, *, now: datetime, by: str) -> None:
    """Give a user another password. Raises Unfit."""
    with write_atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if faults := _password_faults(password, user):
            raise Unfit(*faults)
        user.set_password(password)
        user.save(update_fields=["password"])
        record(at=now, actor=by, verb="user.password", object=f"user:{user_id}")


def set_active(user_id: int, active: bool, *, now: datetime, by: str) -> None:  # noqa: FBT001 - the state to be set
    """Let a user in or keep him out. Raises Unfit for the last administrator."""
    with write_atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not active:
            _keep_one_administrator(user)
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(at=now, actor=by, verb="user.active" if active else "user.inactive", object=f"user:{user_id}")


def set_role(user_id: int, role: str, *, now: datetime, by: str) -> None:
    """Give a user another role. Raises Unfit for an unknown role and for the last administrator."""
    if faults := _role_faults(role):
        raise Unfit(*faults)
    with write_atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if role != rules.ADMINISTRATOR:
            _keep_one_administrator(user)
        user.role = role
        user.save(update_fields=["role"])
        record(at=now, actor=by, verb="user.role", object=f"user:{user_id}", note=role)


def forget_sessions(*, now: datetime) -> int:
    """Remove the sessions that ran out; how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _role_faults(role: str) -> list[str]:
    return [] if role in rules.ROLES else [SAYS["role"].format(role=role)]


def _password_faults(password: str, user: User) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        return list(wrong.messages)
    return []


def _keep_one_administrator(user: User) -> None:
    others = User.objects.filter(role=rules.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == rules.ADMINISTRATOR and not others.exists():
        raise Unfit(SAYS["last"])
