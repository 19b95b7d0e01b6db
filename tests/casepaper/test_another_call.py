"""A call with other themes, limits and fields goes from form to findings with no code changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from casepaper.examine import as_json, examine
from casepaper.forms.callfile import load_call
from casepaper.records import Source
from casepress.form.word import filled_form

RULES = load_call(Path(__file__).parent / "forms" / "partners-2030.toml")
SCHEMA = jsonschema.Draft202012Validator(json.loads(files("casecli").joinpath("schema.json").read_text("utf-8")))
VALUES = {
    "unit": "青川县数智合作社",
    "partner": "云岫信息通信研究院",
    "liaison": "阮知秋",
    "phone": "13900002222",
    "theme": "farm care",
    "title": "田间课堂",
    "body": "2029 年 5 月起开办田间课堂，培训农户二百人。",
    "date": "2030-03-12",
}


def findings(
    *, sent: datetime | None = None, **values: str
) -> tuple[dict[str, tuple[str, str | None]], dict[str, object]]:
    form = filled_form(RULES, {**VALUES, **values})
    examination = examine([Source("登记表.docx", form)], RULES, source="登记表.docx", received=sent)
    data = as_json(examination)
    SCHEMA.validate(data)
    return {one.check: (one.level, one.field) for one in examination.findings}, data


def test_its_form_reads_back_whole() -> None:
    found, data = findings()
    fields = dict(data["fields"])
    assert fields.pop("theme") == ["farm", "care"]
    assert {key: fields[key] for key in VALUES if key != "theme"} == {
        key: value for key, value in VALUES.items() if key != "theme"
    }
    assert (fields["contact"], fields["position"], fields["email"], fields["site"]) == (None, None, None, None)
    assert found == {"seal_missing": ("fault", None)}


def test_its_own_fields_are_asked_for_at_its_own_level() -> None:
    assert findings(partner="")[0]["field_missing"] == ("doubt", "partner")


def test_a_field_that_need_not_be_filled_in_is_not_asked_for() -> None:
    assert "field_missing" not in findings(site="")[0]


def test_its_limit_counts() -> None:
    assert findings(body="字" * 61)[0]["words_over"] == ("fault", "body")
    assert "words_over" not in findings(body="字" * 60)[0]


def test_its_scope_counts() -> None:
    assert findings(body="2028 年 12 月开办。")[0]["scope_old"] == ("doubt", "body")


@pytest.mark.parametrize(("hour", "late"), [(15, False), (17, False), (18, True)])
def test_its_window_counts_in_its_own_zone(hour: int, late: bool) -> None:
    sent = datetime(2030, 3, 31, hour, 0, tzinfo=UTC)
    assert ("date_late" in findings(sent=sent)[0]) is late


def test_a_form_of_another_call_bears_the_wrong_undertaking() -> None:
    other = filled_form(load_call("cace-2022"), {"unit": "某公司", "title": "某案例", "body": "正文。"})
    found = examine([Source("a.docx", other)], RULES, source="a.docx").findings
    assert ("promise_missing", "fault") in {(one.check, one.level) for one in found}
