"""Consent is narrowed with a reason and lifted on record; corrections are dated; a topic knows its address."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from docx import Document

from casecall.cases.actions import TAKE_DOWN
from casecall.compiling import rules
from casecall.compiling.actions import add_cases, edit_edition, make_edition
from casecall.compiling.consent import MOST_NOTE, amend, lift, limit, set_focus
from casecall.compiling.models import Amendment, ConsentLimit
from casecall.compiling.queries import edition, entry, limits_in_force, limits_of
from casecall.jobs.queries import for_key
from casecall.screening.actions import accept, screen
from casecall.screening.models import Screening
from tests.casecall.screening.papers import GOOD, form

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.cases.models import Revision
    from casecall.compiling.records import EntryView

pytestmark = pytest.mark.django_db
BY = "user:1"


@pytest.fixture
def one(call: CallRow, accepted: Callable[..., int], now: datetime) -> EntryView:
    """An entry with two photos, alone in its edition."""
    made = make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by=BY, now=now)
    add_cases(made, [accepted(photos=2)], by=BY, now=now)
    return edition(made).entries[0]


def test_by_itself_consent_is_what_the_call_names(one: EntryView) -> None:
    assert one.channels == one.uses == ("website", "wechat", "press", "report")
    assert {photo.channels for photo in one.photos} == {one.uses}


def test_a_case_narrowed_on_a_channel_is_narrowed_with_its_photos(one: EntryView, now: datetime) -> None:
    limit(one.case_id, "wechat", why="来函要求", by=BY, now=now)
    changed = entry(one.id)
    assert changed.channels == ("website", "press", "report")
    assert {photo.channels for photo in changed.photos} == {changed.channels}
    assert changed.limited


def test_a_photo_narrowed_leaves_its_case_and_the_other_photo(one: EntryView, now: datetime) -> None:
    limit(one.case_id, "press", photo=one.photos[0].sha256, why="照片中有客户", by=BY, now=now)
    changed = entry(one.id)
    assert changed.channels == one.uses
    assert [("press" in photo.channels) for photo in changed.photos] == [False, True]


def test_a_limit_holds_in_every_edition_of_the_case(one: EntryView, call: CallRow, now: datetime) -> None:
    limit(one.case_id, "wechat", why="来函要求", by=BY, now=now)
    other = make_edition(call.id, slug="other", title="另一个专题", by=BY, now=now)
    add_cases(other, [one.case_id], by=BY, now=now)
    assert "wechat" not in edition(other).entries[0].channels


def test_the_same_limit_twice_is_one(one: EntryView, now: datetime) -> None:
    first = limit(one.case_id, "wechat", why="来函要求", by=BY, now=now)
    assert limit(one.case_id, "wechat", why="又说了一次", by=BY, now=now) == first
    assert ConsentLimit.objects.get().why == "来函要求"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"channel": "wechat", "why": " "}, "理由"),
        ({"channel": "television", "why": "来函"}, "没有约定"),
        ({"channel": "", "why": "来函"}, "没有约定"),
        ({"channel": "wechat", "photo": "0" * 64, "why": "来函"}, "不属于"),
    ],
)
def test_a_limit_wants_a_reason_a_use_and_a_photo_of_the_case(
    one: EntryView, now: datetime, asked: dict[str, str], says: str
) -> None:
    with pytest.raises(rules.Unfit, match=says):
        limit(one.case_id, **asked, by=BY, now=now)
    assert not ConsentLimit.objects.exists()
    assert for_key(TAKE_DOWN, str(one.case_id)) is None


def test_a_limit_asks_at_once_for_what_stands_to_be_taken_down(one: EntryView, now: datetime) -> None:
    limit(one.case_id, "wechat", why="来函要求", by=BY, now=now)
    assert for_key(TAKE_DOWN, str(one.case_id)) is not None


def test_a_limit_lifted_stays_on_record(one: EntryView, now: datetime) -> None:
    made = limit(one.case_id, "wechat", why="来函要求", by=BY, now=now)
    lift(made, by="user:2", now=now)
    lift(made, by="user:3", now=now)
    kept = ConsentLimit.objects.get()
    assert (kept.lifted_at, kept.lifted_by, kept.why) == (now, "user:2", "来函要求")
    assert entry(one.id).channels == one.uses
    assert not entry(one.id).limited
    assert limits_in_force() == ()
    assert len(limits_of([one.case_id])[one.case_id]) == 1


def test_a_correction_is_added_and_never_changed(one: EntryView, now: datetime) -> None:
    amend(one.id, "  “320 万元”\n应为“230 万元”。 ", by=BY, now=now)
    amend(one.id, "单位名称更正。", by=BY, now=now)
    notes = [each.note for each in entry(one.id).amendments]
    assert notes == ["“320 万元” 应为“230 万元”。", "单位名称更正。"]


@pytest.mark.parametrize(
    ("note", "says"),
    [
        (" \n ", "更正了什么"),
        ("更" * (MOST_NOTE + 1), "不超过"),
        (f"联系电话应为 {GOOD['phone']}。", "联系方式"),
        (f"请写信到 {GOOD['email']}。", "联系方式"),
    ],
)
def test_a_correction_wants_words_not_too_many_and_no_contact_data(
    one: EntryView, now: datetime, note: str, says: str
) -> None:
    with pytest.raises(rules.Unfit, match=says):
        amend(one.id, note, by=BY, now=now)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("asked", "kept"), [((0.2, 0.9), (0.2, 0.9)), ((-3, 7), (0.0, 1.0)), ((0.5, 0.38), (0.5, 0.38))]
)
def test_the_point_of_a_photo_lies_within_it(
    one: EntryView, now: datetime, asked: tuple[float, float], kept: tuple[float, float]
) -> None:
    set_focus(one.photos[0].id, asked, by=BY, now=now)
    assert entry(one.id).photos[0].focus == kept
    assert entry(one.id).photos[1].focus == (0.5, 0.38)


def test_an_undertaking_counts_as_the_newest_paper_has_it() -> None:
    assert rules.pledged(True, before=False)
    assert not rules.pledged(False, before=True)
    assert rules.pledged(None, before=True)
    assert not rules.pledged(None, before=False)


def test_a_paper_that_struck_the_undertaking_out_since_keeps_its_case_back(one: EntryView, now: datetime) -> None:
    assert one.obstacle == ""
    screening = Screening.objects.get(revision__case_id=one.case_id)
    paper = screening.examination
    paper["reading"]["promise"] = False
    Screening.objects.filter(pk=screening.pk).update(examination=paper)
    changed = entry(one.id)
    assert not changed.pledged
    assert "承诺" in changed.obstacle


def test_an_undertaking_crossed_out_in_word_is_none(
    call: CallRow, revision_of: Callable[..., Revision], now: datetime
) -> None:
    revision = revision_of(form_docx=_crossed_out(form()))
    screen(revision.pk, now=now)
    accept(revision.case_id, "盖章原件已收到", by=BY, now=now)
    made = make_edition(call.id, slug="lz-2022", title="专题", by=BY, now=now)
    add_cases(made, [revision.case_id], by=BY, now=now)
    (entered,) = edition(made).obstacles
    assert "本单位承诺" in entered.obstacle


def _crossed_out(data: bytes) -> bytes:
    """A form on which the unit struck the undertaking out."""
    document = Document(io.BytesIO(data))
    for run in document.tables[0].rows[-2].cells[1].paragraphs[0].runs:
        run.font.strike = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.example.org/zt/2022", "https://www.example.org/zt/2022/"),
        (" http://example.org:8080/ ", "http://example.org:8080/"),
        ("", ""),
    ],
)
def test_the_address_of_a_topic_ends_in_a_slash(one: EntryView, now: datetime, typed: str, kept: str) -> None:
    edit_edition(one.edition_id, title="专题", lead="", base_url=typed, by=BY, now=now)
    assert edition(one.edition_id).base_url == kept
    edit_edition(one.edition_id, title="专题", lead="", by=BY, now=now)
    assert edition(one.edition_id).base_url == kept, "not asked, not changed"


@pytest.mark.parametrize(
    "typed",
    ["www.example.org", "javascript:alert(1)", "https://", "https://a b/", "https://x.org/?q=1", "https://x.org/#a",
     "https://user:pw@x.org/", "https://x.org/“引号”", "https://x.org/" + "a" * 300],
)  # fmt: skip
def test_an_unfit_address_is_refused_with_what_is_wanted(one: EntryView, now: datetime, typed: str) -> None:
    with pytest.raises(rules.Unfit, match="https://"):
        edit_edition(one.edition_id, title="专题", lead="", base_url=typed, by=BY, now=now)
    assert edition(one.edition_id).base_url == ""
