"""A field that only one call has is asked for like the others; one that need not be filled in is not."""

from __future__ import annotations

from dataclasses import replace

from casepaper.forms.rules import FormField
from tests.casepaper.papers import RULES, field, findings, levels, paper, with_field

PARTNER = FormField("partner", "line", ("合作单位",))


def with_partner(*, required: bool = True) -> object:
    partner = replace(PARTNER, required=required)
    return replace(RULES, form=replace(RULES.form, fields=(*RULES.form.fields, partner)))


def test_a_field_of_this_call_alone_must_be_filled_in() -> None:
    one = with_field(paper(rules=with_partner()), field("partner", None))
    assert findings(one)["field_missing"].says == "没有填写合作单位（申报表.pdf 第 1 页）。"
    assert findings(one)["field_missing"].field == "partner"


def test_a_field_that_need_not_be_filled_in_is_not_asked_for() -> None:
    assert levels(with_field(paper(rules=with_partner(required=False)), field("partner", None))) == {}


def test_the_usual_fields_are_left_to_their_own_checks() -> None:
    assert "field_missing" not in levels(paper(contact=None, position=None, unit=None))
