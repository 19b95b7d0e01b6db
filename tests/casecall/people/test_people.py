"""People: roles, names and passwords, the first administrator, and links instead of accounts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from casecall.audit.queries import latest
from casecall.people import rules
from casecall.people.actions import (
    Unfit,
    change_password,
    first_administrator,
    make_user,
    set_active,
    set_role,
)
from casecall.people.links import make_link, read_link
from casecall.people.models import User
from casecall.people.queries import list_users, names_of, user_named, user_row

NOW = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)
GOOD = "summer-Rain-42"


def clerk(username: str = "lin", **more: str) -> User:
    return make_user(username, GOOD, now=NOW, by="user:1", **more)


def logs_in(username: str, password: str) -> bool:
    return authenticate(RequestFactory().post("/"), username=username, password=password) is not None


def test_a_clerk_decides_and_an_administrator_also_sets_up() -> None:
    for act in ("see", "rule", "correct", "decide", "compile", "publish", "enter"):
        assert rules.may(rules.CLERK, act)
        assert rules.may(rules.ADMINISTRATOR, act)
    assert not rules.may(rules.CLERK, "set_up")
    assert not rules.may(rules.CLERK, "people")
    assert rules.may(rules.ADMINISTRATOR, "people")
    assert not rules.may("stranger", "see")


@pytest.mark.django_db
def test_a_user_logs_in_with_what_was_given() -> None:
    user = clerk(name="林青")
    assert logs_in("lin", GOOD)
    assert not logs_in("lin", "something else 1")
    line = latest(1)[0]
    assert (line.actor, line.verb, line.object, line.note) == ("user:1", "user.make", f"user:{user.pk}", "clerk")


@pytest.mark.django_db
def test_the_record_of_people_holds_no_personal_data() -> None:
    user = clerk("lin.qing", name="林青")
    change_password(user.pk, GOOD + "x", now=NOW, by=f"user:{user.pk}")
    text = " ".join(f"{line.actor} {line.verb} {line.object} {line.note}" for line in latest())
    assert "林青" not in text
    assert "lin.qing" not in text


@pytest.mark.django_db
def test_every_fault_of_a_new_user_is_said_at_once() -> None:
    with pytest.raises(Unfit) as wrong:
        make_user("a b", "12345", role="king", now=NOW, by="user:1")
    said = "；".join(wrong.value.faults)
    assert "登录名" in said
    assert "king" in said
    assert len(wrong.value.faults) >= 3
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password123", "linqing2022", ""])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Unfit):
        make_user("linqing2022", password, now=NOW, by="user:1")


@pytest.mark.django_db
def test_a_login_name_is_taken_whatever_its_case() -> None:
    clerk("Lin")
    with pytest.raises(Unfit, match="已有人使用"):
        clerk("lin")


@pytest.mark.django_db
def test_the_first_administrator_is_made_once_with_a_random_password() -> None:
    made = first_administrator(now=NOW)
    assert made is not None
    username, password = made
    assert len(password) >= 16
    assert logs_in(username, password)
    assert list_users()[0].role == rules.ADMINISTRATOR
    assert first_administrator(now=NOW) is None


@pytest.mark.django_db
def test_the_last_administrator_can_neither_go_nor_step_down() -> None:
    first_administrator(now=NOW)
    admin = user_named("admin")
    assert admin is not None
    with pytest.raises(Unfit, match="管理员"):
        set_active(admin.id, False, now=NOW, by=f"user:{admin.id}")
    with pytest.raises(Unfit, match="管理员"):
        set_role(admin.id, rules.CLERK, now=NOW, by=f"user:{admin.id}")
    other = make_user("bai", GOOD, role=rules.ADMINISTRATOR, now=NOW, by="user:1")
    set_role(admin.id, rules.CLERK, now=NOW, by=f"user:{other.pk}")
    row = user_row(admin.id)
    assert row is not None
    assert row.role_name == "工作人员"


@pytest.mark.django_db
def test_who_is_kept_out_cannot_log_in_and_can_be_let_in_again() -> None:
    user = clerk()
    set_active(user.pk, False, now=NOW, by="user:1")
    assert not logs_in("lin", GOOD)
    set_active(user.pk, True, now=NOW, by="user:1")
    assert logs_in("lin", GOOD)


@pytest.mark.django_db
def test_a_new_password_replaces_the_old_one_and_must_be_good_too() -> None:
    user = clerk()
    with pytest.raises(Unfit):
        change_password(user.pk, "1", now=NOW, by="user:1")
    change_password(user.pk, GOOD + "-new", now=NOW, by="user:1")
    assert logs_in("lin", GOOD + "-new")
    assert not logs_in("lin", GOOD)


@pytest.mark.django_db
def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(Unfit, match="角色"):
        set_role(clerk().pk, "king", now=NOW, by="user:1")


@pytest.mark.django_db
def test_actors_have_names_on_screen() -> None:
    user = clerk(name="林青")
    nameless = clerk("bai")
    asked = [f"user:{user.pk}", f"user:{nameless.pk}", "applicant:12", "worker", "user:9999", "console"]
    assert [names_of(asked)[one] for one in asked] == ["林青", "bai", "申报单位", "系统", "已注销用户", "命令行"]


@pytest.mark.django_db
def test_users_are_listed_by_login_name() -> None:
    clerk("xu")
    clerk("an")
    assert [user.username for user in list_users()] == ["an", "xu"]
    assert user_named("AN") is not None
    assert user_named("nobody") is None
    assert user_row(0) is None


def test_a_link_opens_what_it_was_made_for_and_nothing_else() -> None:
    token = make_link("case", "12")
    assert read_link("case", token) == "12"
    assert read_link("parcel", token) is None
    assert read_link("case", token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert read_link("case", token.replace("12", "13", 1)) is None
    assert read_link("case", "12") is None
    assert read_link("case", "") is None


def test_a_link_cannot_be_guessed_and_is_the_same_each_time() -> None:
    token = make_link("case", "12")
    assert token == make_link("case", "12")
    assert len(token.split("~")[-1]) >= 43


def test_a_link_fits_into_an_address() -> None:
    assert set(make_link("case", "12")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~")
