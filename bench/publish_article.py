"""How long the articles for the Official Account take: twenty cases, and three hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Figure, cpu_ms
from casepress.article import faults, make, messages
from tests.casepress.article.stories import a_topic

if TYPE_CHECKING:
    from casepress.article import Article

BOUND_MS = 50.0


def articles(cases: int) -> tuple[Article, ...]:
    """Cases of 450 字 with a photo each, as articles."""
    address = "https://mmbiz.example.org/mmbiz_jpg/{}/0?wx_fmt=jpeg".format
    return make(a_topic(cases=cases), image_url=address)


def measure() -> list[Figure]:
    """Both sizes, and what came out of them."""
    week, whole = (cpu_ms(lambda cases=cases: articles(cases), runs=runs) for cases, runs in ((20, 30), (300, 5)))
    made = articles(300)
    wrong = sum(len(faults(one)) for one in made)
    said = f"{len(made)} 篇，{len(messages(made))} 条消息，超限 {wrong} 处"
    return [
        Figure("20 个案例排成公众号文章", f"{week:.1f} ms", f"≤ {BOUND_MS:.0f} ms", week <= BOUND_MS),
        Figure("300 个案例排成公众号文章", f"{whole:.1f} ms", "超限 0 处", wrong == 0, said),
    ]
