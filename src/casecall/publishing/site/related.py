"""Which stories stand near which: by rare words in common, by unit, region and theme; always the same for a topic."""

from __future__ import annotations

import math
import re
from collections import Counter
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casecall.publishing.site.shown import ShownStory

MOST = 3
COMMON = 40  # a pair of characters that more stories have than this says little
TELLING = 24  # the rarest pairs of a story that are looked at
NEXT = 4  # how many that follow in the same theme, region or unit are looked at
CLOSEST = 12  # how many with words in common are looked at
SAME_UNIT, SAME_REGION, SAME_THEME = 300, 400, 500
RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,}|[A-Za-z][A-Za-z0-9]+")


def related(stories: Sequence[ShownStory]) -> list[tuple[ShownStory, ...]]:
    """For each story those nearest to it, at most three, nearest first."""
    pairs = [_pairs(f"{story.title}。{story.excerpt}") for story in stories]
    where: dict[str, list[int]] = {}
    for at, found in enumerate(pairs):
        for pair in found:
            where.setdefault(pair, []).append(at)
    telling = {pair: places for pair, places in where.items() if 1 < len(places) <= COMMON}
    after = _followers(stories)
    shared = (_shared(at, pairs[at], telling, len(stories)) for at in range(len(stories)))
    return [_nearest(at, stories, after[at], scores) for at, scores in enumerate(shared)]


def _nearest(
    at: int, stories: Sequence[ShownStory], after: Iterable[int], shared: Mapping[int, int]
) -> tuple[ShownStory, ...]:
    one = stories[at]
    closest = nlargest(CLOSEST, [(score, -place) for place, score in shared.items()])
    scored = []
    for other in {*after, *(-place for _, place in closest)}:
        near = stories[other]
        score = (
            shared.get(other, 0)
            + SAME_THEME * (near.theme == one.theme)
            + SAME_REGION * (near.region == one.region != "")
            + SAME_UNIT * (near.unit_key == one.unit_key)
        )
        scored.append((-score, (other - at) % len(stories), other))
    return tuple(stories[place] for _, _, place in nsmallest(MOST, scored))


def _shared(at: int, pairs: set[str], telling: Mapping[str, Sequence[int]], total: int) -> Mapping[int, int]:
    """What the words in common weigh, in whole numbers, so that the order of adding does not matter."""
    scores: Counter[int] = Counter()
    for count, pair in nsmallest(TELLING, [(len(telling[pair]), pair) for pair in pairs & telling.keys()]):
        weight = round(50 * math.log(total / count))
        for place in telling[pair]:
            scores[place] += weight
    scores.pop(at, None)
    return scores


def _followers(stories: Sequence[ShownStory]) -> list[set[int]]:
    """For each story the next few of its theme, its region and its unit, going round."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, story in enumerate(stories):
        for kind, key in (("theme", story.theme), ("region", story.region), ("unit", story.unit_key)):
            if key:
                groups.setdefault((kind, key), []).append(at)
    found: list[set[int]] = [set() for _ in stories]
    for places in groups.values():
        for n, at in enumerate(places):
            found[at].update(places[(n + step) % len(places)] for step in range(1, NEXT + 1))
            found[at].discard(at)
    return found


def _pairs(text: str) -> set[str]:
    """Pairs of characters, and whole words in Latin letters."""
    found: set[str] = set()
    for run in RUNS.findall(text):
        found.update((run.lower(),) if run.isascii() else (run[n : n + 2] for n in range(len(run) - 1)))
    return found
