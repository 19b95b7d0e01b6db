"""How a reader wants the pages is kept in two cookies, and works without scripts."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from casecall.web.kit.context import site
from casecall.web.kit.look import Look, look_of


def test_the_elder_size_is_remembered_and_leads_back_to_the_page() -> None:
    answer = Client().get("/look/", {"size": "large", "next": "/c/cace-2022/?a=1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/c/cace-2022/?a=1"
    assert answer.cookies["size"].value == "large"
    assert answer.cookies["size"]["httponly"]


def test_an_empty_choice_forgets_it_and_leaves_the_other() -> None:
    client = Client()
    client.cookies["size"], client.cookies["scheme"] = "large", "dark"
    answer = client.get("/look/", {"size": "", "next": "/"})
    assert answer.cookies["size"]["max-age"] == 0
    assert "scheme" not in answer.cookies


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil", ""]
)
def test_the_way_back_never_leaves_the_site(elsewhere: str) -> None:
    assert Client().get("/look/", {"size": "large", "next": elsewhere})["Location"] == "/"


def test_what_is_not_a_choice_is_none() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"size": 'x" onload="', "scheme": "dark"}
    assert look_of(request) == Look("", "dark")


def test_a_choice_is_not_posted() -> None:
    assert Client().post("/look/").status_code == 405


def test_the_page_knows_where_it_is_but_not_what_was_posted_to_it() -> None:
    assert site(RequestFactory().get("/c/x/?page=2"))["site"].here == "/c/x/?page=2"
    assert site(RequestFactory().post("/c/x/?page=2"))["site"].here == "/c/x/"


def test_what_is_written_on_paper_is_the_address_that_others_can_open(settings: object) -> None:
    request = RequestFactory().get("/c/x/?page=2")
    assert site(request)["site"].address == "http://testserver/c/x/"
    settings.BASE_URL = "https://cases.example.org"  # type: ignore[attr-defined]
    assert site(request)["site"].address == "https://cases.example.org/c/x/"
