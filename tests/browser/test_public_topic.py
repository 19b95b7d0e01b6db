"""A topic as it was published stands on the live site, whole, under its own policy, and goes when it is taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.compiling.actions import add_cases, make_edition
from casecall.publishing.actions import publish, take_down
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def topic(call: CallRow, inside: datetime) -> int:
    """A topic with two cases, on the website; its publication."""
    ids = [a_case(call, Application(title=title, photos=1), now=inside) for title in ("山村机房", "银龄课堂")]
    for case_id in ids:
        move(case_id, states.ACCEPTED, by="user:1", at=inside)
    edition = make_edition(
        call.id, slug="lz-2022", title="把网络修到人心里去", lead="两个故事。", by="user:1", now=inside
    )
    add_cases(edition, ids, by="user:1", now=inside)
    return publish(edition, by="user:1", now=inside)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_topic_is_read_on_the_live_site(
    visits: Visits, topic: int, faults_of: Callable[..., list[str]], overflow_of: Callable[..., int], *, scheme: str
) -> None:
    page = visits.open("/", width=360, scheme=scheme)
    page.get_by_role("link", name="把网络修到人心里去").click()
    assert page.url.endswith("/t/lz-2022/")
    assert not faults_of(page)
    assert overflow_of(page) <= 0
    page.get_by_role("link", name="银龄课堂").first.click()
    assert "/t/lz-2022/cases/" in page.url
    assert page.get_by_role("heading", name="银龄课堂").is_visible()
    assert not faults_of(page)
    assert overflow_of(page) <= 0


def test_a_topic_keeps_to_its_policy_and_its_host_and_all_it_names_is_there(visits: Visits, topic: int) -> None:
    said: list[str] = []
    answers: list[tuple[int, str]] = []
    context = visits.browser.new_context()
    visits.contexts.append(context)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    page.goto(f"{visits.address}/t/lz-2022/", wait_until="networkidle")
    assert not said
    assert {status for status, _ in answers} == {200}
    assert {urlsplit(url).netloc for _, url in answers} == {urlsplit(visits.address).netloc}


def test_what_is_taken_down_is_gone(visits: Visits, topic: int, inside: datetime) -> None:
    take_down(topic, why="单位要求", by="user:1", now=inside)
    page = visits.open("/t/lz-2022/")
    assert page.get_by_role("heading", name="没有找到这一页").is_visible()


def test_a_topic_is_searched_on_the_live_site(visits: Visits, topic: int) -> None:
    page = visits.open("/t/lz-2022/search/", width=360)
    page.get_by_label("词语、单位、地区或编号").fill("银龄")
    page.get_by_role("link", name="银龄课堂").wait_for()
    assert page.get_by_role("status").inner_text() == "找到 1 个案例"
