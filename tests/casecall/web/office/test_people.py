"""Logins, passwords, and the people an administrator looks after."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.audit import queries as audit
from casecall.people import queries as people
from casecall.people.actions import forget_sessions
from casecall.people.rules import ADMINISTRATOR
from tests.casecall.factory import PASSWORD, a_user

if TYPE_CHECKING:
    from collections.abc import Callable

LOGIN, PEOPLE, JOBS = "/office/login/", "/office/people/", "/office/jobs/"


def log_in(client: Client, password: str = PASSWORD, *, next_page: str = "") -> int:
    asked = {"username": "clerk", "password": password, "next": next_page}
    return client.post(LOGIN, asked).status_code


@pytest.mark.django_db
def test_one_logs_in_by_name_and_password_and_it_is_recorded(now: datetime) -> None:
    user = a_user(now=now)
    client = Client()
    assert log_in(client) == 302
    assert client.get("/office/").status_code == 200
    assert ("login", f"user:{user.pk}") in {(line.verb, line.actor) for line in audit.latest()}


@pytest.mark.django_db
def test_a_wrong_password_is_told_without_saying_which_was_wrong(now: datetime) -> None:
    a_user(now=now)
    for name in ("clerk", "nobody"):
        page = Client().post(LOGIN, {"username": name, "password": "wrong"}).content.decode()
        assert "用户名或密码不对" in page


@pytest.mark.django_db
def test_guessing_is_stopped(now: datetime, turn: Callable[[str], datetime]) -> None:
    turn(datetime.now(UTC).isoformat())  # axes asks two clocks
    a_user(now=now)
    client = Client()
    answers = [log_in(client, f"guess {n}") for n in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-1] == 429
    response = client.post(LOGIN, {"username": "clerk", "password": PASSWORD})
    assert response.status_code == 429
    assert "暂停登录" in response.content.decode()


@pytest.mark.django_db
def test_the_login_leads_on_to_our_own_pages_alone(now: datetime) -> None:
    a_user(now=now)
    client = Client()
    asked = {"username": "clerk", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(LOGIN, asked)["Location"] == "/office/"


def test_a_disabled_person_is_out_at_once(clerk: Client, administrator: Client) -> None:
    row = people.user_named("clerk")
    assert row is not None
    administrator.post(reverse("office:people-active", args=(row.id,)), {"active": "no"})
    assert clerk.get("/office/").status_code == 302
    assert "已停用" in administrator.get(PEOPLE).content.decode()


def test_logging_out_takes_a_post(clerk: Client) -> None:
    assert clerk.get("/office/logout/").status_code == 405
    assert clerk.get("/office/jobs/").status_code == 200
    clerk.post("/office/logout/")
    assert clerk.get("/office/jobs/").status_code == 302


def copied(client: Client) -> Client:
    """Another browser into which somebody copied the cookies of this one."""
    other = Client()
    other.cookies.load({name: one.value for name, one in client.cookies.items()})
    return other


def test_logging_out_ends_a_copied_cookie_too(clerk: Client) -> None:
    thief = copied(clerk)
    assert thief.get(JOBS).status_code == 200
    clerk.post(reverse("office:logout"))
    assert thief.get(JOBS).status_code == 302
    assert not Session.objects.exists()


def test_another_password_ends_a_copied_cookie_too(clerk: Client) -> None:
    thief = copied(clerk)
    sent = {"old": PASSWORD, "new": "another-horse-battery", "again": "another-horse-battery"}
    clerk.post(reverse("office:password"), sent)
    assert clerk.get(JOBS).status_code == 200
    assert thief.get(JOBS).status_code == 302


def test_a_page_view_writes_no_session_and_a_reader_has_none(clerk: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        clerk.get(JOBS)
        Client().get("/")
    assert not [one["sql"] for one in asked if not one["sql"].startswith("SELECT")]
    assert Session.objects.count() == 1


def test_sessions_that_ran_out_are_removed(clerk: Client) -> None:
    ends = Session.objects.get().expire_date
    assert forget_sessions(now=ends) == 0
    assert forget_sessions(now=ends + timedelta(seconds=1)) == 1


def test_ones_own_password_is_changed_and_one_stays_logged_in(clerk: Client) -> None:
    new = "quiet-river-stone"
    sent = {"old": PASSWORD, "new": new, "again": new}
    assert clerk.post("/office/password/", sent).status_code == 302
    assert clerk.get("/office/jobs/").status_code == 200
    assert log_in(Client(), new) == 302


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"old": "wrong", "new": "quiet-river-stone", "again": "quiet-river-stone"}, "现在的密码不对"),
        ({"old": PASSWORD, "new": "quiet-river-stone", "again": "quiet-river-stones"}, "两次输入的新密码不一样"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "密码"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(clerk: Client, sent: dict[str, str], says: str) -> None:
    response = clerk.post("/office/password/", sent)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert log_in(Client(), PASSWORD) == 302


def test_a_new_persons_password_is_shown_once(administrator: Client) -> None:
    page = administrator.post(PEOPLE, {"username": "clerk", "name": "端木禾", "role": "clerk"}).content.decode()
    shown = re.search(r'class="secret">([^<]+)<', page)
    assert shown is not None
    assert log_in(Client(), shown[1]) == 302
    assert shown[1] not in administrator.get(PEOPLE).content.decode()


def test_a_name_that_is_taken_is_refused_and_kept_in_the_form(administrator: Client, clerk: Client) -> None:
    response = administrator.post(PEOPLE, {"username": "clerk", "name": "端木禾", "role": "clerk"})
    assert response.status_code == 422
    assert "已有人使用" in response.content.decode()
    assert 'value="端木禾"' in response.content.decode()


def test_a_reset_gives_another_password(administrator: Client, clerk: Client) -> None:
    row = people.user_named("clerk")
    assert row is not None
    page = administrator.post(reverse("office:people-reset", args=(row.id,))).content.decode()
    shown = re.search(r'class="secret">([^<]+)<', page)
    assert shown is not None
    assert log_in(Client(), PASSWORD) == 200
    assert log_in(Client(), shown[1]) == 302


def test_the_last_administrator_stays(administrator: Client) -> None:
    row = people.user_named("chief")
    assert row is not None
    for name, sent in (("people-active", {"active": "no"}), ("people-role", {"role": "clerk"})):
        page = administrator.post(reverse(f"office:{name}", args=(row.id,)), sent, follow=True).content.decode()
        assert "至少要有一位可登录的管理员" in page
    kept = people.user_row(row.id)
    assert kept is not None
    assert (kept.is_active, kept.role) == (True, ADMINISTRATOR)


def test_a_role_is_changed(administrator: Client, clerk: Client) -> None:
    row = people.user_named("clerk")
    assert row is not None
    administrator.post(reverse("office:people-role", args=(row.id,)), {"role": ADMINISTRATOR})
    assert clerk.get(PEOPLE).status_code == 200
    administrator.post(reverse("office:people-role", args=(row.id,)), {"role": "emperor"})
    assert clerk.get(PEOPLE).status_code == 200


def test_a_person_who_is_not_there_is_not_found(administrator: Client) -> None:
    for name in ("people-reset", "people-active", "people-role"):
        assert administrator.post(reverse(f"office:{name}", args=(987_654,))).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_people(administrator: Client, now: datetime) -> None:
    with CaptureQueriesContext(connection) as one:
        administrator.get(PEOPLE)
    for n in range(2):
        a_user(f"more-{n}", now=now)
    with CaptureQueriesContext(connection) as three:
        administrator.get(PEOPLE)
    assert len(one) == len(three)
