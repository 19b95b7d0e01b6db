"""The folder of a topic: plain files that any web server, and a browser alone, can show."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import PurePosixPath

import pytest

from casecall.publishing.channels.all_channels import CHANNELS, label
from casecall.publishing.content import as_json, from_json
from casecall.publishing.pictures import Unpublishable
from casecall.publishing.site.shown import excerpt, opening
from tests.casecall.publishing.topics import rendered, topic


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return rendered(topic())


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and which of those that need closing were not closed."""

    VOID = frozenset({"meta", "link", "img", "source", "br", "input"})

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def pages(files: dict[str, bytes]) -> dict[str, Tags]:
    return {name: Tags(data) for name, data in files.items() if name.endswith(".html")}


def addresses(page: Tags) -> set[str]:
    found = {value for _, one in page.tags for name, value in one.items() if name in {"href", "src"}}
    sets = (one["srcset"] for _, one in page.tags if "srcset" in one)
    return found | {part.split()[0] for whole in sets for part in whole.split(",")}


def resolved(page: str, address: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / address.split("#", maxsplit=1)[0]).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_every_link_is_relative_and_leads_to_a_file_of_the_folder(files: dict[str, bytes]) -> None:
    for name, page in pages(files).items():
        for address in addresses(page):
            assert not re.match(r"[a-z]+:|//|/", address), address
            assert address.startswith("#") or resolved(name, address) in files, (name, address)


def test_every_anchor_that_is_linked_is_there(files: dict[str, bytes]) -> None:
    parsed = pages(files)
    ids = {name: {one["id"] for _, one in page.tags if "id" in one} for name, page in parsed.items()}
    for name, page in parsed.items():
        for address in addresses(page):
            path, _, anchor = address.partition("#")
            assert not anchor or anchor in ids[resolved(name, path) if path else name], (name, address)


def test_names_are_lower_case_ascii(files: dict[str, bytes]) -> None:
    assert all(re.fullmatch(r"[a-z0-9./-]+", name) for name in files)


def test_pages_are_closed_and_need_no_inline_script_or_style(files: dict[str, bytes]) -> None:
    for page in pages(files).values():
        assert page.open == []
        assert not [one for _, one in page.tags if "style" in one or any(name.startswith("on") for name in one)]
        assert not page.all("style")
        assert all(one.get("src") for one in page.all("script"))


def test_every_picture_has_words_and_a_size(files: dict[str, bytes]) -> None:
    pictures = [one for page in pages(files).values() for one in page.all("img")]
    assert len(pictures) >= 8
    for one in pictures:
        assert one["alt"]
        assert int(one["width"]) > 0
        assert int(one["height"]) > 0
        assert one["src"].endswith(".jpg")


def test_headings_go_down_step_by_step(files: dict[str, bytes]) -> None:
    for page in pages(files).values():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_what_people_wrote_is_words_and_never_markup(files: dict[str, bytes]) -> None:
    page = files["cases/lz2022-0007/index.html"].decode()
    assert "机房 &lt;AI&gt; 节能 &amp; “零碳”" in page
    assert "<AI>" not in page


def test_the_script_is_small_and_put_off(files: dict[str, bytes]) -> None:
    assert len(files["assets/topic.js"]) <= 3 * 1024
    assert all("defer" in one for page in pages(files).values() for one in page.all("script"))


def test_pages_are_light(files: dict[str, bytes]) -> None:
    for name in pages(files):
        assert len(files[name]) + len(files["assets/topic.css"]) <= 60 * 1024, name


def test_figures_count_what_is_there(files: dict[str, bytes]) -> None:
    text = files["index.html"].decode()
    figures = dict(re.findall(r"<div><dt>(.*?)</dt><dd>(\d+)</dd></div>", text))
    assert figures == {"收录案例": "6", "助力乡村振兴": "3", "消除数字鸿沟": "2", "绿色低碳发展": "1"}


def test_the_first_story_with_a_photo_stands_on_top_and_not_again(files: dict[str, bytes]) -> None:
    text = files["index.html"].decode()
    assert text.count("云上采茶忙") == 1
    assert text.index("云上采茶忙") < text.index('id="rural"')


def test_a_theme_whose_only_story_stands_on_top_says_so() -> None:
    content = topic()
    alone = replace(content, stories=content.stories[:2])
    text = rendered(alone)["index.html"].decode()
    assert "本主题案例见上文" in text


def test_a_theme_without_a_story_has_no_link_to_nowhere() -> None:
    content = topic()
    alone = replace(content, stories=content.stories[:2])
    text = rendered(alone)["index.html"].decode()
    assert 'href="#green"' not in text
    assert 'id="green"' not in text


def test_cases_are_walked_in_the_order_of_the_page(files: dict[str, bytes]) -> None:
    seen, at = ["cases/lz2022-0003/index.html"], "cases/lz2022-0003/index.html"
    while following := [one["href"] for one in pages(files)[at].all("a") if one.get("rel") == "next"]:
        at = resolved(at, following[0])
        seen.append(at)
    assert [name.split("-")[1][:4] for name in seen] == ["0003", "0008", "0009", "0004", "0005", "0007"]


def test_an_excerpt_ends_with_a_sentence_where_one_ends_in_time() -> None:
    assert excerpt(("短。",)) == "短。"
    assert excerpt(("一" * 60 + "。" + "二" * 60,)) == "一" * 60 + "。"
    assert excerpt(("一" * 94 + "，" + "二" * 60,)) == "一" * 94 + "…"
    assert excerpt(()) == ""


def test_the_opening_takes_a_second_paragraph_where_there_is_room() -> None:
    assert opening(("短。", "第二段。")) == ("短。", "第二段。")
    assert opening(("一" * 300, "第二段。")) == ("一" * 209 + "…",)


def test_a_photo_that_cannot_be_opened_is_named_with_its_case() -> None:
    with pytest.raises(Unpublishable, match="LZ2022-0003“云上采茶忙”的第 1 张图片：图片无法打开"):
        rendered(topic(), lambda _: b"no picture")


def test_the_same_content_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert rendered(topic()) == files


def test_content_comes_back_from_how_it_is_kept() -> None:
    assert from_json(as_json(topic())) == topic()


def test_every_channel_can_be_asked_by_its_key() -> None:
    assert next(iter(CHANNELS)) == "website"
    assert {key: label(key) for key in CHANNELS} == {one.KEY: one.LABEL for one in CHANNELS.values()}
    assert label("website") == "专题网页"
    assert label("gone") == "gone"
