"""The public pages in a browser: light to fetch, readable by all, at any width, in any dress."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import casepaper.counting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from tests.browser.conftest import Load, Visits

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = ["/", "/c/cace-2022/", "/c/cace-2022/apply/", "/c/cace-2022/send/", "/no/such/page", "/c/old/apply/"]
DRESSES = [("light", False), ("dark", False), ("light", True), ("dark", True)]


@pytest.fixture(autouse=True)
def _calls(call: CallRow, inside: datetime) -> None:
    from casecall.calls.actions import open_call  # lazy: Django must be set up first

    old = call.source.replace('key = "cace-2022"', 'key = "old"').replace("closes = 2022-11-01", "closes = 2022-08-02")
    open_call(old, now=inside, by="console")


@pytest.mark.parametrize(("scheme", "large"), DRESSES, ids=str)
def test_axe_finds_nothing_wrong(visits: Visits, faults_of: Callable[..., list[str]], scheme: str, large: bool) -> None:
    found = {path: faults_of(page) for path, page in visits.walk(PAGES, scheme=scheme, large=large)}
    assert not {path: faults for path, faults in found.items() if faults}


@pytest.mark.parametrize("large", [False, True], ids=["plain", "elder"])
@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_page_scrolls_sideways(visits: Visits, overflow_of: Callable[..., int], width: int, large: bool) -> None:
    found = {path: overflow_of(page) for path, page in visits.walk(PAGES, width=width, large=large)}
    assert not {path: pixels for path, pixels in found.items() if pixels > 0}


def test_the_first_visit_to_a_call_is_light_and_asks_no_other_host(
    visits: Visits, load_of: Callable[[str], Load]
) -> None:
    load = load_of("/c/cace-2022/")
    assert {urlsplit(one.url).netloc for one in load.responses} == {urlsplit(visits.address).netloc}
    assert len(load.responses) <= 6
    assert load.weight <= 60 * 1024


@pytest.mark.parametrize("large", [False, True], ids=["plain", "elder"])
def test_the_pages_obey_their_own_policy(visits: Visits, *, large: bool) -> None:
    said: list[str] = []
    context = visits.browser.new_context()
    visits.contexts.append(context)
    if large:
        context.add_cookies([{"name": "size", "value": "large", "url": visits.address}])
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    for path in PAGES:
        page.goto(visits.address + path)
    assert not [text for text in said if "Content Security Policy" in text]


def test_wider_set_text_is_not_cut_off(visits: Visits, overflow_of: Callable[..., int]) -> None:
    """Readers may set lines, paragraphs, letters and words wider (WCAG 1.4.12)."""
    wider = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    for path, page in visits.walk(PAGES, width=360):
        page.add_style_tag(content=wider + " p { margin-bottom: 2em !important; }")
        assert overflow_of(page) <= 0, path
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.button, h1, h2, label, summary')].filter((one) =>
                one.checkVisibility() && one.scrollWidth > one.clientWidth + 1
                && getComputedStyle(one).display !== 'inline')
                .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert not cut, path


def test_the_elder_size_is_found_and_kept_without_scripts(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/", scripts=False)
    page.get_by_role("link", name="长辈版").click()
    assert page.url.endswith("/c/cace-2022/")
    assert page.locator("html").get_attribute("data-size") == "large"
    page.goto(f"{visits.address}/")
    assert page.locator("html").get_attribute("data-size") == "large"
    page.get_by_role("link", name="标准版").click()
    assert page.locator("html").get_attribute("data-size") is None


def test_in_the_elder_size_nothing_is_smaller_than_24_pixels_and_targets_are_60(visits: Visits) -> None:
    for path, page in visits.walk(PAGES, width=360, large=True):
        small = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()
                && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
                && parseFloat(getComputedStyle(one).fontSize) < 24 && !one.closest('.hidden-text'))
                .map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert not small, path
        low = page.evaluate(
            """() => [...document.querySelectorAll('.button, nav a, input:not([type=hidden]), label.choice')]
                .filter((one) => one.checkVisibility() && !['checkbox', 'radio'].includes(one.type)
                && one.getBoundingClientRect().height < 59.5).map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert not low, path


def test_everything_can_be_reached_by_keyboard_and_the_focus_is_seen(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const at = document.activeElement, style = getComputedStyle(at);
                return [at.textContent.trim().slice(0, 20), style.outlineStyle, parseFloat(style.outlineWidth)]; }"""
            )
        )
    assert seen[0][0] == "跳到正文"
    reached = [text for text, _, _ in seen]
    for name in ("长辈版", "开始申报", "下载申报表（Word）"):
        assert name in reached
    assert all(style == "solid" and width >= 2 for text, style, width in seen if text in {"开始申报", "长辈版"})


def test_on_paper_the_notice_has_no_navigation(visits: Visits) -> None:
    page = visits.open("/c/cace-2022/")
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="开始申报").is_visible()
    assert not page.get_by_role("link", name="长辈版").is_visible()
    assert page.get_by_text("申报时请加盖单位公章").first.is_visible()


def test_the_live_counter_counts_as_the_form_does(visits: Visits) -> None:
    table = (Path(casepaper.counting.__file__).parent / "table.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in table if line and not line.startswith("#")]
    cases = [(text.replace("\\n", "\n").replace("\\t", "\t"), int(expected)) for text, expected in rows]
    page = visits.open("/c/cace-2022/apply/")
    script = page.locator('script[src*="count"]').get_attribute("src")
    counted = page.evaluate(
        f"""async (texts) => {{ const {{ countWords }} = await import({json.dumps(script)});
        return texts.map(countWords); }}""",
        [text for text, _ in cases],
    )
    wrong = [(text, expected, got) for (text, expected), got in zip(cases, counted, strict=True) if got != expected]
    assert len(cases) > 40
    assert not wrong
