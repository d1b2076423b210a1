"""The page of support in Chromium: signing in, choosing, reading; nothing that the policy forbids, and nothing serious
for axe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.insights import passwords
from renewals.store import support
from renewals.store.database import open_database
from tests.browser import running_browser
from tests.stack import Stack

PASSWORD = "a long enough password"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def signed_in(browser: Browser, stack: Stack) -> Iterator[Open]:
    """The page, after signing in as somebody with all roles and asking something in the chat before."""
    contexts, troubles = [], list[str]()
    sessions = open_database(f"sqlite:///{stack.folder / 'renewals.db'}")
    with sessions.begin() as session:
        now = datetime.now(UTC)
        support.set_user(session, "ann@vendor.example", list(support.ROLES), passwords.hashed(PASSWORD), now)
    sessions.kw["bind"].dispose()

    def opened(locale: str = "en-GB") -> Page:
        context = browser.new_context(locale=locale, viewport={"width": 1100, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{stack.address}/support")
        page.locator("#email").fill("ann@vendor.example")
        page.locator("#password").fill(PASSWORD)
        page.locator("main button").click()
        expect(page.locator("main h1")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def test_figures_charts_and_conversations_are_reached_by_links(signed_in: Open, stack: Stack) -> None:
    stack.chat(language="en").say("how does automatic renewal work?")
    page = signed_in()
    expect(page.get_by_role("heading", name="Conversations and tickets")).to_be_visible()
    assert page.locator("img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    page.get_by_role("link", name="Answered", exact=True).first.click()
    page.locator(".found a").first.click()
    expect(page.get_by_role("heading", name="Conversation", exact=True)).to_be_visible()
    expect(page.locator(".transcript li")).not_to_have_count(0)


def test_a_choice_stays_in_the_form_and_in_the_links(signed_in: Open) -> None:
    page = signed_in()
    page.locator("select[name=region]").select_option("JP")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("select[name=region]")).to_have_value("JP")
    expect(page.get_by_text("Only: Region JP")).to_be_visible()
    assert "region=JP" in (page.get_by_role("link", name="CSV").first.get_attribute("href") or "")


def test_the_language_is_changed_and_stays(signed_in: Open) -> None:
    page = signed_in()
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chiffres")
    page.get_by_role("link", name="Qui a lu des contrats").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_axe_finds_nothing_serious_on_any_page(signed_in: Open, stack: Stack, locale: str) -> None:
    page = signed_in(locale)
    for path in ("", "/conversations?figure=conversations", "/unanswered?patch=1", "/audit", "/sign-in"):
        page.goto(f"{stack.address}/support{path}")
        found = Axe().run(page).response["violations"]
        assert [(path, one["id"]) for one in found if one["impact"] in ("serious", "critical")] == []


def test_the_keyboard_reaches_the_content_first(signed_in: Open) -> None:
    page = signed_in()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
