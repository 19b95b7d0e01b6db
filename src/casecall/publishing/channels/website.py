"""The website: a topic as a folder of plain files with relative links, for any web server or a browser alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from casecall.publishing import folders, pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casecall.publishing.content import Content, PhotoSent, StorySent

SAYS = {
    "summary": "{call}专题，收录案例 {count} 个。",
    "picture": "“{title}”的图片 {n}",
}

KEY, LABEL = "website", "专题网页"
ASSETS = Path(__file__).parent.parent / "assets"
EXCERPT, OPENING = 96, 210
UP = "../../"
BAD_PHOTO = "{story.number}“{story.title}”的第 {n} 张图片：{why}，请换一张或不随文发布"


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as the templates want it."""

    name: str
    width: int
    height: int
    widths: tuple[int, ...]
    caption: str
    alt: str
    credit: str

    @property
    def middle(self) -> int:
        """The width for browsers that do not choose."""
        return max((width for width in self.widths if width <= pictures.MIDDLE), default=self.widths[-1])

    @property
    def shape(self) -> str:
        """Whether it stands or lies."""
        return "tall" if self.height > self.width else "wide"


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story as the templates want it."""

    slug: str
    number: str
    theme: str
    theme_label: str
    unit: str
    place: str
    title: str
    paragraphs: tuple[str, ...]
    excerpt: str
    photos: tuple[ShownPhoto, ...]

    @property
    def long_excerpt(self) -> str:
        """The opening of a story that has no photo to stand for it."""
        return " ".join(opening(self.paragraphs))

    @property
    def photo(self) -> ShownPhoto | None:
        """The photo that stands for the story."""
        return self.photos[0] if self.photos else None

    @property
    def more_photos(self) -> tuple[ShownPhoto, ...]:
        """The photos after the first."""
        return self.photos[1:]


def send(content: Content, read_photo: Callable[[str], bytes]) -> Path:
    """Render a topic beside the place where it will stand; the folder, to be given to ``stand``."""
    target = folder(content.slug)
    return folders.write_beside(target, render(content, read_photo, former=target))


def stand(sent: Path, slug: str) -> None:
    """Let what was sent stand in the place of what stood before."""
    folders.put_in_place(sent, folder(slug))


def take_down(slug: str) -> None:
    """Remove a topic."""
    folders.take_away(folder(slug))


def stands(slug: str) -> bool:
    """Whether a topic is there, whole."""
    return (folder(slug) / folders.MANIFEST).is_file()


def folder(slug: str) -> Path:
    """Where a topic stands."""
    return Path(settings.SITE_OUT) / slug


def draft_folder(edition_id: int) -> Path:
    """Where the preview of an edition lies: outside of what readers reach."""
    return Path(settings.DATA) / "preview" / str(edition_id)


def render(content: Content, read_photo: Callable[[str], bytes], *, former: Path | None = None) -> dict[str, bytes]:
    """Every file of a topic by its path. Photos that ``former`` already holds are taken from there."""
    photos, files = _photos(content, read_photo, former)
    stories = [_story(content, story, photos) for story in content.stories]
    shell = {"call": content, "edition": {"title": content.title}, "sent_on": content.sent_at}
    files["index.html"] = _page("index", {**shell, "root": "", **_index(content, stories)})
    order = [story for theme in content.themes for story in stories if story.theme == theme.key]
    for before, story, after in _with_neighbours(order):
        page = {**shell, "root": UP, "story": story, "before": before, "after": after}
        files[f"cases/{story.slug}/index.html"] = _page("case", page)
    return {**files, **{f"assets/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir())}}


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


def _index(content: Content, stories: list[ShownStory]) -> dict[str, Any]:
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


def _story(content: Content, story: StorySent, photos: Mapping[str, pictures.Derived]) -> ShownStory:
    labels = {theme.key: theme.label for theme in content.themes}
    shown = tuple(_photo(photo, photos[photo.sha256], story, n) for n, photo in enumerate(story.photos, 1))
    return ShownStory(
        slug=story.slug,
        number=story.number,
        theme=story.theme,
        theme_label=labels.get(story.theme, story.theme),
        unit=story.unit,
        place=story.place,
        title=story.title,
        paragraphs=story.paragraphs,
        excerpt=excerpt(story.paragraphs),
        photos=shown,
    )


def _photo(photo: PhotoSent, derived: pictures.Derived, story: StorySent, n: int) -> ShownPhoto:
    alt = photo.alt or photo.caption or SAYS["picture"].format(title=story.title, n=n)
    size = (derived.width, derived.height, derived.widths)
    return ShownPhoto(derived.name, *size, caption=photo.caption, alt=alt, credit=photo.credit)


def _with_neighbours(stories: list[ShownStory]) -> list[tuple[ShownStory | None, ShownStory, ShownStory | None]]:
    padded = list(chain([None], stories, [None]))
    pairs = list(pairwise(padded))
    return [(before, story, after) for (before, story), (_, after) in pairwise(pairs) if story is not None]


def _photos(
    content: Content, read_photo: Callable[[str], bytes], former: Path | None
) -> tuple[dict[str, pictures.Derived], dict[str, bytes]]:
    derived: dict[str, pictures.Derived] = {}
    for story in content.stories:
        for n, photo in enumerate(story.photos, 1):
            if photo.sha256 not in derived:
                try:
                    derived[photo.sha256] = _derived(read_photo(photo.sha256), photo.sha256, former)
                except pictures.Unpublishable as fault:
                    raise pictures.Unpublishable(BAD_PHOTO.format(story=story, n=n, why=fault)) from fault
    return derived, {f"photos/{name}": data for one in derived.values() for name, data in one.files.items()}


def _derived(data: bytes, sha256: str, former: Path | None) -> pictures.Derived:
    return (former and _kept(former, data, sha256)) or pictures.derive(data, sha256)


def _kept(former: Path, data: bytes, sha256: str) -> pictures.Derived | None:
    """The derivatives as they already stand, if all of them do: making them anew costs ten times as much."""
    width, height = pictures.measure(data)
    widths = pictures.widths_for(width)
    paths = [
        former / "photos" / f"{pictures.name_of(sha256)}-{one}.{kind}" for one in widths for kind in ("webp", "jpg")
    ]
    if not all(path.is_file() for path in paths):
        return None
    files = {path.name: path.read_bytes() for path in paths}
    return pictures.Derived(
        pictures.name_of(sha256), widths[-1], pictures.height_at(widths[-1], width, height), widths, files
    )


def _page(name: str, context: dict[str, Any]) -> bytes:
    return render_to_string(f"publishing/{name}.html", context).encode()
