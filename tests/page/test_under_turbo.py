"""The widget on a site under Turbo Drive, which exchanges the bodies of its pages: Turbo itself, not an imitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.host_site import SOCKETS, HostSite, ask

Sites = Callable[..., HostSite]


def turbo_shop(site: HostSite, turbo: Path, chat: str) -> Page:
    """A shop of two pages under Turbo Drive, at the first of them; an error on its console counts as one that was
    thrown.
    """
    site.context.add_init_script(SOCKETS)
    page = site.new_tab()
    page.on("console", lambda said: site.troubles.append(said.text) if said.type == "error" else None)
    page.route("**/shop/turbo.js", lambda route: route.fulfill(path=turbo, content_type="text/javascript"))

    def fulfill(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        body = (
            f'<!doctype html><html lang="en"><head><title>{name}</title><meta name="turbo-refresh-method" '
            f'content="morph">'
            '<link rel="icon" href="data:,"><script type="module" src="/shop/turbo.js"></script></head>'
            f'<body><h1>{name}</h1><a href="/shop/first">To the first</a> <a href="/shop/second">To the '
            f"second</a>{chat}</body></html>"
        )
        route.fulfill(content_type="text/html", body=body)

    page.route(re.compile("/shop/(first|second)$"), fulfill)
    page.goto(f"{site.address}/shop/first")
    page.evaluate("globalThis.loaded = 'once'")
    return page


@pytest.mark.parametrize(
    "chat",
    [
        '<script type="module" src="/static/widget.js" data-auto></script>',
        '<renewal-assistant></renewal-assistant><script type="module" src="/static/widget.js"></script>',
        (
            '<renewal-assistant id="chat" data-turbo-permanent></renewal-assistant><script type="module" '
            'src="/static/widget.js"></script>'
        ),
    ],
    ids=["put by the script", "on each page", "permanent"],
)
def test_under_turbo_drive_it_stays_as_it_was_from_page_to_page(host_site: Sites, turbo: Path, chat: str) -> None:
    page = turbo_shop(host_site(), turbo, chat)

    def is_at(name: str, *, said: int, is_open: bool = True) -> None:
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(page.locator("renewal-assistant")).to_have_count(1)
        expect(page.get_by_role("dialog")).to_have_count(int(is_open))
        if is_open:
            expect(page.locator(".said.mine")).to_have_count(said)
            page.wait_for_function("[...sockets].filter((one) => one.readyState < 2).length === 1")
        assert page.evaluate("globalThis.loaded") == "once"

    page.get_by_role("button", name="Open the chat").click()
    page.locator(".said").first.wait_for()
    ask(page)
    for name in ("second", "first", "second"):
        page.get_by_role("link", name=f"To the {name}").click()
        is_at(name, said=1)
    ask(page, "thanks")
    # Back to a page that Turbo has kept, the chat among it; then the same page anew, merged into what stands there.
    page.go_back()
    is_at("first", said=2)
    page.evaluate("Turbo.visit(location.href, { action: 'replace' })")
    is_at("first", said=2)
    page.get_by_role("dialog").get_by_role("button", name="Close the chat").click()
    page.get_by_role("link", name="To the second").click()
    is_at("second", said=2, is_open=False)
    page.get_by_role("button", name="Open the chat").click()
    is_at("second", said=2)
