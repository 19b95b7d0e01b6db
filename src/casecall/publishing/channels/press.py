"""The press: a kit of release, facts and photos for editors of the media, packed anew whenever it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casepress.presskit.records import KitPhoto, KitStory, KitTopic

if TYPE_CHECKING:
    from datetime import date, datetime

    from casecall.publishing.content import Content, StorySent

KEY, LABEL = "press", "媒体素材包"
TAKEN_OUT = "素材包不再含有它；已交出的列出交给了谁，由人告知"


def take_out(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:
    """Nothing to do: a kit is packed of what stands at that time, and its page names who has to be told."""


def topic_of(  # what the press is told
    content: Content, *, day: date, pledge: str, headline: str = "", contact: str = "", quotes: str = ""
) -> KitTopic:
    """An edition as its kit says it; ``contact`` and ``quotes`` are lines of text."""
    return KitTopic(
        slug=content.slug,
        title=content.title,
        headline=headline,
        lead=_lines(content.lead),
        call=content.call_title,
        call_number=content.call_number,
        issuer=content.issuer,
        organiser=content.organiser,
        day=day,
        themes=tuple((theme.key, theme.label) for theme in content.themes),
        stories=tuple(_story(story) for story in content.stories),
        pledge=pledge,
        url=content.base_url,
        contact=_lines(contact),
        quotes=_lines(quotes),
    )


def _story(story: StorySent) -> KitStory:
    return KitStory(
        number=story.number,
        slug=story.slug,
        theme=story.theme,
        unit=story.unit,
        title=story.title,
        paragraphs=story.paragraphs,
        place=story.place,
        kind=story.kind,
        photos=tuple(KitPhoto(one.sha256, one.caption, one.alt, one.credit) for one in story.photos),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
