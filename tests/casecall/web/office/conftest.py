"""People of the office who are logged in, and cases to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from casecall.files.actions import keep
from casecall.people.models import User
from casecall.people.rules import ADMINISTRATOR
from casecall.receiving.models import ReceivedLetter
from tests.casecall.factory import a_user

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


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


EML = (
    "From: =?utf-8?B?6Ze75Lq66IiS?= <wenrens@example.com>\r\nTo: cases@example.org\r\nSubject: question\r\n"
    "Message-ID: {message_id}\r\n\r\nHello\r\n"
)


def a_letter(
    call_id: int, *, now: datetime, case_id: int | None = None, message_id: str = "<1@example.com>", **more: Any
) -> ReceivedLetter:
    """A question that came in, filed with a case or with none."""
    said = {
        "kind": "other", "subject": "请问照片要几张", "sender_name": "闻人舒", "sender_address": "wenrens@example.com",
        "text": "您好，照片最少要几张？", **more,
    }  # fmt: skip
    kept = keep(EML.format(message_id=message_id).encode(), now=now)
    return ReceivedLetter.objects.create(
        file_id=kept.sha256, message_id=message_id, call_id=call_id, case_id=case_id, came_at=now, **said
    )
