"""The pages of a topic in Chromium, from the disk: for everybody, on any screen, and nothing fetched from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casecall.publishing.content import TombstoneSent
from tests.casecall.publishing.topics import laid, topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = (
    "index.html",
    "cases/lz2022-0003/index.html",
    "cases/lz2022-0005/index.html",
    "cases/lz2022-0099/index.html",
    "themes/rural/index.html",
    "regions/index.html",
    "units/index.html",
    "search/index.html",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "lz-2022"
    gone = (TombstoneSent("lz2022-0099", "LZ2022-0099", "2023-01-05"),)
    content = replace(topic(), tombstones=gone, base_url="https://www.example.cn/zhuanti/lz-2022/")
    return laid(content, target)


@pytest.fixture
def visit(chromium: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(path: str, *, width: int = 1280, scheme: Any = "light", scripts: bool = True) -> Page:
        size = {"width": width, "height": 900}
        contexts.append(
            chromium.new_context(viewport=size, color_scheme=scheme, locale="zh-CN", java_script_enabled=scripts)  # type: ignore[arg-type]
        )
        page = contexts[-1].new_page()
        page.goto(f"file://{folder}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_light_in_dark_and_large(
    visit: Callable[..., Page],
    faults_of: Callable[[Page], list[str]],
    path: str,
) -> None:
    for scheme in ("light", "dark"):
        page = visit(path, scheme=scheme)
        assert faults_of(page) == []
        page.get_by_role("button", name="长辈版").click()
        assert faults_of(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_over_the_edge_of_a_narrow_screen(
    visit: Callable[..., Page],
    overflow_of: Callable[[Page], int],
    path: str,
) -> None:
    for width in (320, 360, 768, 1280):
        page = visit(path, width=width)
        assert overflow_of(page) <= 0
        page.get_by_role("button", name="长辈版").click()
        assert overflow_of(page) <= 0


def test_nothing_is_fetched_from_elsewhere(chromium: Browser, folder: Path) -> None:
    context = chromium.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(f"file://{folder}/{path}", wait_until="networkidle")
    context.close()
    assert asked
    assert all(one.startswith(f"file://{folder}/") for one in asked)


def test_the_switches_work_and_are_remembered(visit: Callable[..., Page]) -> None:
    page = visit("index.html")
    large, dark = (page.get_by_role("button", name=name) for name in ("长辈版", "深色"))
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    large.click()
    dark.click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24 > before
    page.get_by_role("link", name="云上采茶忙").click()
    assert page.get_by_role("button", name="长辈版").get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"
    page.get_by_role("button", name="长辈版").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == before


def test_dark_can_be_switched_off_where_the_system_is_dark(visit: Callable[..., Page]) -> None:
    page = visit("index.html", scheme="dark")
    dark = page.get_by_role("button", name="深色")
    assert dark.get_attribute("aria-pressed") == "true"
    dark.click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"


def test_the_page_is_whole_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("index.html", scripts=False)
    assert page.get_by_role("button").count() == 0
    page.get_by_role("link", name="消除数字鸿沟").first.click()
    page.get_by_role("link", name="银龄课堂进社区").click()
    assert page.get_by_role("heading", level=1).inner_text() == "银龄课堂进社区"


def test_the_keyboard_goes_from_the_skip_link_to_a_story(visit: Callable[..., Page]) -> None:
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "云上采茶忙":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/lz2022-0003/index.html")


def test_targets_are_large_enough_for_old_hands(visit: Callable[..., Page]) -> None:
    page = visit("index.html", width=360)
    page.get_by_role("button", name="长辈版").click()
    for one in page.locator(".switches button, .themes a").all():
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 60
