"""How a member of the secretariat comes into the office, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.casecall.factory import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

CHIEF = "chief"


def log_in(page: Page, visits: Visits) -> Page:
    """Log in by the form; the inbox is next."""
    page.goto(f"{visits.address}/office/login/")
    page.get_by_label("用户名").fill(CHIEF)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/office/")
    return page
