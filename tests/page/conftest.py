from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import running_browser
from tests.host_site import HostSite
from tests.stack import Stack


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Opens the chat as a new visitor; any error on the page's console fails the test."""
    contexts, troubles = [], []

    def opened(path: str = "/", **visitor: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 900, "height": 800}, **visitor})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(stack.address + path)
        page.locator(".said").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def host_site(browser: Browser, stack: Stack) -> Iterator[Callable[..., HostSite]]:
    """Gives a host site in a new browser; any error on the console of one of its pages fails the test."""
    sites = list[HostSite]()

    def opened(address: str = stack.address, **visitor: Any) -> HostSite:
        # The site's page is made in the test: to Chromium it comes from nowhere, and such a page may not connect to
        # this machine unasked.
        asked = {"permissions": ["local-network-access"]}
        context = browser.new_context(
            **{"locale": "en-GB", "viewport": {"width": 900, "height": 800}, **asked, **visitor}
        )
        sites.append(HostSite(context, address))
        return sites[-1]

    yield opened
    for site in sites:
        site.context.close()
    assert [trouble for site in sites for trouble in site.troubles] == []


@pytest.fixture(scope="session")
def turbo() -> Path:
    """The script of Turbo, which exchanges the bodies of a site's pages; tools/setup-tests takes it from npm."""
    script = Path(__file__).parents[1] / "slack/npm/node_modules/@hotwired/turbo/dist/turbo.es2017-esm.js"
    assert script.exists(), "These tests need packages from npm. `make test` installs them."
    return script
