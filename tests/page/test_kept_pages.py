"""A page that the browser keeps as it was for its Back button (bfcache): the chat lets it be kept, and goes on when it
is shown again.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import running_browser
from tests.host_site import ask
from tests.stack import Stack

KEPT = """addEventListener("pageshow", ({ persisted }) => { globalThis.kept = persisted; });"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright turns this off.
    with running_browser(without=["--disable-back-forward-cache"]) as browser:
        yield browser


def test_a_page_with_an_open_chat_is_kept_and_hears_what_happened_meanwhile(browser: Browser, stack: Stack) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.add_init_script(KEPT)
    page.goto(stack.address)
    page.locator(".said").first.wait_for()
    ask(page, "hello")
    page.evaluate("globalThis.mark = 'the same page'")
    kept = page.evaluate("JSON.parse(localStorage['renewal-assistant']).conversation")
    page.goto(f"{stack.address}/docs")
    path, headers = f"/api/v1/conversations/{kept['id']}/messages", {"Authorization": f"Bearer {kept['token']}"}
    assert (
        stack.client.post(path, json={"text": "how does automatic renewal work?"}, headers=headers).status_code == 200
    )
    # A page that was kept is not loaded again.
    page.go_back(wait_until="commit")
    page.wait_for_function("globalThis.kept !== undefined")
    assert (page.evaluate("globalThis.mark"), page.evaluate("globalThis.kept")) == ("the same page", True), why(page)
    expect(page.locator(".said.mine")).to_have_count(2)
    ask(page, "thanks")
    expect(page.locator(".state")).to_be_hidden()
    context.close()


def why(page: Page) -> str:
    """What the browser says kept it from keeping the page."""
    return str(
        page.evaluate("JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons ?? null)")
    )
