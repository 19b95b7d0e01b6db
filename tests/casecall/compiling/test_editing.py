"""Editions hold accepted cases in the editor's words, and the paper's words stay beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casecall.cases import rules as states
from casecall.cases.models import Case, Revision
from casecall.cases.queries import newest_revision
from casecall.compiling import rules
from casecall.compiling.actions import (
    add_cases,
    edit_edition,
    edit_entry,
    edit_photo,
    make_edition,
    order_entries,
    remove_entry,
    restore_text,
)
from casecall.compiling.queries import edition, entries_of, entry, list_editions
from casecall.receiving.typed import with_photo_words
from casecall.screening.actions import correct
from tests.casecall.screening.papers import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.compiling.records import EntryView

pytestmark = pytest.mark.django_db
BY = "user:1"


@pytest.fixture
def topic(call: CallRow, now: datetime) -> int:
    return make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", lead="一个单位。", by=BY, now=now)


def reword(one: EntryView, now: datetime, **changed: str) -> None:
    words = {"title": one.title, "body": one.body, "unit": one.unit, "theme": one.theme}
    edit_entry(one.id, **{**words, **changed}, by=BY, now=now)


def test_an_accepted_case_joins_in_the_words_of_its_paper(
    topic: int, accepted: Callable[..., int], now: datetime
) -> None:
    case_id = accepted(photos=2)
    assert [one.case_id for one in edition(topic).to_add] == [case_id]
    assert add_cases(topic, [case_id], by=BY, now=now) == 1
    (one,) = edition(topic).entries
    assert (one.title, one.body, one.unit) == (GOOD["title"], GOOD["body"], GOOD["unit"])
    assert (one.theme_label, one.slug, one.pledged, one.obstacle) == ("助力乡村振兴", "lz2022-0001", True, "")
    assert len(one.photos) == 2
    assert Case.objects.get(pk=case_id).state == "compiled"
    assert edition(topic).to_add == ()


def test_a_corrected_value_is_what_joins(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    case_id = accepted()
    correct(Case.objects.get(pk=case_id).revisions.get().pk, "title", "云上采茶忙", by=BY, now=now)
    add_cases(topic, [case_id], by=BY, now=now)
    assert edition(topic).entries[0].title == "云上采茶忙"


def test_a_case_joins_once(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    case_id = accepted()
    add_cases(topic, [case_id], by=BY, now=now)
    assert add_cases(topic, [case_id], by=BY, now=now) == 0
    assert len(edition(topic).entries) == 1


def test_a_case_that_was_not_accepted_does_not_join(
    topic: int, accepted: Callable[..., int], revision_of: Callable[..., object], now: datetime
) -> None:
    good = accepted()
    waiting = Case.objects.create(
        call_id=Case.objects.get(pk=good).call_id,
        number="X",
        state="faulty",
        state_since=now,
        came_at=now,
        door="upload",
    )
    with pytest.raises(states.NotAllowed, match="入选后"):
        add_cases(topic, [good, waiting.pk], by=BY, now=now)
    assert edition(topic).entries == (), "all or none"
    assert Case.objects.get(pk=good).state == "accepted"


def test_the_editors_words_stand_beside_the_papers(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    add_cases(topic, [accepted()], by=BY, now=now)
    one = edition(topic).entries[0]
    reword(one, now, title="网络村医", body="　　第一段。\r\n\r\n  第二段。  ")
    changed = entry(one.id)
    assert (changed.title, changed.paragraphs) == ("网络村医", ("第一段。", "第二段。"))
    assert (changed.paper_title, changed.paper_body) == (GOOD["title"], GOOD["body"])
    assert changed.edited
    restore_text(one.id, by=BY, now=now)
    assert not entry(one.id).edited


def test_a_theme_that_the_call_has_not_is_refused(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    add_cases(topic, [accepted()], by=BY, now=now)
    with pytest.raises(rules.Unfit, match="主题"):
        reword(edition(topic).entries[0], now, theme="sport")


def test_entries_stand_in_the_order_given(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    add_cases(topic, [accepted(title=title) for title in ("甲", "乙", "丙")], by=BY, now=now)
    first, second, third = (one.id for one in edition(topic).entries)
    order_entries(topic, [third, first], by=BY, now=now)
    assert [one.id for one in edition(topic).entries] == [third, first, second]


def test_an_entry_taken_out_leaves_the_case_accepted(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    case_id = accepted()
    add_cases(topic, [case_id], by=BY, now=now)
    remove_entry(entries_of(case_id)[0].id, by=BY, now=now)
    assert Case.objects.get(pk=case_id).state == "accepted"
    assert edition(topic).entries == ()


def test_a_published_case_is_not_taken_out(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    case_id = accepted()
    add_cases(topic, [case_id], by=BY, now=now)
    Case.objects.filter(pk=case_id).update(state="published")
    with pytest.raises(rules.Unfit, match="先撤下"):
        remove_entry(entries_of(case_id)[0].id, by=BY, now=now)


def test_a_photo_brings_the_words_that_its_unit_typed_for_it(
    topic: int, accepted: Callable[..., int], now: datetime
) -> None:
    case_id = accepted()
    revision = newest_revision(case_id)
    assert revision is not None
    photo = next(one for one in revision.files if one.media_type.startswith("image/"))
    typed = with_photo_words({}, photo.sha256, caption="换上新空调", credit="许知远")
    Revision.objects.filter(pk=revision.id).update(typed=typed)
    add_cases(topic, [case_id], by=BY, now=now)
    (shown,) = entries_of(case_id)[0].photos
    assert (shown.caption, shown.credit) == ("换上新空调", "许知远")


def test_words_of_a_photo_and_its_place_are_kept(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    case_id = accepted(photos=2)
    add_cases(topic, [case_id], by=BY, now=now)
    first, second = entries_of(case_id)[0].photos
    edit_photo(first.id, order=9, caption="检修光缆", alt="两人在杆上", credit="联畅", shown=False, by=BY, now=now)
    photos = entries_of(case_id)[0].photos
    assert [one.id for one in photos] == [second.id, first.id]
    assert (photos[1].caption, photos[1].alt, photos[1].credit, photos[1].shown) == (
        "检修光缆",
        "两人在杆上",
        "联畅",
        False,
    )


def test_without_the_undertaking_a_reason_is_wanted(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    add_cases(topic, [accepted(promise=False)], by=BY, now=now)
    one = edition(topic).entries[0]
    assert "承诺" in one.obstacle
    assert edition(topic).obstacles == (one,)
    reword(one, now, unpledged_why="承诺书另纸盖章，已归档")
    assert entry(one.id).obstacle == ""


@pytest.mark.parametrize("field", ["title", "body"])
def test_an_entry_without_words_waits(topic: int, accepted: Callable[..., int], now: datetime, field: str) -> None:
    add_cases(topic, [accepted()], by=BY, now=now)
    one = edition(topic).entries[0]
    reword(one, now, **{field: " "})
    assert "为空" in entry(one.id).obstacle


def test_an_entry_without_a_theme_waits_until_one_is_chosen(
    topic: int, accepted: Callable[..., int], now: datetime
) -> None:
    add_cases(topic, [accepted(theme="")], by=BY, now=now)
    one = edition(topic).entries[0]
    assert "主题" in one.obstacle
    reword(one, now, theme="green")
    assert entry(one.id).obstacle == ""


def test_words_of_a_contest_are_pointed_out(topic: int, accepted: Callable[..., int], now: datetime) -> None:
    add_cases(topic, [accepted()], by=BY, now=now)
    one = edition(topic).entries[0]
    reword(one, now, body="该案例荣获一等奖。")
    assert any("一等奖" in says for says in entry(one.id).warnings)
    edit_edition(topic, title="获奖案例专题", lead="", by=BY, now=now)
    assert any("获奖" in says for says in edition(topic).warnings)


@pytest.mark.parametrize(
    "slip", ["详询 0851-86001234", "电话：085186001234", "电话 0851 8600 1234", "WeiQinghe@example.org"]
)
def test_contact_data_that_slipped_into_a_text_keeps_it_back(
    topic: int, accepted: Callable[..., int], now: datetime, slip: str
) -> None:
    add_cases(topic, [accepted()], by=BY, now=now)
    one = edition(topic).entries[0]
    reword(one, now, body=f"正文。\n{slip}")
    assert "联系方式不随案例发布" in entry(one.id).obstacle


def test_a_contact_person_who_took_part_may_be_named_in_the_text(
    topic: int, accepted: Callable[..., int], now: datetime
) -> None:
    add_cases(topic, [accepted(body="驻村工程师韦青禾带队抢通线路。")], by=BY, now=now)
    one = edition(topic).entries[0]
    assert (one.warnings, one.obstacle) == ((), "")


@pytest.mark.parametrize("slug", ["", "专题", "LZ", "a b", "-a", "a-", "a--b", "../x", "x" * 41])
def test_an_unfit_address_is_refused(call: CallRow, now: datetime, slug: str) -> None:
    with pytest.raises(rules.Unfit, match="网址名"):
        make_edition(call.id, slug=slug, title="专题", by=BY, now=now)


def test_an_address_is_given_once(call: CallRow, topic: int, now: datetime) -> None:
    with pytest.raises(rules.Unfit, match="已被使用"):
        make_edition(call.id, slug="lz-2022", title="又一个", by=BY, now=now)
    assert [one.slug for one in list_editions(call.id)] == ["lz-2022"]


def test_an_edition_of_one_and_of_three_entries_costs_the_same_statements(
    topic: int, accepted: Callable[..., int], now: datetime
) -> None:
    counts = []
    for titles in (["甲"], ["乙", "丙"]):
        add_cases(topic, [accepted(title=title) for title in titles], by=BY, now=now)
        with CaptureQueriesContext(connection) as caught:
            edition(topic)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 10
