"""A topic served by a plain file server from a sub-folder: weight, search, reading aloud, copying, scripts off."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from casecall.publishing.content import AmendmentSent, PhotoSent, TombstoneSent
from tests.casecall.publishing.topics import BLOBS, laid, story, topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Response

    from casecall.publishing.content import Content

pytestmark = [pytest.mark.slow, pytest.mark.browser]
KB = 1024
CASE_BUDGET, LIST_BUDGET, TEXT_BUDGET, SCRIPT_BUDGET = 300 * KB, 200 * KB, 30 * KB, 3 * KB
CASE, LIST, PLACE = "cases/lz2022-0103/", "themes/rural/", "zhuanti/lz-2022"
SCREENS = {"desktop": (1280, 900, 1), "fine": (1280, 900, 2), "phone": (360, 740, 3)}


def scene(seed: int) -> PhotoSent:
    """A picture as heavy as a photo of people outdoors: clouds of every size, with grain."""
    random, picture = np.random.default_rng(seed), np.zeros((1067, 1600, 3), np.float32)
    for step, weight in ((8, 60), (32, 34), (128, 14), (400, 5)):
        cloud = random.normal(0, weight, (max(2, step * 2 // 3), step, 3)).astype(np.float32)
        picture += cv2.resize(cloud, (1600, 1067), interpolation=cv2.INTER_CUBIC)
    data = cv2.imencode(".jpg", np.clip(picture + 128, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    sha256 = hashlib.sha256(data.tobytes()).hexdigest()
    BLOBS[sha256] = data.tobytes()
    return PhotoSent(sha256, "茶山上的基站", "", "恒讯通信")


def heavy() -> Content:
    """Thirty cases with pictures of their own over three themes; a rare name, a correction, a case taken back."""
    scenes = [scene(n) for n in range(30)]
    text = "茶农看得到每一片叶子的温度和湿度，线上销售额第一次超过二百万元。" * 5
    plain = [
        story(100 + n, ("green", "rural", "digital-divide", "rural")[n % 4], f"第{n}座基站", text, scenes[n])
        for n in range(30)
    ]
    plain[3] = story(
        103, "rural", "云上采茶忙", f"{text}\n银龄课堂里，老人学会了挂号。", *scenes[:2], scenes[3], place="云南"
    )
    plain[4] = story(104, "green", "王翀的机房", "<b>光缆</b>沿着江走。" + text, scenes[4], place="浙江")
    plain[3] = replace(plain[3], kind="基础电信企业", amendments=(AmendmentSent("2023-02-01", "应为三百二十户。"),))
    gone = (TombstoneSent("lz2022-0199", "LZ2022-0199", "2023-01-05"),)
    base_url = "https://www.example.cn/zhuanti/lz-2022/"
    return replace(topic(), stories=tuple(plain), tombstones=gone, base_url=base_url)


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server that does not write down who came."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("www") / PLACE
    return laid(heavy(), target)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The topic behind a file server without a single rule of its own."""
    root = str(folder.parent.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{PLACE}/"
        server.shutdown()


@dataclass
class Reader:
    """Opens pages of the topic and keeps what each visit fetched and what the console said."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, path: str = "", *, screen: str = "desktop", script: str = "", **dress: Any) -> Page:
        """A page in a fresh context once all that it asked for has come."""
        width, height, scale = SCREENS[screen]
        size: Any = {"width": width, "height": height}
        context = self.browser.new_context(viewport=size, device_scale_factor=scale, locale="zh-CN", **dress)
        self.contexts.append(context)
        page = context.new_page()
        page.add_init_script(script)
        self.responses.clear()
        page.on("response", lambda one: self.responses.append(one))  # noqa: PLW0108 - playwright marks it
        page.on("console", lambda one: self.said.append(one.text))
        page.on("pageerror", lambda one: self.said.append(str(one)))
        page.goto(self.address + path, wait_until="networkidle")
        return page

    def weigh(self, kind: str = "") -> int:
        """Bytes over the wire, headers included, of all or of one kind of what was fetched."""
        wanted = [one for one in self.responses if not kind or one.request.resource_type == kind]
        sizes = [one.request.sizes() for one in wanted]
        return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Reader]:
    opened = Reader(chromium, address)
    yield opened
    for context in opened.contexts:
        context.close()


def to_the_end(page: Page) -> None:
    """Read down to the foot, so that every picture is wanted."""
    for _ in range(60):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(30)
        if page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2"):
            break
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)


# weight


def test_the_pictures_of_these_tests_weigh_what_photos_weigh(folder: Path) -> None:
    sizes = [path.stat().st_size for path in (folder / "photos").glob("*-800.webp")]
    assert min(sizes) >= 35 * KB


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("path", "budget"), [(CASE, CASE_BUDGET), (LIST, LIST_BUDGET), ("", LIST_BUDGET)])
def test_a_page_keeps_its_budget_with_every_picture_down_to_its_foot(
    reader: Reader, path: str, budget: int, screen: str
) -> None:
    page = reader.open(path, screen=screen)
    to_the_end(page)
    assert page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    assert reader.weigh() <= budget
    assert {urlsplit(one.url).path.rsplit(".", 1)[-1] for one in reader.responses if "/photos/" in one.url} == {"webp"}


def test_words_and_looks_of_a_page_are_light(folder: Path) -> None:
    import gzip  # lazy: for this one test

    sheet = (folder / "assets/topic.css").read_bytes()
    for path in folder.rglob("*.html"):
        if "pagefind" not in path.parts:
            assert len(gzip.compress(path.read_bytes() + sheet)) <= TEXT_BUDGET, path


@pytest.mark.parametrize("path", ["", CASE, LIST, "search/", "regions/", "cases/lz2022-0199/"])
def test_one_small_script_is_fetched_on_load_nothing_from_elsewhere_and_no_cookie_is_set(
    reader: Reader, path: str
) -> None:
    page = reader.open(path)
    assert 0 < reader.weigh("script") <= SCRIPT_BUDGET + 400  # with its headers
    assert sum(one.request.resource_type == "script" for one in reader.responses) == 1
    assert {urlsplit(one.url).netloc for one in reader.responses} == {urlsplit(reader.address).netloc}
    assert {one.status for one in reader.responses if "favicon" not in one.url} == {200}
    assert not page.context.cookies()
    assert not reader.said


@pytest.mark.parametrize("path", ["", CASE])
def test_axe_finds_nothing_on_a_full_page(reader: Reader, faults_of: Callable[[Page], list[str]], path: str) -> None:
    for scheme in ("light", "dark"):
        assert faults_of(reader.open(path, color_scheme=scheme)) == []


# without scripts


@pytest.mark.parametrize("path", ["", CASE, LIST, "units/", "search/"])
def test_a_page_is_whole_with_scripts_off(reader: Reader, path: str) -> None:
    page = reader.open(path, java_script_enabled=False)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("button").count() == 0
    assert page.get_by_role("link").count() > 5
    assert all(one.get_attribute("href") for one in page.locator("main a").all())


def test_where_scripts_are_off_the_search_leads_to_the_other_ways(reader: Reader) -> None:
    page = reader.open("search/", java_script_enabled=False)
    assert page.get_by_role("searchbox").count() == 0
    page.locator(".none").get_by_role("link", name="地区").click()
    page.get_by_role("link", name="云南").click()
    page.get_by_role("link", name="云上采茶忙").click()
    assert page.get_by_role("heading", level=1).inner_text() == "云上采茶忙"
    assert "[引用日期]" in page.locator(".reference").inner_text()


# the search


@pytest.mark.parametrize(("words", "title"), [("翀", "王翀的机房"), ("挂号", "云上采茶忙"), ("银龄课堂", "云上采茶忙")])
def test_the_search_finds_rare_characters_and_short_words_and_marks_them(
    reader: Reader, words: str, title: str
) -> None:
    page = reader.open("search/")
    page.get_by_role("searchbox").fill(words)
    page.locator(".found li").first.wait_for()
    found = page.locator(".found li").filter(has_text=title)
    assert found.count() == 1
    assert page.locator(".found mark").first.is_visible()
    assert "个案例" in page.get_by_role("status").inner_text()
    found.get_by_role("link").click()
    page.wait_for_url("**/cases/*/index.html")
    assert page.get_by_role("heading", level=1).inner_text() == title
    assert not reader.said


def test_a_search_can_be_linked_and_shows_ten_at_first_and_then_more(reader: Reader) -> None:
    page = reader.open("search/?q=基站")
    page.locator(".found li").first.wait_for()
    assert page.get_by_role("searchbox").input_value() == "基站"
    assert page.locator(".found li").count() == 10
    page.get_by_role("button", name="显示更多").click()
    page.locator(".found li").nth(10).wait_for()


def test_markup_in_what_is_found_stays_words_and_nothing_found_is_said(reader: Reader) -> None:
    page = reader.open("search/?q=光缆")
    page.locator(".found li").first.wait_for()
    assert "<b>" in page.locator(".found p").first.inner_text()
    assert page.locator(".found b").count() == 0
    page.get_by_role("searchbox").fill("")
    page.wait_for_function("!document.querySelector('.found li')")


def test_a_page_opened_from_the_disk_says_that_it_cannot_search(chromium: Browser, folder: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"file://{folder}/search/index.html")
    page.get_by_role("searchbox").fill("翀")
    page.wait_for_function("document.querySelector('.said').textContent.includes('从文件夹直接打开时不能搜索')")
    context.close()


# reading aloud, copying, sizes, paper

VOICES = """
const spoken = []; window.spoken = spoken;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => LIST, addEventListener() {}, cancel() { spoken.push("stop"); },
  speak(one) { spoken.push(one.text); setTimeout(() => one.onend(), 30); } } });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_a_case_is_read_aloud_from_its_title_on_and_stops_when_asked(reader: Reader) -> None:
    page = reader.open(CASE, script=VOICES.replace("LIST", "[{ lang: 'zh-CN' }]"))
    button = page.get_by_role("button", name="朗读")
    assert not [one for one in reader.responses if "aloud.js" in one.url]
    button.click()
    page.wait_for_function("window.spoken.length > 3")
    assert page.evaluate("spoken.filter((one) => one !== 'stop')[0]") == "云上采茶忙"
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator(".now").count() == 1
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator(".now").count() == 0
    assert not reader.said


