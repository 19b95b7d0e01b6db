"""Questions about users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.people import rules
from casecall.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as shown in lists."""

    id: int
    username: str
    name: str
    role: str
    role_name: str
    is_active: bool
    joined_at: datetime
    last_login: datetime | None

    @property
    def shown(self) -> str:
        """The name, or the login name where there is none."""
        return self.name or self.username


def list_users() -> tuple[UserRow, ...]:
    """All users, by login name."""
    return tuple(_row(user) for user in User.objects.order_by("username"))


def user_row(user_id: int) -> UserRow | None:
    """One user, or None."""
    user = User.objects.filter(pk=user_id).first()
    return _row(user) if user else None


def user_named(username: str) -> UserRow | None:
    """The user of that login name, or None."""
    user = User.objects.filter(username__iexact=username).first()
    return _row(user) if user else None


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """How actors such as ``user:3`` are called on screen, in one statement; unknown keys have fixed names."""
    actors = set(actors)
    ids = {int(key) for actor in actors if (key := actor.removeprefix("user:")).isdigit() and actor.startswith("user:")}
    users = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}
    return {actor: users.get(actor) or rules.actor_name(actor) for actor in actors}


def _row(user: User) -> UserRow:
    return UserRow(
        id=user.pk,
        username=user.username,
        name=user.name,
        role=user.role,
        role_name=rules.ROLES.get(user.role, user.role),
        is_active=user.is_active,
        joined_at=user.joined_at,
        last_login=user.last_login,
    )
