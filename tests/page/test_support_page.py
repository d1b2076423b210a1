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


PAGES = (
    "", "/conversations?figure=conversations", "/requests", "/tickets", "/unanswered?patch=1", "/audit", "/sign-in",
)  # fmt: skip
# What has the focus: whether it is seen with a frame around it, and where; nothing at the page's end.
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const place = one.getBoundingClientRect(), style = getComputedStyle(one);
    const across = place.width > 0 && place.right > 0 && place.left < innerWidth;
    const seen = across && place.bottom > 0 && place.top < innerHeight;
    return {html: one.outerHTML.slice(0, 120), seen, framed: style.outlineStyle !== "none", top: place.top + scrollY};
}"""


@pytest.mark.parametrize("size", [(1100, 900), (360, 740)], ids=["wide", "narrow"])
def test_the_keyboard_reaches_all_of_each_page_in_order_is_seen_and_gets_out(
    signed_in: Open, stack: Stack, size: tuple[int, int]
) -> None:
    chat = stack.chat(language="en")
    chat.say("how does automatic renewal work?")
    chat.say("what is the airspeed of a swallow")
    chat.say("airspeed" * 20)
    chat.say("I would like to talk to a person in Japan")
    page = signed_in()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in PAGES:
        page.goto(f"{stack.address}/support{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        before, stops = -1.0, 0
        while True:
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            # Behind the last stop comes the browser itself, or the page's beginning.
            if stop is None or (stops and "skip" in stop["html"]):
                break
            stops += 1
            assert stops < 2000, f"{path} does not end"
            assert stop["seen"], (path, stop)
            assert stop["framed"], (path, stop)
            # What stands in one line may differ by its height.
            assert stop["top"] > before - 60, (path, stop)
            before = stop["top"]
        reached = page.locator("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")
        assert stops >= reached.filter(visible=True).count(), path


def test_what_is_folded_is_opened_and_closed_by_the_keyboard(signed_in: Open, stack: Stack) -> None:
    stack.chat(language="en").say("what is the airspeed of a swallow")
    page = signed_in()
    page.goto(f"{stack.address}/support/unanswered")
    folded = page.locator("details").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator("input[name=name]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(folded.locator("input[name=name]")).to_be_hidden()


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_axe_finds_nothing_serious_on_any_page(signed_in: Open, stack: Stack, locale: str) -> None:
    page = signed_in(locale)
    for path in PAGES:
        page.goto(f"{stack.address}/support{path}")
        found = Axe().run(page).response["violations"]
        assert [(path, one["id"]) for one in found if one["impact"] in ("serious", "critical")] == []


def test_the_keyboard_reaches_the_content_first(signed_in: Open) -> None:
    page = signed_in()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
