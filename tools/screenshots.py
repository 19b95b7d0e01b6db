"""Takes the README's two pictures from the demonstration site: the desk, and the topic page."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
DATA = ROOT / "out" / "data"
NAME = "pictures"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


def command(*words: str, given: str = "") -> None:
    """A command of casecall on the demonstration's data."""
    run = [sys.executable, "-m", "casecall", *words]
    subprocess.run(run, cwd=ROOT, env=surroundings(), input=given, text=True, check=False, stdout=subprocess.DEVNULL)


def surroundings() -> dict[str, str]:
    """The environment of the demonstration."""
    return {**os.environ, "CASECALL_DATA": str(DATA), "PYTHONPATH": str(ROOT / "src")}


@contextmanager
def site() -> Iterator[str]:
    """The demonstration site on a free port, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "-m", "casecall", "serve", "--port", str(port)]
    with subprocess.Popen(serve, cwd=ROOT, env=surroundings()) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urlopen(address, timeout=2).close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.2)
        yield address
        process.terminate()


def take(page: Page, address: str, password: str) -> None:
    """The two pictures."""
    page.goto(f"{address}/t/rehearsal/", wait_until="networkidle")
    page.screenshot(path=PICTURES / "topic.png")
    page.goto(f"{address}/office/?q=状态:待认定 公章:有", wait_until="networkidle")
    page.get_by_label("用户名").fill(NAME)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.goto(f"{address}/office/?q=状态:待认定 公章:有", wait_until="networkidle")
    page.locator("tbody a, .rows a, [data-row] a").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "desk.png")


def main() -> None:
    """Needs ``./run --once`` before it, whose data it shows."""
    if not DATA.is_dir():
        sys.exit("请先运行 ./run --once")
    PICTURES.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(16)
    command("user", "add", NAME, "--name", "公冶岚", "--password-stdin", given=password)
    command("user", "password", NAME, "--password-stdin", given=password)
    with site() as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        take(browser.new_page(viewport={"width": 1360, "height": 900}, locale="zh-CN"), address, password)
        browser.close()


if __name__ == "__main__":
    main()
