"""A site with the widget on its page, as people meet it in their browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

# Keeps the page's open sockets in `sockets`.
SOCKETS = """(() => { const open = globalThis.sockets = new Set(); const Real = WebSocket;
  globalThis.WebSocket = class extends Real { constructor(...given) { super(...given); open.add(this);
    this.addEventListener("close", () => open.delete(this)); } }; })()"""


class HostSite:
    """A site with the widget on its page, in one browser; the page carries the token of whoever is signed in, as its
    server writes it.

    `head`: what stands in the page's head; `attributes`: those of the element; `script`: those of the script's tag.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address, self.troubles = context, address, list[str]()
        self.head = self.attributes = self.script = ""

    def visit(self, token: str | None = None, page: Page | None = None, *, open_chat: bool = True) -> Page:
        """Loads the site's page, in a new tab unless one is given."""
        page = page or self.new_tab()
        page.unroute_all()
        page.route("**/shop", lambda route: route.fulfill(content_type="text/html", body=self._html(token)))
        page.goto(f"{self.address}/shop")
        page.locator(".launcher").wait_for(state="attached")
        if open_chat:
            # In a tab where it was open before, it opens by itself.
            page.evaluate("renewals.open()")
            page.locator(".said").first.wait_for()
        return page

    def new_tab(self) -> Page:
        """An empty tab, whose errors count as the site's."""
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        return page

    def _html(self, token: str | None) -> str:
        identity = "" if token is None else f' identity-token="{token}"'
        return (
            f'<!doctype html><html lang="en"><head><meta name="viewport" '
            f'content="width=device-width">{self.head}<title>Shop</title></head>'
            f"<body><h1>Shop</h1><renewal-assistant{identity} {self.attributes}></renewal-assistant>"
            f'<script type="module" {self.script} src="{self.address}/static/widget.js"></script></body></html>'
        )


def ask(page: Page, text: str = "hello") -> None:
    """Asks something of the chat on a page, and waits for the answer."""
    before = page.locator(".said.theirs").count()
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(".said.theirs")).to_have_count(before + 1)


def serve(page: Page, address: str, body: str) -> None:
    """Shows a page of our own at an address."""
    page.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(address)
