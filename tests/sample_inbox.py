"""The sample inbox for tests: its truth, its files as sources, and what a result has wrong."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from casepaper.records import Source

SAMPLES = Path(__file__).parent.parent / "samples"
INBOX = SAMPLES / "inbox"
SHORT = ("theme", "unit", "contact", "position", "phone", "email", "title", "date")
BODY_ERRORS = 0.02  # of the characters of a body read by eye
WORDS_OFF = 3
WIDEST = 6

Truth = dict[str, Any]


@cache
def truths() -> dict[str, Truth]:
    """The truth about every entry by its name."""
    return json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["entries"]


def sources(name: str) -> list[Source]:
    """The files of an entry: one, or those of a folder by their names in it."""
    path = INBOX / name
    if path.is_file():
        return [Source(name, path.read_bytes())]
    found = sorted(one for one in path.rglob("*") if one.is_file())
    return [Source(one.relative_to(path).as_posix(), one.read_bytes()) for one in found]


def by_eye(truth: Truth) -> bool:
    """Whether anything of the entry is read from pixels, which takes seconds."""
    beside = truth["photos"] and truth["kind"] in {"folder", "zip", "eml"}
    return truth["reading"] != "text" or truth["condition"] is not None or bool(beside)


def plain(value: Any) -> Any:
    """A short value for comparing what was read by eye: NFKC, no spaces."""
    return "".join(unicodedata.normalize("NFKC", value).split()) if isinstance(value, str) else value


def errors(first: str, second: str) -> int:
    """How many characters must be changed, put in or taken out to come from one text to the other."""
    row = list(range(len(second) + 1))
    for n, char in enumerate(first, 1):
        last, row[0] = row[0], n
        for m, other in enumerate(second, 1):
            last, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, last + (char != other))
    return row[-1]


def said_uncertain(result: dict[str, Any]) -> set[str]:
    """The fields that the result itself doubts, by whatever check."""
    return {one["field"] for one in result["findings"] if one["level"] == "doubt" and one["field"]}


def wrong_short_values(truth: Truth, result: dict[str, Any]) -> list[str]:
    """The keys of short values that are not what stands on the paper."""
    exact = truth["reading"] == "text"
    told, read = truth["fields"], result["fields"]
    return [key for key in SHORT if (told[key] != read[key] if exact else plain(told[key]) != plain(read[key]))]


def _body_faults(truth: Truth, result: dict[str, Any]) -> list[str]:
    told, read = truth["fields"]["body"] or "", result["fields"]["body"] or ""
    if truth["reading"] == "text":
        return [] if told == read else [f"body differs from character {_first_difference(told, read)}"]
    wrong = errors(plain(told), plain(read))
    allowed = 0 if truth["reading"] == "pdf" else BODY_ERRORS * len(told)
    return [f"body has {wrong} wrong characters"] if wrong > allowed else []


def _first_difference(told: str, read: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(told, read, strict=False)) if a != b), min(len(told), len(read)))
    return f"{at}: {told[at : at + 20]!r} is read {read[at : at + 20]!r}"


def _words_faults(truth: Truth, result: dict[str, Any]) -> list[str]:
    told, read = truth["words"], result["words"]
    if told is None or read is None:
        return [] if not told and not (read and read["high"]) else [f"words: {told} is given as {read}"]
    off = 0 if truth["reading"] == "text" else WORDS_OFF
    inside = read["low"] - off <= told <= read["high"] + off
    return [] if inside and read["high"] - read["low"] <= WIDEST else [f"words: {told} is given as {read}"]


def _findings_faults(truth: Truth, result: dict[str, Any]) -> list[str]:
    told = {tuple(one) for one in truth["findings"]}
    may = {(check, level) for check, level, _ in truth["may"]}
    read = {(one["check"], one["level"]) for one in result["findings"]}
    missing = [f"not found: {check} ({level})" for check, level in sorted(told - read)]
    extra = [
        f"found without cause: {one['check']} ({one['level']}) {one['says']}"
        for one in result["findings"]
        if (one["check"], one["level"]) not in told | may
    ]
    doubted = {one["field"] for one in result["findings"] if one["check"] == "field_uncertain"}
    unsaid = [f"not said uncertain: {key}" for key in truth["uncertain"] if key not in doubted]
    needless = [] if "field_uncertain" in {check for check, _ in may} else sorted(doubted - set(truth["uncertain"]))
    return missing + extra + unsaid + [f"said uncertain without cause: {key}" for key in needless]


def outcome_is_right(truth: Truth, result: dict[str, Any]) -> bool:
    """Whether the outcome is the truth's, or the doubt that it allows for itself."""
    may_worsen = truth["may"] and truth["outcome"] == "in order" and result["outcome"] == "doubtful"
    return bool(truth["outcome"] == result["outcome"] or may_worsen)


def faults(truth: Truth, result: dict[str, Any], *, photos: int) -> list[str]:
    """Everything in which a result is not as the truth says, in words; nothing where it is right."""
    found = _findings_faults(truth, result)
    if not outcome_is_right(truth, result):
        found.insert(0, f"outcome: {truth['outcome']} is given as {result['outcome']}")
    if truth["fields"]:
        doubted = said_uncertain(result)
        wrong = [key for key in wrong_short_values(truth, result) if key not in doubted]
        found += [f"{key}: {truth['fields'][key]!r} is read {result['fields'][key]!r}" for key in wrong]
        found += (
            _body_faults(truth, result) + _words_faults(truth, result) + _counted("photos", truth["photos"], photos)
        )
        if ["seal_missing", "doubt"] not in [one[:2] for one in truth["may"]] or result["seals"]:
            found += _counted("seals", truth["seals"], len(result["seals"]))
    roles = {one["name"]: one["role"] for one in result["files"]}
    found += [
        f"role of {name}: {role} is {roles.get(name)}"
        for name, role in truth["roles"].items()
        if roles.get(name) != role
    ]
    return found


def _counted(what: str, told: int, read: int) -> list[str]:
    return [] if told == read else [f"{what}: {told}, found {read}"]