def test_where_no_chinese_voice_is_there_nothing_offers_to_read(reader: Reader) -> None:
    page = reader.open(CASE, script=VOICES.replace("LIST", "[{ lang: 'en-GB' }]"))
    assert not page.locator("[data-needs=aloud]").is_visible()


def test_a_reference_is_copied_with_the_day_of_reading(reader: Reader) -> None:
    page = reader.open(CASE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制引文").click()
    page.wait_for_function("document.querySelector('.cite .said').textContent === '已复制。'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"望鹤县恒讯通信技术有限公司\. 云上采茶忙\[EB/OL\]\. （2022-12-20）\[\d{4}-\d\d-\d\d\]\. https://www\.example\.cn/\S+",
        copied,
    )
    page.get_by_role("button", name="复制链接").click()
    page.wait_for_timeout(100)
    assert page.evaluate("navigator.clipboard.readText()") == reader.address + CASE


def test_letters_grow_in_two_steps_and_the_arrow_with_them(reader: Reader) -> None:
    page = reader.open(CASE, screen="phone")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    page.get_by_role("button", name="长辈版").click()
    assert page.evaluate(size) == 24
    assert "cursor.svg" in page.evaluate("getComputedStyle(document.body).cursor")
    page.get_by_role("button", name="特大字").click()
    assert page.evaluate(size) == 40
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="长辈版").click()
    assert page.evaluate(size) == 16


def test_on_paper_stand_the_case_and_its_reference_and_no_ways_about(reader: Reader) -> None:
    page = reader.open(CASE)
    page.emulate_media(media="print")
    for gone in (".switches", ".themes", ".near", ".taking", "nav.ways"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".reference").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
