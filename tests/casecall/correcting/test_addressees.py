"""To whom a receipt goes: it says what stands in a case, so it goes to those whose case it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.correcting.asking import asking
from casecall.correcting.receipts import write_receipt
from casecall.files.actions import keep
from casecall.letters.models import Letter
from casecall.receiving.adding import add_to_case
from casecall.receiving.filing import file_letter, parcel_of
from casecall.receiving.letters_in import take
from casecall.receiving.records import Came, Place
from casecall.screening import queries as screening
from casecall.screening.recipients import recipients_of
from tests.casecall.factory import Application, a_case
from tests.casecall.receiving.posting import UNIT, Post

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.receiving.models import ReceivedLetter

OWNER = Application().email
STRANGER = "somebody@163.com"


@pytest.fixture
def as_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A further revision reads like the first."""
    desk = screening.desk
    monkeypatch.setattr(screening, "desk", lambda case_id: desk(case_id, revision=1))


def a_letter(call: CallRow, sender: str, *, now: datetime, subject: str = "补充材料") -> ReceivedLetter:
    data = Post(call, now).letter(subject, sender=sender)
    place = Place("office", "INBOX", "", subject + sender)
    return take(keep(data, now=now).sha256, place, call_id=call.id, now=now)


def added(case_id: int, letter: ReceivedLetter, *, now: datetime) -> None:
    """What a letter brought, put to the case by software."""
    letter.parcel = letter.parcel or parcel_of(letter, call_id=letter.call_id or 0, now=now, by="mail")
    letter.save()
    files, came = [(letter.file_id, "来信.eml")], Came("letter", now)
    add_to_case(case_id, files, parcels=[letter.parcel], came=came, line="归入", why="码", now=now, by="worker")


@pytest.mark.usefixtures("account")
def test_the_first_receipt_goes_to_the_address_on_the_form(call: CallRow, now: datetime) -> None:
    made = write_receipt(a_case(call, now=now), now=now)
    assert made is not None
    assert (made.to_address, made.to_name) == (OWNER, "闻人舒")
    assert "13900004417" not in made.text
    assert OWNER not in made.text


@pytest.mark.usefixtures("account", "as_first")
def test_what_a_stranger_added_is_told_to_those_whose_case_it_is(call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    for subject in ("补充材料", "再补充"):  # having added once makes nobody an owner
        added(case_id, a_letter(call, STRANGER, subject=subject, now=now), now=now)
        made = write_receipt(case_id, now=now)
        assert made is not None
        assert (made.to_address, made.to_name) == (OWNER, "")
    assert not Letter.objects.filter(to_address=STRANGER).exists()


def test_a_correction_is_asked_of_those_whose_case_it_is_where_no_form_names_an_address(
    call: CallRow, now: datetime
) -> None:
    first = Post(call, now)()
    case_id = first.case_id or 0
    added(case_id, a_letter(call, STRANGER, now=now), now=now)
    assert asking(case_id, now=now).addresses == (UNIT, STRANGER)
    (found,) = recipients_of([case_id])
    assert (found.address, found.source) == (UNIT, "来信的发件地址")


@pytest.mark.usefixtures("account", "as_first")
def test_whoever_the_case_is_known_by_or_a_clerk_let_in_is_answered_where_they_wrote(
    call: CallRow, now: datetime
) -> None:
    case_id = a_case(call, now=now)
    added(case_id, a_letter(call, f"闻人舒 <{OWNER.upper()}>", now=now), now=now)
    own = write_receipt(case_id, now=now)
    assert own is not None
    assert (own.to_address.lower(), own.to_name) == (OWNER, "闻人舒")
    letter = a_letter(call, STRANGER, now=now)
    letter.kind, letter.held = "application", True
    letter.parcel = None
    letter.save()
    file_letter(letter.pk, case_id, now=now, by="user:1")
    added(case_id, a_letter(call, STRANGER, subject="再补充", now=now), now=now)
    made = write_receipt(case_id, now=now)
    assert made is not None
    assert made.to_address == STRANGER
