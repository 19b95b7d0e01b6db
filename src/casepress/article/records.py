"""What an article is made of, and what comes out: stories with their photos, articles, and what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass

Focus = tuple[float, float]
MIDDLE: Focus = (0.5, 0.38)


@dataclass(frozen=True, slots=True)
class ArticlePhoto:
    """A photo by hash with its words. ``focus`` is what must stay in sight, from the upper left corner, 0 to 1."""

    sha256: str
    caption: str = ""
    credit: str = ""
    alt: str = ""
    focus: Focus = MIDDLE


@dataclass(frozen=True, slots=True)
class ArticleStory:
    """A case as readers see it: plain texts, a string a paragraph. ``number`` names it where something is wrong."""

    number: str
    title: str
    unit: str
    place: str
    paragraphs: tuple[str, ...]
    photos: tuple[ArticlePhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleTopic:
    """An edition as articles are made of it: its themes by label, each with its stories, in their order.

    ``lead`` has a line a paragraph; ``source_url`` is where 阅读原文 leads, empty where nobody said;
    ``kicker`` is a small line above the lead, such as the name of the call.
    """

    title: str
    lead: str
    themes: tuple[tuple[str, tuple[ArticleStory, ...]], ...]
    source_url: str = ""
    author: str = ""
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article: what the platform asks for, the pictures that its text shows, and the cases that it tells of.

    ``images`` are hashes in the order of the text, each once; ``cover_sha256`` is one of a photo, empty without any.
    """

    title: str
    author: str
    digest: str
    html: str
    cover_sha256: str
    source_url: str
    images: tuple[str, ...]
    cases: tuple[str, ...]
    is_lead: bool = False
    cover_focus: Focus = MIDDLE


@dataclass(frozen=True, slots=True)
class Fault:
    """What the platform would refuse: ``field`` as it calls it, and a sentence that names the case and what to do."""

    field: str
    says: str
