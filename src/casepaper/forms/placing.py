"""Where a unit belongs, from its name by the call's tables; empty when unsure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules


def kind_of_unit(name: str, rules: CallRules) -> str:
    """The first kind of the call's table of which a word stands in the name; empty where none does."""
    flat = "".join(name.split())
    return next((kind for kind, words in rules.unit_kinds if any(word in flat for word in words)), "")


def province_of(name: str, rules: CallRules) -> str:
    """The province of which a word stands in the name; empty where none does, or two do.

    Words are taken from left to right and never overlap: 江西安义 names 江西, not 西安.
    """
    owners = {word: province for province, words in rules.provinces for word in words}
    words = "|".join(re.escape(word) for word in sorted(owners, key=len, reverse=True))
    found = {owners[word] for word in re.findall(words, "".join(name.split()))} if words else set()
    return found.pop() if len(found) == 1 else ""


def group_of(name: str, rules: CallRules) -> str:
    """The group of companies of which a word stands in the name; empty where none does, or two do."""
    flat = "".join(name.split())
    found = {group for group, words in rules.groups if any(word in flat for word in words)}
    return found.pop() if len(found) == 1 else ""
