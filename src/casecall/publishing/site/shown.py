"""What the templates of a topic show: stories and photos as plain values, cleaned, seen from where a page lies."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, cast

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from casecall.publishing import pictures
from casecall.publishing.site.places import region_key, unit_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casecall.publishing.content import AmendmentSent, CitedSent, Content, PhotoSent, StorySent

SAYS = {
    "picture": "“{title}”的图片 {n}",
}

PICTURE = (
    '<picture><source type="image/webp" srcset="{webp}" sizes="{sizes}">'
    '<img src="{src}" srcset="{jpeg}" sizes="{sizes}" width="{width}" height="{height}"'
    ' alt="{alt}" class="{focus}"{when}></picture>'
)
AT_ONCE, LATER = ' fetchpriority="high"', ' loading="lazy" decoding="async"'
# how wide a picture stands; fine screens are told less, since a page keeps its weight on them too
SIZES = {
    "card": "(min-resolution: 2.1dppx) 8.25rem, (min-resolution: 1.1dppx) 12.5rem, (min-width: 60rem) 21rem, "
    "(min-width: 40rem) 46vw, 92vw",
    "opening": "(min-resolution: 2.1dppx) 16.5rem, (min-resolution: 1.1dppx) 25rem, (min-width: 60rem) 34rem, 92vw",
    "first": "(max-width: 40rem) and (min-resolution: 2.1dppx) 16.5rem, (min-width: 60rem) 42rem, 92vw",
    "further": "(min-resolution: 2.1dppx) 8.25rem, (min-resolution: 1.1dppx) 12.5rem, (min-width: 40rem) 21rem, 92vw",
}
EXCERPT, OPENING, LONG_TITLE = 96, 210, 40
STEP = 5  # percent, to which a focal point is rounded: a class stands for it, since pages carry no style of their own
WEB = re.compile("https?://", re.IGNORECASE)
BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# controls, what turns the direction of text, invisible marks, halves of pairs, and code points that are no characters
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as the templates want it; ``root`` leads from the page to the topic."""

    name: str
    width: int
    height: int
    widths: tuple[int, ...]
    caption: str
    alt: str
    credit: str
    focus: str = ""
    root: str = ""

    @property
    def middle(self) -> int:
        """The width for browsers that do not choose."""
        return max((width for width in self.widths if width <= pictures.MIDDLE), default=self.widths[-1])

    @property
    def as_card(self) -> SafeString:
        """The picture in a grid."""
        return self._picture("card", LATER)

    @property
    def as_opening(self) -> SafeString:
        """The picture beside the first story of a topic."""
        return self._picture("opening", AT_ONCE)

    @property
    def as_first(self) -> SafeString:
        """The picture over the text of a case."""
        return self._picture("first", AT_ONCE)

    @property
    def as_further(self) -> SafeString:
        """A picture after the text of a case."""
        return self._picture("further", LATER)

    @property
    def shape(self) -> str:
        """Whether it stands or lies."""
        return "tall" if self.height > self.width else "wide"

    def _picture(self, where: str, when: str) -> SafeString:
        """The picture in WebP with JPEG behind it; made here and not in a template, since a topic has thousands."""
        words = {"sizes": SIZES[where], "width": self.width, "height": self.height, "focus": self.focus, "when": when}
        sets = {"webp": self._set("webp"), "jpeg": self._set("jpg")}
        src = f"{self.root}photos/{self.name}-{self.middle}.jpg"
        return mark_safe(PICTURE.format(src=src, alt=escape(self.alt), **sets, **words))  # noqa: S308 - words are escaped

    def _set(self, kind: str) -> str:
        return ", ".join(f"{self.root}photos/{self.name}-{width}.{kind} {width}w" for width in self.widths)


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story as the templates want it; ``root`` leads from the page to the topic, ``region`` is the key of its place.

    ``published`` and ``changed`` are days as 2026-11-25; ``unit_key`` is the key of its unit.
    """

    slug: str
    number: str
    theme: str
    theme_label: str
    unit: str
    unit_key: str
    place: str
    region: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    excerpt: str
    published: str
    changed: str
    photos: tuple[ShownPhoto, ...] = ()
    amendments: tuple[AmendmentSent, ...] = ()
    cited: tuple[CitedSent, ...] = ()
    root: str = ""

    @property
    def href(self) -> str:
        """Where its page lies, from here."""
        return f"{self.root}cases/{self.slug}/index.html"

    @property
    def long_excerpt(self) -> str:
        """The opening of a story that has no photo to stand for it."""
        return " ".join(opening(self.paragraphs))

    @property
    def long_title(self) -> bool:
        """Whether the title needs a smaller size."""
        return len(self.title) > LONG_TITLE

    @property
    def photo(self) -> ShownPhoto | None:
        """The photo that stands for the story."""
        return self.photos[0] if self.photos else None

    @property
    def more_photos(self) -> tuple[ShownPhoto, ...]:
        """The photos after the first."""
        return self.photos[1:]

    def seen_from(self, root: str) -> ShownStory:
        """The same with its links as they lead from another page."""
        return replace(self, root=root, photos=tuple(replace(photo, root=root) for photo in self.photos))


def cleaned(content: Content) -> Content:
    """The same content without characters that cannot be printed or that turn the text round them."""
    return cast("Content", _cleaned(content))


def excerpt(paragraphs: tuple[str, ...], most: int = EXCERPT) -> str:
    """The opening of a story up to a full stop where one is near, else with an ellipsis."""
    text = paragraphs[0] if paragraphs else ""
    if len(text) <= most:
        return text
    stop = max(text.rfind(mark, most // 2, most) for mark in "。！？”")
    return text[: stop + 1] if stop > 0 else text[: most - 1].rstrip("，、；：") + "…"


def opening(paragraphs: tuple[str, ...], most: int = OPENING) -> tuple[str, ...]:
    """The first two paragraphs of a story, the second cut where the two would be too long."""
    first = excerpt(paragraphs, most)
    left = most - len(first)
    return (first, excerpt(paragraphs[1:], left)) if left > most // 3 and len(paragraphs) > 1 else (first,)


def shown_stories(content: Content, photos: Mapping[str, pictures.Derived]) -> tuple[ShownStory, ...]:
    """The stories of a content that has been cleaned, in its order."""
    labels = {theme.key: theme.label for theme in content.themes}
    sent_on = localtime(content.sent_at).date().isoformat()
    return tuple(_story(story, labels.get(story.theme, story.theme), photos, sent_on) for story in content.stories)


def _story(story: StorySent, theme_label: str, photos: Mapping[str, pictures.Derived], sent_on: str) -> ShownStory:
    shown = tuple(_photo(photo, photos[photo.sha256], story, n) for n, photo in enumerate(story.photos, 1))
    paragraphs = story.paragraphs
    return ShownStory(
        slug=story.slug,
        number=story.number,
        theme=story.theme,
        theme_label=theme_label,
        unit=story.unit,
        unit_key=unit_key(story.unit),
        place=story.place,
        region=region_key(story.place),
        kind=story.kind,
        title=story.title or story.number,
        paragraphs=paragraphs,
        excerpt=excerpt(paragraphs),
        published=story.first_on or sent_on,
        changed=story.changed_on,
        photos=shown,
        amendments=story.amendments,
        cited=tuple(one if WEB.match(one.url) else replace(one, url="") for one in story.cited),
    )


def _photo(photo: PhotoSent, derived: pictures.Derived, story: StorySent, n: int) -> ShownPhoto:
    alt = photo.alt or photo.caption or SAYS["picture"].format(title=story.title, n=n)
    size = (derived.width, derived.height, derived.widths)
    focus = f"x{_step(photo.focus_x)} y{_step(photo.focus_y)}"
    return ShownPhoto(derived.name, *size, caption=photo.caption, alt=alt, credit=photo.credit, focus=focus)


def _step(part: float) -> int:
    return round(min(max(part, 0), 1) * 100 / STEP) * STEP


def _cleaned(kept: object) -> object:
    if isinstance(kept, str):
        return UNSEEN.sub("", BREAKS.sub("\n", kept))
    if isinstance(kept, tuple):
        return tuple(_cleaned(one) for one in kept)
    if is_dataclass(kept) and not isinstance(kept, type):
        return replace(kept, **{one.name: _cleaned(getattr(kept, one.name)) for one in fields(kept)})
    return kept
