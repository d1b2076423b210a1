"""The script for ticket forms, in Chromium, on the demonstration form and on other sites' forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from bot.deflection.demonstration import integrity
from tests.browser import running_browser
from tests.stack import SHOP, SHOP_KEY, Stack

Open = Callable[..., Page]
QUESTION = "How do I find a reseller in my country?"
SUGGESTIONS = "renewals-suggestions"
PLAIN = """<form id="contact" method="post" action="/sent"><label for="a">{subject}</label><input id="a" name="a1">
<label for="b">{body}</label><textarea id="b" name="b1"></textarea><button>Send</button></form>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def open_form(browser: Browser, stack: Stack) -> Iterator[Open]:
    """Opens the demonstration form, or a page of another site with the script; what the policy forbids, and any error,
    fails the test.
    """
    contexts, troubles = [], list[str]()

    def opened(html: str | None = None, attributes: str = "", hash_: str = "", **visitor: object) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "permissions": ["local-network-access"], **visitor})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        if html is None:
            page.goto(f"{stack.address}/form")
            return page
        tag = (
            f'<script async src="{stack.address}/static/ticket-form.js" data-site-key="{SHOP_KEY}" '
            f"{attributes}{hash_}></script>"
        )
        text = f'<!doctype html><html lang="en"><title>Shop</title><h1>Help</h1>{html}{tag}</html>'
        policy = f"default-src 'none'; script-src {stack.address}; connect-src {stack.address}; form-action 'self'"
        page.route(
            f"{SHOP}/**",
            lambda route: route.fulfill(
                content_type="text/html", body=text, headers={"Content-Security-Policy": policy}
            ),
        )
        page.goto(f"{SHOP}/help")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def typed(page: Page, text: str = QUESTION) -> Locator:
    """Types a question into the form's body; the panel of answers beneath it."""
    page.locator("textarea").first.press_sequentially(text)
    panel = page.locator(f"{SUGGESTIONS} section")
    expect(panel.get_by_role("heading")).to_be_visible()
    return panel


def test_answers_appear_while_typing_and_the_form_carries_the_offer(open_form: Open) -> None:
    page = open_form()
    panel = typed(page)
    expect(panel.locator("article").first).to_contain_text("partner")
    expect(page.locator("input[name=renewals_deflection_id]")).not_to_have_value("")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#sent code")).not_to_be_empty()


def test_each_question_of_a_text_is_answered(open_form: Open) -> None:
    page = open_form()
    text = "How do I find a reseller? And how can I switch automatic renewal off for our subscription?"
    panel = typed(page, text)
    expect(panel.locator("article").filter(has_text="partner")).not_to_have_count(0)
    expect(panel.locator("article").filter(has_text="utomatic")).not_to_have_count(0)


def test_what_is_solved_is_kept_and_can_be_taken_back(open_form: Open) -> None:
    page = open_form()
    panel = typed(page)
    with page.expect_response("**/outcome") as told:
        panel.get_by_role("button", name="This solved it").first.click()
    assert (told.value.status, (told.value.request.post_data_json or {})["outcome"]) == (204, "solved")
    expect(panel).to_contain_text("has not been sent")
    with page.expect_response("**/outcome") as told:
        panel.get_by_role("button", name="Go on with my ticket").click()
    assert (told.value.request.post_data_json or {})["outcome"] == "not-enough"
    expect(page.locator("textarea")).to_have_value(QUESTION)


def test_the_ticket_is_sent_anyway_by_the_form_itself_and_that_is_told(open_form: Open) -> None:
    page = open_form()
    panel = typed(page)
    with page.expect_request("**/submitted?site=*") as told:
        panel.get_by_role("button", name="Send my ticket anyway").click()
    assert told.value.method == "POST"
    expect(page.locator("#sent")).to_be_visible()


@pytest.mark.parametrize(
    ("subject", "body"),
    [("Subject", "How can we help?"), ("Objet", "Votre demande"), ("Short description", ("Details of the problem"))],
)
def test_another_sites_form_is_found_by_its_labels_under_a_strict_policy(
    open_form: Open, subject: str, body: str
) -> None:
    page = open_form(
        PLAIN.format(subject=subject, body=body), hash_=(f' integrity="{integrity()}" crossorigin="anonymous"')
    )
    page.get_by_label(subject).fill("A reseller")
    panel = typed(page)
    expect(panel.locator("article")).not_to_have_count(0)


def test_a_form_is_found_by_selectors_and_when_the_page_makes_it_later(open_form: Open) -> None:
    search = '<form id="search"><textarea name="message"></textarea></form>'
    page = open_form(search, attributes='data-form="#contact" data-body="#b"')
    page.wait_for_function("document.readyState === 'complete'")
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", PLAIN.format(subject="x", body="y"))
    page.locator("#b").press_sequentially(QUESTION)
    expect(page.locator(f"#contact {SUGGESTIONS} section article")).not_to_have_count(0)
    expect(page.locator(f"#search {SUGGESTIONS}")).to_have_count(0)


def test_where_the_assistant_is_down_the_form_is_as_it_was(open_form: Open) -> None:
    page = open_form()
    page.route("**/api/v1/deflections", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.locator("textarea").press_sequentially(QUESTION)
    expect(page.locator(f"{SUGGESTIONS} section")).to_be_hidden()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#sent")).to_be_visible()


def test_without_scripts_the_form_works(open_form: Open) -> None:
    page = open_form(java_script_enabled=False)
    page.locator("textarea").fill(QUESTION)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#sent")).to_be_visible()


def test_a_script_that_was_changed_on_its_way_does_not_run(browser: Browser, stack: Stack) -> None:
    page = browser.new_context().new_page()
    page.route(
        "**/ticket-form.js",
        lambda route: route.fulfill(content_type="text/javascript", body=("document.title = 'changed'")),
    )
    page.goto(f"{stack.address}/form")
    page.wait_for_load_state("networkidle")
    assert page.title() == "A ticket form"
    page.context.close()


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_a_screen_reader_is_served_and_axe_finds_nothing_serious(open_form: Open, locale: str) -> None:
    page = open_form(locale=locale)
    typed(page, QUESTION if locale == "en-GB" else "Comment trouver un revendeur dans mon pays ?")
    expect(page.locator(f"{SUGGESTIONS} [role=status]")).not_to_be_empty()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
