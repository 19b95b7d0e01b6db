"""Several applications among the files of one delivery told apart; older forms told from those that replace them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from casepaper.gathering.roles import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Reading

#: Names (titles, units) less alike than this are two; OCR's slips stay above it.
NAMES_ALIKE: Final = 0.6
#: Of the shorter of two bodies so much must stand in the other, in pairs of characters, for them to be one text.
BODIES_ALIKE: Final = 0.5
SHORTEST_BODY: Final = 30  # characters; less says nothing
SHORTEST_NAME: Final = 2
_MARKS = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"\D{0,3}(\d{1,3}|[一二三四五六七八九十]{1,3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a form is about: title, unit and body without marks and widths; the body as pairs of characters."""

    title: str
    unit: str
    body: frozenset[str]


def gist_of(title: str, unit: str, body: str) -> Gist:
    """The gist of three values as they were read."""
    plain = _bare(body)
    pairs = (
        frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) if len(plain) >= SHORTEST_BODY else frozenset()
    )
    return Gist(_bare(title), _bare(unit), pairs)


def apart(one: Gist, other: Gist) -> bool:
    """Whether two forms surely are two applications, and not one that was scanned, shortened or corrected.

    >>> apart(gist_of("山村机房", "甲公司", ""), gist_of("银发课堂", "甲公司", ""))
    True
    >>> apart(gist_of("山村机房换上凉外套", "甲公司", ""), gist_of("山村机房换上凉外衣", "", ""))
    False
    """
    titles = _differ(one.title, other.title)
    if one.body and other.body:
        shared = len(one.body & other.body) / min(len(one.body), len(other.body))
        return shared < BODIES_ALIKE and (titles or _differ(one.unit, other.unit))
    return titles


def groups(files: Sequence[ReadFile]) -> tuple[tuple[str, ...], ...]:
    """The names of the files of each application, in natural order of their forms; empty where all are one.

    Other files go with the forms of their folder, or with those whose title, unit or number their name bears; what
    goes with none goes with the first.
    """
    sorts = _sorted_out([one for one in files if _is_filled(one)])
    if len(sorts) < 2:  # noqa: PLR2004
        return ()
    names = [[one.name for one in forms] for forms in sorts]
    taken = {name for group in names for name in group}
    for file in files:
        if file.name not in taken and file.opened.kind not in {"archive", "letter"}:
            names[_home_of(file, sorts)].append(file.name)
    return tuple(map(tuple, names))


def replaced(files: Sequence[ReadFile], ages: Mapping[str, int]) -> frozenset[str]:
    """The names of forms that a later one of the same application replaces: a scan a scan, a Word file a Word file.

    ``ages`` gives for each file as handed in when it came, rising; what stands in a container is as old as that.
    """
    forms = [one for one in files if _is_filled(one)]
    old = set()
    for one in forms:
        later = (other for other in forms if other.has_pages == one.has_pages and _age(other, ages) > _age(one, ages))
        if any(not apart(_gist(one), _gist(other)) for other in later):
            old.add(one.name)
    return frozenset(old)


def _sorted_out(forms: Sequence[ReadFile]) -> list[list[ReadFile]]:
    """The forms application by application; one that says too little to be told apart goes with the first."""
    if len(forms) < 2:  # noqa: PLR2004 - nothing to tell apart, as nearly always
        return [list(forms)] if forms else []
    found: list[tuple[list[Gist], list[ReadFile]]] = []
    for one in sorted(forms, key=lambda form: natural(form.name)):
        gist = _gist(one)
        home = next((entry for entry in found if not any(apart(gist, other) for other in entry[0])), None)
        if home is None:
            found.append(([gist], [one]))
        else:
            home[0].append(gist)
            home[1].append(one)
    return [members for _, members in found]


def _is_filled(file: ReadFile) -> bool:
    """Whether a file is a form that says something; a blank one is no application, nor is the text of a letter."""
    reading = file.reading
    return (
        reading is not None
        and file.opened.kind != "letter"
        and bool(_value(reading, "title") or _value(reading, "body"))
    )


def _gist(file: ReadFile) -> Gist:
    reading = file.reading
    values = [_value(reading, key) if reading else "" for key in ("title", "unit", "body")]
    return gist_of(*values)


def _value(reading: Reading, key: str) -> str:
    field = reading.fields.get(key)
    return (field.value or "") if field else ""


def _bare(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _differ(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_NAME:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() < NAMES_ALIKE


def _home_of(file: ReadFile, sorts: Sequence[Sequence[ReadFile]]) -> int:
    """Which application a file goes with: the one that has most to do with its name, the first where none has."""
    scores = [_kinship(file, forms, [one for other in sorts if other is not forms for one in other]) for forms in sorts]
    best = max(scores)
    return scores.index(best) if best and scores.count(best) == 1 else 0


def _kinship(file: ReadFile, forms: Iterable[ReadFile], others: Iterable[ReadFile]) -> int:
    path, name = PurePosixPath(file.name), _bare(PurePosixPath(file.name).stem)
    elsewhere = {str(PurePosixPath(one.name).parent) for one in others}
    score = 0
    for one in forms:
        home = str(PurePosixPath(one.name).parent)
        gist = _gist(one)
        score = max(
            score,
            4 * (home not in elsewhere and str(path.parent).startswith(home)),
            2 * any(len(words) > SHORTEST_NAME and words in name for words in (gist.title, gist.unit)),
            1 * (_number(path) is not None and _number(path) == _number(PurePosixPath(one.name))),
        )
    return score


def _number(path: PurePosixPath) -> str | None:
    found = _NUMBERED.match(path.stem)
    return found[1] if found else None


def _age(file: ReadFile, ages: Mapping[str, int]) -> int:
    return max((age for name, age in ages.items() if file.name == name or file.name.startswith(f"{name}/")), default=0)
