"""A link is real in the bytes that are handed over and nowhere else: no table, no blob, no export holds a token."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from casecall.letters import actions, queries, rules, sending
from casecall.letters.links import WrongLink, fault, hide, mark, reveal, unlink
from casecall.people.links import make_link, read_link
from tests.casecall.factory import an_unread_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import Settings

    from casecall.calls.queries import CallRow
    from casecall.letters.models import Letter
    from tests.casecall.letters.servers import Script

TOKEN = re.compile(rb"\d+(?:~|%7E)[\w-]{20,}", re.IGNORECASE)


def tokens_in(data: bytes) -> list[bytes]:
    """Tokens in some bytes, and in the parts of the letter that they may be."""
    parts = [part.get_payload(decode=True) for part in message_from_bytes(data).walk()]
    return TOKEN.findall(data + b"\n".join(part for part in parts if isinstance(part, bytes)))


@pytest.mark.django_db
def test_no_stored_byte_holds_a_token_and_the_letter_that_left_does(
    write: Callable[..., Letter], account: Any, script: Script, call: CallRow, now: datetime, settings: Settings
) -> None:
    case = an_unread_case(call, now=now)
    text = f"请补正：\n{mark('correction', 7)}\n进度：\n{mark('case', case)}"
    letter = write(rules.CORRECTION, key="correction:7", case_id=case, text=text)
    actions.approve(letter.pk, now=now, by="user:1")
    sending.send(letter.pk, now=now)
    assert queries.letter(letter.pk).state == rules.SENT  # type: ignore[union-attr]
    handed = message_from_bytes(script.taken[0], policy=policy.default)
    plain = handed.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    token = re.search(r"https://cases\.example\.org/x/([^/]+)/", plain)
    assert token is not None
    assert read_link("correction", token[1]) == "7"
    assert len(tokens_in(script.taken[0])) == 6  # two links, once in the text, twice in the HTML
    blobs = [one.read_bytes() for one in Path(settings.BLOBS).rglob("*") if one.is_file()]
    assert len(blobs) >= 2
    assert not [one for one in blobs if tokens_in(one)]
    assert not tokens_in(everything_in_the_database())
    assert not tokens_in(queries.as_eml(letter.pk) + queries.mbox(case))
    kept = message_from_bytes(queries.as_eml(letter.pk), policy=policy.default)
    assert "〔补正链接，已隐去〕" in kept.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def everything_in_the_database() -> bytes:
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names come from the database itself
            rows += [repr(row).encode() for row in cursor.fetchall()]
    return b"\n".join(rows)


def test_a_mark_becomes_words_on_pages() -> None:
    assert hide("见 [[link:correction:7]]、[[link:case:3]]。") == "见 〔补正链接，已隐去〕、〔案例进度链接，已隐去〕。"


def test_a_link_needs_the_address_of_the_site(settings: Settings) -> None:
    settings.BASE_URL = ""
    assert "CASECALL_BASE_URL" in fault(mark("case", 3), kind=rules.FREE, key="free:1", case_id=3)
    assert fault("没有链接", kind=rules.FREE, key="free:1", case_id=3) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[[link:case:4]]", rules.FREE),
        ("[[link:case:03]]", rules.FREE),
        ("[[link:correction:7]]", rules.FREE),
        ("[[link:correction:7]]", rules.NOTICE),
        ("[[link:correction:8]]", rules.CORRECTION),
        ("[[link:correction:07]]", rules.CORRECTION),
        ("[[link:correction:8]]", rules.REMINDER),
        ("[[link:login:7]]", rules.FREE),
        ("[[link:case:../7]]", rules.FREE),
        ("[[link:case:]]", rules.FREE),
    ],
)
def test_a_mark_that_would_open_something_else_is_refused(settings: Settings, text: str, kind: str) -> None:
    settings.BASE_URL = "https://cases.example.org"
    with pytest.raises(WrongLink):
        reveal(text, kind=kind, key="correction:7", case_id=3)


def test_a_link_is_the_same_every_time(settings: Settings) -> None:
    settings.BASE_URL = "https://cases.example.org"
    keys = {"correction:7:2": rules.CORRECTION, "reminder:7:20220909": rules.REMINDER}
    first, second = (reveal(mark("correction", 7), kind=kind, key=key, case_id=3) for key, kind in keys.items())
    assert first == second == f"https://cases.example.org/x/{make_link('correction', '7')}/"


def test_a_link_that_is_not_ours_stays_as_it_was_written() -> None:
    text = "https://other.example.org/a/7~abcdefghijklmnopqrstuvwxyz/"
    assert unlink(text) == text
