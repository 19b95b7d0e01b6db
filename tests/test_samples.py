"""The sample inbox: every entry comes out as its truth says, and the truth and the maker agree."""

from __future__ import annotations

import json
import shutil
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import pytest

from casepaper.examine import as_json, examine
from casepaper.forms.callfile import load_call
from samples.make_samples import EXPECTED, INBOX, all_entries, expected
from samples.making.truth import THEMES, count_words
from tests.sample_inbox import (
    SHORT,
    by_eye,
    faults,
    said_uncertain,
    sources,
    truths,
    wrong_short_values,
)

if TYPE_CHECKING:
    from tests.sample_inbox import Truth

FAULTS = {
    "theme_missing", "unit_missing", "contact_missing", "position_missing", "phone_missing", "phone_invalid",
    "email_missing", "email_invalid", "title_missing", "body_missing", "date_missing", "date_invalid", "date_late",
    "words_over", "promise_missing", "seal_missing", "unreadable",
}  # fmt: skip
DOUBTS = {"theme_several", "field_uncertain", "scope_old"}
KEPT_OUT_FLOOR = 0.93
NEEDLESS_CEILING = 0.3
SILENT_CEILING = 1
MEGABYTES = 20


@cache
def result(name: str) -> tuple[dict[str, Any], int]:
    """What the reader says of an entry, and how many photos it found; read once a run."""
    examination = examine(sources(name), load_call("cace-2022"), source=name)
    return as_json(examination), len(examination.paper.photos)


def judge(name: str) -> None:
    truth = truths()[name]
    if "office" in truth["needs"] and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here")
    read, photos = result(name)
    wrong = faults(truth, read, photos=photos)
    assert not wrong, f"{name}（{truth['about']}）:\n  " + "\n  ".join(wrong)


def named(*, seen: bool) -> list[str]:
    return [name for name, truth in truths().items() if (by_eye(truth) or bool(truth["needs"])) is seen]


@pytest.mark.parametrize("name", named(seen=False))
def test_an_entry_of_text_comes_out_as_its_truth_says(name: str) -> None:
    judge(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", named(seen=True))
def test_an_entry_read_by_eye_comes_out_as_its_truth_says(name: str) -> None:
    judge(name)


def read_by_eye() -> list[tuple[Truth, dict[str, Any]]]:
    """Truth and result of every entry whose values are read from pixels alone."""
    return [(truth, result(name)[0]) for name, truth in truths().items() if truth["reading"] == "ocr"]


@pytest.mark.slow
def test_hardly_a_short_value_is_wrong_with_nothing_said() -> None:
    silent = [
        f"{truth['fields']['unit']} {key}: {truth['fields'][key]!r} is read {read['fields'][key]!r}"
        for truth, read in read_by_eye()
        for key in wrong_short_values(truth, read)
        if key not in said_uncertain(read)
    ]
    assert len(silent) <= SILENT_CEILING, silent


@pytest.mark.slow
def test_faultless_pages_are_seldom_doubted() -> None:
    faultless = [read for truth, read in read_by_eye() if truth["outcome"] == "in order"]
    needless = [one["field"] for read in faultless for one in read["findings"] if one["check"] == "field_uncertain"]
    assert len(needless) <= NEEDLESS_CEILING * len(faultless), needless


@pytest.mark.slow
@pytest.mark.parametrize("font", ["AR PL UKai CN", "AR PL SungtiL GB"])
def test_a_font_kept_out_of_all_tuning_reads_as_well(font: str) -> None:
    pages = [(truth, read) for truth, read in read_by_eye() if truth["kept_out_font"] == font]
    wrong = [key for truth, read in pages for key in wrong_short_values(truth, read)]
    assert pages
    assert 1 - len(wrong) / (len(SHORT) * len(pages)) >= KEPT_OUT_FLOOR, wrong


def test_the_truth_is_what_the_maker_says_and_nothing_else() -> None:
    told = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(expected(all_entries())))


def test_the_inbox_holds_what_the_maker_makes() -> None:
    assert sorted(path.name for path in INBOX.iterdir()) == sorted(truths())


@pytest.mark.parametrize("entry", [one for one in all_entries() if one.light], ids=lambda one: one.number)
def test_a_light_entry_is_made_again_the_same(entry: Any) -> None:
    made = entry.make()
    kept = {one.name: listed(one.data) for one in sources(entry.name)}
    files = made if isinstance(made, dict) else {entry.name: made}
    assert {name: listed(data) for name, data in files.items()} == kept


def listed(data: bytes) -> Any:
    """The bytes; of a zip its members by name, date, size and checksum, for zlibs pack differently."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return [(one.filename, one.date_time, one.file_size, one.CRC) for one in archive.infolist()]
    except BadZipFile:
        return data


def test_the_inbox_is_large_enough_and_not_too_large() -> None:
    whole = [truth for truth in truths().values() if truth["fields"]]
    size = sum(path.stat().st_size for path in INBOX.rglob("*") if path.is_file())
    assert len(whole) >= 40
    assert size <= MEGABYTES * 1_000_000


def test_every_check_that_can_fire_has_an_entry_where_it_does() -> None:
    told = {(check, level) for truth in truths().values() for check, level in truth["findings"]}
    assert {(check, "fault") for check in FAULTS} <= told
    assert {(check, "doubt") for check in DOUBTS} <= told
    assert ("photo_missing", "note") in told


def test_themes_are_ticked_in_nine_ways_and_more_in_word_and_three_by_hand() -> None:
    ways = {truth["ticked_by"] for truth in truths().values()} - {None}
    by_hand = {way for way in ways if way.startswith("hand")}
    assert len(ways - by_hand) >= 9
    assert len(by_hand) >= 3


def test_every_kind_of_file_comes() -> None:
    kinds = {truth["kind"] for truth in truths().values()}
    assert kinds >= {"docx", "doc", "pdf", "jpg", "png", "webp", "tif", "heic", "zip", "folder", "eml"}


def test_two_fonts_are_kept_out_and_come_as_scan_and_photo() -> None:
    seen = {(truth["kept_out_font"], truth["condition"]) for truth in truths().values() if truth["kept_out_font"]}
    assert len({font for font, _ in seen}) == 2
    assert len(seen) == 4


def test_faultless_entries_come_by_every_way() -> None:
    good = [truth for truth in truths().values() if truth["outcome"] == "in order"]
    assert {"folder", "pdf", "jpg", "eml", "zip", "docx", "doc"} <= {truth["kind"] for truth in good}


def test_at_least_eight_entries_are_broken_or_hostile() -> None:
    assert sum(truth["outcome"] == "unreadable" for truth in truths().values()) >= 8


def test_no_two_whole_applications_share_a_text() -> None:
    texts = [truth["fields"]["body"] for truth in truths().values() if truth["fields"] and truth["reading"] == "ocr"]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("东京2024", 3),
        ("Hello、World。", 4),
        ("1,860套", 2),
        ("2022年3月", 4),
        ("　", 0),
        ("①②③", 1),
        ("“5G”", 3),
        ("", 0),
    ],
)
def test_the_makers_own_counter_counts_as_word_does(text: str, count: int) -> None:
    assert count_words(text) == count


def test_the_maker_knows_the_themes_of_the_call() -> None:
    assert {theme.key: theme.label for theme in load_call("cace-2022").themes} == THEMES
