"""Cards of stories, set once for all pages that show them; most of a topic is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from casecall.publishing.site.setting import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casecall.publishing.site.shown import ShownStory


ROOT = "\x00"  # no text that was cleaned has it


class Cards:
    """The cards of a topic, each set when it is first wanted, and then put where a page lies."""

    def __init__(self) -> None:
        """Begin without any."""
        self._set: dict[str, str] = {}

    def of(self, stories: Iterable[ShownStory], root: str) -> Callable[[], SafeString]:
        """The cards of some stories as they are seen from a page, to be set when the template asks for them."""
        return lambda: mark_safe("".join(map(self._card, stories)).replace(ROOT, root))  # noqa: S308 - set by a template

    def _card(self, story: ShownStory) -> str:
        if story.slug not in self._set:
            self._set[story.slug] = fill("_card", {"story": story.seen_from(ROOT)}).decode()
        return self._set[story.slug]


def follows_card(story: ShownStory) -> tuple[object, ...]:
    """What a card shows of a story, as plain data."""
    return (story.slug, story.title, story.excerpt, story.unit, story.place, repr(story.photo))
