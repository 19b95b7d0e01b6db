"""The list of checks: ids that are fixed, levels that a call may move, and what findings come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casepaper.checks.all_checks import ALL_CHECKS, check_all, outcome_of
from casepaper.forms.levels import LEVELS, level_of
from tests.casepaper.papers import RULES, field, levels, paper, with_field

FIXED = {
    "theme_missing",
    "unit_missing",
    "contact_missing",
    "position_missing",
    "phone_missing",
    "phone_invalid",
    "email_missing",
    "email_invalid",
    "title_missing",
    "body_missing",
    "date_missing",
    "date_invalid",
    "date_late",
    "words_over",
    "promise_missing",
    "seal_missing",
    "unreadable",
    "theme_several",
    "field_uncertain",
    "scope_old",
    "photo_missing",
}


def test_the_ids_are_those_that_were_promised_and_one_for_fields_of_a_call() -> None:
    assert [check.ID for check in ALL_CHECKS].count("unreadable") == 1
    assert {check.ID for check in ALL_CHECKS} == FIXED | {"field_missing"}


def test_every_check_has_its_usual_level_and_says_what_it_is() -> None:
    assert {check.ID for check in ALL_CHECKS} == set(LEVELS)
    assert all(check.ABOUT for check in ALL_CHECKS)


def test_no_sentence_shouts_or_speaks_of_prizes() -> None:
    for check in ALL_CHECKS:
        sentences = [check.SAYS] if isinstance(check.SAYS, str) else list(check.SAYS.values())
        for says in sentences:
            assert not any(word in says for word in ("！", "!", "获奖", "评奖", "无效", "驳回", "警告", "错误"))


def test_a_call_may_raise_a_note_to_a_fault() -> None:
    strict = replace(RULES, levels={"photo_missing": "fault"})
    assert levels(replace(paper(rules=strict), photos=())) == {"photo_missing": "fault"}


def test_a_call_may_lower_a_fault() -> None:
    mild = replace(RULES, levels={"position_missing": "note"})
    assert levels(paper(rules=mild, position=None)) == {"position_missing": "note"}


def test_a_wish_for_faults_turns_no_unsure_reading_into_one() -> None:
    strict = replace(RULES, levels={"unit_missing": "fault"})
    unsure = with_field(paper(rules=strict, how="ocr"), field("unit", None, how="ocr", sure=False))
    assert levels(unsure) == {"unit_missing": "doubt"}


@pytest.mark.parametrize(
    ("found", "asked", "expected"),
    [("fault", None, "fault"), ("fault", "doubt", "doubt"), ("doubt", "note", "note"), ("doubt", "fault", "doubt")],
)
def test_levels_move_as_the_call_wishes(found: str, asked: str | None, expected: str) -> None:
    wanted = {"unit_missing": asked} if asked else None
    assert level_of("unit_missing", found, wanted=wanted) == expected


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "in order"),
        ({"photos": ()}, "in order"),
        ({"reading": None}, "unreadable"),
        ({"seals": ()}, "faulty"),
        ({"seals": (), "stamped_grey": True}, "doubtful"),
    ],
)
def test_the_gravest_finding_decides_and_notes_weigh_nothing(change: dict[str, object], outcome: str) -> None:
    one = replace(paper(), **change)
    assert outcome_of(one, check_all(one)) == outcome


def test_a_missing_photo_is_a_note_where_photos_are_asked_for() -> None:
    assert levels(replace(paper(), photos=())) == {"photo_missing": "note"}
    assert levels(replace(paper(rules=replace(RULES, photos_asked=False)), photos=())) == {}
