"""Every page of a topic: where it lies, what it follows from, and how it is made."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from casecall.publishing.site.page import Page, inputs_of
from casecall.publishing.site.shown import cleaned, opening, shown_stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casecall.publishing.content import Content
    from casecall.publishing.pictures import Derived
    from casecall.publishing.site.shown import ShownStory

SAYS = {
    "summary": "{call}专题，收录案例 {count} 个。",
}
UP = "../../"


def pages(content: Content, photos: Mapping[str, Derived]) -> Iterator[Page]:
    """Every page of a topic; ``photos`` has the derivatives of each photo of the content by its SHA-256.

    Assets, pictures, feeds, charts and the index of the search are not among them.
    """
    content = cleaned(content)
    stories = shown_stories(content, photos)
    shell = {"call": content, "edition": {"title": content.title}, "sent_on": content.sent_at}
    yield _page("index.html", "index", {**shell, "root": "", **_index(content, stories)})
    order = [story for theme in content.themes for story in stories if story.theme == theme.key]
    for before, story, after in _with_neighbours(order):
        page = {**shell, "root": UP, "story": story.seen_from(UP), "before": before, "after": after}
        yield _page(f"cases/{story.slug}/index.html", "case", page)


def _page(path: str, template: str, context: dict[str, Any]) -> Page:
    return Page(
        path, inputs_of(template, context), lambda: render_to_string(f"publishing/{template}.html", context).encode()
    )


def _index(content: Content, stories: tuple[ShownStory, ...]) -> dict[str, Any]:
    first = next((story for story in stories if story.photo), stories[0] if stories else None)
    themes = [
        {
            "key": theme.key,
            "label": theme.label,
            "stories": [story for story in stories if story.theme == theme.key],
            "rest": [story for story in stories if story.theme == theme.key and story is not first],
        }
        for theme in content.themes
    ]
    lead = [line.strip() for line in content.lead.splitlines() if line.strip()]
    description = lead[0] if lead else SAYS["summary"].format(call=content.call_title, count=len(stories))
    shown = {"first": first, "opening": opening(first.paragraphs) if first else ()}
    return {"lead": lead, "description": description, "cases": len(stories), "themes": themes, **shown}


def _with_neighbours(stories: list[ShownStory]) -> list[tuple[ShownStory | None, ShownStory, ShownStory | None]]:
    padded = list(chain([None], stories, [None]))
    pairs = list(pairwise(padded))
    return [(before, story, after) for (before, story), (_, after) in pairwise(pairs) if story is not None]
