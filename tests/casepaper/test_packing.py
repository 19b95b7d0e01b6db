"""The JSON is the one that is documented, and what was packed comes back to the same findings."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from casepaper.checks.all_checks import check_all, outcome_of
from casepaper.examine import recheck
from casepaper.packing import as_json, pack, unpack_paper
from casepaper.records import Examination, FileRecord, Paper, Seal, Trouble, Words
from tests.casepaper.papers import RULES, field, paper, with_field

SCHEMA = jsonschema.Draft202012Validator(json.loads(files("casecli").joinpath("schema.json").read_text("utf-8")))


def examined(one: Paper) -> Examination:
    found = check_all(one)
    return Examination("inbox/1", one, found, outcome_of(one, found))


def as_line(one: Paper) -> dict[str, Any]:
    data = json.loads(json.dumps(as_json(examined(one)), ensure_ascii=False))
    SCHEMA.validate(data)
    return data


PAPERS = {
    "in order": paper(),
    "faulty": replace(paper(unit=None, date="2022年13月"), seals=(), words=Words(520, 523), annex_words=Words(30, 30)),
    "unsure": with_field(paper(how="ocr"), replace(field("email", "li1@x.cn", how="ocr", sure=False), others=("lil",))),
    "unreadable": Paper(RULES, (), None, trouble=(Trouble("a.pdf", "broken", "打不开。"),)),
}


@pytest.mark.parametrize("one", PAPERS.values(), ids=PAPERS.keys())
def test_every_paper_keeps_the_schema(one: Paper) -> None:
    as_line(one)


def test_the_keys_stand_in_the_documented_order() -> None:
    expected = ["schema", "call", "source", "outcome", "fields", "values", "words", "seals", "findings", "files"]
    assert list(as_line(paper())) == expected


def test_what_is_not_there_is_null_and_has_no_value() -> None:
    data = as_line(PAPERS["faulty"])
    assert data["fields"]["unit"] is None
    assert "unit" not in data["values"]
    assert data["fields"]["date"] is None
    assert data["values"]["date"]["source"] == "table"


def test_themes_are_a_list_even_when_empty() -> None:
    assert as_line(paper(theme="rural green"))["fields"]["theme"] == ["rural", "green"]
    assert as_line(paper(theme=None))["fields"]["theme"] == []


def test_a_seal_in_a_word_file_has_no_page() -> None:
    word = replace(
        paper(),
        files=(FileRecord("a.docx", "0" * 64, "form"),),
        seals=(Seal("a.docx", 1, (0, 0, 1, 1), kind="picture"),),
        stamped_page=False,
    )
    (seal,) = as_line(word)["seals"]
    assert (seal["page"], seal["box"], seal["kind"], seal["owner"]) == (None, None, "picture", "unread")


def test_boxes_stay_within_the_page() -> None:
    beyond = replace(paper(), seals=(Seal("申报表.pdf", 1, (-0.01, 0.5, 1.2, 0.9)),))
    assert as_line(beyond)["seals"][0]["box"] == [0.0, 0.5, 1.0, 0.9]


@pytest.mark.parametrize("one", PAPERS.values(), ids=PAPERS.keys())
def test_what_was_packed_comes_back(one: Paper) -> None:
    packed = json.loads(json.dumps(pack(examined(one))))
    assert unpack_paper(packed, RULES) == replace(one, photos=tuple(replace(p, data=b"") for p in one.photos))
    assert as_json(recheck(packed, RULES, corrections={})) == as_json(examined(one))


def test_a_corrected_value_is_checked_again_and_said_to_come_from_a_person() -> None:
    packed = json.loads(json.dumps(pack(examined(PAPERS["unsure"]))))
    again = recheck(packed, RULES, corrections={"email": " lili@x.example.cn "})
    assert again.outcome == "in order"
    data = as_json(again)
    assert data["fields"]["email"] == "lili@x.example.cn"
    assert data["values"]["email"]["source"] == "person"
    assert data["values"]["email"]["evidence"][0]["page"] == 1


def test_a_value_corrected_to_nothing_is_missing() -> None:
    again = recheck(pack(examined(paper(how="ocr"))), RULES, corrections={"position": ""})
    assert [(one.check, one.level) for one in again.findings] == [("position_missing", "fault")]


def test_a_corrected_body_is_counted_again() -> None:
    packed = pack(examined(PAPERS["faulty"]))
    again = recheck(packed, RULES, corrections={"body": "短短的正文。", "date": "2022-10-20", "unit": "某公司"})
    assert again.paper.words == Words(6, 6)
    assert [one.check for one in again.findings] == ["seal_missing"]


def test_corrections_make_no_form_where_there_was_none() -> None:
    again = recheck(pack(examined(PAPERS["unreadable"])), RULES, corrections={"unit": "某公司"})
    assert again.outcome == "unreadable"
