"""An office page lets in who may do what it does, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from casecall.people.models import User
from casecall.people.rules import ADMINISTRATOR, CLERK
from casecall.web.kit.access import actor, needs

if TYPE_CHECKING:
    from django.http import HttpRequest


@needs("people")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def asked(user: object, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/office/people/?page=2", headers=headers)
    request.user = user  # type: ignore[assignment]
    return request


def test_a_role_that_may_gets_in_and_the_page_stays_private() -> None:
    answer = page(asked(User(pk=3, role=ADMINISTRATOR)))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_a_role_that_may_not_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        page(asked(User(pk=4, role=CLERK)))


def test_a_stranger_goes_to_the_login_and_from_there_to_the_page() -> None:
    answer = page(asked(AnonymousUser()))
    assert answer.status_code == 302
    assert answer["Location"] == "/office/login/?next=/office/people/%3Fpage%3D2"


def test_a_part_of_a_page_sends_the_whole_page_to_the_login() -> None:
    answer = page(asked(AnonymousUser(), hx_request="true"))
    assert answer["HX-Redirect"] == "/office/login/"


def test_the_record_knows_a_person_by_number_alone() -> None:
    assert actor(asked(User(pk=3, username="chen"))) == "user:3"
