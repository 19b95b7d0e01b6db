"""A topic in order: its stories by theme, region and unit, and what stands on all of its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from casecall.publishing.site import setting
from casecall.publishing.site.places import region_order
from casecall.publishing.site.shown import cleaned, shown_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from casecall.publishing.content import Content
    from casecall.publishing.pictures import Derived
    from casecall.publishing.site.shown import ShownStory

SAYS = {
    "summary": "{call}专题，收录案例 {count} 个。",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Stories that belong together: of a theme, a region or a unit. ``folder`` is where its page lies."""

    key: str
    label: str
    folder: str
    stories: tuple[ShownStory, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A content, cleaned, with its stories in reading order and in their groups; no group is without a story."""

    content: Content
    stories: tuple[ShownStory, ...]
    themes: tuple[Group, ...]
    regions: tuple[Group, ...]
    units: tuple[Group, ...]
    _shells: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def lead(self) -> tuple[str, ...]:
        """The lead by paragraphs."""
        return tuple(line.strip() for line in self.content.lead.splitlines() if line.strip())

    @property
    def description(self) -> str:
        """The topic in a sentence."""
        said = SAYS["summary"].format(call=self.content.call_title, count=len(self.stories))
        return self.lead[0] if self.lead else said

    @property
    def frame(self) -> tuple[object, ...]:
        """What stands on every page, as plain data: only this makes all pages new."""
        one = self.content
        words = (one.title, one.call_title, one.call_number, one.issuer, one.organiser, one.base_url)
        return (*words, tuple((theme.key, theme.label) for theme in self.themes), bool(self.regions))

    def shell(self, root: str, current: str = "") -> dict[str, object]:
        """What every page is given: where the topic lies from there, its names, its foot, its ways with one marked."""
        if (root, current) not in self._shells:
            shell = {"root": root, "topic": self.content, "themes": self.themes, "regions": self.regions}
            ways = _part("_ways", {**shell, "current": current})
            same = {name: _part(f"_{name}", shell) for name in ("links", "foot")}
            self._shells[root, current] = {**shell, **same, "ways": ways}
        return self._shells[root, current]


def topic_of(content: Content, photos: Mapping[str, Derived]) -> Topic:
    """Put a content in order; ``photos`` has the derivatives of each photo by its SHA-256."""
    content = cleaned(content)
    shown = shown_stories(content, photos)
    known = {theme.key: theme.label for theme in content.themes}
    labels = known | {one.theme: one.theme_label for one in shown if one.theme not in known}
    themes = _grouped(shown, lambda one: one.theme)
    by_theme = tuple(Group(key, label, f"themes/{key}", themes[key]) for key, label in labels.items() if key in themes)
    stories = tuple(story for group in by_theme for story in group.stories)
    regions = _grouped([one for one in stories if one.region], lambda one: one.region)
    units = _grouped(stories, lambda one: one.unit_key)
    return Topic(
        content,
        stories,
        by_theme,
        tuple(
            Group(key, regions[key][0].place, f"regions/{key}", regions[key])
            for key in sorted(regions, key=region_order)
        ),
        tuple(Group(key, units[key][0].unit, f"units/{key}", units[key]) for key in units),
    )


def _grouped(stories: Iterable[ShownStory], key: Callable[[ShownStory], str]) -> Mapping[str, tuple[ShownStory, ...]]:
    found: dict[str, list[ShownStory]] = {}
    for story in stories:
        found.setdefault(key(story), []).append(story)
    return {name: tuple(group) for name, group in found.items()}


def _part(name: str, context: dict[str, object]) -> SafeString:
    """A part that is the same on many pages, set once."""
    return mark_safe(setting.fill(name, context).decode())  # noqa: S308 - set by a template that escapes
