"""The few words by which a clerk sees in a list why a case is where it is."""

from __future__ import annotations

import pytest

from casecall.screening import rules
from casecall.screening.reasons import reason, short
from casepaper.checks.all_checks import ALL_CHECKS
from casepaper.forms.callfile import load_call

CALL = load_call("cace-2022")
SEAL = ("seal_missing", "fault", "", None)
WORDS = ("words_over", "fault", "body", None)
PHONE = ("phone_invalid", "doubt", "phone", None)
NOTE = ("photo_missing", "note", "", None)


def said(*findings: tuple[str, str, str, str | None], words: int | None = 538, most: int = 4) -> str:
    return reason(findings, rules=CALL, words=words, most=most)


def test_faults_come_first_and_are_said_in_words() -> None:
    assert said(PHONE, SEAL, WORDS) == "未盖公章 · 正文 538 字 · 联系电话待核对"


def test_what_was_cleared_and_notes_are_not_said() -> None:
    assert said((*SEAL[:3], rules.CLEARED), NOTE) == ""


def test_a_ruling_that_it_stands_leaves_it_said() -> None:
    assert said((*PHONE[:3], rules.STANDS)) == "联系电话待核对"


def test_many_are_cut_short_with_their_number() -> None:
    many = [(f"{key}_missing", "fault", key, None) for key in ("unit", "contact", "position", "phone", "email")]
    assert said(*many) == "未填申报单位 · 未填联系人 · 未填职务 · 等 5 项"
    assert said(*many, most=99).count("·") == 4


def test_the_same_is_said_once() -> None:
    assert said(SEAL, SEAL) == "未盖公章"


@pytest.mark.parametrize("level", ["fault", "doubt"])
@pytest.mark.parametrize("check", [one.ID for one in ALL_CHECKS])
def test_every_check_has_a_few_words_of_its_own(check: str, level: str) -> None:
    field = check.split("_", maxsplit=1)[0]
    words = short(check, level, field if CALL.form.field(field) else "title", rules=CALL, words=501)
    assert 3 <= len(words) <= 14
    assert "{" not in words
    assert "_" not in words


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ([], "in order"),
        ([NOTE], "in order"),
        ([PHONE], "doubtful"),
        ([PHONE, SEAL], "faulty"),
        ([(*PHONE[:3], rules.STANDS)], "faulty"),
        ([(*SEAL[:3], rules.CLEARED)], "in order"),
        ([(*SEAL[:3], rules.CLEARED), PHONE], "doubtful"),
        ([("unreadable", "fault", "", None), SEAL], "unreadable"),
        ([("unreadable", "fault", "", rules.CLEARED)], "in order"),
        ([("unreadable", "doubt", "", None)], "doubtful"),
    ],
)
def test_what_findings_come_to_once_people_have_ruled(
    findings: list[tuple[str, str, str, str | None]], outcome: str
) -> None:
    assert rules.outcome((check, level, verdict) for check, level, _, verdict in findings) == outcome
