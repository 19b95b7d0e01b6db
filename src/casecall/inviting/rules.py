"""Kinds of addressees, and where each stands with the notice."""

from __future__ import annotations

GROUP, PROVINCIAL, BRANCH, MEMBER = "group", "provincial", "branch", "member"
KINDS = {GROUP: "集团公司", PROVINCIAL: "省级协会", BRANCH: "分支机构", MEMBER: "会员单位"}

SILENT, ANSWERED, FORWARDED, APPLIED = "silent", "answered", "forwarded", "applied"
STANDINGS = {SILENT: "尚无回音", ANSWERED: "已回复", FORWARDED: "已转发", APPLIED: "已申报"}


def kind_choices() -> list[tuple[str, str]]:
    """The kinds with their names on screen."""
    return list(KINDS.items())


def standing_choices() -> list[tuple[str, str]]:
    """The standings with their names on screen."""
    return list(STANDINGS.items())
