"""Content as messages of articles for the Official Account, each with its mark; every limit checked before a call."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from casepress import article
from casepress.article.records import Article, ArticlePhoto, ArticleStory, ArticleTopic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casecall.publishing.content import Content, PhotoSent, StorySent

PLACE: Final = "https://mmbiz.qpic.cn/casecall/{sha256}/0" + "0" * 40  # as long as the platform's own addresses
TAIL: Final = '<section style="font-size:12px;color:#5f6b7a;text-align:right">稿件编号 {mark}</section>'
MARK: Final = "cc-"


def compose(content: Content, *, author: str) -> tuple[tuple[dict[str, Any], ...], ...]:
    """The messages of a content, at most eight articles each, pictures by their hash in the place of an address."""
    made = article.make(topic_of(content, author=author), image_url=lambda sha256: PLACE.format(sha256=sha256))
    return tuple(tuple(asdict(one) for one in group) for group in article.messages(made))


def topic_of(content: Content, *, author: str) -> ArticleTopic:
    """The content by themes, those that have a story, as articles are made of it."""
    told = [
        (theme.label, tuple(_story(one) for one in content.stories if one.theme == theme.key))
        for theme in content.themes
    ]
    return ArticleTopic(
        title=content.title,
        lead=content.lead,
        themes=tuple((label, stories) for label, stories in told if stories),
        source_url=content.base_url,
        author=author,
        kicker=content.call_title,
    )


def marked(articles: Sequence[Mapping[str, Any]], mark: str) -> list[dict[str, Any]]:
    """The articles of a message with its mark, in words, at the end of the shortest."""
    rows = [dict(one) for one in articles]
    if rows:
        shortest = min(rows, key=lambda one: len(one["html"]))
        shortest["html"] += TAIL.format(mark=mark)
    return rows


def bears(mark: str, articles: Sequence[Mapping[str, Any]]) -> bool:
    """Whether articles, as the platform gives them back, are those of a mark."""
    return any(mark in str(one.get("content", "")) for one in articles)


def faults_of(articles: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """A sentence, the case named, for each thing that the platform would refuse."""
    return tuple(fault.says for one in articles for fault in article.faults(as_article(one)))


def as_article(kept: Mapping[str, Any]) -> Article:
    """An article as it was kept."""
    told = {name: tuple(kept[name]) for name in ("images", "cases", "cover_focus")}
    return Article(**{**kept, **told})


def digest_of(articles: Sequence[Mapping[str, Any]]) -> str:
    """What makes the articles of two messages the same, before and after they were kept."""
    return hashlib.sha256(json.dumps(list(articles), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _story(story: StorySent) -> ArticleStory:
    return ArticleStory(
        number=story.number,
        title=story.title,
        unit=story.unit,
        place=story.place,
        paragraphs=story.paragraphs,
        photos=tuple(_photo(one) for one in story.photos),
    )


def _photo(photo: PhotoSent) -> ArticlePhoto:
    return ArticlePhoto(photo.sha256, photo.caption, photo.credit, photo.alt, (photo.focus_x, photo.focus_y))
