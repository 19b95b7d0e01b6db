"""Makes the articles of a topic: a lead with the list of cases, then each theme in as few as the limits allow."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from casepress.article import setting
from casepress.article.limits import IMAGE_URL, LIMITS
from casepress.article.records import MIDDLE, Article
from casepress.article.wording import lines, numeral, plain, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from casepress.article.limits import Limits
    from casepress.article.records import ArticleStory, ArticleTopic

SAYS: Final = {"title": "{topic}｜{label}", "part": "（{n}）", "digest": "；", "summary": "收录案例 {n} 个。"}
_IMAGE: Final = re.compile(re.escape(setting.IMAGE) + r"([^\"]+)")
_SPARE: Final = 300  # characters kept free of what may be added by hand or by a mark

Themes = tuple[tuple[str, tuple["ArticleStory", ...]], ...]
Told = tuple[tuple["ArticleStory", str], ...]


def make(topic: ArticleTopic, *, image_url: Callable[[str], str], limits: Limits = LIMITS) -> tuple[Article, ...]:
    """The articles of a topic: first the lead, then each theme with cases, parted where one article would be too long.

    ``image_url`` gives the address of a picture by its hash; the parting does not depend on it, so that articles of a
    preview are those that are sent. Nothing is refused here: see ``faults``. A topic without a case has a lead alone.
    """
    themes: Themes = tuple((label, stories) for label, stories in topic.themes if stories)
    parts = [
        _theme(topic, plain(label) + (SAYS["part"].format(n=numeral(n)) if len(parted) > 1 else ""), part, limits)
        for label, stories in themes
        for parted in [_parted(topic, label, stories, limits.content)]
        for n, part in enumerate(parted, 1)
    ]
    return tuple(_with_images(one, image_url) for one in (_lead(topic, themes, limits), *parts))


def messages(articles: Sequence[Article], limits: Limits = LIMITS) -> tuple[tuple[Article, ...], ...]:
    """The articles by messages, in their order, none with more than the platform takes."""
    most = limits.articles
    return tuple(tuple(articles[at : at + most]) for at in range(0, len(articles), most))


def _lead(topic: ArticleTopic, themes: Themes, limits: Limits) -> Article:
    stories = [story for _, told in themes for story in told]
    pictured = next((story for story in stories if story.photos), None)
    photo = pictured.photos[0] if pictured else None
    head, end = setting.lead(topic, photo), setting.end(topic)
    room = limits.content - _SPARE - _weight(head) - _weight(end)
    said, named = _list(themes, room)
    first = lines(topic.lead)[:1] or (SAYS["summary"].format(n=len(stories)),)
    return Article(
        title=plain(topic.title),
        author=plain(topic.author),
        digest=shortened(first[0], limits.digest),
        html=head + said + end,
        cover_sha256=photo.sha256 if photo else "",
        source_url=topic.source_url,
        images=(photo.sha256,) if photo else (),
        cases=tuple(dict.fromkeys(([pictured.number] if pictured else []) + named)),
        cover_focus=photo.focus if photo else MIDDLE,
        is_lead=True,
    )


def _list(themes: Themes, room: int) -> tuple[str, list[str]]:
    """The list of cases in the room that there is, and the numbers of those it names."""
    told = "".join(setting.rows(label, stories) for label, stories in themes)
    if len(told) <= room:
        return told, [story.number for _, stories in themes for story in stories]
    share = room // max(len(themes), 1)
    shown = [(label, stories, _fitting(label, stories, share)) for label, stories in themes]
    named = [story.number for _, stories, most in shown for story in stories[:most]]
    return "".join(setting.run(label, stories, most) for label, stories, most in shown), named


def _fitting(label: str, stories: Sequence[ArticleStory], share: int) -> int:
    """How many titles of a theme the run of them can hold."""
    left = share - len(setting.run(label, stories, 0)) - IMAGE_URL
    for n, story in enumerate(stories):
        left -= len(escape(plain(story.title))) + 1
        if left < 0:
            return n
    return len(stories)


def _theme(topic: ArticleTopic, name: str, told: Told, limits: Limits) -> Article:
    stories = [story for story, _ in told]
    photos = [photo for story in stories for photo in story.photos]
    whole = SAYS["title"].format(topic=plain(topic.title), label=name)
    return Article(
        title=whole if len(whole) <= limits.title else name,
        author=plain(topic.author),
        digest=shortened(SAYS["digest"].join(plain(story.title) for story in stories), limits.digest),
        html=setting.opening(topic, name, len(stories)) + "".join(html for _, html in told) + setting.end(topic),
        cover_sha256=photos[0].sha256 if photos else "",
        source_url=topic.source_url,
        images=tuple(dict.fromkeys(photo.sha256 for photo in photos)),
        cases=tuple(story.number for story in stories),
        cover_focus=photos[0].focus if photos else MIDDLE,
    )


def _parted(topic: ArticleTopic, label: str, stories: Sequence[ArticleStory], most: int) -> list[Told]:
    """A theme's cases with their HTML, in parts that each fit into an article and are of about one length."""
    told = [(story, setting.story(story)) for story in stories]
    room = most - _SPARE - len(setting.opening(topic, label, len(stories))) - len(setting.end(topic))
    fewest = list(_filled(told, 2 * most, room))
    even = list(_filled(told, sum(_weight(html) for _, html in told) / len(fewest), room))
    return even if len(even) == len(fewest) else fewest


def _filled(told: Sequence[tuple[ArticleStory, str]], enough: float, room: int) -> Iterator[Told]:
    """Parts that end where they hold about enough, and before they hold more than there is room."""
    part: list[tuple[ArticleStory, str]] = []
    held = 0
    for one in told:
        size = _weight(one[1])
        if part and (held + size / 2 > enough or held + size > room):
            yield tuple(part)
            part, held = [], 0
        part.append(one)
        held += size
    if part:
        yield tuple(part)


def _weight(html: str) -> int:
    """The characters of a part with its pictures at the longest address that is foreseen."""
    found = _IMAGE.findall(html)
    return len(html) + sum(IMAGE_URL - len(setting.IMAGE) - len(one) for one in found)


def _with_images(article: Article, image_url: Callable[[str], str]) -> Article:
    return replace(article, html=_IMAGE.sub(lambda found: escape(image_url(found[1])), article.html))
