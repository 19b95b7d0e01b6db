"""Makes users; Django's commands ask for it by this name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import BaseUserManager

from casecall.people import rules

if TYPE_CHECKING:
    from casecall.people.models import User


class UserManager(BaseUserManager["User"]):
    """Makes clerks and administrators with hashed passwords."""

    def create_user(self, username: str, password: str | None = None, **more: object) -> User:
        """A clerk, unless ``role`` says otherwise."""
        user = self.model(username=username, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **more: object) -> User:
        """An administrator."""
        return self.create_user(username, password, role=rules.ADMINISTRATOR, **more)
