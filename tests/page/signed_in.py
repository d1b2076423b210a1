"""People whom a host site has signed in, and what a page keeps of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.host_site import HostSite

Sites = Callable[..., HostSite]


CLAIRE, JULIE = "claire.martin@contoso.example", "julie@lemaire.example"
QUESTION = "show my contracts"
CLAIRES_CONTRACT, JULIES_CONTRACT = "C-100234", "C-100240"
CLAIRES_WORDS = (QUESTION, CLAIRES_CONTRACT, "C-100235", "Contoso")


def ask(page: Page, text: str = QUESTION) -> None:
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate("localStorage['renewal-assistant'] ?? 'null'") or "null") or {}
    return found


def conversation_of(page: Page) -> dict[str, str]:
    page.wait_for_function("JSON.parse(localStorage['renewal-assistant'] ?? '{}').conversation")
    found: dict[str, str] = kept(page)["conversation"]
    return found


def set_token(page: Page, token: str | None) -> None:
    page.evaluate(
        "(token) => { const chat = document.querySelector('renewal-assistant');"
        " token === null ? chat.removeAttribute('identity-token') : chat.setAttribute('identity-token', token); }",
        token,
    )


def claire_asks(page: Page) -> dict[str, str]:
    """Claire is shown her contracts; gives her conversation."""
    ask(page)
    expect(page.locator(".said.theirs").last).to_contain_text(CLAIRES_CONTRACT)
    return conversation_of(page)


def assert_nothing_left(page: Page, conversation: dict[str, str], words: tuple[str, ...] = CLAIRES_WORDS) -> None:
    """Not a word of the former person is in the page or in what the browser keeps,
    nor what opens their conversation.
    """
    expect(page.locator(".said.mine")).to_have_count(0)
    page.wait_for_function("(id) => !JSON.stringify({ ...localStorage }).includes(id)", arg=conversation["id"])
    shown = page.evaluate(
        "(() => { const w = document.querySelector('renewal-assistant'); return w.outerHTML + "
        "w.shadowRoot.innerHTML; })()"
    )
    stored = page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")
    for word in (*words, conversation["id"], conversation["token"]):
        assert word not in shown
        assert word not in stored
    assert page.locator("textarea").input_value() == ""
