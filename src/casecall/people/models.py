"""People who log in: administrators and clerks. Applicants have a link instead; how often they send is counted."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models

from casecall.people import rules
from casecall.people.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A member of the secretariat. The role decides what may be done; see ``people.rules``."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20, default=rules.CLERK, choices=rules.role_choices)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        """The name, or the login name where there is none."""
        return self.name or self.username


class Knock(models.Model):
    """How often somebody without an account sent something within an hour, under a mark that names no address."""

    mark = models.CharField(max_length=64)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "hour"], name="knock_once")]
