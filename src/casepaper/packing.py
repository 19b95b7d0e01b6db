"""An examination as plain data: the JSON of the command line, and a form that can be kept and checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.forms.rules import CallRules
    from casepaper.records import Examination, Paper


def as_json(examination: Examination) -> dict[str, Any]:
    """One application as the documented JSON (docs/reference/json.md), ready for ``json.dumps``."""
    return {"schema": 1, "call": examination.paper.rules.key, "source": examination.source}


def pack(examination: Examination) -> dict[str, Any]:
    """Everything of an examination but pixels and bytes, ready for a JSON column; ``unpack_paper`` reads it."""
    return {"source": examination.source}


def unpack_paper(packed: Mapping[str, Any], rules: CallRules) -> Paper:
    """The paper that ``pack`` kept, under the rules of its call."""
    raise NotImplementedError(packed, rules)
