"""The home page lists calls and topics, however many, with two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casecall.calls.actions import open_call
from tests.casecall.web.public.conftest import topic

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.publishing.records import PublishedEdition


def test_without_a_call_the_page_says_what_is_the_matter(db: None) -> None:
    html = Client().get("/").content.decode()
    assert "目前没有征集活动" in html
    assert "活动开始后会列在这里" in html


@pytest.mark.parametrize("more", [0, 2])
def test_calls_and_topics_are_listed_with_one_question_of_the_calls(
    call: CallRow, now: datetime, standing: list[PublishedEdition], more: int
) -> None:
    for n in range(more):
        open_call(call.source.replace('key = "cace-2022"', f'key = "more-{n}"'), now=now, by="console")
    standing += [topic(n) for n in range(more + 1)]
    with CaptureQueriesContext(connection) as asked:
        html = Client().get("/").content.decode()
    assert len(asked) == 1
    assert html.count('class="entry"') == 2 * (more + 1)
    assert "距截止 61 天" in html
    assert 'href="/t/topic-0/"' in html
