"""People of the office who are logged in, and cases to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from casecall.people.models import User
from casecall.people.rules import ADMINISTRATOR
from tests.casecall.factory import a_user

if TYPE_CHECKING:
    from datetime import datetime


def _client(username: str) -> Client:
    """Logged in without a password: axes wants a request for that, and logins have tests of their own."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk(db: None, now: datetime) -> Client:
    """A clerk who is logged in."""
    a_user("clerk", now=now)
    return _client("clerk")


@pytest.fixture
def administrator(db: None, now: datetime) -> Client:
    """An administrator who is logged in."""
    a_user("chief", role=ADMINISTRATOR, shown="公冶岚", now=now)
    return _client("chief")


@pytest.fixture
def nobody(db: None, now: datetime) -> Client:
    """Somebody logged in whose role may do nothing here."""
    a_user("guest", shown="闲人", now=now)
    User.objects.filter(username="guest").update(role="none")
    return _client("guest")
