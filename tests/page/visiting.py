"""What visitors of the page do."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.host_site import HostSite

Open = Callable[..., Page]


Sites = Callable[..., HostSite]


CLAIRE = "claire.martin@contoso.example"


def ask(page: Page, text: str) -> None:
    before = page.locator(".said.theirs").count()
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")
    page.wait_for_function(
        "(n) => document.querySelector('renewal-assistant').shadowRoot.querySelectorAll('.said.theirs').length > n",
        arg=before,
    )
    expect(page.locator(".waiting")).to_have_count(0)


def in_menu(page: Page, entry: str, menu: str = "More") -> None:
    page.get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("button", name=entry, exact=True).click()
