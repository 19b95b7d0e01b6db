"""The pages that lead to cases: each theme, region and unit with its cases, and the lists of regions and of units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from casecall.publishing.site.cards import follows_card
from casecall.publishing.site.setting import set_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casecall.publishing.site.cards import Cards
    from casecall.publishing.site.page import Page
    from casecall.publishing.site.topic import Group, Topic

Row = TypeVar("Row")

SAYS = {
    "themes": "主题",
    "regions": "地区",
    "units": "单位",
}

CASES_A_PAGE, NAMES_A_PAGE = 9, 240  # so that a page stays under 200 KB with all its pictures


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of the pages into which a long list is cut: which it is, of how many, and where the ones beside it lie."""

    number: int
    of: int
    before: str
    after: str


def list_pages(topic: Topic, cards: Cards) -> Iterator[Page]:
    """The page of each theme, region and unit, and the lists of regions and of units."""
    for group in (*topic.themes, *topic.regions, *topic.units):
        yield from _group(topic, group, cards)
    yield from _directory(topic, "regions", topic.regions)
    yield from _directory(topic, "units", topic.units)


def _group(topic: Topic, group: Group, cards: Cards) -> Iterator[Page]:
    kind = group.folder.partition("/")[0]
    for leaf, stories, folder in _leaves(group.stories, group.folder, CASES_A_PAGE):
        root = "../" * (folder.count("/") + 1)
        yield set_page(
            f"{folder}/index.html",
            "list",
            (topic.frame, group.label, len(group.stories), repr(leaf), [follows_card(story) for story in stories]),
            **topic.shell(root, group.folder if kind == "themes" else kind),
            kind=SAYS[kind],
            up="" if kind == "themes" else f"{root}{kind}/index.html",
            group=group,
            count=len(group.stories),
            cards=cards.of(stories, root),
            leaf=leaf,
        )


def _directory(topic: Topic, kind: str, groups: Sequence[Group]) -> Iterator[Page]:
    for leaf, part, folder in _leaves(groups, kind, NAMES_A_PAGE):
        root = "../" * (folder.count("/") + 1)
        names = [(group.folder, group.label, len(group.stories)) for group in part]
        yield set_page(
            f"{folder}/index.html",
            "directory",
            (topic.frame, kind, names, len(groups), repr(leaf)),
            **topic.shell(root, kind),
            kind=kind,
            label=SAYS[kind],
            names=names,
            count=len(groups),
            leaf=leaf,
        )


def _leaves(rows: Sequence[Row], folder: str, most: int) -> Iterator[tuple[Leaf, Sequence[Row], str]]:
    """The parts of a list, each with where it lies: the first at the folder, the others in it by number."""
    of = max(1, -(-len(rows) // most))
    for n in range(of):
        before = "" if n == 0 else "../index.html" if n == 1 else f"../{n}/index.html"
        after = "" if n + 1 == of else f"{'' if n == 0 else '../'}{n + 2}/index.html"
        yield Leaf(n + 1, of, before, after), rows[n * most : (n + 1) * most], folder if n == 0 else f"{folder}/{n + 1}"
