"""Every page of a topic: where it lies, what it follows from, and how it is made."""

from __future__ import annotations

from functools import partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from casecall.publishing.site.cards import Cards, follows_card
from casecall.publishing.site.citing import address_of, citation_pages, reference
from casecall.publishing.site.lists import list_pages
from casecall.publishing.site.related import related
from casecall.publishing.site.setting import set_page
from casecall.publishing.site.shown import opening
from casecall.publishing.site.topic import topic_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casecall.publishing.content import Content
    from casecall.publishing.pictures import Derived
    from casecall.publishing.site.page import Page
    from casecall.publishing.site.shown import ShownStory
    from casecall.publishing.site.topic import Group, Topic

UP = "../../"
# cards of the first page, so that it stays light with its pictures: over all where all find room, else of each theme
ROOM, ALONE, OF_FEW, OF_MANY, FEW = 6, 5, 2, 1, 3
HEADLINES = 5


def pages(content: Content, photos: Mapping[str, Derived]) -> Iterator[Page]:
    """Every page of a topic; ``photos`` has the derivatives of each photo of the content by its SHA-256.

    Assets, pictures, feeds and the index of the search are not among them.
    """
    topic, cards = topic_of(content, photos), Cards()
    yield _index(topic, cards)
    yield from _cases(topic, cards)
    yield from _tombstones(topic)
    yield from list_pages(topic, cards)
    yield set_page("search/index.html", "search", topic.frame, **topic.shell("../", "search"))
    yield set_page("404.html", "404", topic.frame, **topic.shell(""))


def _index(topic: Topic, cards: Cards) -> Page:
    first = next((story for story in topic.stories if story.photo), next(iter(topic.stories), None))
    room = ROOM if len(topic.stories) <= ROOM + 1 else _room(len(topic.themes))
    themes = [_shown(group, first, room, cards) for group in topic.themes]
    sent_on = topic.content.sent_at
    follows = (
        topic.frame,
        topic.content.lead,
        str(sent_on),
        [follows_card(story) for story in topic.stories],
        repr(first),
    )
    return set_page(
        "index.html",
        "index",
        follows,
        **topic.shell("", "index"),
        groups=themes,
        first=first,
        opening=opening(first.paragraphs) if first else (),
        lead=topic.lead,
        description=topic.description,
        cases=len(topic.stories),
        sent_on=sent_on,
    )


def _room(themes: int) -> int:
    """How many cards a theme has on the first page; its headlines stand in the column that is left."""
    return ALONE if themes == 1 else OF_FEW if themes <= FEW else OF_MANY


def _shown(group: Group, first: ShownStory | None, room: int, cards: Cards) -> dict[str, object]:
    rest = [story for story in group.stories if story is not first]
    lines = rest[room : room + HEADLINES]
    shown = rest and cards.of(rest[:room], "")
    return {"group": group, "count": len(group.stories), "cards": shown, "lines": lines}


def _cases(topic: Topic, cards: Cards) -> Iterator[Page]:
    shell, base_url = topic.shell(UP), topic.content.base_url
    for (before, story, after), near in zip(_with_neighbours(topic.stories), related(topic.stories), strict=True):
        beside = [one and (one.slug, one.title) for one in (before, after)]
        yield set_page(
            f"cases/{story.slug}/index.html",
            "case",
            (topic.frame, repr(story), beside, [follows_card(one) for one in near]),
            **shell,
            story=story.seen_from(UP),
            before=before,
            after=after,
            near=near and cards.of(near, UP),
            reference=partial(reference, story, base_url),
            address=address_of(story, base_url),
        )
        yield from citation_pages(story, base_url)


def _tombstones(topic: Topic) -> Iterator[Page]:
    standing = {story.slug for story in topic.stories}
    for one in topic.content.tombstones:
        if one.slug not in standing:
            path = f"cases/{one.slug}/index.html"
            yield set_page(path, "tombstone", (topic.frame, repr(one)), **topic.shell(UP), gone=one)


def _with_neighbours(
    stories: tuple[ShownStory, ...],
) -> Iterator[tuple[ShownStory | None, ShownStory, ShownStory | None]]:
    padded = list(pairwise(chain([None], stories, [None])))
    return ((before, story, after) for (before, story), (_, after) in pairwise(padded) if story is not None)
