"""The WeChat article: stories in, articles out that survive the platform's editor and keep its limits."""

from casepress.article.limits import LIMITS, Limits, faults, weight
from casepress.article.making import make, messages
from casepress.article.pictures import Unfit, blank_cover, cover, image, placeholder, square
from casepress.article.records import Article, ArticlePhoto, ArticleStory, ArticleTopic, Fault

__all__ = [
    "LIMITS",
    "Article",
    "ArticlePhoto",
    "ArticleStory",
    "ArticleTopic",
    "Fault",
    "Limits",
    "Unfit",
    "blank_cover",
    "cover",
    "faults",
    "image",
    "make",
    "messages",
    "placeholder",
    "square",
    "weight",
]
