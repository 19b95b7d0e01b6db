"""Cards of stories, set once for all pages that lie at the same depth; most of a topic is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from casecall.publishing.site.setting import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casecall.publishing.site.shown import ShownStory


class Cards:
    """The cards of a topic, each set when it is first wanted."""

    def __init__(self) -> None:
        """Begin without any."""
        self._set: dict[tuple[str, str], SafeString] = {}

    def of(self, stories: Iterable[ShownStory], root: str) -> Callable[[], SafeString]:
        """The cards of some stories as they are seen from a page, to be set when the template asks for them."""
        return lambda: mark_safe("".join(self._card(story, root) for story in stories))  # noqa: S308 - each escaped

    def _card(self, story: ShownStory, root: str) -> SafeString:
        key = (story.slug, root)
        if key not in self._set:
            self._set[key] = mark_safe(fill("_card", {"story": story.seen_from(root)}).decode())  # noqa: S308 - set by a template
        return self._set[key]


def follows_card(story: ShownStory) -> tuple[object, ...]:
    """What a card shows of a story, as plain data."""
    return (story.slug, story.title, story.excerpt, story.unit, story.place, repr(story.photo))
