"""What the platform accepts of an article, checked before anything is sent, with the case named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casepress.article.records import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casepress.article.records import Article

SAYS: Final = {
    "title_none": "文章没有标题",
    "title": "标题“{start}…”共 {n} 字，最多 {most} 字：请缩短专题标题或主题名称",
    "author": "作者“{text}”共 {n} 字，最多 {most} 字：请在公众号设置中改短",
    "digest": "摘要共 {n} 字，最多 {most} 字",
    "lead": "《{title}》连同版式共 {n:,} 个字符，须少于 {most:,}：请缩短专题导语",
    "case": "案例 {case} 连同版式共 {n:,} 个字符，单篇须少于 {most:,}：请压缩这一案例的正文，或减少随文图片",
    "cases": "案例 {case} 等合在一篇共 {n:,} 个字符，须少于 {most:,}",
    "bytes": "《{title}》共 {n:,} 字节，须少于 {most:,}",
    "source_url": "“阅读原文”的网址长 {n:,} 字节，最多 {most:,} 字节",
    "source_url_kind": "“阅读原文”的网址须以 http:// 或 https:// 开头",
    "no_cases": "《{title}》没有可以发布到公众号的案例",
}
IMAGE_URL: Final = 200  # characters kept for the address of a picture: those of the platform have some 130
_SOURCE: Final = re.compile(r'(?<= src=")(?!https?://)[^"]*')
_START: Final = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the platform's draft box; a 字 is a character, whatever its plane. Content stays below its two bounds.

    Source: developers.weixin.qq.com, draftbox/draftmanage/api_draft_add; tags and attributes count as characters.
    """

    title: int = 32
    author: int = 16
    digest: int = 128
    content: int = 20_000
    content_bytes: int = 1 << 20
    source_url: int = 1024
    articles: int = 8


LIMITS: Final = Limits()


def weight(html: str) -> int:
    """The characters of a text as the platform will count them: one not yet uploaded picture as its address then."""
    local = _SOURCE.findall(html)
    return len(html) - sum(map(len, local)) + IMAGE_URL * len(local)


def faults(article: Article, limits: Limits = LIMITS) -> tuple[Fault, ...]:
    """Everything that the platform would refuse of an article; empty where it would take it."""
    return (*_words(article, limits), *_content(article, limits), *_source_url(article, limits))


def _words(article: Article, limits: Limits) -> Iterator[Fault]:
    if not article.title:
        yield Fault("title", SAYS["title_none"])
    for field in ("title", "author", "digest"):
        text, most = getattr(article, field), getattr(limits, field)
        if len(text) > most:
            yield Fault(field, SAYS[field].format(text=text, start=text[:_START], n=len(text), most=most))


def _content(article: Article, limits: Limits) -> Iterator[Fault]:
    if not article.cases:
        yield Fault("cases", SAYS["no_cases"].format(title=article.title))
    counted, size = weight(article.html), len(article.html.encode())
    if counted >= limits.content:
        case = article.cases[0] if article.cases else ""
        key = "lead" if article.is_lead else "case" if len(article.cases) == 1 else "cases"
        says = SAYS[key].format(title=article.title, case=case, n=counted, most=limits.content)
        yield Fault("content", says)
    elif size >= limits.content_bytes and counted == len(article.html):
        yield Fault("content", SAYS["bytes"].format(title=article.title, n=size, most=limits.content_bytes))


def _source_url(article: Article, limits: Limits) -> Iterator[Fault]:
    url = article.source_url
    if len(url.encode()) > limits.source_url:
        yield Fault("source_url", SAYS["source_url"].format(n=len(url.encode()), most=limits.source_url))
    if url and not url.startswith(("http://", "https://")):
        yield Fault("source_url", SAYS["source_url_kind"])
