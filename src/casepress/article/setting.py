"""The parts of an article as HTML: the opening, a story with its photos, the list of cases, the last line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepress.article.surviving import surviving
from casepress.article.wording import html, lines, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casepress.article.records import ArticlePhoto, ArticleStory, ArticleTopic

SAYS: Final = {
    "count": "{n} 个案例",
    "picture": "“{title}”的图片 {n}",
    "more": "……共 {n} 个案例",
    "source": "点击文末“阅读原文”，在专题网页查看全部案例。",
}
#: Stands for the address of a picture until the article is whole.
IMAGE: Final = "https://image.invalid/"


def opening(topic: ArticleTopic, label: str, count: int) -> str:
    """The head of a theme's article: the one red rule, the topic small, the theme large, how many cases follow."""
    kicker = f'<p class="kicker">{html(topic.title)}</p>'
    said = f'<p class="theme">{html(label)}</p><p class="count">{SAYS["count"].format(n=count)}</p>'
    return surviving(f'<section class="rule">{kicker}{said}</section>')


def lead(topic: ArticleTopic, photo: ArticlePhoto | None) -> str:
    """The head of the lead article: the rule, the call small, a photo, the lead by paragraphs."""
    kicker = f'<p class="kicker">{html(topic.kicker)}</p>' if plain(topic.kicker) else ""
    said = "".join(f'<p class="lead">{html(line)}</p>' for line in lines(topic.lead))
    shown = _photo(photo, topic.title, 1) if photo else ""
    return surviving(f'<section class="rule">{kicker}{said}</section>{shown}')


def story(told: ArticleStory) -> str:
    """A case: title, unit and place, the first photo, the text, the other photos."""
    photos = [_photo(one, told.title, n) for n, one in enumerate(told.photos, 1)]
    text = "".join(f"<p>{line}</p>" for line in map(html, told.paragraphs) if line)
    head = f'<p class="title">{html(told.title)}</p><p class="unit">{_of(told)}</p>'
    return surviving(f'<section class="story">{head}{"".join(photos[:1])}{text}{"".join(photos[1:])}</section>')


def rows(label: str, stories: Sequence[ArticleStory]) -> str:
    """A theme in the list of the lead article, a line for each case."""
    cases = "".join(
        f'<section class="row"><p>{html(one.title)}</p><p class="of">{_of(one)}</p></section>' for one in stories
    )
    return surviving(f'<section class="list">{_heading(label, len(stories))}{cases}</section>')


def run(label: str, stories: Sequence[ArticleStory], shown: int) -> str:
    """A theme in the list of the lead article, its first titles one after the other."""
    titles = "；".join(html(one.title) for one in stories[:shown])
    rest = SAYS["more"].format(n=len(stories)) if shown < len(stories) else "。"
    said = f'<p class="run">{titles}{rest}</p>' if shown else ""
    return surviving(f'<section class="list">{_heading(label, len(stories))}{said}</section>')


def end(topic: ArticleTopic) -> str:
    """Where to read on, where there is such a place."""
    return surviving(f'<p class="end">{SAYS["source"]}</p>') if topic.source_url else ""


def _heading(label: str, count: int) -> str:
    return f'<p class="heading">{html(label)} <span>{SAYS["count"].format(n=count)}</span></p>'


def _of(told: ArticleStory) -> str:
    return " · ".join(filter(None, (html(told.unit), html(told.place))))


def _photo(photo: ArticlePhoto, title: str, n: int) -> str:
    alt = html(photo.alt) or html(photo.caption) or html(SAYS["picture"].format(title=title, n=n))
    caption, credit = html(photo.caption), html(photo.credit)
    said = "　".join(filter(None, (caption, credit and f'<span class="credit">{credit}</span>')))
    below = f'<p class="caption">{said}</p>' if said else ""
    return f'<section class="photo"><img src="{IMAGE}{html(photo.sha256)}" alt="{alt}">{below}</section>'
