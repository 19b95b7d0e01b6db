"""A live site and Debian's Chromium for the browser tests, and what they all ask of a page."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from playwright.sync_api import Browser, BrowserContext, Page, Response
    from pytest_django.live_server_helper import LiveServer

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in the thread that also asks the database
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens pages of the live site: ``open(path, width=…, scheme=…, large=…, scripts=…)``."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self, path: str, *, width: int = 1280, scheme: Any = "light", large: bool = False, scripts: bool = True
    ) -> Page:
        """A page in a fresh context, once it has loaded. What the console says as an error fails the test."""
        page = self.fresh(width=width, scheme=scheme, large=large, scripts=scripts)
        page.goto(self.address + path)
        return page

    def fresh(self, *, width: int = 1280, scheme: Any = "light", large: bool = False, scripts: bool = True) -> Page:
        """An empty page in a fresh context."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN",
            java_script_enabled=scripts, bypass_csp=scripts,
        )  # fmt: skip
        if large:
            context.add_cookies([{"name": "size", "value": "large", "url": self.address}])
        self.contexts.append(context)
        return context.new_page()

    def walk(self, paths: Iterable[str], **dress: Any) -> Iterator[tuple[str, Page]]:
        """One page that goes from path to path."""
        page = self.fresh(**dress)
        for path in paths:
            page.goto(self.address + path)
            yield path, page

    def close(self) -> None:
        """Close all that was opened."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """The live site in a browser."""
    opened = Visits(chromium, live_server.url)
    yield opened
    opened.close()


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, now: datetime) -> datetime:
    """The site's clock stands inside the window of the shipped call."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def faults_of() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page, one line a fault with the places."""
    axe = Axe()

    def ask(page: Page) -> list[str]:
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        return [
            f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for one in found.response["violations"]
            for node in one["nodes"]
        ]

    return ask


@pytest.fixture
def overflow_of() -> Callable[[Page], int]:
    """By how many pixels a page is wider than its window."""
    return lambda page: page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@dataclass
class Load:
    """What a visit fetched."""

    responses: list[Response] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """Bytes over the wire, headers included."""
        sizes = [one.request.sizes() for one in self.responses]
        return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)


@pytest.fixture
def load_of(visits: Visits) -> Callable[[str], Load]:
    """The first visit to a path, with all it fetched."""

    def visit(path: str) -> Load:
        page, load = visits.fresh(), Load()
        page.on("response", lambda response: load.responses.append(response))  # noqa: PLW0108 - playwright marks it
        page.goto(visits.address + path, wait_until="networkidle")
        return load

    return visit
