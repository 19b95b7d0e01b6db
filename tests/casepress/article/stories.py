"""Invented stories for the tests of articles: of any number, of any length, with and without photos."""

from __future__ import annotations

from hashlib import sha256

from casepress.article import ArticlePhoto, ArticleStory, ArticleTopic

SENTENCE = "两周后，千兆光纤进了卫生室，三级远程会诊系统接通，村医的镜头那头是县里的三位医生。"
THEMES = ("助力乡村振兴", "消除数字鸿沟", "绿色低碳发展")


def a_photo(name: str = "卫生室", **words: str) -> ArticlePhoto:
    """A photo known by its hash alone."""
    given = {"caption": f"{name}接通的第一天", "credit": "摄影 林昉", **words}
    return ArticlePhoto(sha256(name.encode()).hexdigest(), **given)


def a_story(n: int = 1, *, title: str = "", words: int = 450, photos: int = 1, text: str = "") -> ArticleStory:
    """A case of about so many 字 in four paragraphs."""
    whole = text or SENTENCE * (words // len(SENTENCE) + 1)
    quarter = len(whole) // 4 + 1
    return ArticleStory(
        number=f"2022-{n:04}",
        title=title or f"我在大榕树村当“网络村医”之{n}",
        unit="松涧市联畅网络科技股份有限公司",
        place="石笋县",
        paragraphs=tuple(whole[at : at + quarter] for at in range(0, len(whole), quarter)),
        photos=tuple(a_photo(f"{n}-{one}") for one in range(photos)),
    )


def a_topic(*stories: ArticleStory, cases: int = 3, **more: str) -> ArticleTopic:
    """A topic of those stories, or of so many, by turns in three themes."""
    told = stories or tuple(a_story(n) for n in range(1, cases + 1))
    themes = tuple((label, told[at::3]) for at, label in enumerate(THEMES))
    given = {"title": "把网络修到人心里去", "lead": "大山里的果园，社区里的课堂。\n机房里省下的每一度电。", **more}
    url, author = "https://example.org/anli/", "某协会"
    return ArticleTopic(**{"themes": themes, "source_url": url, "author": author, **given})
